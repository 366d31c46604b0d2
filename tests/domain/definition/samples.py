"""A small, complete release with two branches and two levels, and the edits by which tests break it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.definition.manifest import seal

STRING = {"type": "string", "minLength": 1}


def item(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schemas
    return {
        "type": "object",
        "required": ["key", "name"],
        "properties": {"key": STRING, "name": STRING, **fields},
    }


def listing(of: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schemas
    return {"type": "array", "items": of}


def document(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schemas
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": sorted(fields),
        "properties": fields,
    }


def reference(target: Any) -> dict[str, Any]:  # noqa: ANN401 - a name or a list of names
    return {"$ref": "#/$defs/code", "x-ref": target}


CODE = {"code": {"type": "string", "title": "Code"}}


def schemas() -> dict[str, dict[str, Any]]:
    return {
        "schemas/discovery.json": document(
            summary={
                "type": "object",
                "title": "Summary",
                "properties": {"title": STRING},
                "x-render": {"as": "prose"},
            },
            requirements=listing(item(strength={"enum": ["must", "could"]})),
        ),
        "schemas/backlog.json": document(
            topics=listing(
                item(
                    requirements=listing(reference("discovery.requirements")),
                    depends_on=listing(reference("topics")),
                ),
            ),
            areas=listing(item()),
        )
        | {"$defs": CODE},
        "schemas/plan.json": document(tasks=listing(item(requirement=reference("discovery.requirements"))))
        | {"$defs": CODE},
        "schemas/detail.json": document(text=STRING),
        "schemas/survey.json": document(text=STRING),
        "schemas/review.json": document(text=STRING),
    }


def workflow() -> dict[str, Any]:
    def step(name: str, *inputs: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - declarations
        return {
            "id": name,
            "title": name.title(),
            "role": "writer",
            "task": f"prompts/tasks/{name}.md",
            "produces": name,
            "inputs": list(inputs),
            **more,
        }

    return {
        "language": 1,
        "name": "sample",
        "version": "1.0.0",
        "title": "Sample",
        "description": "A sample.",
        "approvers": {"pm": "Product manager"},
        "roles": {"writer": {"title": "Writer", "prompt": "prompts/roles/writer.md"}},
        "scopes": {"topic": {"parent": None}, "part": {"parent": "topic"}, "area": {"parent": None}},
        "entity_types": {
            "requirement": {"prefix": "R"},
            "topic": {"prefix": "T", "opens": "topic"},
            "area": {"prefix": "A", "opens": "area"},
            "task": {"prefix": "K", "opens": "part"},
        },
        "document_types": {
            "discovery": {
                "title": "Discovery",
                "code": "PD",
                "schema": "schemas/discovery.json",
                "collections": {"requirements": "requirement"},
                "acceptance": {"by": ["pm"]},
            },
            "backlog": {
                "title": "Backlog",
                "code": "BL",
                "schema": "schemas/backlog.json",
                "collections": {"topics": "topic", "areas": "area"},
                "checks": [
                    {
                        "rule": "covers",
                        "of": "discovery.requirements",
                        "where": {"strength": ["must"]},
                        "by": ["topics.requirements"],
                    },
                    {"rule": "acyclic", "list": "topics", "edges": "depends_on"},
                ],
            },
            "plan": {
                "title": "Plan",
                "code": "PL",
                "scope": "topic",
                "schema": "schemas/plan.json",
                "collections": {"tasks": "task"},
            },
            "detail": {"title": "Detail", "code": "DT", "scope": "part", "schema": "schemas/detail.json"},
            "survey": {"title": "Survey", "code": "SV", "scope": "area", "schema": "schemas/survey.json"},
            "review": {"title": "Review", "code": "RV", "schema": "schemas/review.json"},
        },
        "steps": [
            step("discovery", {"brief": "blocks"}, clarify=True, limits={"max_output_tokens": 9000}),
            step("backlog", {"document": "discovery", "select": ["requirements"]}),
            {
                "iterate": "backlog.topics",
                "steps": [
                    step("plan", {"item": "topic"}, {"document": "discovery"}, model="anthropic:some-model"),
                    {
                        "iterate": "plan.tasks",
                        "steps": [step("detail", {"item": "part"}, {"item": "topic"}, {"document": "plan"})],
                    },
                ],
            },
            {"iterate": "backlog.areas", "steps": [step("survey", {"item": "area"})]},
            step("review", {"document": "backlog", "optional": True}, {"gather": "plan"}, {"gather": "detail"}),
        ],
    }


@dataclass(slots=True)
class Sample:
    """A release that can still be edited."""

    workflow: dict[str, Any] = field(default_factory=workflow)
    schemas: dict[str, dict[str, Any]] = field(default_factory=lambda: json.loads(json.dumps(schemas())))
    files: dict[str, bytes | None] = field(default_factory=dict)
    """Files that replace or, as None, remove what the rest gives."""

    def at(self, place: str) -> tuple[Any, Any]:
        """Give the holder and the last step of `pointer`, or of `file:pointer` for a schema."""
        file, _, pointer = place.rpartition(":")
        value: Any = self.schemas[file] if file else self.workflow
        *around, last = pointer.split("/")[1:]
        for name in around:
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value, int(last) if isinstance(value, list) and last != "-" else last

    def put(self, place: str, value: Any) -> "Sample":  # noqa: ANN401 - any JSON
        holder, last = self.at(place)
        if last == "-":
            holder.append(value)
        else:
            holder[last] = value
        return self

    def drop(self, place: str) -> "Sample":
        holder, last = self.at(place)
        del holder[last]
        return self

    def write(self, path: str, content: bytes | None) -> "Sample":
        self.files[path] = content
        return self

    def unsealed(self) -> dict[str, bytes]:
        built: dict[str, bytes] = {
            "workflow.yaml": json.dumps(self.workflow, indent=1).encode(),
            "prompts/roles/writer.md": b"You write.\n",
        }
        for name in self.workflow.get("document_types", {}):
            built[f"prompts/tasks/{name}.md"] = f"Write the {name}.\n".encode()
        built |= {path: json.dumps(schema).encode() for path, schema in self.schemas.items()}
        for path, content in self.files.items():
            if content is None:
                built.pop(path, None)
            else:
                built[path] = content
        return built

    def sealed(self) -> Mapping[str, bytes]:
        files = self.unsealed()
        return files if "release.json" in files else files | {"release.json": seal(files)}
