"""Which item rests on which, over everything that a project has released."""

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.documents import document_code
from app.domain.names import ProjectId
from app.domain.trace import Trace, TracedDocument, trace
from app.services.released import released_in
from app.services.standing import ReleaseOf, standing_of


def trace_project(session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf) -> Trace:
    """Trace the released documents of a project, in the order of the workflow.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.
        app.store.blobs.Erased: a content was erased.

    """
    del actor  # Whoever reaches this was let into the project.
    standing = standing_of(session, project, release_of)
    types = standing.release.definition.document_types
    return trace(
        [
            TracedDocument(
                document_type=document.type,
                code=str(document_code(document.letters, path=document.path)),
                path=document.path,
                content=document.content,
                schema=document.schema,
                collections=frozenset(types[document.type].collections),
            )
            for document in released_in(session, standing)
        ]
    )
