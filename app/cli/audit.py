"""`combine audit verify|show`."""

from rich.text import Text

from app.cli.exits import Exit
from app.cli.opening import opened
from app.cli.output import results, write_json
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import Sealed, body_of
from app.domain.names import Json, JsonObject
from app.services.audit import ChainReport, newest_entries, verify_audit
from app.services.projects import find_project

_SHOWN = 12
"""Digits of a digest in a list for people."""


def verify(*, project: str | None, as_json: bool) -> Exit:
    """Check the audit chains; name the first broken entry of each."""
    with opened() as runtime, runtime.database.read() as session:
        only = None if project is None else find_project(session, LOCAL_OPERATOR, slug=project).id
        reports = verify_audit(session, LOCAL_OPERATOR, project=only)
    is_whole = not any(report.breaks for report in reports)
    if as_json:
        write_json({"whole": is_whole, "chains": [_report_json(report) for report in reports]})
    else:
        for report in reports:
            results().print(Text(_report_words(report), style="red" if report.breaks else ""))
    return Exit.FINISHED if is_whole else Exit.FAILED


def show(*, project: str | None, limit: int, as_json: bool) -> None:
    """Print the newest entries of a chain, oldest first."""
    with opened() as runtime, runtime.database.read() as session:
        chosen = None if project is None else find_project(session, LOCAL_OPERATOR, slug=project).id
        entries = newest_entries(session, LOCAL_OPERATOR, project=chosen, limit=limit)
    if as_json:
        write_json([_entry_json(sealed) for sealed in entries])
        return
    for sealed in entries:
        results().print(Text(_entry_words(sealed)))


def _report_json(report: ChainReport) -> Json:
    return {
        "chain": report.chain,
        "project": report.slug,
        "entries": report.head.sequence,
        "head": report.head.digest,
        "breaks": [{"entry": broken.sequence, "reason": broken.reason} for broken in report.breaks],
    }


def _report_words(report: ChainReport) -> str:
    if not report.breaks:
        return f"{report.name}: {report.head.sequence} entries, whole; head {report.head.digest}"
    first = report.breaks[0]
    more = f" (and {len(report.breaks) - 1} more)" if len(report.breaks) > 1 else ""
    return f"{report.name}: broken at entry {first.sequence}: {first.reason}{more}"


def _entry_json(sealed: Sealed) -> Json:
    return {**body_of(sealed.entry), "digest": sealed.digest}


def _entry_words(sealed: Sealed) -> str:
    body = body_of(sealed.entry)
    actor, digests = _object(body.get("actor")), _object(body.get("digests"))
    parts = ", ".join(f"{name} {str(digest)[:_SHOWN]}" for name, digest in digests.items())
    who = f"{actor.get('kind')} {actor.get('id')}"
    words = (str(sealed.sequence), body.get("at"), who, body.get("action"), body.get("subject"), parts)
    return "  ".join(str(word) for word in words if word)


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
