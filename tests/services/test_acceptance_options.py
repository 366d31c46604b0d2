"""What a definition may ask of those who accept: several people, nobody's own work, programs."""

from dataclasses import dataclass, replace

import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Actor, ActorKind
from app.domain.definition.loading import load_release
from app.domain.definition.manifest import seal
from app.domain.definition.release import InvalidDefinition, Release
from app.domain.errors import Forbidden
from app.domain.facts import Verdict
from app.domain.names import Digest
from app.domain.states import DocumentState, WorkState
from app.services import adoptions, answers, briefs, decisions, projects, runs, tokens
from tests.examples_of_documents import release_files
from tests.services.line import BRIEF, DISCOVERY, NOON, OFFLINE, REQUIREMENTS, Line, document, person
from tests.services.people import add
from tests.services.test_decisions import decide, state

WAITING = (WorkState.WAITING_FOR_ACCEPTANCE, DocumentState.STALE)
RELEASED = (WorkState.IDLE, DocumentState.RELEASED)
ADA, BELA, CLEO = (person("lead", name=name) for name in ("Ada", "Bela", "Cleo"))


def asking(option: str) -> Release:
    """Give the strategy's release with this option on its first document."""
    files = dict(release_files("strategy-document"))
    workflow = files["workflow.yaml"].decode()
    files["workflow.yaml"] = workflow.replace("{by: [lead]}", f"{{by: [lead], {option}}}", 1).encode()
    del files["release.json"]
    return load_release({**files, "release.json": seal(files)})


def begun(database: Database, option: str, *, by: Actor = LOCAL_OPERATOR) -> Line:
    """Begin a project by this person's hand, under a release with the option."""
    line = Line(database, release=asking(option))
    line.releases.append(line.release)
    with database.begin() as session:
        line.project = projects.create_project(session, LOCAL_OPERATOR, slug="school", now=NOON).id
        briefs.submit_brief(session, by, project=line.project, content=BRIEF, now=NOON)
        adoptions.adopt_release(
            session, LOCAL_OPERATOR, project=line.project, release=line.release, default_binding=OFFLINE, now=NOON
        )
        runs.start_run(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    line.reconcile()
    return line


# -- several people --------------------------------------------------------------------------------------------------


def test_a_document_is_released_by_as_many_people_as_its_quorum(database: Database) -> None:
    line = begun(database, "quorum: 2")
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content, actor=ADA)
    assert (state(line), state(line, REQUIREMENTS)[0]) == (WAITING, WorkState.BLOCKED)
    decide(line, Verdict.ACCEPT, content, actor=BELA)
    assert (state(line), state(line, REQUIREMENTS)[0]) == (RELEASED, WorkState.WORKING)


def test_nobody_counts_twice(database: Database) -> None:
    line = begun(database, "quorum: 3")
    content = line.write(DISCOVERY, document())
    for actor in (ADA, BELA):
        decide(line, Verdict.ACCEPT, content, actor=actor)
    with pytest.raises(decisions.AlreadyDecided, match="accepted by id-of-Ada at 2025-06-01T12:00:00"):
        decide(line, Verdict.ACCEPT, content, actor=ADA)
    assert state(line) == WAITING


def test_a_second_one_may_send_back_what_the_first_accepted(database: Database) -> None:
    line = begun(database, "quorum: 2")
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content, actor=ADA)
    decide(line, Verdict.SEND_BACK, content, actor=BELA)
    assert state(line)[0] is WorkState.WORKING
    newer = line.write(DISCOVERY, document("Another school."))
    decide(line, Verdict.ACCEPT, newer, actor=ADA)
    assert state(line) == WAITING


def test_reopening_asks_everybody_again(database: Database) -> None:
    line = begun(database, "quorum: 2")
    content = line.write(DISCOVERY, document())
    for actor in (ADA, BELA):
        decide(line, Verdict.ACCEPT, content, actor=actor)
    decide(line, Verdict.REOPEN, content, actor=CLEO)
    decide(line, Verdict.ACCEPT, content, actor=ADA)
    assert state(line) == WAITING
    decide(line, Verdict.ACCEPT, content, actor=CLEO)
    assert state(line) == RELEASED


# -- nobody's own work -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Somebody with two ways to act: in person, and by a program's token."""

    person: Actor
    program: Actor


def giver(database: Database) -> Giver:
    """Make a person who leads, with a token that the database knows."""
    user = add(database, "giver")
    with database.begin() as session:
        made = tokens.create_token(session, LOCAL_OPERATOR, who=user.id, name="ci", scopes=["project:edit"], now=NOON)
    actor = replace(ADA, id=user.id, user=user.id, name="Giver")
    return Giver(person=actor, program=replace(actor, kind=ActorKind.TOKEN, id=made.stored.id))


@pytest.mark.parametrize("way", ["person", "program"])
def test_who_gave_the_brief_does_not_accept_what_was_made_from_it(database: Database, way: str) -> None:
    gives = giver(database)
    line = begun(database, "author: false", by=getattr(gives, way))
    content = line.write(DISCOVERY, document())
    with pytest.raises(Forbidden, match="made from what Giver gave"):
        decide(line, Verdict.ACCEPT, content, actor=gives.person)
    decide(line, Verdict.ACCEPT, content, actor=BELA)
    assert state(line) == RELEASED


def test_who_answered_does_not_accept_what_was_made_from_it_and_may_send_it_back(database: Database) -> None:
    line = begun(database, "author: false")
    asked = line.ask(DISCOVERY)
    with line.database.begin() as session:
        answers.answer_questions(
            session,
            ADA,
            project=line.project,
            instance=DISCOVERY,
            question_set=asked,
            values={"q1": 320},
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    content = line.write(DISCOVERY, document())
    with pytest.raises(Forbidden):
        decide(line, Verdict.ACCEPT, content, actor=ADA)
    decide(line, Verdict.SEND_BACK, content, actor=ADA)
    assert state(line)[0] is WorkState.WORKING


def test_a_document_made_from_others_work_is_accepted_by_anybody_with_the_role(database: Database) -> None:
    line = begun(database, "author: false", by=CLEO)
    decide(line, Verdict.ACCEPT, line.write(DISCOVERY, document()), actor=ADA)
    assert state(line) == RELEASED


# -- programs --------------------------------------------------------------------------------------------------------


def program(*roles: str) -> Actor:
    return replace(person(*roles, name="ci"), kind=ActorKind.TOKEN)


def test_a_program_accepts_where_the_definition_says_so_and_its_owner_has_the_role(database: Database) -> None:
    line = begun(database, "tokens: true")
    content = line.write(DISCOVERY, document())
    with pytest.raises(Forbidden, match="holds no such role"):
        decide(line, Verdict.ACCEPT, content, actor=program("sponsor"))
    decide(line, Verdict.ACCEPT, content, actor=program("lead"))
    assert state(line) == RELEASED
    with pytest.raises(Forbidden, match="decided by lead or sponsor in person; tokens do not decide here"):
        decide(
            line,
            Verdict.ACCEPT,
            line.write(REQUIREMENTS, {"objectives": []}),
            actor=program("lead"),
            instance=REQUIREMENTS,
        )


def test_a_person_and_their_program_count_once(database: Database) -> None:
    gives = giver(database)
    line = begun(database, "quorum: 2, tokens: true")
    content = line.write(DISCOVERY, document())
    decide(line, Verdict.ACCEPT, content, actor=gives.program)
    with pytest.raises(decisions.AlreadyDecided):
        decide(line, Verdict.ACCEPT, content, actor=gives.person)
    decide(line, Verdict.ACCEPT, content, actor=BELA)
    assert state(line) == RELEASED


# -- what is told of it ----------------------------------------------------------------------------------------------


def told(line: Line, actor: Actor) -> tuple[int, tuple[str, ...], bool]:
    with line.database.read() as session:
        found = decisions.list_open_acceptances(session, actor, project=line.project, release_of=line.release_of)
    (waiting,) = found.values()
    return waiting.quorum, waiting.accepted_by, waiting.is_mine


def test_what_waits_says_how_many_must_accept_and_who_did(database: Database) -> None:
    line = begun(database, "quorum: 2")
    content = line.write(DISCOVERY, document())
    assert (told(line, ADA), told(line, person("sponsor"))) == ((2, (), True), (2, (), False))
    decide(line, Verdict.ACCEPT, content, actor=ADA)
    assert (told(line, ADA), told(line, BELA)) == ((2, ("id-of-Ada",), False), (2, ("id-of-Ada",), True))


def test_what_waits_does_not_wait_for_its_author_nor_for_a_program(database: Database) -> None:
    gives = giver(database)
    line = begun(database, "author: false", by=gives.person)
    line.write(DISCOVERY, document())
    assert [told(line, actor)[2] for actor in (gives.person, BELA, program("lead"))] == [False, True, False]


def test_what_waits_waits_for_a_program_where_the_definition_says_so(database: Database) -> None:
    line = begun(database, "tokens: true")
    line.write(DISCOVERY, document())
    assert (told(line, program("lead")), told(line, program())) == ((1, (), True), (1, (), False))


# -- the policy ------------------------------------------------------------------------------------------------------


def policy(option: str) -> Digest:
    found = {name: one.policy_digest for name, one in asking(option).definition.document_types.items()}
    return next(digest for name, digest in found.items() if name == "strategy_discovery")


def test_an_option_is_part_of_the_policy_unless_it_is_the_usual_one() -> None:
    usual = policy("quorum: 1")
    assert policy("author: true, tokens: false") == usual
    assert len({usual, policy("quorum: 2"), policy("author: false"), policy("tokens: true")}) == 4


@pytest.mark.parametrize("option", ["quorum: 0", "quorum: 10", "quorum: two", "author: 7", "others: true"])
def test_an_option_that_means_nothing_is_a_fault_of_the_definition(option: str) -> None:
    with pytest.raises(InvalidDefinition, match="acceptance"):
        asking(option)


def test_the_decision_says_under_which_policy_it_was_made(database: Database) -> None:
    line = begun(database, "quorum: 2")
    made = decide(line, Verdict.ACCEPT, line.write(DISCOVERY, document()), actor=ADA)
    assert made.policy_digest == policy("quorum: 2")
