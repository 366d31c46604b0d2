from datetime import datetime, timedelta

import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import NotFound
from app.services import sessions, users
from app.services.sessions import ABSOLUTE, IDLE, LINK_LASTS, NewSession, NoEntry
from app.services.users import NotAdministrator
from app.store.users import User
from tests.services.line import NOON
from tests.services.people import acting, add, chained

LATER = timedelta(seconds=1)


def begin(database: Database, user: User, *, replaces: str | None = None) -> NewSession:
    with database.begin() as session:
        return sessions.begin_session(session, user, agent="browser\x1b[0m", replaces=replaces, now=NOON)


def is_known(database: Database, secret: str, at: datetime = NOON) -> bool:
    with database.read() as session:
        return sessions.recognise_session(session, secret, now=at) is not None


@pytest.mark.parametrize("secret", ["", "x", "ä", "' OR 1=1 --"])
def test_only_the_secret_opens_a_session(database: Database, secret: str) -> None:
    made = begin(database, add(database, "ada"))
    assert (is_known(database, made.secret), is_known(database, secret)) == (True, False)
    assert not is_known(database, made.stored.id)


def test_a_session_is_over_when_idle_and_in_the_end(database: Database) -> None:
    made = begin(database, add(database, "ada"))
    at = NOON
    while at < NOON + ABSOLUTE:
        assert is_known(database, made.secret, at)
        assert not is_known(database, made.secret, at + IDLE)
        with database.begin() as session:
            sessions.note_use(session, made.stored, now=at)
        at += IDLE - LATER
    assert not is_known(database, made.secret, NOON + ABSOLUTE)


def test_signing_in_again_ends_the_session_before(database: Database) -> None:
    ada = add(database, "ada")
    before = begin(database, ada)
    after = begin(database, ada, replaces=before.secret)
    assert (is_known(database, before.secret), is_known(database, after.secret)) == (False, True)


def test_a_secret_from_elsewhere_is_never_taken_over(database: Database) -> None:
    made = begin(database, add(database, "ada"), replaces="planted-by-somebody")
    assert made.secret != "planted-by-somebody"
    assert not is_known(database, "planted-by-somebody")


def test_a_disabled_person_begins_no_session(database: Database) -> None:
    ada = add(database, "ada")
    with database.begin() as session:
        disabled = users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
        with pytest.raises(NoEntry):
            sessions.begin_session(session, disabled, agent="", now=NOON)
        with pytest.raises(NoEntry):
            sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=ada.id, now=NOON)


def test_people_end_their_own_sessions_alone(database: Database) -> None:
    ada, bob = add(database, "ada"), add(database, "bob")
    made = begin(database, ada)
    with database.begin() as session:
        with pytest.raises(NotFound):
            sessions.end_session(session, acting(bob), key=made.stored.id, now=NOON)
        assert [one.agent for one in sessions.list_sessions(session, acting(ada), now=NOON)] != ["browser\x1b[0m"]
        sessions.end_session(session, acting(ada), key=made.stored.id, now=NOON)
        assert sessions.list_sessions(session, acting(ada), now=NOON) == ()
    assert not is_known(database, made.secret)


def link(database: Database, user: User) -> str:
    with database.begin() as session:
        return sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=user.id, now=NOON)


def test_a_link_signs_in_once(database: Database) -> None:
    ada = add(database, "ada")
    secret = link(database, ada)
    with database.begin() as session:
        assert sessions.use_sign_in_link(session, secret, now=NOON) == ada
    with pytest.raises(NoEntry), database.begin() as session:
        sessions.use_sign_in_link(session, secret, now=NOON)
    assert secret not in chained(database)


def test_a_newer_link_takes_the_place_of_the_older(database: Database) -> None:
    ada, bob = add(database, "ada"), add(database, "bob")
    older, others, newer = link(database, ada), link(database, bob), link(database, ada)
    with pytest.raises(NoEntry, match="a newer one was made"), database.begin() as session:
        sessions.use_sign_in_link(session, older, now=NOON)
    with database.begin() as session:
        assert [sessions.use_sign_in_link(session, secret, now=NOON) for secret in (others, newer)] == [bob, ada]


def test_a_link_does_not_outlive_that_its_person_is_disabled(database: Database) -> None:
    ada = add(database, "ada")
    secret = link(database, ada)
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
        users.enable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
    with pytest.raises(NoEntry), database.begin() as session:
        sessions.use_sign_in_link(session, secret, now=NOON)


@pytest.mark.parametrize("late", [LINK_LASTS, LINK_LASTS * 2])
def test_a_link_is_over_after_its_hour(database: Database, late: timedelta) -> None:
    secret = link(database, add(database, "ada"))
    with pytest.raises(NoEntry), database.begin() as session:
        sessions.use_sign_in_link(session, secret, now=NOON + late)


def test_only_an_administrator_makes_links(database: Database) -> None:
    ada = add(database, "ada")
    with pytest.raises(NotAdministrator), database.begin() as session:
        sessions.make_sign_in_link(session, acting(ada), who=ada.id, now=NOON)
