"""Where the types of problems lead (RFC 9457 §3.1.1): each kind explained, to whoever asks."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.api.description import CODE, View, operation_id, problems
from app.domain.errors import NotFound
from app.http.problem_types import PREFIX, PROBLEM_TYPES, type_of

router = APIRouter(prefix=PREFIX, tags=["errors"], generate_unique_id_function=operation_id)


class ProblemTypeView(View):
    """A kind of problem."""

    type: str = Field(examples=["/errors/run-open"], json_schema_extra={"format": "uri-reference"})
    code: str = Field(examples=["run-open"], json_schema_extra=CODE)
    status: int = Field(examples=[409])
    title: str = Field(examples=[PROBLEM_TYPES["run-open"].title])
    when: str = Field(description="When it happens", examples=[PROBLEM_TYPES["run-open"].when])
    remedy: str = Field(description="What to do", examples=[PROBLEM_TYPES["run-open"].remedy])


@router.get("", summary="List the kinds of problems")
async def list_problem_types() -> list[ProblemTypeView]:
    """List every kind of problem that this service answers with, by code."""
    return [_shown(code) for code in PROBLEM_TYPES]


@router.get("/{name}", summary="Explain a kind of problem", responses=problems(404))
async def read_problem_type(name: Annotated[str, Path(json_schema_extra=CODE)]) -> ProblemTypeView:
    """Say when a problem of this kind happens, and what to do."""
    if name not in PROBLEM_TYPES:
        raise NotFound("There is no kind of problem with this code.")
    return _shown(name)


def _shown(code: str) -> ProblemTypeView:
    return ProblemTypeView(type=type_of(code), code=code, **PROBLEM_TYPES[code]._asdict())
