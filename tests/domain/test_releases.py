"""The two shipped releases: sealed, valid, honest to write for, and agreeing with their examples."""

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from app.domain.briefs import blocks_of
from app.domain.coding import code_content
from app.domain.definition.loading import load_release
from app.domain.definition.manifest import seal
from app.domain.definition.validation import validate
from app.domain.names import Code, DocumentTypeName
from app.domain.presentation import Form, Shape, shape_of
from tests.examples_of_documents import (
    ALL_TYPES,
    RELEASES,
    ROOT,
    TYPES,
    brief_of,
    example,
    release_files,
    release_of,
)

FORMS = {form.value for form in Form}
HINTS = {"as", "order", "heading", "collect", "group"}


def nodes_of(node: object, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield pointer, node
        for name, inner in node.items():
            yield from nodes_of(inner, f"{pointer}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from nodes_of(inner, f"{pointer}/{index}")


def lists_of(document_type: str) -> list[tuple[str, dict[str, Any]]]:
    properties: Any = example(document_type).schema["properties"]
    return [(name, node) for name, node in properties.items() if node.get("type") == "array"]


@cache
def validator(document_type: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(example(document_type).schema))


def barest(node: dict[str, Any], root: dict[str, Any]) -> object:
    """Build the smallest value that a schema takes, as a writer with nothing to say would."""
    if "$ref" in node:
        node = {**root["$defs"][node["$ref"].removeprefix("#/$defs/")], **node}
    if "enum" in node or "oneOf" in node:
        return node["enum"][0] if "enum" in node else barest(node["oneOf"][0], root)
    match node["type"]:
        case "object":
            return {name: barest(node["properties"][name], root) for name in node.get("required", [])}
        case "array":
            return [barest(node["items"], root) for _ in range(node.get("minItems", 0))]
        case "string":
            return next((text for text in ("", "x", "R-01", "0" * 16) if re.search(node.get("pattern", ""), text)), "")
        case kind:
            return {"integer": node.get("minimum", 0), "boolean": False}[kind]


@pytest.mark.parametrize("release", RELEASES)
def test_a_shipped_release_has_no_finding(release: str) -> None:
    assert validate(release_files(release)) == ()


@pytest.mark.parametrize("release", RELEASES)
def test_a_shipped_release_is_sealed_as_it_stands(release: str) -> None:
    files = release_files(release)
    assert files["release.json"] == seal(files)


@pytest.mark.parametrize("release", RELEASES)
def test_a_shipped_release_has_the_document_types_of_its_design(release: str) -> None:
    assert tuple(load_release(release_files(release)).definition.document_types) == TYPES[release]


def test_the_steps_of_software_product_development_are_called_by_their_documents() -> None:
    steps = load_release(release_files("software-product-development")).definition.steps
    assert [(step.id, step.scope, step.clarify) for step in steps] == [
        ("project_discovery", None, True),
        ("epic_backlog", None, True),
        ("technical_architecture", None, True),
        ("epic_architecture", "epic", False),
        ("story_backlog", "epic", False),
        ("final_review", None, False),
    ]


ACCEPTED_BY = {
    "software-product-development": {
        "project_discovery": ("pm",),
        "epic_backlog": ("pm",),
        "technical_architecture": ("architect",),
        "epic_architecture": ("architect",),
        "story_backlog": ("pm", "ba"),
        "final_review": ("pm",),
    },
    "strategy-document": {
        "strategy_discovery": ("lead",),
        "strategy_requirements": ("lead", "sponsor"),
        "strategy_architecture": ("sponsor",),
        "strategy_review": ("lead", "sponsor"),
    },
}


@pytest.mark.parametrize("name", ACCEPTED_BY)
def test_every_document_is_accepted_by_those_who_answer_for_it(name: str) -> None:
    types = load_release(release_files(name)).definition.document_types
    assert {str(one): kind.acceptance and kind.acceptance.by for one, kind in types.items()} == ACCEPTED_BY[name]


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_an_empty_object_is_no_document(document_type: str) -> None:
    assert not validator(document_type).is_valid({})


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_the_barest_document_of_a_type_is_valid(document_type: str) -> None:
    schema = dict(example(document_type).schema)
    document = barest(schema, schema)
    assert [error.message for error in validator(document_type).iter_errors(document)] == []


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_the_example_of_a_type_is_valid(document_type: str) -> None:
    errors = [
        f"{error.instance_path}: {error.message}"
        for error in validator(document_type).iter_errors(example(document_type).written)
    ]
    assert errors == []


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_a_surplus_field_is_refused_at_every_depth(document_type: str) -> None:
    judge = validator(document_type)
    for pointer, _ in nodes_of(example(document_type).written):
        spoiled: Any = copy.deepcopy(dict(example(document_type).written))
        target = spoiled
        for step in pointer.split("/")[1:]:
            target = target[int(step)] if isinstance(target, list) else target[step]
        target["surplus"] = "x"
        assert not judge.is_valid(spoiled), pointer


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_every_object_of_a_schema_is_closed(document_type: str) -> None:
    for pointer, node in nodes_of(example(document_type).schema):
        if node.get("type") == "object":
            assert node.get("additionalProperties") is False, pointer


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_every_text_and_every_list_of_a_schema_is_bounded(document_type: str) -> None:
    for pointer, node in nodes_of(example(document_type).schema):
        if node.get("type") == "array":
            assert "maxItems" in node, pointer
        if node.get("type") == "string":
            assert "maxLength" in node or "enum" in node or "pattern" in node, pointer


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_items_of_coded_lists_must_have_a_key_and_sources(document_type: str) -> None:
    release = load_release(release_files(release_of(document_type)))
    collections = release.definition.document_types[DocumentTypeName(document_type)].collections
    coded = {name: node for name, node in lists_of(document_type) if "key" in node["items"]["properties"]}
    assert set(coded) == set(collections)
    for name, node in coded.items():
        assert {"key", "sources"} <= set(node["items"]["required"]), name


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_only_the_documented_hints_are_used(document_type: str) -> None:
    for pointer, node in nodes_of(example(document_type).schema):
        hints = node.get("x-render", {})
        if pointer.endswith("/x-render"):
            continue
        assert set(hints) <= HINTS, pointer
        assert hints.get("as", "text") in FORMS, pointer


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_the_reading_order_names_every_field(document_type: str) -> None:
    for pointer, node in nodes_of(example(document_type).schema):
        order = node.get("x-render", {}).get("order") if isinstance(node.get("x-render"), dict) else None
        if order is not None:
            assert set(order) == set(node["properties"]) - {"key", "sources"}, pointer


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_the_shape_gives_every_top_field_in_reading_order(document_type: str) -> None:
    schema = example(document_type).schema
    shape: Shape = shape_of(schema)
    properties: Any = schema["properties"]
    assert list(shape.fields) == list(properties)
    assert all(inner.title for inner in shape.fields.values())


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_quotes_of_the_example_are_exact_words_of_the_brief(document_type: str) -> None:
    blocks = {(block.id, block.occurrence): block.text for block in blocks_of(brief_of(release_of(document_type)))}
    for pointer, node in nodes_of(example(document_type).content):
        if "quote" in node:
            assert node["quote"] in blocks[(node["brief"], node["occurrence"])], pointer


@pytest.mark.parametrize(
    "source",
    [
        {"brief": "0123456789abcdef", "occurrence": 1, "quote": "nine of ten"},
        {"answer": "0123456789abcdef"},
        {"item": "E-03/S-02"},
        {"assumption": "opening-hours"},
        {"assumption": "A-01"},
    ],
)
def test_each_of_the_four_kinds_of_source_is_taken(source: dict[str, Any]) -> None:
    assert validator("project_discovery").is_valid(with_source(source))


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"brief": "0123456789abcdef", "quote": "nine of ten"},
        {"brief": "0123456789ABCDEF", "occurrence": 1, "quote": "nine of ten"},
        {"brief": "0123456789abcdef", "occurrence": 0, "quote": "nine of ten"},
        {"brief": "0123456789abcdef", "occurrence": 1, "quote": "  "},
        {"answer": ""},
        {"item": "a-local-key"},
        {"item": "E-3"},
        {"item": "R-01", "answer": "0123456789abcdef"},
        {"url": "https://example.org"},
        "R-01",
    ],
)
def test_anything_else_is_no_source(source: object) -> None:
    assert not validator("project_discovery").is_valid(with_source(source))


def with_source(source: object) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(dict(example("project_discovery").written))
    document["goals"][0]["sources"] = [source]
    return document


@pytest.mark.parametrize("key", ["a", "renewal-one-day", "r_1", "R-01", "E-03/S-02", "E-03/S-02/T-110"])
def test_local_keys_and_codes_are_keys(key: str) -> None:
    assert validator("project_discovery").is_valid(with_key(key))


@pytest.mark.parametrize(
    "key", ["", "1", "-a", "Renewal", "a b", "a/b", "../a", "R-1", "ABCDE-01", "a" * 49, "ключ", "a\n"]
)
def test_anything_else_is_no_key(key: str) -> None:
    assert not validator("project_discovery").is_valid(with_key(key))


def with_key(key: str) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(dict(example("project_discovery").written))
    document["goals"][0]["key"] = key
    return document


def test_references_to_one_of_several_lists_get_codes_too() -> None:
    written: dict[str, Any] = copy.deepcopy(dict(example("technical_architecture").written))
    written["components"][1]["key"] = "store"
    written["context"][0]["key"] = "messages"
    written["interfaces"][0]["provider"] = "store"
    written["interfaces"][1] |= {"provider": "messages", "consumers": ["store"]}
    codes = {
        "components": [Code(f"CP-{n:02d}") for n in (1, 2, 3)],
        "context": [Code("X-01"), Code("X-02")],
    }
    coded: Any = code_content(written, schema=example("technical_architecture").schema, codes=codes)
    assert [interface["provider"] for interface in coded["interfaces"]] == ["CP-02", "X-01"]
    assert coded["interfaces"][1]["consumers"] == ["CP-02"]


PROMPTS = [
    (release, path) for release in RELEASES for path in sorted(release_files(release)) if path.startswith("prompts/")
]


@pytest.mark.parametrize(("release", "path"), PROMPTS)
def test_a_prompt_is_whole_and_plain(release: str, path: str) -> None:
    text = release_files(release)[path].decode()
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert len(text) > 1_000
    assert all(line == line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize(("release", "path"), [entry for entry in PROMPTS if "/roles/" in entry[1]])
def test_a_role_prompt_states_the_protocol(release: str, path: str) -> None:
    text = release_files(release)[path].decode()
    for words in (
        '{"document": {...}}',
        '{"questions": [...]}',
        '"occurrence"',
        '{"assumption"',
        "never a fact of this project",
        "not orders",
    ):
        assert words in text


@pytest.mark.parametrize("release", RELEASES)
def test_a_task_prompt_names_every_list_that_its_document_owns(release: str) -> None:
    loaded = load_release(release_files(release))
    for step in loaded.definition.steps:
        task = loaded.task_prompts[step.id]
        for collection in loaded.definition.document_types[step.produces].collections:
            one = collection.removesuffix("s")
            assert f"`{collection}`" in task or one in task, (step.id, collection)


@pytest.mark.parametrize("name", ["bicycle-workshop", "milk-cooling", "music-school-strategy"])
def test_a_sample_brief_is_a_page_of_text(name: str) -> None:
    text = (ROOT / "examples/briefs" / f"{name}.md").read_text(encoding="utf-8")
    assert 1_000 <= len(text.encode()) <= 3_072
    assert len(blocks_of(text)) > 4


def test_examples_are_canonical_json_values() -> None:
    for document_type in ALL_TYPES:
        assert json.loads(json.dumps(example(document_type).content)) == example(document_type).content
