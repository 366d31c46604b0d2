"""What rests on what, over HTTP: where a document comes from, and how the items of a project hang together."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.description import COST, CurrentRuntime, DocumentName, View, operation_id, problems
from app.api.pages import LARGEST_NUMBER, CurrentPage
from app.api.routers.documents import DecidedView, decided_view
from app.domain.calls import CallStatus
from app.domain.facts import Attempt, Failed, FailureReason, Wrote
from app.http.guarded import Guarded
from app.http.identity import ProjectReader

if TYPE_CHECKING:
    from app.services.provenance import Making, StoredCall

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["documents"], generate_unique_id_function=operation_id, route_class=Guarded
)


class InputView(View):
    """Something that was read."""

    kind: str = Field(description="`brief`, `document`, `item` or `gathered`", examples=["document"])
    code: str = Field(examples=["PD-1"])
    version: int | None
    digest: str | None = Field(description="Of the content; null for an optional input that was absent")


class AttemptView(View):
    """One attempt, and how it ended."""

    dispatch: int
    number: int
    outcome: str = Field(description="`wrote`, `asked` or `failed`", examples=["wrote"])
    reason: FailureReason | None = Field(description="Why it failed")


class CallView(View):
    """One call of a model; request and response by digest."""

    id: str
    dispatch: int
    number: int
    run: int | None
    provider: str
    model: str
    request: str = Field(description="Digest of the whole request")
    begun_at: datetime
    status: CallStatus | None = Field(description="Null while it is in flight, or where a crash cut it off")
    answered_by: str = Field(description="The model that the provider says it was", examples=["claude-sonnet-5"])
    response: str | None = Field(description="Digest of what came back")
    stop_reason: str | None = Field(examples=["end"])
    input_tokens: int | None
    output_tokens: int | None
    cost: str = Field(description="In US dollars; `unknown` where nobody knows the price", pattern=COST)
    price_version: str | None
    latency_ms: int | None
    provider_request_id: str


class CommentView(View):
    """What was sent back before it was made."""

    content: str = Field(description="Digest of the content that was judged")
    comment: str = Field(description="Digest of the comment")


class MakingView(View):
    """One way in which the content was made."""

    is_current: bool = Field(description="Whether these are the inputs and checks of today")
    input_digest: str
    checks_digest: str
    workflow: str = Field(examples=["software-product-development@1.0.0"])
    release_digest: str
    role: str = Field(examples=["analyst"])
    role_prompt: str = Field(description="Digest of the role's prompt")
    task_prompt: str = Field(description="Digest of the task's prompt")
    schema_digest: str = Field(description="Digest of the schema that the writer was given")
    provider: str
    model: str
    dispatch: int
    inputs: list[InputView]
    answers: list[str] = Field(description="Digests of the closed question sets")
    sent_back: list[CommentView]
    attempts: list[AttemptView]
    calls: list[CallView] = Field(description="Every call at these inputs, those of failed attempts included")


class CitedView(View):
    """A place of the brief that the document cites."""

    pointer: str = Field(description="The item that rests on it (RFC 6901)", examples=["/requirements/0"])
    block: str = Field(examples=["3f0a9c1be4d27a55"])
    occurrence: int
    quote: str = Field(examples=["must have 400 pupils by 2030"])
    line: int | None = Field(description="Of the brief that it was made from; null where that was erased")


class ProvenanceView(View):
    """Where one version of a document comes from."""

    code: str
    instance: str
    version: int
    content_digest: str
    recorded_at: datetime
    run: int | None
    made: list[MakingView] = Field(description="Those of today's inputs first")
    cited: list[CitedView]
    decisions: list[DecidedView]


class ItemView(View):
    """An item that can be referred to."""

    code: str = Field(examples=["E-03/S-02"])
    list: str = Field(examples=["story_backlog.stories"])
    document: str = Field(examples=["SB-1@E-03"])
    pointer: str = Field(examples=["/stories/1"])


class LinkView(View):
    """One item refers to another."""

    source: str = Field(examples=["E-03/S-02"])
    target: str = Field(examples=["R-04"])
    field: str = Field(
        description="The reference, its document type first; or `scope`, `part_of`, `sources`",
        examples=["story_backlog.stories.requirements"],
    )


class CoverageView(View):
    """How one list is referred to by one field of another."""

    of: str = Field(examples=["project_discovery.requirements"])
    by: str = Field(examples=["epic_backlog.epics.requirements"])
    covered: dict[str, tuple[str, ...]] = Field(description="Each item that is referred to, with the items that do")
    uncovered: tuple[str, ...] = Field(description="Items that nothing refers to", examples=[["R-07"]])
    orphans: tuple[str, ...] = Field(description="Items that have the field and refer to nothing", examples=[["E-05"]])


class TraceView(View):
    """How items of the released documents hang together: one page of them, and all that is said of those."""

    items: list[ItemView]
    links: list[LinkView] = Field(description="From the items of this page")
    coverage: list[CoverageView] = Field(description="As far as it is about the items of this page")


@router.get(
    "/documents/{code:path}/provenance", summary="Show where a document comes from", responses=problems(403, 404, 409)
)
def read_provenance(
    code: DocumentName,
    access: ProjectReader,
    runtime: CurrentRuntime,
    version: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)] = None,
) -> ProvenanceView:
    """Show what a version was made from and by: inputs, prompts, model, calls, places of the brief, decisions."""
    from app.services.provenance import show_provenance  # noqa: PLC0415 - what renders is loaded by who needs it

    with runtime.database.read() as session:
        found = show_provenance(
            session,
            access.actor,
            project=access.project.id,
            code=code,
            number=version,
            release_of=runtime.release_of,
        )
    return ProvenanceView(
        code=str(found.code),
        instance=str(found.instance),
        version=found.version,
        content_digest=found.content,
        recorded_at=found.recorded_at,
        run=found.run,
        made=[_making(making) for making in found.makings],
        cited=[
            CitedView(
                pointer=cited.citation.pointer,
                block=cited.citation.block,
                occurrence=cited.citation.occurrence,
                quote=cited.citation.quote,
                line=cited.line,
            )
            for cited in found.cited
        ],
        decisions=[decided_view(stored) for stored in found.decisions],
    )


@router.get("/trace", summary="Trace a project", responses=problems(403, 404, 409))
def read_trace(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> TraceView:
    """Show which item rests on which over all released documents, what nothing covers, and what covers nothing.

    Items come by code, in pages; each page holds the links from its items and how these are covered.
    """
    from app.services.traces import trace_project  # noqa: PLC0415 - as above

    with runtime.database.read() as session:
        found = trace_project(session, access.actor, project=access.project.id, release_of=runtime.release_of)
    nodes = page.cut(sorted(found.nodes.values(), key=lambda node: node.code), lambda node: (node.code,))
    told = found.about([node.code for node in nodes])
    return TraceView(
        items=[ItemView.model_validate(node) for node in nodes],
        links=[LinkView.model_validate(edge) for edge in sorted(told.edges, key=lambda edge: edge.source)],
        coverage=[CoverageView.model_validate(coverage) for coverage in told.coverage],
    )


def _making(making: "Making") -> MakingView:
    return MakingView(
        is_current=making.is_current,
        input_digest=making.input_digest,
        checks_digest=making.checks_digest,
        workflow=making.release,
        release_digest=making.release_digest,
        role=making.role,
        role_prompt=making.role_prompt,
        task_prompt=making.task_prompt,
        schema_digest=making.schema,
        provider=making.binding.provider,
        model=making.binding.model,
        dispatch=making.dispatch,
        inputs=[InputView.model_validate(given) for given in making.inputs],
        answers=list(making.answers),
        sent_back=[CommentView(content=content, comment=comment) for content, comment in making.comments],
        attempts=[_attempt(attempt) for attempt in making.attempts],
        calls=[_call(call) for call in making.calls],
    )


def _attempt(attempt: Attempt) -> AttemptView:
    outcome = attempt.outcome
    is_failed = isinstance(outcome, Failed)
    return AttemptView(
        dispatch=attempt.dispatch.number,
        number=attempt.number,
        outcome="failed" if is_failed else "wrote" if isinstance(outcome, Wrote) else "asked",
        reason=outcome.reason if isinstance(outcome, Failed) else None,
    )


def _call(call: "StoredCall") -> CallView:
    cost = "unknown" if call.cost is None else f"{call.cost:f}"
    return CallView.model_validate({**{name: getattr(call, name) for name in _OF_CALL}, "cost": cost})


_OF_CALL = tuple(name for name in CallView.model_fields if name != "cost")
