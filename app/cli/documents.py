"""`combine document show|compare`."""

from app.cli.opening import opened_project
from app.cli.output import write_json, write_text
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.compare import compare
from app.exports.comparison import render_comparison
from app.exports.escaping import clean
from app.exports.markdown import names_in
from app.exports.sources import SourceWords, answers_by_id
from app.services.documents import show_document as view_of
from app.services.released import render_version


def show_document(code: str, *, version: int | None, project: str | None, as_json: bool) -> None:
    """Print one version of a document, as Markdown or as stored."""
    with opened_project(project) as local, local.runtime.database.read() as session:
        release_of = local.runtime.release_of
        view = view_of(session, LOCAL_OPERATOR, project=local.id, code=code, number=version, release_of=release_of)
        if not as_json:
            write_text(render_version(session, LOCAL_OPERATOR, view, project=local.id, release_of=release_of))
            return
    write_json(
        {
            "code": str(view.code),
            "type": view.document_type,
            "version": view.version.number,
            "state": view.state.value,
            "content_digest": view.version.content,
            "recorded_at": view.recorded_at.isoformat(),
            "content": view.content,
        }
    )


def compare_versions(code: str, old: int, new: int, *, project: str | None, as_json: bool) -> None:
    """Print what changed between two versions, items matched by their codes."""
    with opened_project(project) as local, local.runtime.database.read() as session:
        release_of = local.runtime.release_of
        older, newer = (
            view_of(session, LOCAL_OPERATOR, project=local.id, code=code, number=number, release_of=release_of)
            for number in (old, new)
        )
    schema = newer.release.schemas[newer.document_type]
    comparison = compare(older.content, newer.content, schema=schema)
    if as_json:
        write_json(comparison.as_json())
        return
    both = (older.content, newer.content)
    sources = SourceWords(
        names={code: name for content in both for code, name in names_in(content, schema=schema).items()},
        answers={key: answered for content in both for key, answered in answers_by_id(content).items()},
        write=clean,
    )
    write_text(render_comparison(comparison, sources=sources))
