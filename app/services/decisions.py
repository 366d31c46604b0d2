"""Decisions of people about documents: accept, send back, reopen, each bound to the content that was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor, ActorKind
from app.domain.definition.model import Acceptance
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.events import EventKind
from app.domain.facts import Decision, InstanceKey, Verdict
from app.domain.names import Digest, DocumentTypeName, ProjectId
from app.domain.plan.outcome import AcceptanceGate, InstanceState
from app.domain.plan.refusal import Refusal, refusal
from app.services.recording import Change, record_change
from app.services.standing import ReleaseOf, Standing, how_the_run_ended, open_project, standing_of
from app.store import blobs, decisions
from app.store.decisions import StoredDecision

LONGEST_COMMENT = 20_000
"""Characters of a comment."""

_KINDS = {
    Verdict.ACCEPT: EventKind.DOCUMENT_ACCEPTED,
    Verdict.SEND_BACK: EventKind.DOCUMENT_SENT_BACK,
    Verdict.REOPEN: EventKind.DOCUMENT_REOPENED,
}
_DONE = {Verdict.ACCEPT: "accepted", Verdict.SEND_BACK: "sent back", Verdict.REOPEN: "reopened"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a person says about what content."""

    verdict: Verdict
    instance: InstanceKey
    content: Digest
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAcceptance:
    """How far the acceptance of a waiting document has come."""

    quorum: int
    """How many different people it takes."""

    accepted_by: tuple[str, ...]
    """The names of those who stand by this content already."""

    is_mine: bool
    """Whether the actor may accept it now."""


class Outdated(Conflict):
    """What was judged is no longer the current content.

    Attributes:
        current: the content that can be judged instead; None where there is none.

    """

    def __init__(self, instance: InstanceKey, *, judged: Digest, current: Digest | None) -> None:
        instead = f"the current one is {current}" if current else "there is none now"
        super().__init__(f"The content {judged} of {instance} is outdated; {instead}. Read it, and decide again.")
        self.current = current


class AlreadyDecided(Conflict):
    """Somebody decided about this content before.

    Attributes:
        decided: the decision, with who made it and when.

    """

    def __init__(self, instance: InstanceKey, decided: StoredDecision) -> None:
        done, when = _DONE[decided.decision.verdict], decided.by.at.isoformat(timespec="seconds")
        super().__init__(f"This content of {instance} was {done} by {decided.by.actor_name} at {when}.")
        self.decided = decided


def accept_document(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instance: InstanceKey,
    content: Digest,
    comment: str = "",
    release_of: ReleaseOf,
    now: datetime,
) -> Decision:
    """Accept the content that the actor saw; not a byte of it changes, and no model is called.

    Raises:
        Outdated: `content` is not the current content of the instance.
        AlreadyDecided: somebody decided about it before, or where several must accept, the actor did.
        Conflict: nothing waits for a decision here.
        Forbidden: the actor holds none of the roles that may decide, or made what it was made from, where that counts.
        app.domain.errors.NotFound: no such project or instance.

    """
    judged = Judged(verdict=Verdict.ACCEPT, instance=instance, content=content, comment=comment)
    return _decide(session, actor, judged, project=project, release_of=release_of, now=now)


def send_back_document(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instance: InstanceKey,
    content: Digest,
    comment: str,
    release_of: ReleaseOf,
    now: datetime,
) -> Decision:
    """Send the content that the actor saw back with a comment, which enters the next attempt.

    Raises:
        Invalid: there is no comment.
        Outdated, AlreadyDecided, Conflict, Forbidden, app.domain.errors.NotFound: as for `accept_document`.

    """
    judged = Judged(verdict=Verdict.SEND_BACK, instance=instance, content=content, comment=comment)
    return _decide(session, actor, judged, project=project, release_of=release_of, now=now)


def reopen_document(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instance: InstanceKey,
    content: Digest,
    comment: str,
    release_of: ReleaseOf,
    now: datetime,
) -> Decision:
    """Take an acceptance back with a comment; the gate opens again on the same bytes.

    Raises:
        Invalid: there is no comment.
        Outdated, AlreadyDecided, Conflict, Forbidden, app.domain.errors.NotFound: as for `accept_document`.

    """
    judged = Judged(verdict=Verdict.REOPEN, instance=instance, content=content, comment=comment)
    return _decide(session, actor, judged, project=project, release_of=release_of, now=now)


def list_open_acceptances(
    session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf
) -> Mapping[InstanceKey, OpenAcceptance]:
    """Tell of every document that waits for acceptance who stands by it already, and whether the actor may accept it.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.

    """
    standing = standing_of(session, project, release_of)
    gates = [gate for gate in standing.plan.gates if isinstance(gate, AcceptanceGate)]
    return {gate.instance: _open_acceptance(session, actor, gate, standing) for gate in gates}


# -- what the three have in common -----------------------------------------------------------------------------------


def _decide(
    session: Session, actor: Actor, judged: Judged, *, project: ProjectId, release_of: ReleaseOf, now: datetime
) -> Decision:
    comment = _comment(judged)
    open_project(session, project)
    standing = standing_of(session, project, release_of)
    state = standing.state(judged.instance)
    if state is None:
        raise NotFound(f"There is no {judged.instance} in this project.")
    document_type = standing.release.definition.document_types.get(state.document_type)
    acceptance = document_type.acceptance if document_type else None
    if acceptance is not None:
        _require_role(actor, acceptance, judged.instance)
    decision = Decision(
        instance=judged.instance,
        number=max(standing.known(judged.instance).decisions, default=0) + 1,
        content=judged.content,
        input_digest=state.input_digest or Digest(""),
        policy_digest=document_type.policy_digest if document_type else Digest(""),
        verdict=judged.verdict,
        comment=blobs.put_text(session, project, comment, at=now) if comment else None,
    )
    reason = refusal(standing.plan, decision)
    if reason is not None:
        raise _refused(session, standing, decision, state, reason)
    if acceptance is not None and decision.verdict is Verdict.ACCEPT:
        _require_another(session, actor, decision, acceptance, standing)
    digests = {"content": decision.content, "input": decision.input_digest, "policy": decision.policy_digest}
    change = Change(
        kind=_KINDS[decision.verdict],
        facts=[decision],
        instance=decision.instance,
        digests={**digests, "comment": decision.comment} if decision.comment else digests,
        data={"version": state.version},
        run=standing.index.open_run,
    )
    record_change(session, actor, change, project=project, now=now)
    return decision


def _comment(judged: Judged) -> str:
    comment = judged.comment.strip()
    if judged.verdict is not Verdict.ACCEPT and not comment:
        raise Invalid("Say why: what is sent back or reopened needs a comment.")
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(f"The comment has {len(comment):,} characters; at most {LONGEST_COMMENT:,} can be taken.")
    if "\0" in comment:
        raise Invalid("The comment holds a NUL character. Remove it.")
    return comment


def _require_role(actor: Actor, acceptance: Acceptance, instance: InstanceKey) -> None:
    if actor.may_decide(acceptance.by, by_token=acceptance.tokens):
        return
    deciders = " or ".join(acceptance.by)
    if actor.kind is ActorKind.TOKEN and not actor.roles.isdisjoint(acceptance.by):
        raise Forbidden(f"{instance} is decided by {deciders} in person; tokens do not decide here. Sign in.")
    raise Forbidden(f"{instance} is decided by {deciders}; {actor.name} holds no such role.")


def _require_another(
    session: Session, actor: Actor, decision: Decision, acceptance: Acceptance, standing: Standing
) -> None:
    """Refuse who accepted this content already, or made what it was made from, where the definition says so."""
    given = _standing_by(session, standing, decision.instance, decision.content, decision.policy_digest)
    for stored in given:
        if decisions.person_behind(session, stored.by) == actor.person:
            raise AlreadyDecided(decision.instance, stored)
    if not acceptance.author and _is_author(session, actor, standing, decision.instance, decision.content):
        raise Forbidden(f"{decision.instance} was made from what {actor.name} gave; somebody else accepts it.")


def _standing_by(
    session: Session, standing: Standing, instance: InstanceKey, content: Digest, policy: Digest
) -> list[StoredDecision]:
    """Give the decisions by which people accepted this content so far."""
    given = set(standing.known(instance).acceptances(content, policy))
    stored = decisions.about(session, standing.project, instance) if given else ()
    return [one for one in stored if one.decision.number in given]


def _is_author(session: Session, actor: Actor, standing: Standing, instance: InstanceKey, content: Digest) -> bool:
    """Tell whether this content was made from the actor's own brief or answers."""
    made = standing.dispatch_behind(instance, content)
    briefs = [pin.content for pin in made.inputs if pin.kind == "brief" and pin.content] if made else []
    values = made.answers if made else ()
    return actor.person in decisions.givers(session, standing.project, briefs=briefs, values=values)


def _open_acceptance(session: Session, actor: Actor, gate: AcceptanceGate, standing: Standing) -> OpenAcceptance:
    document_type = standing.release.definition.document_types[DocumentTypeName(gate.instance.step)]
    acceptance = document_type.acceptance or Acceptance(by=gate.roles)
    given = _standing_by(session, standing, gate.instance, gate.content, gate.policy_digest)
    may = (
        actor.may_decide(acceptance.by, by_token=acceptance.tokens)
        and all(decisions.person_behind(session, one.by) != actor.person for one in given)
        and (acceptance.author or not _is_author(session, actor, standing, gate.instance, gate.content))
    )
    return OpenAcceptance(quorum=acceptance.quorum, accepted_by=tuple(one.by.actor_name for one in given), is_mine=may)


def _refused(
    session: Session, standing: Standing, decision: Decision, state: InstanceState, reason: Refusal
) -> Conflict:
    if decision.content != state.content:
        return Outdated(decision.instance, judged=decision.content, current=state.content)
    before = [
        stored
        for stored in decisions.about(session, standing.project, decision.instance)
        if stored.decision.content == decision.content
    ]
    if before and reason is not Refusal.RETIRED:
        return AlreadyDecided(decision.instance, before[-1])
    why = how_the_run_ended(session, standing) if reason is Refusal.NOT_WAITING else ""
    return Conflict(f"{decision.instance} {_REASONS[reason]}{why}")


_REASONS = {
    Refusal.UNKNOWN: "is not known.",
    Refusal.RETIRED: "belongs to an item that was dropped; nothing is decided about it any more.",
    Refusal.OUTDATED: "is no longer current: its inputs or the acceptance policy changed. Run again.",
    Refusal.ALREADY_DECIDED: "is decided already.",
    Refusal.NOT_ACCEPTED: "is not accepted, so that there is nothing to reopen.",
    Refusal.NOT_WAITING: "waits for nobody: no run is open, or it needs no acceptance.",
    Refusal.COMMENT_MISSING: "needs a comment.",
}
