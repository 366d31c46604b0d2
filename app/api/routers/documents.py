"""Documents over HTTP: listed, read in any version, compared."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import PlainTextResponse, Response

from app.api.description import CurrentRuntime, DocumentName, View, operation_id, problems
from app.api.pages import LARGEST_NUMBER, CurrentPage
from app.domain.compare import compare
from app.domain.facts import Verdict
from app.domain.states import DocumentState, WorkState
from app.http.accepting import prefers
from app.http.guarded import Guarded
from app.http.identity import ProjectReader
from app.services.documents import DocumentView, StoredDecision, list_documents, show_document

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["documents"], generate_unique_id_function=operation_id, route_class=Guarded
)

JSON = "application/json"
MARKDOWN = "text/markdown"
VersionNumber = Annotated[int, Query(ge=1, le=LARGEST_NUMBER)]


class DocumentSummaryView(View):
    """A document as it stands."""

    code: str
    title: str
    type: str
    instance: str
    version: int | None
    content_digest: str | None
    state: DocumentState
    work: WorkState
    is_accepted: bool


class VersionView(View):
    """One version in a document's history."""

    number: int
    content_digest: str
    recorded_at: datetime
    run: int | None


class DecidedView(View):
    """A decision about a content."""

    verdict: Verdict
    by: str
    at: datetime
    comment: str | None = Field(description="Digest of the comment")


class DocumentContent(View):
    """One version of a document, with its content and its history."""

    code: str
    title: str
    type: str
    instance: str
    version: int
    content_digest: str
    state: DocumentState
    is_current: bool
    recorded_at: datetime
    run: int | None
    content: dict[str, Any] = Field(description="After the schema of its type")
    versions: list[VersionView]
    decisions: list[DecidedView]


class ComparisonView(View):
    """What differs between two versions."""

    items: dict[str, int] = Field(description="How many items were added, removed, changed, moved")
    fields: list[dict[str, Any]]
    unchanged: list[str]


@router.get("/documents", summary="List documents", responses=problems(403, 404, 409))
def list_project_documents(
    access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage
) -> list[DocumentSummaryView]:
    """List every document that has a version, in the order of the workflow, stale and retired ones included."""
    with runtime.database.read() as session:
        found = list_documents(session, access.actor, project=access.project.id, release_of=runtime.release_of)
    return [
        DocumentSummaryView(
            code=str(document.code),
            title=document.title,
            type=document.document_type,
            instance=str(document.state.key),
            version=document.state.version,
            content_digest=document.state.content,
            state=document.state.document,
            work=document.state.work,
            is_accepted=document.state.accepted,
        )
        for document in page.cut(found, lambda document: document.order)
    ]


@router.get("/documents/{code:path}/compare", summary="Compare versions", responses=problems(403, 404, 409))
def compare_versions(
    code: DocumentName,
    access: ProjectReader,
    runtime: CurrentRuntime,
    old: Annotated[VersionNumber, Query(alias="from")],
    new: Annotated[VersionNumber, Query(alias="to")],
) -> ComparisonView:
    """Say what changed between two versions: items by their codes, texts word by word."""
    with runtime.database.read() as session:
        older, newer = (
            show_document(
                session,
                access.actor,
                project=access.project.id,
                code=code,
                number=number,
                release_of=runtime.release_of,
            )
            for number in (old, new)
        )
    found = compare(older.content, newer.content, schema=newer.release.schemas[newer.document_type])
    return ComparisonView.model_validate(found.as_json())


@router.get(
    "/documents/{code:path}",
    response_model=DocumentContent,
    summary="Read a document",
    responses={
        **problems(403, 404, 409),
        200: {
            "description": "The document; its ETag is the digest of its content, which decisions name in If-Match",
            "content": {MARKDOWN: {"schema": {"type": "string"}}},
        },
    },
)
def read_document(
    code: DocumentName,
    access: ProjectReader,
    runtime: CurrentRuntime,
    request: Request,
    response: Response,
    version: VersionNumber | None = None,
) -> DocumentContent | Response:
    """Give the version that counts, or any other; as Markdown where Accept prefers `text/markdown`."""
    release_of = runtime.release_of
    with runtime.database.read() as session:
        view = show_document(
            session, access.actor, project=access.project.id, code=code, number=version, release_of=release_of
        )
        headers = {"ETag": f'"{view.version.content}"', "Vary": "Accept"}
        if prefers(request, MARKDOWN, over=JSON):
            from app.services.released import render_version  # noqa: PLC0415 - renderers are loaded by the first text

            text = render_version(session, access.actor, view, project=access.project.id, release_of=release_of)
            return PlainTextResponse(text, headers=headers, media_type=MARKDOWN)
    response.headers.update(headers)
    return _document(view)


def decided_view(stored: StoredDecision) -> DecidedView:
    """Show a decision."""
    return DecidedView(
        verdict=stored.decision.verdict,
        by=stored.by.actor_name,
        at=stored.by.at,
        comment=stored.decision.comment,
    )


def _document(view: DocumentView) -> DocumentContent:
    return DocumentContent(
        code=str(view.code),
        title=view.title,
        type=view.document_type,
        instance=str(view.instance),
        version=view.version.number,
        content_digest=view.version.content,
        state=view.state,
        is_current=view.is_current,
        recorded_at=view.recorded_at,
        run=view.run,
        content=dict(view.content),
        versions=[
            VersionView(
                number=stored.version.number,
                content_digest=stored.version.content,
                recorded_at=stored.recorded_at,
                run=stored.run,
            )
            for stored in view.versions
        ],
        decisions=[decided_view(stored) for stored in view.decisions],
    )
