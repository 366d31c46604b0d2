import pytest

from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, Actor, ActorKind
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.events import EventKind
from app.domain.facts import Decision, InstanceKey, Verdict
from app.domain.names import ROOT, Digest, StepId
from app.domain.states import DocumentState, WorkState
from app.services import briefs, decisions
from app.store import audit, blobs, events
from tests.services.line import DISCOVERY, NOON, REQUIREMENTS, Line, document, person

LEAD = person("lead")
TOKEN = Actor(kind=ActorKind.TOKEN, id="t-1", name="a program", roles=LEAD.roles)


def decide(
    line: Line,
    verdict: Verdict,
    content: Digest,
    *,
    actor: Actor = LEAD,
    comment: str = "Because.",
    instance: InstanceKey = DISCOVERY,
) -> Decision:
    services = {
        Verdict.ACCEPT: decisions.accept_document,
        Verdict.SEND_BACK: decisions.send_back_document,
        Verdict.REOPEN: decisions.reopen_document,
    }
    with line.database.begin() as session:
        decision = services[verdict](
            session,
            actor,
            project=line.project,
            instance=instance,
            content=content,
            comment=comment,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    return decision


def state(line: Line, instance: InstanceKey = DISCOVERY) -> tuple[WorkState, DocumentState]:
    found = line.standing().plan.instances[instance]
    return found.work, found.document


def test_an_accepted_document_is_released_and_the_next_step_begins(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content)
    assert state(line) == (WorkState.IDLE, DocumentState.RELEASED)
    assert state(line, REQUIREMENTS)[0] is WorkState.WORKING


def test_accepting_changes_no_byte_and_makes_no_version(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content)
    found = line.standing().plan.instances[DISCOVERY]
    assert (found.content, found.version) == (content, 1)


def test_a_document_that_was_sent_back_is_made_again_with_the_comment(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.SEND_BACK, content, comment="  Name the rooms.  ")
    assert state(line)[0] is WorkState.WORKING
    ((judged, comment),) = line.dispatched[-1].comments
    with line.database.read() as session:
        assert (judged, blobs.read_text(session, line.project, comment)) == (content, "Name the rooms.")


def test_a_reopened_document_waits_again_with_the_same_bytes(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content)
    decide(line, Verdict.REOPEN, content)
    found = line.standing().plan.instances[DISCOVERY]
    assert (found.work, found.content) == (WorkState.WAITING_FOR_ACCEPTANCE, content)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_decision_about_an_older_content_is_refused_and_names_the_current_one(line: Line, verdict: Verdict) -> None:
    older = line.write(DISCOVERY, document("Old."))
    decide(line, Verdict.SEND_BACK, older)
    newer = line.write(DISCOVERY, document("New."))
    with pytest.raises(decisions.Outdated, match=newer) as refused:
        decide(line, verdict, older)
    assert refused.value.current == newer


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.SEND_BACK])
def test_a_second_decision_is_refused_with_who_decided_and_when(line: Line, verdict: Verdict) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content, actor=LOCAL_OPERATOR)
    with pytest.raises(decisions.AlreadyDecided, match="accepted by the local operator at 2025-06-01T12:00:00"):
        decide(line, verdict, content)


def test_sending_back_twice_is_refused(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.SEND_BACK, content)
    with pytest.raises(decisions.AlreadyDecided, match="sent back by id-of-Ada"):
        decide(line, Verdict.SEND_BACK, content)


def test_what_was_never_accepted_cannot_be_reopened(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    with pytest.raises(Conflict, match="nothing to reopen"):
        decide(line, Verdict.REOPEN, content)


@pytest.mark.parametrize("verdict", [Verdict.SEND_BACK, Verdict.REOPEN])
@pytest.mark.parametrize("comment", ["", "   \n "])
def test_sending_back_and_reopening_need_a_comment(line: Line, verdict: Verdict, comment: str) -> None:
    content = line.write(DISCOVERY, document())
    with pytest.raises(Invalid, match="Say why"):
        decide(line, verdict, content, comment=comment)


@pytest.mark.parametrize("comment", ["x" * 20_001, "a\0b"])
def test_a_comment_that_cannot_be_kept_is_refused(line: Line, comment: str) -> None:
    content = line.write(DISCOVERY, document())
    with pytest.raises(Invalid):
        decide(line, Verdict.ACCEPT, content, comment=comment)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("actor", [person("sponsor"), person(), TOKEN, SYSTEM], ids=lambda actor: actor.id)
def test_only_a_person_with_the_role_decides(line: Line, actor: Actor, verdict: Verdict) -> None:
    content = line.write(DISCOVERY, document())
    with pytest.raises(Forbidden, match="decided by lead"):
        decide(line, verdict, content, actor=actor)


def test_any_of_several_roles_may_decide(line: Line) -> None:
    decide(line, Verdict.ACCEPT, line.write(DISCOVERY, document()))
    content = line.write(REQUIREMENTS, {"objectives": []})
    decide(line, Verdict.ACCEPT, content, actor=person("sponsor"), instance=REQUIREMENTS)
    assert state(line, REQUIREMENTS)[1] is DocumentState.RELEASED


def test_the_local_operator_decides_everything(line: Line) -> None:
    decide(line, Verdict.ACCEPT, line.write(DISCOVERY, document()), actor=LOCAL_OPERATOR)
    assert state(line)[1] is DocumentState.RELEASED


def test_nothing_is_decided_about_a_document_that_does_not_exist(line: Line) -> None:
    with pytest.raises(NotFound):
        decide(line, Verdict.ACCEPT, Digest("0" * 64), instance=InstanceKey(step=StepId("nothing"), path=ROOT))


def test_nothing_is_decided_before_a_document_is_there(line: Line) -> None:
    with pytest.raises(decisions.Outdated, match="there is none now"):
        decide(line, Verdict.ACCEPT, Digest("0" * 64))


def test_a_refused_decision_leaves_nothing_behind(line: Line) -> None:
    line.write(DISCOVERY, document())
    before = line.facts()
    with pytest.raises(decisions.Outdated):
        decide(line, Verdict.ACCEPT, Digest("0" * 64), comment="Never stored.")
    assert line.facts() == before


def test_a_decision_is_told_and_audited_by_digest_only(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decision = decide(line, Verdict.SEND_BACK, content, comment="A secret reason.")
    with line.database.read() as session:
        told = events.since(session, line.project, 0)[-1]
        written = audit.entries(session, line.project)[-1]
    assert (told.kind, told.actor_id, told.instance, told.data["content"]) == (
        EventKind.DOCUMENT_SENT_BACK,
        LEAD.id,
        DISCOVERY,
        content,
    )
    assert str(decision.comment) in written.entry
    assert "secret" not in written.entry
    assert "secret" not in str(told)


def test_an_identical_document_after_an_edited_brief_keeps_its_acceptance(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content)
    with line.database.begin() as session:
        briefs.submit_brief(session, LEAD, project=line.project, content=b"Another brief.", now=NOON)
    line.reconcile()
    assert line.write(DISCOVERY, document()) == content
    assert state(line)[1] is DocumentState.RELEASED
