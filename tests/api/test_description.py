"""The description of the interface: what programs are generated from."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from app.api.main import create_app
from app.core.settings import Settings

PROBLEM = "application/problem+json"
NAMES = Path(__file__).with_name("operations.txt")


@cache
def described() -> Any:  # noqa: ANN401 - a JSON value of any form
    settings = Settings.model_validate({"environment": "test", "database_url": "sqlite:///nowhere.db"})
    return create_app(settings).openapi()


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/"):
                yield f"{method.upper()} {path}", operation


OPERATIONS = dict(operations())


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from body.get("content", {}).items()


def test_operations_keep_their_names() -> None:
    """Generated clients are called by them: a name is added here and never changed."""
    names = [f"{name} {operation['operationId']}" for name, operation in OPERATIONS.items()]
    assert sorted(names) == NAMES.read_text().splitlines()
    assert len({operation["operationId"] for operation in OPERATIONS.values()}) == len(names)


@pytest.mark.parametrize("name", OPERATIONS)
class TestOperation:
    def test_has_an_example_of_every_body_that_its_schema_allows(self, name: str) -> None:
        components = described()["components"]
        for media_type, content in bodies(OPERATIONS[name]):
            if content.get("schema", {}).get("format") == "binary":
                continue
            assert content["example"] or content["example"] == [], media_type
            if media_type in ("application/json", PROBLEM):
                schema = {**content["schema"], "components": components}
                jsonschema_rs.validator_for(schema).validate(content["example"])

    def test_answers_every_problem_in_one_form(self, name: str) -> None:
        problems = {status: body for status, body in OPERATIONS[name]["responses"].items() if status[0] in "45"}
        assert {"400", "401", "429", "503"} <= set(problems)
        for body in problems.values():
            assert body["content"][PROBLEM]["schema"] == {"$ref": "#/components/schemas/Problem"}

    def test_declares_what_can_go_wrong_with_what_it_takes(self, name: str) -> None:
        operation = OPERATIONS[name]
        taken = {parameter["name"] for parameter in operation.get("parameters", ())}
        answered = set(operation["responses"])
        wanted = {
            "slug": {"403", "404"},
            "If-Match": {"412", "428"},
        }
        for parameter, statuses in wanted.items():
            assert parameter not in taken or statuses <= answered
        assert "requestBody" not in operation or {"413", "415"} <= answered
        assert name.startswith("GET") or "{slug}" not in name or "preview" in name or "409" in answered

    def test_says_who_it_is_for_and_what_it_is_about(self, name: str) -> None:
        operation = OPERATIONS[name]
        meant = {tag["name"]: tag["description"] for tag in described()["tags"]}
        assert [meant[tag] for tag in operation["tags"]]
        assert operation["summary"]
        assert operation["description"]

    def test_documents_its_headers(self, name: str) -> None:
        operation = OPERATIONS[name]
        taken = {parameter["name"] for parameter in operation.get("parameters", ())}
        good = next(body for status, body in operation["responses"].items() if status.startswith("2"))
        assert ("cursor" in taken) == ("Link" in good.get("headers", {}))
        assert ("Idempotency-Key" in taken) == ("Idempotent-Replayed" in good.get("headers", {}))
        for status, header in (("412", "ETag"), ("429", "Retry-After"), ("401", "WWW-Authenticate")):
            assert status not in operation["responses"] or header in operation["responses"][status]["headers"]


def test_every_answer_of_the_whole_service_has_an_example() -> None:
    components = described()["components"]
    for path, methods in described()["paths"].items():
        for operation in methods.values():
            for media_type, content in bodies(operation):
                if media_type == "application/zip" and "requestBody" in operation:
                    continue
                assert content.get("example") or content.get("example") == [], (path, media_type)
                if content.get("schema", {}).get("type") != "string":
                    schema = {**content.get("schema", {}), "components": components}
                    jsonschema_rs.validator_for(schema).validate(content["example"])


def test_the_frameworks_own_form_of_faults_is_gone() -> None:
    assert "HTTPValidationError" not in str(described())


def test_every_reference_leads_somewhere() -> None:
    known = set(described()["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", str(described()))) <= known


def test_reading_a_document_names_the_tag_that_decisions_match() -> None:
    read = OPERATIONS["GET /api/v1/projects/{slug}/documents/{code}"]
    accept = OPERATIONS["POST /api/v1/projects/{slug}/documents/{code}/accept"]
    assert "If-Match" in read["responses"]["200"]["headers"]["ETag"]["description"]
    assert "If-Match" in {parameter["name"] for parameter in accept["parameters"]}
