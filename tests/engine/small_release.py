"""A small release with a gate, questions, a level of parallel work and a gathering end, and a writer for it."""

import json
from collections.abc import Mapping

from app.domain.completions import CompletionRequest, PartKind
from app.domain.definition.loading import load_release
from app.domain.definition.manifest import seal
from app.domain.definition.release import Release
from app.domain.names import Json, JsonObject
from tests.fakes import document

_TEXT: JsonObject = {"type": "string", "minLength": 1}
_CODE: JsonObject = {"code": {"type": "string"}}


def _document(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": _CODE,
        "type": "object",
        "additionalProperties": False,
        "required": sorted(fields),
        "properties": dict(fields),
    }


def _items(fields: Mapping[str, Json]) -> JsonObject:
    properties: dict[str, Json] = {"key": _TEXT, "name": _TEXT, **fields}
    return {"type": "array", "items": {"type": "object", "required": ["key", "name"], "properties": properties}}


_SCHEMAS: Mapping[str, JsonObject] = {
    "survey": _document({"summary": _TEXT, "points": _items({"detail": _TEXT})}),
    "note": _document({"text": _TEXT}),
    "overview": _document({"text": _TEXT}),
}


def small_release(
    *, accepted: bool = True, clarify: bool = True, note_task: str = "Write the note.", most_points: int | None = None
) -> Release:
    """Make the release; each argument changes one thing about it."""
    survey: dict[str, Json] = {
        "title": "Survey",
        "code": "SU",
        "schema": "schemas/survey.json",
        "collections": {"points": "point"},
    }
    if accepted:
        survey["acceptance"] = {"by": ["lead"]}
    note: dict[str, Json] = {"title": "Note", "code": "NO", "scope": "point", "schema": "schemas/note.json"}
    if most_points is not None:
        survey["checks"] = [{"rule": "size", "list": "points", "max": most_points}]
    workflow: JsonObject = {
        "language": 1,
        "name": "small",
        "version": "1.0.0",
        "title": "Small",
        "roles": {"writer": {"title": "Writer", "prompt": "prompts/writer.md"}},
        "scopes": {"point": {"parent": None}},
        "entity_types": {"point": {"prefix": "P", "opens": "point"}},
        "document_types": {
            "survey": survey,
            "note": note,
            "overview": {"title": "Overview", "code": "OV", "schema": "schemas/overview.json"},
        },
        "steps": [
            _step("survey", [{"brief": "blocks"}], clarify=clarify),
            {
                "iterate": "survey.points",
                "steps": [_step("note", [{"item": "point"}, {"document": "survey", "select": ["summary"]}])],
            },
            _step("overview", [{"document": "survey"}, {"gather": "note"}]),
        ],
        **({"approvers": {"lead": "Lead"}} if accepted else {}),
    }
    files = {
        "workflow.yaml": json.dumps(workflow, indent=1).encode(),
        "prompts/writer.md": b"You write.\n",
        "prompts/survey.md": b"Write the survey.\n",
        "prompts/note.md": note_task.encode(),
        "prompts/overview.md": b"Write the overview.\n",
        **{f"schemas/{name}.json": json.dumps(schema).encode() for name, schema in _SCHEMAS.items()},
    }
    return load_release({**files, "release.json": seal(files)})


def _step(name: str, inputs: list[Json], *, clarify: bool = False) -> JsonObject:
    return {
        "id": name,
        "title": name.title(),
        "role": "writer",
        "task": f"prompts/{name}.md",
        "produces": name,
        "inputs": inputs,
        **({"clarify": True} if clarify else {}),
    }


BRIEF = """A short brief.

- water: pipes
- light: lamps
- heat: stoves
"""


def write(request: CompletionRequest) -> str:
    """Write the document that a request asks for, from its inputs alone."""
    match request.document_type:
        case "survey":
            return document(survey_of(_brief(request), comments=[judged.comment for judged in request.sent_back]))
        case "note":
            item = next(part.content for part in request.inputs if part.kind is PartKind.ITEM)
            assert isinstance(item, Mapping)
            return document({"text": f"On {item['name']}: {item['detail']}."})
        case _:
            gathered = next(part.content for part in request.inputs if part.kind is PartKind.GATHERED)
            return document({"text": json.dumps(gathered, sort_keys=True)})


def survey_of(brief: str, *, comments: list[str] | None = None) -> JsonObject:
    """Give one point for each listed line of the brief."""
    lines = [line.removeprefix("- ").partition(": ") for line in brief.splitlines() if line.startswith("- ")]
    points: list[Json] = [
        {"key": f"p{number}", "name": name, "detail": detail} for number, (name, _, detail) in enumerate(lines, start=1)
    ]
    return {"summary": " ".join([f"{len(points)} points", *(comments or [])]), "points": points}


def _brief(request: CompletionRequest) -> str:
    content = next(part.content for part in request.inputs if part.kind is PartKind.BRIEF)
    assert isinstance(content, Mapping)
    blocks = content["blocks"]
    assert isinstance(blocks, list)
    return "\n".join(str(block["text"]) for block in blocks if isinstance(block, Mapping))
