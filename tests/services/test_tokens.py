from datetime import timedelta

import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Actor, Permission
from app.domain.errors import Forbidden, Invalid, NotFound
from app.domain.tokens import digest_of_secret, is_token
from app.services import tokens, users
from app.services.tokens import NewToken, TooManyTokens
from app.store import credentials
from app.store.users import User
from tests.services.line import NOON
from tests.services.people import acting, add, chained


def create(database: Database, user: User, actor: Actor = LOCAL_OPERATOR, **more: object) -> NewToken:
    given = {"name": "ci", "scopes": ["project:read"], **more}
    with database.begin() as session:
        return tokens.create_token(session, actor, who=user.id, now=NOON, **given)  # type: ignore[arg-type]  # a table of cases


def test_a_token_is_shown_once_and_kept_as_a_digest(database: Database) -> None:
    ada = add(database, "ada")
    made = create(database, ada, scopes=["run:order", "project:read"])
    with database.read() as session:
        found = credentials.find_token(session, digest_of_secret(made.secret))
        listed = tokens.list_tokens(session, LOCAL_OPERATOR, who=ada.id)
    assert found is not None
    assert (is_token(made.secret), found.credential, found.user) == (True, made.stored, ada)
    assert made.stored.scopes == {Permission.PROJECT_READ, Permission.RUN_ORDER}
    assert made.stored.expires_at == NOON + timedelta(days=90)
    assert made.secret not in repr(listed)
    assert made.secret not in chained(database)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 101},
        {"name": "a\nb"},
        {"days": 0},
        {"days": 367},
        {"days": -1},
        {"scopes": []},
        {"scopes": ["all"]},
    ],
)
def test_a_token_that_cannot_be_is_refused(database: Database, wrong: dict[str, object]) -> None:
    ada = add(database, "ada")
    with pytest.raises(Invalid):
        create(database, ada, LOCAL_OPERATOR, **wrong)


def test_people_make_tokens_for_themselves_and_administrators_for_anybody(database: Database) -> None:
    ada, bob = add(database, "ada", is_administrator=True), add(database, "bob")
    create(database, bob, acting(bob))
    create(database, bob, acting(ada))
    with pytest.raises(NotFound):
        create(database, ada, acting(bob))


def test_a_token_makes_no_token(database: Database) -> None:
    ada = add(database, "ada", is_administrator=True)
    with pytest.raises(Forbidden):
        create(database, ada, acting(ada, scopes=frozenset(Permission)))


def test_a_disabled_person_gets_no_token(database: Database) -> None:
    ada = add(database, "ada")
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=ada.id, now=NOON)
    with pytest.raises(Forbidden):
        create(database, ada)


def test_a_token_is_revoked_by_its_owner_and_by_nobody_elses(database: Database) -> None:
    ada, bob = add(database, "ada"), add(database, "bob")
    made = create(database, ada)
    with database.begin() as session:
        with pytest.raises(NotFound):
            tokens.revoke_token(session, acting(bob), key=made.stored.id, now=NOON)
        tokens.revoke_token(session, acting(ada), key=made.stored.id, now=NOON)
        tokens.revoke_token(session, acting(ada), key=made.stored.id, now=NOON + timedelta(days=1))
        held = tokens.list_tokens(session, acting(ada), who=ada.id)
    assert [token.revoked_at for token in held] == [NOON]
    assert chained(database).count('"token.revoked"') == 1


def test_there_is_an_end_to_tokens(database: Database) -> None:
    ada = add(database, "ada")
    with database.begin() as session:
        for _ in range(tokens.MOST_TOKENS):
            tokens.create_token(session, LOCAL_OPERATOR, who=ada.id, name="ci", scopes=["project:read"], now=NOON)
        with pytest.raises(TooManyTokens):
            tokens.create_token(session, LOCAL_OPERATOR, who=ada.id, name="ci", scopes=["project:read"], now=NOON)
