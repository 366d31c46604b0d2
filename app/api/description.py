"""How the operations of the interface are described, paged and tagged alike."""

from functools import cache
from typing import Annotated, Any, Final

from fastapi import Depends, Path
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.api.pages import LARGEST_NUMBER
from app.domain.calls import CallTotals
from app.domain.facts import InstanceKey
from app.domain.names import ScopePath, StepId
from app.http.identity import runtime_of
from app.http.problem_types import CODES, PROBLEM_TYPES, type_of
from app.http.problems import MEDIA_TYPE
from app.runtime import Runtime

PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
"""The schema of every refusal, which `app.api.openapi` adds to the components."""

CODE: Final[JsonDict] = {"enum": [*PROBLEM_TYPES]}
"""What a problem may be called; programs switch on it."""

COST: Final = r"^(unknown|[0-9]+(\.[0-9]+)?)$"

CurrentRuntime = Annotated[Runtime, Depends(runtime_of)]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
Key = Annotated[str, Path(max_length=254, description="The key of the row; of a user the e-mail address, too")]
InstanceName = Annotated[
    str, Path(max_length=200, description="As the list of instances names it, `story_backlog@E-03`")
]

DocumentName = Annotated[
    str,
    Path(
        max_length=200,
        description="The document's code, such as `PD-1` or `SB-1@E-03`",
        json_schema_extra={
            "pattern": "^[A-Za-z]{1,4}-[1-9][0-9]{0,5}(@[A-Za-z]{1,4}-[0-9]{2,6}(/[A-Za-z]{1,4}-[0-9]{2,6})*)?$"
        },
    ),
]

_REASONS: Final = {
    400: "The request cannot be read, or one of its headers is malformed",
    401: "Nobody is signed in",
    403: "Not with your roles, or not with this token",
    404: "There is no such thing, or none that you may know of",
    409: "It was possible once, and no longer is; the detail says why, and of a deed that came first by whom and when",
    412: "The content was replaced; the ETag names the one that counts now",
    408: "The body did not arrive in time",
    413: "The body is too large",
    415: "The body is of a type that is not taken here",
    422: "What was sent cannot be taken; the detail or the list says why",
    428: "If-Match is missing: name the content that you saw",
    429: "Too much at once; Retry-After says when to try again",
    431: "The address and the headers are too long",
    503: "The service cannot answer now; try again later",
}
_CODES: Final = {**CODES, 409: "archived"}


class View(BaseModel):
    """Something that is shown."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Order(BaseModel):
    """Something that is asked for; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FieldFault(BaseModel):
    """What is wrong with one field of a request."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(examples=["body.slug"])
    message: str = Field(examples=["String should have at most 63 characters"])
    type: str = Field(examples=["string_too_long"])


class Problem(BaseModel):
    """A fault, as RFC 9457 describes it."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(
        description="Where this service explains problems of this kind: `/errors/` and the code",
        json_schema_extra={"format": "uri-reference"},
    )
    title: str = Field(description="What problems of this kind are called")
    status: int
    detail: str = Field(description="What is wrong this time, and what to do")
    code: str = Field(description="Names the kind for programs", json_schema_extra=CODE)
    request_id: str | None = None
    errors: list[FieldFault] | None = Field(
        default=None, description="What is wrong with each field, where it is known"
    )


class CallsView(BaseModel):
    """What model calls came to."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    calls: int
    completed: int
    failed: int
    open: int
    input_tokens: int
    output_tokens: int
    cost: str = Field(
        description="Exact sum of the known costs, in US dollars; `unknown` where no call that was completed has a"
        " price that somebody knows",
        pattern=COST,
        examples=["0.013420"],
    )
    unknown_cost: int = Field(description="Completed calls whose price nobody knows")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that an operation answers with, each with an example; 401 and 422 always may be."""
    return {status: _described(status) for status in sorted({401, 422, *statuses})}


def operation_id(route: APIRoute) -> str:
    """Name an operation by its function, so that generated clients keep their names while paths grow."""
    return route.name


def calls_view(totals: CallTotals) -> CallsView:
    """Show what calls came to."""
    return CallsView(
        calls=totals.calls,
        completed=totals.completed,
        failed=totals.failed,
        open=totals.open,
        input_tokens=totals.input_tokens,
        output_tokens=totals.output_tokens,
        cost="unknown" if totals.completed and totals.unknown_cost == totals.completed else f"{totals.cost:f}",
        unknown_cost=totals.unknown_cost,
    )


def instance_key(name: str) -> InstanceKey:
    """Read an instance's name; whether there is such an instance is not asked here."""
    step, _, path = name.partition("@")
    return InstanceKey(step=StepId(step), path=ScopePath(path))


@cache
def _described(status: int) -> dict[str, Any]:
    """Describe the problem of a status; one for all operations, since a process holds hundreds of them."""
    code = _CODES[status]
    example = {
        "type": type_of(code),
        "title": PROBLEM_TYPES[code].title,
        "status": status,
        "detail": _REASONS[status],
        "code": code,
        "request_id": "01a2062a293e77cb837012b065ee176e",
    }
    content = {"schema": PROBLEM, "example": example}
    return {"description": _REASONS[status], "content": {MEDIA_TYPE: content}}
