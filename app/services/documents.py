"""Documents: listed, read in any version, with what people decided about them."""

from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.definition.release import Release
from app.domain.documents import DocumentCode, document_code, parse_document_code
from app.domain.errors import NotFound
from app.domain.facts import InstanceKey, Version
from app.domain.names import Digest, DocumentTypeName, JsonObject, ProjectId
from app.domain.plan.outcome import InstanceState
from app.domain.states import DocumentState
from app.services.standing import ReleaseOf, Standing, standing_of
from app.store import decisions, documents
from app.store.decisions import StoredDecision
from app.store.documents import StoredVersion

__all__ = [
    "DocumentSummary",
    "DocumentView",
    "StoredDecision",
    "find_document",
    "judged_content",
    "list_documents",
    "show_document",
    "summary_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """One document of a project, as it stands."""

    code: DocumentCode
    title: str
    document_type: DocumentTypeName
    state: InstanceState
    order: tuple[int, str, str]
    """What documents are sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One version of a document, with its content."""

    code: DocumentCode
    title: str
    document_type: DocumentTypeName
    instance: InstanceKey
    version: Version
    recorded_at: datetime
    run: int | None
    is_current: bool
    """True where this version's content is the one that counts today."""

    state: DocumentState
    """Of this version: released or stale where it is current, else stale; retired with its item."""

    release: Release
    """Gives title, code and schema: today's, or the one that the document was made by where today's lacks the type."""

    content: JsonObject
    versions: tuple[StoredVersion, ...]
    """Every version of the document, oldest first."""

    decisions: tuple[StoredDecision, ...]
    """Every decision about this content, oldest first."""


def list_documents(
    session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf
) -> tuple[DocumentSummary, ...]:
    """Give every document that has a version, in plan order, stale and retired ones included.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.

    """
    del actor  # Whoever reaches this was let into the project.
    standing = standing_of(session, project, release_of)
    return tuple(
        summary
        for state in standing.plan.instances.values()
        if state.version is not None and (summary := summary_of(session, standing, state, release_of)) is not None
    )


def show_document(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    code: str,
    number: int | None = None,
    release_of: ReleaseOf,
) -> DocumentView:
    """Give a document by its code; the version that counts today, or version `number`.

    Raises:
        app.domain.documents.MalformedDocumentCode: `code` is no document code.
        app.domain.errors.NotFound: no such project, document or version.
        app.store.blobs.Erased: its content was erased.

    """
    del actor  # As above.
    standing = standing_of(session, project, release_of)
    state = find_document(session, standing, code, release_of)
    release = standing.release_behind(session, state, release_of)
    if state.version is None or release is None:
        raise NotFound(f"There is no document {code} yet.")
    wanted = number if number is not None else state.version
    stored = documents.version(session, project, state.document_type, state.key.path, number=wanted)
    is_current = stored.version.content == state.content
    document_type = release.definition.document_types[state.document_type]
    return DocumentView(
        code=document_code(document_type.code, path=state.key.path),
        title=document_type.title,
        document_type=state.document_type,
        instance=state.key,
        version=stored.version,
        recorded_at=stored.recorded_at,
        run=stored.run,
        is_current=is_current,
        state=state.document if is_current or state.document is DocumentState.RETIRED else DocumentState.STALE,
        release=release,
        content=documents.content(session, project, stored.version.content),
        versions=documents.history(session, project, state.document_type, state.key.path),
        decisions=tuple(
            decided
            for decided in decisions.about(session, project, state.key)
            if decided.decision.content == stored.version.content
        ),
    )


def find_document(session: Session, standing: Standing, code: str, release_of: ReleaseOf) -> InstanceState:
    """Give the instance whose document people call `code`; a type of today's release comes before a former one.

    Raises:
        app.domain.documents.MalformedDocumentCode: `code` is no document code.
        app.domain.errors.NotFound: the project has no place for such a document.

    """
    wanted = parse_document_code(code)
    today = standing.release.definition.document_types
    for state in sorted(standing.plan.instances.values(), key=lambda state: state.document_type not in today):
        summary = summary_of(session, standing, state, release_of) if state.key.path == wanted.path else None
        if summary is not None and summary.code == wanted:
            return state
    raise NotFound(f"There is no document {wanted} in this project.")


def judged_content(
    session: Session, actor: Actor, *, project: ProjectId, code: str, release_of: ReleaseOf
) -> tuple[InstanceKey, Digest]:
    """Give the instance and the content that a decision about `code` would be about today.

    Raises:
        app.domain.documents.MalformedDocumentCode: `code` is no document code.
        app.domain.errors.NotFound: no such project or document.

    """
    del actor  # As above.
    state = find_document(session, standing_of(session, project, release_of), code, release_of)
    if state.content is None:
        raise NotFound(f"There is no document {code} yet.")
    return state.key, state.content


def summary_of(
    session: Session, standing: Standing, state: InstanceState, release_of: ReleaseOf
) -> DocumentSummary | None:
    """Give a document's summary, by the release that it was made by where today's does not know its type."""
    release = standing.release_behind(session, state, release_of)
    if release is None:
        return None
    document_type = release.definition.document_types[state.document_type]
    return DocumentSummary(
        code=document_code(document_type.code, path=state.key.path),
        title=document_type.title,
        document_type=state.document_type,
        state=state,
        order=standing.order(state.key),
    )
