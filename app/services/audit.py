"""The audit: read, verified over every chain of the installation, and its heads signed anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from app.core.database import signing_key
from app.core.database_session import Session
from app.core.signing import is_genuine
from app.domain.accounts import Actor
from app.domain.audit import (
    INSTANCE_CHAIN,
    Anchor,
    Break,
    Deed,
    Head,
    Origin,
    Sealed,
    Signature,
    Signed,
    how_signed,
    origin_of,
    signature_breaks,
    statement,
)
from app.domain.errors import Invalid, NotFound
from app.domain.names import ProjectId
from app.services.users import require_administrator
from app.store import audit, origins, projects

ANCHORS_WITHIN = 100_000
"""How many of the installation's newest entries are searched for the anchor of one project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What was found about one chain."""

    chain: str
    """`instance`, or a project's key."""

    slug: str | None
    """The project's slug; None for the chain of the installation."""

    head: Head
    signature: Signature | None
    signed: Signed
    breaks: tuple[Break, ...]
    """Every place where it does not hold; the first is the one to look at."""

    is_signable: bool
    """Whether it holds, but perhaps for a signature that is missing or by another key."""

    @property
    def name(self) -> str:
        """What people call the chain."""
        return self.slug or self.chain


class NoSigningKey(Invalid):
    """There is no secret that a signing key could follow from."""

    def __init__(self) -> None:
        super().__init__("The heads of the audit are signed by a key that follows from SECRET_KEY. Set SECRET_KEY.")


def verify_audit(
    session: Session, actor: Actor, *, project: ProjectId | None = None, kept: Iterable[Anchor] = ()
) -> tuple[ChainReport, ...]:
    """Check the chain of the installation and every project's, or one project's alone.

    Each is held against itself, its head, the head's signature, its newest anchor, and heads `kept` elsewhere. The
    chain of the installation is always checked: a project's chain that lost its end is seen by its anchor there. A
    session of `Database.read` sees one moment, so nothing that is written meanwhile can look like a break.

    Raises:
        NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the audit.
    if project is not None:
        projects.by_id(session, project)
    anchors, kept = audit.newest_anchors(session), tuple(kept)
    wanted = {*_chains(session), *(anchor.chain for anchor in kept)} if project is None else {project}
    reports = []
    for chain in (INSTANCE_CHAIN, *sorted(wanted - {INSTANCE_CHAIN})):
        known = [anchors[chain]] if chain in anchors else []
        reports.append(_report(session, chain, known, [anchor for anchor in kept if anchor.chain == chain]))
    return _missing_whole(reports, is_alone=len(reports) == 1)


def verify_project(session: Session, actor: Actor, *, project: ProjectId) -> ChainReport:
    """Check one project's chain against itself, its head, the head's signature and its newest anchor.

    The work follows from the project alone: of the installation's chain only the last `ANCHORS_WITHIN` entries are
    searched for the anchor, and nothing of it is checked.

    Raises:
        NotFound: no such project.

    """
    del actor  # As above.
    projects.by_id(session, project)
    anchor = audit.newest_anchor(session, project, within=ANCHORS_WITHIN)
    return _report(session, project, [] if anchor is None else [anchor])


def verify_chains(session: Session, actor: Actor, *, after: str = "", limit: int = 50) -> tuple[ChainReport, ...]:
    """Check up to `limit` chains of those after the named one: the installation's own first, then by their names."""
    del actor  # As above.
    anchors = audit.newest_anchors(session)
    others = sorted({*audit.chains(session), *anchors} - {INSTANCE_CHAIN})
    begun = others if after else [INSTANCE_CHAIN, *others]
    wanted = [chain for chain in begun if after in ("", INSTANCE_CHAIN) or chain > after][:limit]
    reports = [_report(session, chain, [anchors[chain]] if chain in anchors else []) for chain in wanted]
    return _missing_whole(reports, is_alone=not others)


def _missing_whole(reports: Sequence[ChainReport], *, is_alone: bool) -> tuple[ChainReport, ...]:
    """Miss the chain of the installation where it is empty and others are there, which it would anchor."""
    found = list(reports)
    if found and found[0].chain == INSTANCE_CHAIN and not is_alone and found[0].head == Head() and not found[0].breaks:
        found[0] = replace(found[0], breaks=(Break(sequence=1, reason="the whole chain is missing"),))
    return tuple(found)


def sign_audit(session: Session, actor: Actor, *, now: datetime) -> tuple[ChainReport, ...]:
    """Sign the head of every chain with the present key, but for those that do not hold; give what was found before.

    For heads of a time before there was a key, and after a new one was set. Nobody writes to a chain meanwhile, and the
    chain of the installation says that it was done and by which key.

    Raises:
        NoSigningKey: there is no secret.

    """
    key = signing_key(session)
    if key is None:
        raise NoSigningKey
    anchors = audit.newest_anchors(session)
    reports, left = [], 0
    for chain in (*sorted(_chains(session) - {INSTANCE_CHAIN}), INSTANCE_CHAIN):
        _lock(session, chain)
        report = _report(session, chain, [anchors[chain]] if chain in anchors else [])
        reports.append(report)
        if not report.is_signable:
            left += 1
        elif chain != INSTANCE_CHAIN:
            audit.sign(session, chain)
    if reports[-1].is_signable:  # the entry that says so is the installation's new head, and signed as every other
        deed = Deed(action="heads.signed", subject=f"{len(reports) - left} by {key.public}")
        audit.record_for_instance(session, deed, at=now, actor=actor)
    return tuple(reports)


def public_key(session: Session) -> str:
    """Give the key that this installation's signatures are checked with.

    Raises:
        NoSigningKey: there is no secret.

    """
    key = signing_key(session)
    if key is None:
        raise NoSigningKey
    return key.public


def newest_entries(session: Session, actor: Actor, *, project: ProjectId | None, limit: int = 50) -> tuple[Sealed, ...]:
    """Give the newest entries of a project's chain, or of the installation's, oldest first.

    Raises:
        NotFound: no such project.

    """
    del actor  # As above.
    if project is not None:
        projects.by_id(session, project)
    chain = project or INSTANCE_CHAIN
    after = max(0, audit.head(session, chain).sequence - limit)
    return audit.entries(session, chain, after=after, limit=limit)


def list_entries(
    session: Session, actor: Actor, *, project: ProjectId | None, after: int = 0, limit: int = 50
) -> tuple[Sealed, ...]:
    """Give up to `limit` entries of a project's chain, or of the installation's, after number `after`, oldest first."""
    del actor  # As above.
    return audit.entries(session, project or INSTANCE_CHAIN, after=after, limit=limit)


def origins_of(session: Session, actor: Actor, entries: Iterable[Sealed]) -> Mapping[int, Origin]:
    """Tell of entries, by their numbers, where they came from, as far as that is known and was not erased."""
    del actor  # As above.
    named = {sealed.sequence: digest for sealed in entries if (digest := origin_of(sealed.entry)) is not None}
    known = origins.known(session, named.values())
    return {sequence: known[digest] for sequence, digest in named.items() if digest in known}


def forget_origins(session: Session, actor: Actor, *, before: datetime, now: datetime) -> int:
    """Erase where deeds before a moment came from, and give how many of that there were; every chain goes on to hold.

    The chain of the installation says that it was done, and up to when.

    Raises:
        app.services.users.NotAdministrator: the actor may not.

    """
    require_administrator(actor)
    forgotten = origins.forget(session, before=before)
    deed = Deed(action="origins.forgotten", subject=f"{forgotten} before {before.astimezone(UTC).isoformat()}")
    audit.record_for_instance(session, deed, at=now, actor=actor)
    return forgotten


def _chains(session: Session) -> set[str]:
    return {INSTANCE_CHAIN, *audit.chains(session), *audit.newest_anchors(session)}


def _lock(session: Session, chain: str) -> None:
    if _slug(session, chain) is not None:
        projects.lock(session, ProjectId(chain))
    audit.lock(session, chain)


def _report(session: Session, chain: str, anchors: Sequence[Anchor], kept: Sequence[Anchor] = ()) -> ChainReport:
    head, signature, own = audit.head(session, chain), audit.signature(session, chain), signing_key(session)
    breaks = list(audit.verify_chain(session, chain))
    for known, what in ((anchors, "anchored"), (kept, "kept")):
        for anchor in known:
            breaks.extend(audit.verify_anchor(session, anchor, what=what))
    genuine = signature is not None and is_genuine(
        statement(chain, signature.head), signature=signature.value, key=signature.key
    )
    signed = how_signed(head, signature, is_genuine=genuine, own_key=own.public if own else None)
    if signature is not None and genuine:
        breaks.extend(audit.verify_anchor(session, Anchor(chain=chain, head=signature.head), what="signed"))
    return ChainReport(
        chain=chain,
        slug=_slug(session, chain),
        head=head,
        signature=signature,
        signed=signed,
        breaks=(*breaks, *signature_breaks(head, signature, signed)),
        is_signable=not breaks and signed is not Signed.FORGED,
    )


def _slug(session: Session, chain: str) -> str | None:
    if chain == INSTANCE_CHAIN:
        return None
    try:
        return projects.by_id(session, ProjectId(str(UUID(chain)))).slug
    except (NotFound, ValueError):  # a forged entry, or a file from elsewhere, may name anything
        return None
