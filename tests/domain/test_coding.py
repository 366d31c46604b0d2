from app.domain.canonical import digest_of
from app.domain.coding import code_content, digests_of_content, with_answers
from app.domain.names import Code, Json
from app.domain.questions import Answered, Question, QuestionKind

SOURCE: dict[str, Json] = {
    "type": "object",
    "properties": {"brief": {"type": "string"}, "assumption": {"type": "string", "x-ref": "assumptions"}},
}
SCHEMA: dict[str, Json] = {
    "type": "object",
    "$defs": {"source": SOURCE},
    "properties": {
        "areas": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "key": {"type": "string"},
                    "after": {"type": "array", "items": {"type": "string", "x-ref": "areas"}},
                    "needs": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"area": {"type": "string", "x-ref": "areas"}}},
                    },
                    "requirement": {"type": "string", "x-ref": "discovery.requirements"},
                    "sources": {"type": "array", "items": {"$ref": "#/$defs/source"}},
                },
            },
        },
        "assumptions": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}}}},
        "first": {"anyOf": [{"type": "null"}, {"type": "string", "x-ref": "areas"}]},
        "text": {"type": "string"},
        "parts": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}}}},
    },
}
CODES = {"areas": (Code("A-01"), Code("A-07")), "assumptions": (Code("AS-01"),)}
WRITTEN: dict[str, Json] = {
    "areas": [
        {"key": "a", "after": ["b", "unknown"], "needs": [{"area": "b"}], "requirement": "a", "sources": []},
        {"key": "b", "after": [], "needs": [], "sources": [{"assumption": "x"}, {"brief": "a"}]},
    ],
    "assumptions": [{"key": "x", "statement": "a"}],
    "first": "b",
    "text": "a",
    "parts": [{"key": "a"}],
}


def coded() -> dict[str, Json]:
    return code_content(WRITTEN, schema=SCHEMA, codes=CODES)


def test_items_get_their_codes_as_keys_and_references_follow() -> None:
    assert coded()["areas"] == [
        {
            "key": "A-01",
            "after": ["A-07", "unknown"],
            "needs": [{"area": "A-07"}],
            "requirement": "a",
            "sources": [],
        },
        {"key": "A-07", "after": [], "needs": [], "sources": [{"assumption": "AS-01"}, {"brief": "a"}]},
    ]


def test_a_reference_is_found_in_a_branch_of_the_schema() -> None:
    assert coded()["first"] == "A-07"


def test_text_that_looks_like_a_key_stays() -> None:
    assert coded()["text"] == "a"


def test_lists_without_codes_keep_their_keys() -> None:
    assert coded()["parts"] == [{"key": "a"}]


def test_what_was_written_stays_untouched() -> None:
    before = digest_of(WRITTEN)
    coded()
    assert digest_of(WRITTEN) == before


def test_an_assumption_is_coded_where_the_schema_says_nothing_of_it() -> None:
    written: dict[str, Json] = {"assumptions": [{"key": "x"}], "notes": [{"sources": [{"assumption": "x"}]}]}
    kept = code_content(written, schema={}, codes={"assumptions": (Code("AS-01"),)})
    assert kept["notes"] == [{"sources": [{"assumption": "AS-01"}]}]


def test_a_schema_that_refers_to_itself_ends() -> None:
    tree: dict[str, Json] = {
        "$defs": {"node": {"allOf": [{"$ref": "#/$defs/node"}], "properties": {"area": {"x-ref": "areas"}}}},
        "properties": {"root": {"$ref": "#/$defs/node"}},
    }
    written: dict[str, Json] = {"areas": [{"key": "a"}], "root": {"area": "a"}}
    assert code_content(written, schema=tree, codes={"areas": (Code("A-01"),)})["root"] == {"area": "A-01"}


def test_digests_are_of_the_whole_of_each_part_and_of_each_item() -> None:
    content = coded()
    found = digests_of_content(content, ("areas", "assumptions"))
    areas = content["areas"]
    assert isinstance(areas, list)
    assert found.content == digest_of(content)
    assert found.parts == {name: digest_of(value) for name, value in content.items()}
    assert found.items["areas"] == {"A-01": digest_of(areas[0]), "A-07": digest_of(areas[1])}
    assert list(found.items["assumptions"]) == ["AS-01"]


def test_a_reorder_changes_the_part_and_no_item() -> None:
    content = coded()
    areas = content["areas"]
    assert isinstance(areas, list)
    before = digests_of_content(content, ("areas",))
    after = digests_of_content({**content, "areas": areas[::-1]}, ("areas",))
    assert after.items["areas"] == before.items["areas"]
    assert list(after.items["areas"]) == ["A-07", "A-01"]
    assert after.parts["areas"] != before.parts["areas"]


def test_a_missing_collection_has_no_items() -> None:
    assert digests_of_content({"text": "a"}, ("areas",)).items == {"areas": {}}


def test_answers_are_a_field_of_their_own_in_the_order_given() -> None:
    questions = [
        Question(key=f"q{number}", text="Which?", kind=QuestionKind.TEXT, why="It matters.", assumption="The first.")
        for number in (1, 2)
    ]
    answers = [Answered(question=questions[1], value="B"), Answered(question=questions[0], value=None)]
    kept = with_answers({"text": "a"}, answers)
    assert kept == {"text": "a", "answers": [answer.as_json() for answer in answers]}
    assert digest_of(kept) != digest_of(with_answers({"text": "a"}, answers[::-1]))


def test_without_answers_nothing_is_added() -> None:
    assert with_answers({"text": "a"}, []) == {"text": "a"}
