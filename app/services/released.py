"""What a project has released, ready to be written out."""

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.definition.model import Definition
from app.domain.definition.release import Release
from app.domain.documents import document_code
from app.domain.facts import InstanceKey, PinnedInput
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
    del actor  # Whoever reaches this was let into the project.
    standing = standing_of(session, project, release_of)
    found = projects.by_id(session, project)
    definition = standing.release.definition
    return bundle(released_in(session, standing), project=found.slug, release=f"{definition.name}@{definition.version}")


def released_in(session: Session, standing: Standing) -> tuple[BundleDocument, ...]:
    """Give every released document with its content, in plan order.

    Raises:
        app.store.blobs.Erased: a content was erased.

    """
    released = [
        (state, state.content)
        for state in standing.plan.instances.values()
        if state.released and state.content is not None and state.version is not None
    ]
    contents = documents.contents(session, standing.project, [digest for _, digest in released])
    return tuple(
        _document(standing, state, digest, content) for (state, digest), content in zip(released, contents, strict=True)
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
    schema = view.release.schemas[view.document_type]
    names = _names(session, standing, view.release)
    title = TitleBlock(
        code=str(view.code),
        version=view.version.number,
        state=view.state.value,
        subject=" ".join(part for part in (view.instance.path, names.get(view.instance.path, "")) if part),
        made_from=_made_from(view.release.definition, standing, view.instance, view.version.content),
    )
    return render_markdown(view.content, schema=schema, title=title, names=names)


def _names(session: Session, standing: Standing, release: Release) -> dict[str, str]:
    """Give the names of the items of every document that `release` knows; other workflows give codes of their own."""
    names: dict[str, str] = {}
    known = [
        (release.schemas[state.document_type], state.content)
        for state in standing.plan.instances.values()
        if state.content is not None and state.document_type in release.schemas
    ]
    contents = documents.contents(session, standing.project, [digest for _, digest in known])
    for (schema, _), content in zip(known, contents, strict=True):
        names |= names_in(content, schema=schema)
    return names


def _made_from(
    definition: Definition, standing: Standing, instance: InstanceKey, content: Digest
) -> tuple[MadeFrom, ...]:
    dispatch = standing.dispatch_behind(instance, content)
    entries = (named_input(definition, standing, pin) for pin in dispatch.inputs) if dispatch else ()
    return tuple(MadeFrom(name=entry.code, version=entry.version) for entry in entries if entry.digest is not None)


def _document(standing: Standing, state: InstanceState, digest: Digest, content: JsonObject) -> BundleDocument:
    document_type = standing.release.definition.document_types[state.document_type]
    dispatch = standing.dispatch_behind(state.key, digest)
    return BundleDocument(
        type=state.document_type,
        letters=document_type.code,
        schema=standing.release.schemas[state.document_type],
        path=state.key.path,
        version=state.version or 0,
        content=content,
        content_digest=digest,
        input_digest=state.input_digest or Digest(""),
        inputs=tuple(named_input(standing.release.definition, standing, pin) for pin in dispatch.inputs)
        if dispatch
        else (),
    )


def named_input(definition: Definition, standing: Standing, pin: PinnedInput) -> BundleInput:
    """Give an input as people know it: by the code of its document or item, and the number of its version."""
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
    version = standing.known(InstanceKey(step=producer.id, path=pin.path)).version(pin.content)
    return BundleInput(kind=pin.kind, code=code, version=version.number if version else None, digest=pin.content)
