"""`combine audit verify|sign|key|show`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from app.cli.exits import Exit, UsageError
from app.cli.opening import opened
from app.cli.output import results, write_json
from app.cli.words import counted
from app.core.declaration import ConfigurationError, Problem
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import Anchor, Head, Origin, Sealed, Signature, Signed, body_of
from app.domain.names import Digest, Json, JsonObject
from app.services.audit import (
    ChainReport,
    NoSigningKey,
    forget_origins,
    newest_entries,
    origins_of,
    public_key,
    sign_audit,
    verify_audit,
)
from app.services.projects import find_project

_SHOWN = 12
"""Digits of a digest in a list for people."""

_SIGNED = {
    Signed.SIGNED: "signed",
    Signed.UNASKED: "not signed, since no SECRET_KEY is set",
    Signed.UNCOMPARED: "signed by {key}, with which no SECRET_KEY is set to compare",
}


def verify(*, project: str | None, kept: Path | None, as_json: bool) -> Exit:
    """Check the audit chains; name the first broken entry of each."""
    heads = _kept_heads(kept) if kept else ()
    with opened() as runtime, runtime.database.read() as session:
        only = None if project is None else find_project(session, LOCAL_OPERATOR, slug=project).id
        reports = verify_audit(session, LOCAL_OPERATOR, project=only, kept=heads)
    is_whole = not any(report.breaks for report in reports)
    if as_json:
        write_json({"whole": is_whole, "chains": [_report_json(report) for report in reports]})
    else:
        for report in reports:
            results().print(Text(_report_words(report), style="red" if report.breaks else ""))
    return Exit.FINISHED if is_whole else Exit.FAILED


def sign(*, as_json: bool) -> Exit:
    """Sign the head of every chain that holds with the present key; name those that were left.

    Raises:
        ConfigurationError: no SECRET_KEY is set.

    """
    with opened() as runtime, _configured(), runtime.database.begin() as session:
        reports = sign_audit(session, LOCAL_OPERATOR, now=runtime.clock())
    left = [report for report in reports if not report.is_signable]
    if as_json:
        write_json({"left": [_report_json(report) for report in left], "signed": len(reports) - len(left)})
    else:
        for report in left:
            results().print(Text(f"left as it is: {_report_words(report)}", style="red"))
        results().print(f"signed the heads of {counted(len(reports) - len(left), 'chain')}", markup=False)
    return Exit.FAILED if left else Exit.FINISHED


def show_key() -> None:
    """Print the public key of this installation.

    Raises:
        ConfigurationError: no SECRET_KEY is set.

    """
    with opened() as runtime, _configured(), runtime.database.read() as session:
        results().print(public_key(session), markup=False)


@contextmanager
def _configured() -> Iterator[None]:
    try:
        yield
    except NoSigningKey as error:
        reason = "is not set, and the key that signs the heads of the audit follows from it"
        raise ConfigurationError((Problem(variable="SECRET_KEY", reason=reason),)) from error


def show(*, project: str | None, limit: int, as_json: bool) -> None:
    """Print the newest entries of a chain, oldest first."""
    with opened() as runtime, runtime.database.read() as session:
        chosen = None if project is None else find_project(session, LOCAL_OPERATOR, slug=project).id
        entries = newest_entries(session, LOCAL_OPERATOR, project=chosen, limit=limit)
        origins = origins_of(session, LOCAL_OPERATOR, entries)
    if as_json:
        write_json([_entry_json(sealed, origins.get(sealed.sequence)) for sealed in entries])
        return
    for sealed in entries:
        results().print(Text(_entry_words(sealed, origins.get(sealed.sequence))))


def forget(*, before: datetime, as_json: bool) -> None:
    """Erase where deeds before a moment came from."""
    with opened() as runtime, runtime.database.begin() as session:
        now = runtime.clock()
        moment = before.replace(tzinfo=UTC)
        if moment > now:
            raise UsageError(f"{moment.date()} is yet to come; name a day that is past")
        forgotten = forget_origins(session, LOCAL_OPERATOR, before=moment, now=now)
    if as_json:
        write_json({"forgotten": forgotten, "before": moment.isoformat()})
    else:
        results().print(f"forgot where {forgotten} deeds before {moment.isoformat()} came from", markup=False)


def _report_json(report: ChainReport) -> Json:
    return {
        "chain": report.chain,
        "project": report.slug,
        "entries": report.head.sequence,
        "head": report.head.digest,
        "signed": report.signed.value,
        "signature": None if report.signature is None else _signature_json(report.signature),
        "breaks": [{"entry": broken.sequence, "reason": broken.reason} for broken in report.breaks],
    }


def _signature_json(signature: Signature) -> Json:
    return {
        "entries": signature.head.sequence,
        "head": signature.head.digest,
        "key": signature.key,
        "value": signature.value,
    }


def _kept_heads(path: Path) -> tuple[Anchor, ...]:
    """Read the heads in what `combine audit verify --json` once wrote."""
    try:
        chains = json.loads(path.read_text(encoding="utf-8"))["chains"]
        return tuple(
            Anchor(chain=str(chain["chain"]), head=Head(sequence=int(chain["entries"]), digest=Digest(chain["head"])))
            for chain in chains
        )
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not what `combine audit verify --json` writes") from error


def _report_words(report: ChainReport) -> str:
    if not report.breaks and report.head == Head():
        return f"{report.name}: 0 entries, whole; nothing to sign yet"
    if not report.breaks:
        key = report.signature.key if report.signature else ""
        signed = _SIGNED[report.signed].format(key=key)
        return f"{report.name}: {report.head.sequence} entries, whole; head {report.head.digest}, {signed}"
    first = report.breaks[0]
    more = f" (and {len(report.breaks) - 1} more)" if len(report.breaks) > 1 else ""
    return f"{report.name}: broken at entry {first.sequence}: {first.reason}{more}"


def _entry_json(sealed: Sealed, origin: Origin | None) -> Json:
    known: Json = None if origin is None else asdict(origin)
    return {**body_of(sealed.entry), "digest": sealed.digest, "from": known}


def _entry_words(sealed: Sealed, origin: Origin | None) -> str:
    body = body_of(sealed.entry)
    actor, digests = _object(body.get("actor")), _object(body.get("digests"))
    parts = ", ".join(f"{name} {str(digest)[:_SHOWN]}" for name, digest in digests.items())
    who = f"{actor.get('kind')} {actor.get('id')}"
    where = "" if origin is None else f"from {origin.address or origin.door}"
    request = "" if origin is None or origin.request is None else f"request {origin.request}"
    words = (str(sealed.sequence), body.get("at"), who, body.get("action"), body.get("subject"), parts, where, request)
    return "  ".join(str(word) for word in words if word)


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
