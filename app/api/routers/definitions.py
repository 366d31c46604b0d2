"""The workflow definitions that can be adopted, over HTTP: listed, judged, published."""

from collections.abc import Sequence
from functools import total_ordering
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from app.api.description import CurrentRuntime, View, operation_id, problems
from app.api.pages import CurrentPage, Key
from app.api.uploads import UPLOAD, UploadedRelease
from app.domain.definition.release import InvalidDefinition, Release
from app.domain.definition.versions import order_of_version
from app.domain.findings import Finding, Severity, has_errors
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import Administrator, ProjectLister
from app.http.problems import MOST_ERRORS, UNPROCESSABLE, problem
from app.services.definitions import available_releases, load_release

router = APIRouter(
    prefix="/api/v1/definitions", tags=["definitions"], generate_unique_id_function=operation_id, route_class=Guarded
)

ReleaseName = Annotated[str, Path(max_length=100, description="The workflow's name, `software-product-development`")]
ReleaseVersion = Annotated[str, Path(max_length=100, description="Its version, `1.0.0`")]


class AvailableReleaseView(View):
    """A release that can be adopted."""

    name: str
    version: str


class StepView(View):
    """A step of a workflow, and the document that it produces."""

    id: str
    title: str
    role: str
    scope: str | None
    produces: str
    code: str = Field(description="The letters of the document's code")
    accepted_by: list[str] = Field(description="Roles of which one must accept; empty where nobody needs to")
    asks_questions: bool


class DefinitionView(View):
    """A release of a workflow."""

    name: str
    version: str
    title: str
    digest: str
    steps: list[StepView]
    approvers: dict[str, str] = Field(description="The roles that decide, with their titles")


class FindingView(View):
    """One fault, with how to mend it."""

    severity: Severity
    code: str = Field(examples=["definition.unknown_scope"])
    path: str = Field(description="`file:pointer`", examples=["workflow.yaml:/steps/3/scope"])
    message: str = Field(examples=["there is no scope 'epics'"])
    fix: str = Field(examples=["Use one of: epic."])


class JudgementView(View):
    """What was found about a release."""

    is_valid: bool = Field(description="Whether it could be published: no finding is an error")
    findings: list[FindingView]


class PublishedView(View):
    """A release that projects can adopt."""

    name: str
    version: str
    digest: str
    is_new: bool = Field(description="False where the very same release is there already")


@router.get("", summary="List workflows", responses=problems(403))
def list_definitions(actor: ProjectLister, runtime: CurrentRuntime, page: CurrentPage) -> list[AvailableReleaseView]:
    """List every release that can be adopted, by name, the newest version first."""
    del actor
    with runtime.database.read() as session:
        found = available_releases(own=runtime.settings.definitions_path, session=session)
    shown = page.cut(found, lambda release: (release.name, release.version), _newest_version_first)
    return [AvailableReleaseView.model_validate(release) for release in shown]


@router.get("/{name}/{version}", summary="Show a workflow", responses=problems(403, 404))
def read_definition(
    name: ReleaseName, version: ReleaseVersion, actor: ProjectLister, runtime: CurrentRuntime
) -> DefinitionView:
    """Show a release: its steps, their documents, and who decides."""
    del actor
    with runtime.database.read() as session:
        found = load_release(f"{name}@{version}", own=runtime.settings.definitions_path, session=session)
    return _definition(found)


@router.post(
    "/validate",
    summary="Judge a workflow",
    responses=problems(403, 413, 415),
    openapi_extra=UPLOAD,
)
def validate_definition(actor: ProjectLister, upload: UploadedRelease) -> JudgementView:
    """Say everything that is wrong with the files of a release, all at once; keeps nothing."""
    from app.services.publishing import judge_files  # noqa: PLC0415 - loads the whole definition language

    del actor
    findings = judge_files(upload.gathered())
    shown = [FindingView.model_validate(finding) for finding in findings]
    return JudgementView(is_valid=not has_errors(findings), findings=shown)


@router.post(
    "",
    status_code=201,
    response_model=PublishedView,
    summary="Publish a workflow",
    responses=problems(400, 403, 409, 413, 415),
    openapi_extra=UPLOAD,
)
def publish_definition(actor: Administrator, upload: UploadedRelease, once: OneChange) -> Response:
    """Let every project adopt a sealed release from here on; a published release never changes."""
    from app.services.publishing import publish_release  # noqa: PLC0415 - as above

    files = upload.files()
    own = once.runtime.settings.definitions_path
    try:
        with once.in_installation() as change:
            done = publish_release(change.session, actor, files=files, own=own, now=change.now)
            definition = done.release.definition
            view = PublishedView(
                name=definition.name, version=definition.version, digest=done.release.digest, is_new=done.is_new
            )
            address = f"{router.prefix}/{view.name}/{view.version}"
            return change.answer(view, headers={"Location": address})
    except InvalidDefinition as error:
        return problem(UNPROCESSABLE, str(error), code="invalid-definition", errors=_errors(error.findings))


@total_ordering
class _NewestFirst:
    """A version that comes before those that are older."""

    def __init__(self, version: str) -> None:
        self._order = order_of_version(version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _NewestFirst) and self._order == other._order

    def __lt__(self, other: "_NewestFirst") -> bool:
        return self._order > other._order

    __hash__ = None  # type: ignore[assignment]  # lives for one comparison


def _newest_version_first(release: Key) -> tuple[str, _NewestFirst]:
    name, version = map(str, release)
    return name, _NewestFirst(version)


def _errors(findings: Sequence[Finding]) -> list[dict[str, str]]:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR][:MOST_ERRORS]
    return [
        {"field": finding.path, "message": f"{finding.message}. {finding.fix}", "type": finding.code}
        for finding in errors
    ]


def _definition(release: Release) -> DefinitionView:
    definition = release.definition
    steps = []
    for step in definition.steps:
        produced = definition.document_types[step.produces]
        steps.append(
            StepView(
                id=step.id,
                title=step.title,
                role=step.role,
                scope=step.scope,
                produces=step.produces,
                code=produced.code,
                accepted_by=list(produced.acceptance.by) if produced.acceptance else [],
                asks_questions=step.clarify,
            )
        )
    return DefinitionView(
        name=definition.name,
        version=definition.version,
        title=definition.title,
        digest=release.digest,
        steps=steps,
        approvers={str(role): title for role, title in definition.approvers.items()},
    )
