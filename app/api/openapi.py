"""What is said of every operation alike: who may call it, and the problems that any request may meet.

An operation names the answers that are its own; the rest is added here, so that no router repeats it and none forgets.
"""

from collections.abc import Iterator
from typing import Any, Final

from app.api.description import PROBLEM, Problem, problems
from app.http.problem_types import PREFIX as EXPLAINED
from app.http.problems import MEDIA_TYPE

Json = dict[str, Any]

INTERFACE: Final = "/api/v1"
ANYWHERE: Final = frozenset({400, 401, 429, 431, 503})
WITH_A_BODY: Final = (408, 413, 415, 422)
SAFE: Final = frozenset({"get", "head"})
TOKEN: Final = "token"  # noqa: S105 - the name of a way in
SESSION: Final = "session"
OPERATIONS: Final = "operations"
OPERATORS_PATHS: Final = ("/health/detailed", "/metrics")
OF_THE_FRAMEWORK: Final = ("HTTPValidationError", "ValidationError")


def complete(description: Json, *, session_cookie: str) -> Json:
    """Add what holds for every operation to a description, in place."""
    for path, method, operation in _operations(description):
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _without_null(parameter["schema"])
        if path.startswith(EXPLAINED):
            _add_problems(operation, method, anywhere=ANYWHERE - {401})
            operation["responses"].pop("401", None)
        elif path.startswith(INTERFACE):
            _add_problems(operation, method)
            operation["security"] = [{TOKEN: []}, {SESSION: []}]
        elif path in OPERATORS_PATHS:
            operation["security"] = [{OPERATIONS: []}, {TOKEN: []}, {SESSION: []}, {}]
            _say_problems(operation, {"401", "403"})
    components = description.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in schemas["Problem"].pop("$defs", {}).items():
        schemas[name] = schema
    for name in OF_THE_FRAMEWORK:
        schemas.pop(name, None)
    components["securitySchemes"] = {
        TOKEN: {"type": "http", "scheme": "bearer", "description": "A token of a person: `cmb_...`"},
        SESSION: {
            "type": "apiKey",
            "in": "cookie",
            "name": session_cookie,
            "description": "A browser that somebody signed in with; changes need `Sec-Fetch-Site` or `Origin` as well",
        },
        OPERATIONS: {"type": "http", "scheme": "bearer", "description": "The token of the operators, `OPS_TOKEN`"},
    }
    return description


def _operations(description: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _without_null(schema: Json) -> Json:
    """Take null out of what a parameter may be: nobody can send it; what is optional is left out."""
    kinds = schema.get("anyOf", [])
    others = [kind for kind in kinds if kind != {"type": "null"}]
    if len(others) != 1 or others == kinds:
        return schema
    return {**others[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _add_problems(operation: Json, method: str, *, anywhere: frozenset[int] = ANYWHERE) -> None:
    """Describe what any request to the interface may meet, besides what the operation says itself."""
    wanted = set(anywhere)
    if method not in SAFE:
        wanted.add(403)
    if operation.get("parameters"):
        wanted.add(422)
    if operation.get("requestBody"):
        wanted.update(WITH_A_BODY)
    responses = operation["responses"]
    for status, described in problems(*wanted).items():
        if status in wanted:
            responses.setdefault(str(status), described)
    _say_problems(operation, {status for status in responses if status.startswith(("4", "5"))})
    operation["responses"] = dict(sorted(responses.items()))


def _say_problems(operation: Json, statuses: set[str]) -> None:
    """Let refusals be problems, by reference."""
    for status, described in operation["responses"].items():
        if status in statuses:
            usual = problems(int(status))[int(status)]["content"][MEDIA_TYPE]
            content = described.get("content", {}).get(MEDIA_TYPE, {})
            described["content"] = {MEDIA_TYPE: {**usual, **content, "schema": PROBLEM}}
