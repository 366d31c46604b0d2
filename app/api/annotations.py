"""What a description says for people: an example of each body, the headers of answers, and what tags mean."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.api.examples import example_of
from app.api.operators_examples import example_at

JSON: Final = "application/json"
PREFIX: Final = "/api/"

TAGS: Final = {
    "projects": "Projects, their briefs, what they work by, and what they consist of.",
    "runs": "Runs: the spans in which a project is being worked on; and retries of what failed.",
    "gates": "What waits for people: questions to answer, documents to accept, send back or reopen.",
    "documents": "Documents: every version, what differs, where it comes from, and what rests on what.",
    "events": "What happens, in pages or live.",
    "costs": "What model calls came to.",
    "records": "Exports, and the project's audit.",
    "definitions": "Workflows: listed, judged, published.",
    "members": "Who is in a project, and who is invited.",
    "account": "Oneself: sessions and tokens.",
    "administration": "People, and the installation's audit, for administrators.",
    "errors": "The kinds of problems, each explained.",
    "health": "Whether the service lives, is ready, and how it is; for probes and operators.",
    "metrics": "Figures for Prometheus.",
}

HEADERS: Final[Mapping[str, dict[str, Any]]] = {
    "ETag": {
        "description": "The digest of the document's content, which a decision names in `If-Match`",
        "schema": {"type": "string"},
        "example": '"5f0c3f9a1de2b7c48aa06d9b2f5e61c37c1d0e94b8a7f6523e4d1c0b9a8f7e6d"',
    },
    "Idempotent-Replayed": {
        "description": "`true` where the request was carried out before, and this is its answer again",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Link": {
        "description": 'The page that follows, with `rel="next"` (RFC 8288); absent on the last page',
        "schema": {"type": "string"},
        "example": '</api/v1/projects?cursor=MDFhMjA2MmE>; rel="next"',
    },
    "Location": {
        "description": "The address of what was made",
        "schema": {"type": "string"},
        "example": "/api/v1/projects/harbour-permits",
    },
    "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}, "example": 2},
    "WWW-Authenticate": {
        "description": "How to be known",
        "schema": {"type": "string"},
        "example": 'Bearer error="invalid_token"',
    },
}
TEXTS: Final = {
    "text/plain": "# Harbour permits\n\nSkippers must be able to ask for a berth online.\n",
    "text/markdown": "# Project discovery\n\nPD-1, version 2, released\n",
}
LOCATED: Final = {
    "add_user",
    "answer_question_set",
    "begin_project",
    "order_run",
    "publish_definition",
    "retry_instance",
    "submit_project_brief",
}
TAGGED: Final = {"read_document"}


def annotate(description: dict[str, Any]) -> dict[str, Any]:
    """Add them to a description that is complete otherwise, in place, and give it."""
    description["info"]["description"] = (
        "A brief goes in; typed, checked, human-accepted, versioned documents come out. Every refusal is a problem"
        " (RFC 9457)."
    )
    description["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    description["servers"] = [{"url": "/", "description": "This service"}]
    description["tags"] = [{"name": name, "description": meaning} for name, meaning in TAGS.items()]
    for path, operation in _operations(description):
        if path.startswith(PREFIX):
            _add_headers(operation)
        _set_examples(path, operation)
        for content in _contents(operation):
            _exemplify(content, description["components"]["schemas"])
    return description


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            yield path, operation


def _add_headers(operation: dict[str, Any]) -> None:
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    for status, response in operation["responses"].items():
        for header in _headers(operation["operationId"], status, names):
            response.setdefault("headers", {}).setdefault(header, HEADERS[header])


def _headers(name: str, status: str, parameters: set[str]) -> Iterator[str]:
    is_good = status.startswith("2")
    if is_good and "Idempotency-Key" in parameters:
        yield "Idempotent-Replayed"
    if is_good and "cursor" in parameters:
        yield "Link"
    if is_good and name in LOCATED:
        yield "Location"
    if status == "412" or (is_good and name in TAGGED):
        yield "ETag"
    if status in ("429", "503"):
        yield "Retry-After"
    if status == "401":
        yield "WWW-Authenticate"


def _set_examples(path: str, operation: Mapping[str, Any]) -> None:
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            said = example_at(path, status, media_type)
            if said is not None:
                content["example"] = said


def _contents(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every JSON body of an operation, sent and received; texts get their example here."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for media_type, content in body.get("content", {}).items():
            if media_type in TEXTS:
                content.setdefault("example", TEXTS[media_type])
            elif media_type == JSON:
                yield content


def _exemplify(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    if "example" not in content and "examples" not in content and content.get("schema"):
        content["example"] = example_of(content["schema"], schemas)
