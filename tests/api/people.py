"""People, projects and clients for tests of the doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.main import create_app
from app.core.database import Database
from app.core.settings import Settings
from app.domain.accounts import LOCAL_OPERATOR, Standing
from app.services import sessions, tokens, users
from app.store.users import User
from tests.services.people import add, join, project
from tests.settings import UNLIMITED

ELSEWHERE = ("192.0.2.7", 4711)
"""A client that is not at this computer."""


def settings_on(database: Database, **changed: object) -> Settings:
    """Settings on a database of a test."""
    address = database.url.render_as_string(hide_password=False)
    return Settings.model_validate({"environment": "test", "database_url": address, **UNLIMITED, **changed})


@dataclass
class Place:
    """An application whose clients come from elsewhere, with one project and a person of every standing."""

    database: Database
    app: FastAPI

    def client(self, **headers: str) -> TestClient:
        """Talk to the application as a page of its own would."""
        sent = {"Sec-Fetch-Site": "same-origin", **headers}
        return TestClient(self.app, base_url="http://localhost", client=ELSEWHERE, headers=sent, follow_redirects=False)

    def token(self, user: User, *scopes: str, ago: timedelta = timedelta(), days: int = 90) -> tuple[str, str]:
        """Give a person a token; its key and its secret."""
        with self.database.begin() as session:
            made = tokens.create_token(
                session, LOCAL_OPERATOR, who=user.id, name="ci", scopes=scopes, days=days, now=now() - ago
            )
        return made.stored.id, made.secret

    def bearing(self, user: User, *scopes: str) -> TestClient:
        """Talk to the application as a program with a person's token."""
        return self.client(Authorization=f"Bearer {self.token(user, *scopes)[1]}")

    def signed_in(self, user: User, *, ago: timedelta = timedelta()) -> TestClient:
        """Talk to the application as a person who signed in a while ago."""
        with self.database.begin() as session:
            made = sessions.begin_session(session, user, agent="test", now=now() - ago)
        client = self.client()
        client.cookies.set("combine", made.secret)
        return client


def now() -> datetime:
    """Give the present, which the application under test sees too."""
    return datetime.now(UTC)  # noqa: TID251 - credentials of a real application are made at the real time


def people_of(database: Database) -> dict[str, User]:
    """Make a project `school` with a person of every standing, a project `other`, and somebody of that one."""
    here, there = project(database), project(database, "other")
    people = {
        name: add(database, name) for name in ("owner", "contributor", "viewer", "decider", "foreigner", "nobody")
    }
    for name in ("owner", "contributor", "viewer"):
        join(database, here, people[name], Standing(name))
    join(database, here, people["decider"], Standing.VIEWER, "pm")
    join(database, there, people["foreigner"], Standing.OWNER)
    people["administrator"] = add(database, "administrator", is_administrator=True)
    return people


def disable(database: Database, user: User) -> None:
    """Keep a person out."""
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=user.id, now=now())


@contextmanager
def place_on(database: Database, **changed: object) -> Iterator[Place]:
    """Run an application on a database, and close what it opened."""
    app = create_app(settings_on(database, **changed))
    try:
        yield Place(database=database, app=app)
    finally:
        app.state.service.execution.close(grace_seconds=0)
        app.state.service.readiness.probe.end()
