"""A release nobody ships: an exhibition with rooms and objects, drafted by the same code."""

import json
from typing import Any

from app.domain.briefs import blocks_of
from app.domain.completions import CompletionRequest, InputPart, PartKind
from app.domain.names import Json, JsonObject
from app.llm.offline.drafter import draft
from app.llm.offline.hints import check_hints
from tests.requests import a_request

BRIEF = """# Salt and silver

The museum has 40 objects from the salt trade. Visitors must be able to touch at least three of them.

## The salt road

- The cart must stand at the entrance.
- Nobody may lift the scales; they weigh 90 kg.

## The silver room

- The coins should be lit from below.
- Light must never exceed 50 lux.
- Guards can see every case.
"""

SOURCES: JsonObject = {"type": "array", "items": {"type": "object"}}

CONCEPT: JsonObject = {
    "type": "object",
    "required": ["wishes"],
    "properties": {
        "wishes": {
            "type": "array",
            "x-draft": {"each": "statement", "where": ["obligation", "prohibition"]},
            "items": {
                "type": "object",
                "required": ["key", "wish", "weight"],
                "properties": {
                    "key": {"type": "string"},
                    "wish": {"type": "string", "x-draft": {"put": "quote"}},
                    "weight": {
                        "enum": ["essential", "desired"],
                        "x-draft": {"choose": [["strong", "essential"]], "otherwise": "desired"},
                    },
                    "limit": {"type": "string", "x-draft": {"put": "number", "only": ["number"]}},
                    "sources": SOURCES,
                },
            },
        },
        "unknown": {
            "type": "array",
            "x-draft": {
                "each": "gap",
                "checklist": [
                    {
                        "id": "lender",
                        "text": {"en": "Who lends the objects?"},
                        "why": {"en": "Nobody is named."},
                        "assumption": {"en": "The museum owns them."},
                    }
                ],
            },
            "items": {
                "type": "object",
                "properties": {"key": {"type": "string"}, "ask": {"type": "string", "x-draft": {"put": "question"}}},
            },
        },
    },
}

ROOMS: JsonObject = {
    "type": "object",
    "required": ["rooms"],
    "properties": {
        "rooms": {
            "type": "array",
            "x-draft": {"each": "group", "of": "concept.wishes", "size": [2, 4]},
            "items": {
                "type": "object",
                "required": ["key", "name", "wishes"],
                "properties": {
                    "key": {"type": "string"},
                    "name": {"type": "string", "x-draft": {"put": "name"}},
                    "wishes": {
                        "type": "array",
                        "items": {"type": "string"},
                        "x-draft": {"each": "item", "of": "@", "put": "code"},
                    },
                    "sources": SOURCES,
                },
            },
        }
    },
}


def request(schema: JsonObject, *documents: InputPart) -> CompletionRequest:
    blocks: Json = [block.as_json() for block in blocks_of(BRIEF)]
    brief = InputPart(kind=PartKind.BRIEF, name="brief", code="", content={"blocks": blocks})
    return a_request(schema=schema, inputs=(brief, *documents))


def document(made: CompletionRequest) -> Any:  # noqa: ANN401  JSON by nature
    return json.loads(draft(made))["document"]


def coded(concept: Any) -> InputPart:  # noqa: ANN401  JSON by nature
    wishes = [{**wish, "key": f"W-{number:02d}"} for number, wish in enumerate(concept["wishes"], start=1)]
    return InputPart(kind=PartKind.DOCUMENT, name="concept", code="CO-1", content={"wishes": wishes})


def test_the_hints_of_the_invented_release_are_understood() -> None:
    assert (check_hints(CONCEPT), check_hints(ROOMS)) == ((), ())


def test_every_wish_is_quoted_weighed_and_measured() -> None:
    wishes = document(request(CONCEPT))["wishes"]
    assert [(wish["wish"], wish["weight"], wish.get("limit")) for wish in wishes] == [
        ("Visitors must be able to touch at least three of them.", "essential", "at least three"),
        ("The cart must stand at the entrance.", "essential", None),
        ("Nobody may lift the scales; they weigh 90 kg.", "essential", "90 kg"),
        ("The coins should be lit from below.", "desired", None),
        ("Light must never exceed 50 lux.", "essential", "50 lux"),
        ("Guards can see every case.", "desired", None),
    ]


def test_what_the_release_wants_to_know_is_asked_in_its_own_words() -> None:
    assert "Who lends the objects?" in [gap["ask"] for gap in document(request(CONCEPT))["unknown"]]


def test_rooms_follow_the_authors_sections() -> None:
    rooms = document(request(ROOMS, coded(document(request(CONCEPT)))))["rooms"]
    assert [(room["name"], room["wishes"]) for room in rooms] == [
        ("The salt road", ["W-01", "W-02", "W-03"]),
        ("The silver room", ["W-04", "W-05", "W-06"]),
    ]
