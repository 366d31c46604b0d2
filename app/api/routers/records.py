"""What leaves a project over HTTP: its exports and its audit."""

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.description import CurrentRuntime, View, operation_id, problems
from app.api.pages import CurrentPage
from app.domain.audit import Origin, Sealed, Signed
from app.exports.formats import ExportFormat
from app.http.guarded import Guarded
from app.http.identity import AuditReader, ProjectReader
from app.http.rates import weigh
from app.services.audit import ChainReport, list_entries, origins_of, verify_project

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["records"], generate_unique_id_function=operation_id, route_class=Guarded
)

ZIP = "application/zip"
CSV = "text/csv"
JSON_LINES = "application/jsonl"
VERIFICATION_WEIGHT = 50
"""As how many requests it counts to verify a chain, or a page of them, which takes far longer than any other."""

BINARY = {"schema": {"type": "string", "format": "binary"}}


class OriginView(View):
    """Where a deed came from."""

    door: str = Field(description="`http`, or `local` for the command line", examples=["http"])
    address: str | None = Field(description="The client's network address", examples=["203.0.113.9"])
    request: str | None = Field(description="The id of the request, as its answer had it")


class EntryView(View):
    """An entry of the audit; the digest is that of the entry's text, byte for byte."""

    sequence: int
    previous: str = Field(description="Digest of the entry before it")
    entry: str = Field(description="Canonical JSON (RFC 8785)")
    digest: str
    origin: OriginView | None = Field(
        description="What the entry's `origin` stands for; null for the system's own deeds, and where it was erased"
    )


class BreakView(View):
    """A place where a chain does not hold."""

    sequence: int
    reason: str = Field(examples=["it is missing, or not the one that was anchored"])


class ChainView(View):
    """What was found about a chain."""

    chain: str = Field(description="`instance`, or a project's key")
    project: str | None = Field(description="The project's slug; null for the chain of the installation")
    entries: int
    head: str = Field(description="Digest of the newest entry")
    signed: Signed
    holds: bool
    breaks: list[BreakView]


@router.get(
    "/export/{wanted}",
    response_class=Response,
    summary="Export a project",
    responses={
        **problems(403, 404, 409),
        200: {
            "description": "A zip archive, or the one file of the format",
            "content": {ZIP: BINARY, CSV: BINARY, JSON_LINES: BINARY},
        },
    },
)
def download_export(wanted: ExportFormat, access: ProjectReader, runtime: CurrentRuntime) -> Response:
    """Give what the project has released; the same state of the project gives the same bytes."""
    from app.exports.archive import zipped  # noqa: PLC0415 - renderers are loaded by the first export
    from app.services.exports import export_project  # noqa: PLC0415 - as above

    with runtime.database.read() as session:
        files = export_project(
            session, access.actor, project=access.project.id, wanted=wanted, release_of=runtime.release_of
        )
    name = f"{access.project.slug}-{wanted.value}"
    if wanted.is_folder:
        return _download(zipped(files), f"{name}.zip", ZIP)
    ((path, content),) = files
    ending = path.rpartition(".")[2]
    return _download(content, f"{name}.{ending}", CSV if ending == "csv" else JSON_LINES)


@router.get("/audit", summary="Read the audit", responses=problems(403, 404))
def read_audit(access: AuditReader, runtime: CurrentRuntime, page: CurrentPage) -> list[EntryView]:
    """Give the project's audit chain, oldest first."""
    after = page.after_number(0)
    with runtime.database.read() as session:
        found = list_entries(session, access.actor, project=access.project.id, after=after, limit=page.ask)
        origins = origins_of(session, access.actor, found)
    return entry_views(page.shown(found, lambda sealed: sealed.sequence), origins)


@router.get("/audit/verification", summary="Verify the audit", responses=problems(403, 404))
def verify_project_audit(request: Request, access: AuditReader, runtime: CurrentRuntime) -> ChainView:
    """Hold the project's whole chain against itself, its head, its signature and its newest anchor.

    It counts as 50 requests.
    """
    weigh(request, access.actor, requests=VERIFICATION_WEIGHT)
    with runtime.database.read() as session:
        return chain_view(verify_project(session, access.actor, project=access.project.id))


def entry_views(entries: Iterable[Sealed], origins: Mapping[int, Origin]) -> list[EntryView]:
    """Show entries, with where they came from."""
    return [
        EntryView(
            sequence=sealed.sequence,
            previous=sealed.previous,
            entry=sealed.entry,
            digest=sealed.digest,
            origin=OriginView.model_validate(origins[sealed.sequence]) if sealed.sequence in origins else None,
        )
        for sealed in entries
    ]


def chain_view(report: ChainReport) -> ChainView:
    """Show what was found about a chain."""
    return ChainView(
        chain=report.chain,
        project=report.slug,
        entries=report.head.sequence,
        head=report.head.digest,
        signed=report.signed,
        holds=not report.breaks,
        breaks=[BreakView.model_validate(broken) for broken in report.breaks],
    )


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
