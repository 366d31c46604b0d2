from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.database import Database
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR, Actor, Permission
from app.domain.errors import Forbidden, Invalid, NotFound
from app.services import sessions, tokens, users
from app.services.users import LastAdministrator, NotAdministrator
from app.store.users import EmailTaken, User
from tests.services.line import NOON
from tests.services.people import acting, add, chained


def test_a_person_is_found_by_address_and_by_key(database: Database) -> None:
    ada = add(database, "ada")
    with database.read() as session:
        found = [users.find_user(session, LOCAL_OPERATOR, who=who) for who in ("Ada@Example.com", ada.id)]
    assert found == [ada, ada]


def test_an_address_is_given_once(database: Database) -> None:
    add(database, "ada")
    with pytest.raises(EmailTaken):
        add(database, "ADA")


def test_a_person_is_named_by_their_address_where_nothing_else_is_said(database: Database) -> None:
    assert add(database, "ada").name == "ada"


@pytest.mark.parametrize("name", ["x" * 201, "two\nlines", "a\0b"])
def test_a_name_that_is_none_is_refused(database: Database, name: str) -> None:
    with pytest.raises(Invalid), database.begin() as session:
        users.add_user(session, LOCAL_OPERATOR, email="ada@example.com", name=name, now=NOON)


def test_users_are_listed_in_pages(database: Database) -> None:
    added = [add(database, name) for name in ("c", "a", "b")]
    with database.read() as session:
        first = users.list_users(session, LOCAL_OPERATOR, limit=2)
        rest = users.list_users(session, LOCAL_OPERATOR, after=first[-1].id, limit=2)
    assert [*first, *rest] == added


@pytest.mark.parametrize("who", ["nobody@example.com", "nobody", "01a2062a-293e-77cb-8370-12b065ee176e", "", "'"])
def test_nobody_is_not_found(database: Database, who: str) -> None:
    with database.read() as session, pytest.raises(NotFound):
        users.find_user(session, LOCAL_OPERATOR, who=who)


def test_a_disabled_person_holds_no_token_and_may_come_back(database: Database) -> None:
    ada = add(database, "ada")
    with database.begin() as session:
        tokens.create_token(session, LOCAL_OPERATOR, who=ada.id, name="ci", scopes=["project:read"], now=NOON)
        disabled = users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
        held = tokens.list_tokens(session, LOCAL_OPERATOR, who=ada.id)
        enabled = users.enable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
    assert (disabled.is_active, enabled.is_active, held[0].revoked_at) == (False, True, NOON)


def test_the_last_administrator_stays(database: Database) -> None:
    ada, bob = add(database, "ada", is_administrator=True), add(database, "bob", is_administrator=True)
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
    with pytest.raises(LastAdministrator), database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=bob.id, now=NOON)


def test_only_administrators_say_who_may_enter(database: Database) -> None:
    ada, bob = add(database, "ada", is_administrator=True), add(database, "bob")
    with database.begin() as session:
        users.add_user(session, acting(ada), email="eve@example.com", now=NOON)
        for refused in (users.disable_user, users.enable_user):
            with pytest.raises(NotAdministrator):
                refused(session, acting(bob), who=ada.id, now=NOON)
        with pytest.raises(NotAdministrator):
            users.add_user(session, acting(bob), email="mallory@example.com", now=NOON)
        with pytest.raises(NotAdministrator):
            users.list_users(session, acting(bob))
        with pytest.raises(NotAdministrator):
            users.find_user(session, acting(bob), who=ada.id)


APPOINTING: dict[str, Callable[[Session, Actor, User], object]] = {
    "appoint": lambda session, program, bob: users.appoint_administrator(session, program, who=bob.id, now=NOON),
    "dismiss": lambda session, program, _: users.dismiss_administrator(session, program, who="b@example.com", now=NOON),
    "add": lambda session, program, _: users.add_user(
        session, program, email="x@example.com", is_administrator=True, now=NOON
    ),
    "disable": lambda session, program, _: users.disable_user(session, program, who="b@example.com", now=NOON),
    "enable": lambda session, program, _: users.enable_user(session, program, who="b@example.com", now=NOON),
    "link": lambda session, program, bob: sessions.make_sign_in_link(session, program, who=bob.id, now=NOON),
    "token": lambda session, program, bob: tokens.create_token(
        session, program, who=bob.id, name="ci", scopes=["project:read"], now=NOON
    ),
}


@pytest.mark.parametrize("deed", APPOINTING.values(), ids=APPOINTING)
def test_no_token_makes_or_unmakes_administrators_or_ways_in_for_others(
    database: Database, deed: Callable[[Session, Actor, User], object]
) -> None:
    root, _, bob = (
        add(database, "a", is_administrator=True),
        add(database, "b", is_administrator=True),
        add(database, "c"),
    )
    program = acting(root, scopes=frozenset(Permission))
    with database.begin() as session, pytest.raises(Forbidden, match="A token cannot"):
        deed(session, program, bob)


def test_a_token_with_the_scope_adds_disables_and_enables_people(database: Database) -> None:
    program = acting(add(database, "a", is_administrator=True), scopes=frozenset({Permission.INSTANCE_ADMINISTER}))
    with database.begin() as session:
        added = users.add_user(session, program, email="new@example.com", now=NOON)
        assert not users.disable_user(session, program, who=added.id, now=NOON).is_active
        assert users.enable_user(session, program, who=added.id, now=NOON).is_active


def test_the_chain_names_people_by_key_alone(database: Database) -> None:
    ada = add(database, "ada")
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
    chain = chained(database)
    assert ('"user.added"' in chain, '"user.disabled"' in chain, ada.id in chain) == (True, True, True)
    assert "example.com" not in chain


@pytest.mark.parametrize("take", [users.disable_user, users.dismiss_administrator])
def test_of_two_administrators_taken_away_at_once_one_stays(database: Database, take: Callable[..., User]) -> None:
    ada, bob = add(database, "ada", is_administrator=True), add(database, "bob", is_administrator=True)

    def take_second() -> None:
        with database.begin() as session:
            take(session, LOCAL_OPERATOR, who=bob.id, now=NOON)

    with ThreadPoolExecutor(1) as other:
        with database.begin() as session:
            take(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
            second = other.submit(take_second)
            with pytest.raises(TimeoutError):
                second.result(0.2)
        with pytest.raises(LastAdministrator):
            second.result(5)
    with database.read() as session:
        left = [
            user.id for user in users.list_users(session, LOCAL_OPERATOR) if user.is_administrator and user.is_active
        ]
    assert left == [bob.id]
