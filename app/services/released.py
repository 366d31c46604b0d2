"""What a project has released, ready to be written out."""

from sqlalchemy.orm import Session

from app.domain.accounts import Actor
from app.domain.documents import document_code
from app.domain.facts import Dispatch, InstanceKey, PinnedInput
from app.domain.names import Digest, DocumentTypeName, JsonObject, ProjectId
from app.domain.plan.outcome import InstanceState
from app.exports.bundle import BundleDocument, BundleInput, bundle
from app.exports.markdown import MadeFrom, TitleBlock, names_in, render_markdown
from app.services.documents import DocumentView
from app.services.standing import ReleaseOf, Standing, standing_of
from app.store import documents, projects


def bundle_released(
    session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf
) -> tuple[tuple[str, bytes], ...]:
    """Give every file of the folder of released documents, `manifest.json` included, by path.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.
        app.store.blobs.Erased: a content was erased.

    """
    del actor  # Whoever reaches this may read every project until projects have members.
    standing = standing_of(session, project, release_of)
    found = projects.by_id(session, project)
    definition = standing.release.definition
    return bundle(released_in(session, standing), project=found.slug, release=f"{definition.name}@{definition.version}")


def released_in(session: Session, standing: Standing) -> tuple[BundleDocument, ...]:
    """Give every released document with its content, in plan order.

    Raises:
        app.store.blobs.Erased: a content was erased.

    """
    return tuple(
        _document(session, standing, state)
        for state in standing.plan.instances.values()
        if state.released and state.content is not None and state.version is not None
    )


def render_version(
    session: Session, actor: Actor, view: DocumentView, *, project: ProjectId, release_of: ReleaseOf
) -> str:
    """Give one version of a document as Markdown, items of other documents by their present names.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # As above.
    standing = standing_of(session, project, release_of)
    schema = standing.release.schemas[view.document_type]
    names = _names(session, standing)
    title = TitleBlock(
        code=str(view.code),
        version=view.version.number,
        state=view.state.value,
        subject=" ".join(part for part in (view.instance.path, names.get(view.instance.path, "")) if part),
        made_from=_made_from(standing, view.instance, view.version.content),
    )
    return render_markdown(view.content, schema=schema, title=title, names=names)


def _names(session: Session, standing: Standing) -> dict[str, str]:
    names: dict[str, str] = {}
    for state in standing.plan.instances.values():
        if state.content is not None:
            content = documents.content(session, standing.project, state.content)
            names |= names_in(content, schema=standing.release.schemas[state.document_type])
    return names


def _made_from(standing: Standing, instance: InstanceKey, content: Digest) -> tuple[MadeFrom, ...]:
    dispatch = _dispatch(standing, instance, content)
    entries = (_input(standing, pin) for pin in dispatch.inputs) if dispatch else ()
    return tuple(MadeFrom(name=entry.code, version=entry.version) for entry in entries if entry.digest is not None)


def _document(session: Session, standing: Standing, state: InstanceState) -> BundleDocument:
    document_type = standing.release.definition.document_types[state.document_type]
    content = state.content or Digest("")
    dispatch = _dispatch(standing, state.key, content)
    return BundleDocument(
        type=state.document_type,
        letters=document_type.code,
        schema=standing.release.schemas[state.document_type],
        path=state.key.path,
        version=state.version or 0,
        content=documents.content(session, standing.project, content),
        content_digest=content,
        input_digest=state.input_digest or Digest(""),
        inputs=tuple(_input(standing, pin) for pin in dispatch.inputs) if dispatch else (),
    )


def _dispatch(standing: Standing, instance: InstanceKey, content: Digest) -> Dispatch | None:
    """Find the newest dispatch that gave `content`, preferring today's input digest."""
    known = standing.known(instance)
    state = standing.state(instance)
    today = state.input_digest if state else None
    keys = [key for key, given in known.derivations.items() if given == content]
    for key in sorted(keys, key=lambda key: key[0] != today):
        dispatches = known.order(key).dispatches
        if dispatches:
            return dispatches[max(dispatches)]
    return None


def _input(standing: Standing, pin: PinnedInput) -> BundleInput:
    definition = standing.release.definition
    document_type = definition.document_types.get(DocumentTypeName(pin.name))
    if pin.kind == "brief":
        brief = standing.index.brief
        is_newest = brief is not None and brief.digest == pin.content
        return BundleInput(
            kind=pin.kind, code="brief", version=brief.number if brief and is_newest else None, digest=pin.content
        )
    if pin.kind == "item" or document_type is None:
        return BundleInput(kind=pin.kind, code=pin.path or pin.name, version=None, digest=pin.content)
    code = str(document_code(document_type.code, path=pin.path))
    producer = definition.step_producing(document_type.name)
    versions = standing.known(InstanceKey(step=producer.id, path=pin.path)).versions
    version = versions.get(pin.content) if pin.content else None
    return BundleInput(kind=pin.kind, code=code, version=version.number if version else None, digest=pin.content)


def schema_of(
    session: Session, actor: Actor, view: DocumentView, *, project: ProjectId, release_of: ReleaseOf
) -> JsonObject:
    """Give the schema that a document is read by today.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # As above.
    return standing_of(session, project, release_of).release.schemas[view.document_type]
