"""Where a version of a document comes from: what was ordered and read, which calls wrote it, who decided about it."""

from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.canonical import digest_of, digest_of_bytes
from app.domain.documents import DocumentCode
from app.domain.facts import Attempt, Dispatch, InstanceKey, ModelBinding
from app.domain.names import Digest, ProjectId, RoleName
from app.domain.sources import Citation, citations_in, line_of
from app.exports.bundle import BundleInput
from app.services.documents import DocumentView, show_document
from app.services.released import named_input
from app.services.standing import ReleaseOf, Standing, standing_of
from app.store import blobs, calls
from app.store.calls import StoredCall
from app.store.decisions import StoredDecision

__all__ = ["Cited", "Making", "Provenance", "StoredCall", "show_provenance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One way in which the content was made; unchanged content can be made again from other inputs."""

    input_digest: Digest
    checks_digest: Digest
    is_current: bool
    """Whether these are the inputs and checks of today."""

    release: str
    """`name@version` of the workflow that it was made by."""

    release_digest: Digest
    role: RoleName
    role_prompt: Digest
    task_prompt: Digest
    schema: Digest
    """Digests of the prompts and of the schema that a writer is given."""

    binding: ModelBinding
    dispatch: int
    inputs: tuple[BundleInput, ...]
    answers: tuple[Digest, ...]
    comments: tuple[tuple[Digest, Digest], ...]
    """What was sent back before, with the comments."""

    attempts: tuple[Attempt, ...]
    calls: tuple[StoredCall, ...]
    """Every call at these inputs, those of failed attempts included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A place of the brief that the document cites."""

    citation: Citation
    line: int | None
    """Of the brief that it was made from; None where that brief was erased or does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a version comes from."""

    code: DocumentCode
    instance: InstanceKey
    version: int
    content: Digest
    recorded_at: datetime
    run: int | None
    makings: tuple[Making, ...]
    """Those of today's inputs first."""

    cited: tuple[Cited, ...]
    decisions: tuple[StoredDecision, ...]


def show_provenance(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    code: str,
    number: int | None = None,
    release_of: ReleaseOf,
) -> Provenance:
    """Give where a version of a document comes from; the version that counts today, or version `number`.

    Raises:
        app.domain.documents.MalformedDocumentCode: `code` is no document code.
        app.domain.errors.NotFound: no such project, document or version.
        app.store.blobs.Erased: its content was erased.

    """
    view = show_document(session, actor, project=project, code=code, number=number, release_of=release_of)
    standing = standing_of(session, project, release_of)
    makings = _makings(session, standing, view, release_of)
    return Provenance(
        code=view.code,
        instance=view.instance,
        version=view.version.number,
        content=view.version.content,
        recorded_at=view.recorded_at,
        run=view.run,
        makings=makings,
        cited=_cited(session, project, view, makings),
        decisions=view.decisions,
    )


def _makings(session: Session, standing: Standing, view: DocumentView, release_of: ReleaseOf) -> tuple[Making, ...]:
    known, state = standing.known(view.instance), standing.state(view.instance)
    today = (state.input_digest, state.checks_digest) if state else None
    makings = []
    for key in sorted(known.origins(view.version.content), key=lambda key: key != today):
        orders = known.order(key)
        if orders.dispatches:
            dispatch = orders.dispatches[-1]
            makings.append(_making(session, standing, dispatch, orders.attempts, release_of, is_current=key == today))
    return tuple(makings)


def _making(
    session: Session,
    standing: Standing,
    dispatch: Dispatch,
    attempts: tuple[Attempt, ...],
    release_of: ReleaseOf,
    *,
    is_current: bool,
) -> Making:
    key = dispatch.key
    release = release_of(session, standing.project, dispatch.release_digest)
    step = next(step for step in release.definition.steps if step.id == key.instance.step)
    return Making(
        input_digest=key.input_digest,
        checks_digest=key.checks_digest,
        is_current=is_current,
        release=f"{release.definition.name}@{release.definition.version}",
        release_digest=release.digest,
        role=step.role,
        role_prompt=digest_of_bytes(release.role_prompts[step.id].encode()),
        task_prompt=digest_of_bytes(release.task_prompts[step.id].encode()),
        schema=digest_of(release.generation_schemas[step.produces]),
        binding=dispatch.binding,
        dispatch=key.number,
        inputs=tuple(named_input(release.definition, standing, pin) for pin in dispatch.inputs),
        answers=dispatch.answers,
        comments=dispatch.comments,
        attempts=attempts,
        calls=calls.of_inputs(session, standing.project, key.instance, key.input_digest),
    )


def _cited(session: Session, project: ProjectId, view: DocumentView, makings: tuple[Making, ...]) -> tuple[Cited, ...]:
    """Find what is cited in the newest brief that the content was made from."""
    citations = citations_in(view.content)
    digests = [given.digest for making in makings for given in making.inputs if given.kind == "brief" and given.digest]
    brief = _text(session, project, digests[0]) if digests and citations else None
    return tuple(
        Cited(citation=citation, line=None if brief is None else line_of(citation, brief)) for citation in citations
    )


def _text(session: Session, project: ProjectId, digest: Digest) -> str | None:
    try:
        return blobs.read_text(session, project, digest)
    except blobs.Erased:
        return None
