"""Documents drafted offline: they pass the real checks, say only what the brief says, and differ as briefs do."""

import asyncio
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.completions import SentBack
from app.domain.errors import Permanent
from app.domain.names import JsonObject
from app.domain.parsing import Asking, parse
from app.domain.quality.words import words_of
from app.domain.questions import Answered
from app.llm.offline import OfflineDrafter
from app.llm.offline.drafter import draft
from app.llm.offline.hints import BadHint, check_hints, read_hint
from app.llm.offline.phrases import LANGUAGES, text_of
from tests.judged_documents import loaded
from tests.llm.drafted_projects import BRIEFS, SOFTWARE, STRATEGY, DraftedProject, brief, drafted, project

NAMES = sorted(path.stem for path in BRIEFS.glob("*.md"))


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", NAMES)
def test_every_document_passes_the_checks_of_its_type(name: str, release: str) -> None:
    assert project(name, release).errors() == []


@pytest.mark.parametrize("name", NAMES)
def test_every_group_of_work_has_at_most_nine_and_from_five_demands_at_least_two(name: str) -> None:
    backlog = project(name).of("epic_backlog")["epics"]
    demands = project(name).of("project_discovery")["requirements"]
    assert (2 if len(demands) >= 5 else 1) <= len(backlog) <= 9


@pytest.mark.parametrize("name", NAMES)
def test_every_demand_reaches_one_group_and_one_item_of_work(name: str) -> None:
    made = project(name)
    demands = {item["key"] for item in made.of("project_discovery")["requirements"]}
    groups = [code for group in made.of("epic_backlog")["epics"] for code in group["requirements"]]
    work = [code for part in made.all_of("story_backlog") for item in part["stories"] for code in item["requirements"]]
    assert (sorted(groups), sorted(work)) == (sorted(demands), sorted(demands))


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_named_and_never_by_a_bare_word_of_form(name: str) -> None:
    names = [group["name"] for group in project(name).of("epic_backlog")["epics"]]
    assert all(name.strip() and not name[0].isdigit() for name in names)
    assert not {"goals", "ziele", "requirements", "objectifs", "requisitos"} & {name.casefold() for name in names}


PLANTED = [
    ("tool-library", "requirements", "at most three reservations"),
    ("tool-library", "requirements", "within seven days"),
    ("tool-library", "requirements", "20 euros"),
    ("clinic-prose", "requirements", "within one hour"),
    ("schulkueche", "requirements", "höchstens 4 %"),
    ("flat-list", "requirements", "within 30 minutes"),
    ("table", "requirements", "25 years"),
    ("koloni", "requirements", "högst tre åt gången"),
]


@pytest.mark.parametrize(("name", "field", "words"), PLANTED)
def test_a_number_becomes_a_measure_with_what_limits_it(name: str, field: str, words: str) -> None:
    assert words in [item.get("measure") for item in project(name).of("project_discovery")[field]]


@pytest.mark.parametrize(
    ("name", "words"),
    [("tool-library", "painted green"), ("clinic-prose", "band"), ("schulkueche", "Trompete")],
)
def test_planted_irrelevance_stands_under_not_used_and_nowhere_else(name: str, words: str) -> None:
    document = dict(project(name).of("project_discovery"))
    unused = json.dumps(document.pop("not_used"), ensure_ascii=False)
    assert (words in unused, words in json.dumps(document, ensure_ascii=False)) == (True, False)


def content_words(document: Any) -> set[str]:  # noqa: ANN401  JSON by nature
    texts = [item["statement"] for field in ("requirements", "goals", "current_state") for item in document[field]]
    return {word for text in texts for word in words_of(text) if len(word) > 4}


@pytest.mark.parametrize("name", ["tool-library", "clinic-prose", "flat-list", "table"])
@pytest.mark.parametrize("other", ["tool-library", "clinic-prose", "flat-list", "table"])
def test_documents_of_different_briefs_share_little(name: str, other: str) -> None:
    one, two = (content_words(project(which).of("project_discovery")) for which in (name, other))
    shared = 100 * len(one & two) // len(one | two)
    assert shared == 100 if name == other else shared <= 12


def test_a_purpose_a_condition_and_an_actor_are_taken_only_from_the_author() -> None:
    work = [item for part in project("tool-library").all_of("story_backlog") for item in part["stories"]]
    by_title = {item["title"]: item for item in work}
    wish = next(item for title, item in by_title.items() if title.startswith("As a member"))
    late = by_title["The system must tell the warden and the member"]
    assert (wish["i_want"], wish["so_that"]) == ("be reminded one day before the return date", "I do not forget it")
    assert late["acceptance_criteria"][0]["given"] == "If a tool is not returned within seven days"
    assert [item["title"] for item in work if "so_that" in item] == [wish["title"]]


def test_the_reader_is_told_who_wrote_it() -> None:
    notes = [document["drafting_note"] for document in project("tool-library").documents.values()]
    assert all(str(note).startswith("No language model wrote this.") for note in notes)


def test_the_coverage_table_of_the_review_has_a_row_for_every_demand() -> None:
    made = project("tool-library")
    rows = made.of("final_review")["coverage"]
    assert [row["requirement"] for row in rows] == [
        item["key"] for item in made.of("project_discovery")["requirements"]
    ]
    assert all(row["epics"] and row["stories"] and "gap" not in row for row in rows)


# -- questions -------------------------------------------------------------------------------------------------------


def asked(text: str) -> Asking:
    made = DraftedProject(brief=text, release=loaded(SOFTWARE))
    step = made.release.definition.steps[0]
    request = made.request(step, may_ask=True)
    from_text = parse(_completion(draft(request)), may_ask=True)
    assert isinstance(from_text, Asking), from_text
    return from_text


def _completion(text: str) -> Any:  # noqa: ANN401  any completion
    from app.domain.completions import Completion, StopReason  # noqa: PLC0415  used here alone

    return Completion(
        text=text, stop_reason=StopReason.COMPLETE, usage=None, latency_ms=0, provider_request_id="", model="offline"
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name != "odd"])
def test_questions_pass_their_checks_and_are_few(name: str) -> None:
    count = len(asked(brief(name)).questions)
    assert 1 <= count <= (3 if name == "one-line" else 5)


def test_the_authors_own_open_points_are_asked_first() -> None:
    questions = asked(brief("tool-library")).questions
    assert questions[0].text == "Who decides about damage?"
    assert "whether people who are no members may borrow" in questions[1].text


def test_nothing_is_asked_again_once_there_are_answers() -> None:
    made = DraftedProject(brief=brief("tool-library"), release=loaded(SOFTWARE))
    step = made.release.definition.steps[0]
    questions = asked(made.brief).questions
    answers = tuple(Answered(question=question, value="The board decides.") for question in questions)
    answer = json.loads(draft(made.request(step, may_ask=True, answers=answers)))
    assert "document" in answer


def test_an_answer_is_a_source_and_an_assumption_is_said_to_be_one() -> None:
    questions = asked(brief("tool-library")).questions
    answers = (
        Answered(question=questions[0], value="The board decides."),
        *(Answered(question=question, value=None) for question in questions[1:]),
    )
    made = drafted(brief("tool-library"), answers=answers)
    discovery = made.of("project_discovery")
    decided = [item for item in discovery["constraints"] if {"answer": questions[0].id} in item["sources"]]
    demanded = [item for item in discovery["requirements"] if any("answer" in source for source in item["sources"])]
    assumed = [
        source["answer"] for item in discovery["assumptions"] for source in item["sources"] if "answer" in source
    ]
    assert made.errors() == []
    assert [item["statement"] for item in decided] == ["The board decides."]
    assert demanded == []
    stands_in = [question for question in questions[1:] if not question.key.startswith(("open-", "vague-", "number-"))]
    assert (assumed, 0 < len(stands_in) < len(questions[1:])) == ([question.id for question in stands_in], True)
    assert "Who decides about damage?" not in [item["question"] for item in discovery["open_questions"]]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_drafter_says_in_each_language_what_it_says_in_english(language: str) -> None:
    fields = {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in said_in("en").items()}
    theirs = {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in said_in(language).items()}
    assert sorted(set(fields) - set(theirs)) == []
    assert {name: found for name, found in theirs.items() if not set(found) <= set(fields[name])} == {}


def said_in(language: str) -> dict[str, str]:
    lines = (line.partition(": ") for line in text_of(language).strip().splitlines())
    return {name: text for name, _, text in lines}


# -- what people send back, and what failed --------------------------------------------------------------------------


def test_a_comment_moves_what_it_speaks_of_to_the_front_and_is_quoted() -> None:
    made = drafted(brief("tool-library"))
    step = made.release.definition.steps[0]
    before = made.of("project_discovery")
    judged = SentBack(content=before, comment="The treasurer needs to export all deposits: that matters most.")
    after = json.loads(draft(made.request(step, sent_back=(judged,))))["document"]
    assert after["requirements"][0]["statement"].startswith("The treasurer needs to export")
    assert "that matters most" in after["drafting_note"]


def test_a_comment_that_matches_nothing_is_still_answered_honestly() -> None:
    made = drafted(brief("tool-library"))
    step = made.release.definition.steps[0]
    judged = SentBack(content=made.of("project_discovery"), comment="Zebra!")
    after = json.loads(draft(made.request(step, sent_back=(judged,))))["document"]
    assert "Nothing in the inputs matches the comment" in after["drafting_note"]


# -- the same bytes --------------------------------------------------------------------------------------------------

DETERMINISM = """
import hashlib
from tests.llm.test_offline_documents import NAMES, project
digest = hashlib.sha256()
for name in NAMES[:6]:
    for key, text in project(name).raw.items():
        digest.update(repr(key).encode() + text.encode())
print(digest.hexdigest())
"""


def test_two_processes_with_different_hash_seeds_write_the_same_bytes() -> None:
    found = set()
    for seed in ("1", "4711"):
        done = subprocess.run(  # noqa: S603  our own code, our own interpreter
            [sys.executable, "-c", DETERMINISM],
            env={"PATH": "", "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_an_edit_changes_only_the_items_it_touches() -> None:
    text = brief("tool-library")
    one = json.loads(project("tool-library").raw["project_discovery", ""])["document"]["requirements"]
    edited = text.replace("at most three reservations", "at most four reservations")
    two = json.loads(drafted(edited).raw["project_discovery", ""])["document"]["requirements"]
    # Items of the edited block cite its new digest; their keys and words stay.
    assert [item["key"] for item in one] == [item["key"] for item in two]
    assert sum(a["statement"] != b["statement"] for a, b in zip(one, two, strict=True)) == 1


def test_the_completer_answers_as_the_draft_does() -> None:
    made = DraftedProject(brief=brief("table"), release=loaded(SOFTWARE))
    request = made.request(made.release.definition.steps[0])
    assert asyncio.run(OfflineDrafter().complete(request)).text == draft(request)


def test_a_schema_of_another_time_is_refused_with_what_to_do() -> None:
    made = DraftedProject(brief=brief("table"), release=loaded(SOFTWARE))
    request = made.request(made.release.definition.steps[0])
    schema: JsonObject = {
        "type": "object",
        "properties": {"summary": {"type": "string", "x-draft": {"say": "review_open"}}},
    }
    with pytest.raises(Permanent, match=r"nobody has words for 'review_open'.*Adopt a newer release"):
        asyncio.run(OfflineDrafter().complete(replace(request, schema=schema)))


# -- hints -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
def test_every_hint_of_a_shipped_release_is_understood(release: str) -> None:
    assert [fault for schema in loaded(release).schemas.values() for fault in check_hints(schema)] == []


@pytest.mark.parametrize(
    "hint",
    [
        {"each": "paragraph"},
        {"put": "invention"},
        {"where": ["importance"]},
        {"whre": ["goal"]},
        {"size": [2]},
        {"most": 0},
        {"choose": [["strong"]]},
        {"say": {"de": "Hallo"}},
        {"say": "no_such_phrase"},
        {"say": "flagged", "complete": "no_such_phrase"},
        {"checklist": [{"text": {"en": "What?"}}]},
        "quote",
    ],
)
def test_a_hint_with_an_unknown_word_is_refused(hint: Any) -> None:  # noqa: ANN401  any JSON
    with pytest.raises(BadHint):
        read_hint(hint)


@pytest.mark.parametrize(
    ("aim", "due"),
    [
        ("Our goal is one strategy for 2027 to 2029 that 20 people can recite.", "2029"),
        ("Our goal is to fill at least 90 % of places by the end of 2027.", "the end of 2027"),
    ],
)
def test_an_objective_is_due_at_the_end_of_a_span_of_years_and_in_the_part_of_the_year_that_is_named(
    aim: str, due: str
) -> None:
    made = drafted(f"# Library\n\n{aim}\n", STRATEGY)
    (objective,) = made.of("strategy_requirements")["objectives"]
    assert objective["measure"]["by"] == due


ASKING = """# Berths

## Users

- Harbourmaster
- Deputies

## Requirements

- The harbourmaster must release each berth.
- The harbourmaster must see all free berths.

## Open questions

- Who may change the tariff?
"""


@pytest.mark.parametrize(
    ("said", "demanded"),
    [
        ("They stand in for the harbourmaster.", False),
        ("Deputies must be able to release a berth.", True),
    ],
)
def test_what_is_answered_about_somebody_is_their_need_and_a_demand_only_where_it_demands(
    said: str, *, demanded: bool
) -> None:
    (question,) = [entry for entry in asked(ASKING).questions if entry.key.startswith("party-deputies")]
    made = drafted(ASKING, answers=(Answered(question=question, value=said),))
    discovery = made.of("project_discovery")
    (deputies,) = [actor for actor in discovery["actors"] if actor["name"] == "Deputies"]
    found = [item["statement"] for item in discovery["requirements"] if {"answer": question.id} in item["sources"]]
    assert made.errors() == []
    assert (deputies["needs"], {"answer": question.id} in deputies["sources"]) == (said, True)
    assert found == ([said] if demanded else [])


SAID = {"The board decides that.": "constraints", "Marja": "constraints", "s": "open_questions"}
SAID["The treasurer must approve each change of the tariff."] = "requirements"


@pytest.mark.parametrize(("said", "field"), SAID.items())
def test_an_answer_to_an_open_point_needs_its_question_only_where_it_is_no_sentence(said: str, field: str) -> None:
    (question,) = [entry for entry in asked(ASKING).questions if entry.text == "Who may change the tariff?"]
    made = drafted(ASKING, answers=(Answered(question=question, value=said),))
    discovery = made.of("project_discovery")
    found = [item for item in discovery[field] if {"answer": question.id} in item["sources"]]
    wanted = {"Marja": f"{question.text} Marja", "s": question.text}.get(said, said)
    assert made.errors() == []
    assert [item.get("statement", item.get("question")) for item in found] == [wanted]
    assert [name for name in ("requirements", "constraints") if name != field and wanted in str(discovery[name])] == []


def test_the_drafter_is_loaded_by_its_first_draft_and_compiles_no_pattern_before_its_first_brief() -> None:
    watch = (
        "import re, sys, bisect, json, unicodedata, app.domain.completions\n"
        "made = []\n"
        "re.compile = lambda text, flags=0: made.append(text)\n"
        "import app.llm.offline\n"
        "app.llm.offline.OfflineDrafter()\n"
        "early = [name for name in sys.modules if name.startswith('app.llm.offline.')]\n"
        "import app.llm.offline.drafter\n"
        "late = [name for name in sys.modules if name == 'asyncio' or '.cues.' in name or '.phrases.' in name]\n"
        "print(early, made, late)"
    )
    done = subprocess.run(  # noqa: S603  our own code, our own interpreter
        [sys.executable, "-c", watch], cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "['app.llm.offline.completer'] [] []"
