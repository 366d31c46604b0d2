"""Fixtures of the interface's tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.accounts import Permission, Standing
from app.store.users import User
from tests.api.happenings import QUICK, SCOPE
from tests.api.people import Place, people_of, place_on
from tests.api.serving import Serving, serving_on
from tests.prepared import Prepared
from tests.services.line import Line
from tests.services.people import add, join


@dataclass
class School:
    """A project in its first run, whose people talk to it over HTTP."""

    line: Line
    place: Place
    people: dict[str, User]

    def by(self, who: str) -> TestClient:
        """Talk to the application as a person who signed in."""
        return self.place.signed_in(self.people[who])

    def program_of(self, who: str) -> TestClient:
        """Talk to the application as a program of a person that may do whatever they may."""
        return self.place.bearing(self.people[who], *Permission)


@pytest.fixture
def school(database: Database) -> Iterator[School]:
    """The project `school`, with an owner, a contributor, a viewer, and a lead who decides."""
    line, people = BEGUN.on(database)
    with place_on(database) as place:
        yield School(line=line, place=place, people=people)


def begun(database: Database) -> tuple[Line, dict[str, User]]:
    line = Line(database).begin()
    people = {name: add(database, name) for name in ("owner", "contributor", "viewer", "lead")}
    for name in ("owner", "contributor", "viewer"):
        join(database, line.project, people[name], Standing(name))
    join(database, line.project, people["lead"], Standing.VIEWER, "lead")
    return line, people


BEGUN = Prepared(begun, lambda made, database: (made[0].on(database), dict(made[1])))
PEOPLE = Prepared[dict[str, User]](people_of, lambda made, _: dict(made))


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    """A project `school` with a person of every standing, and some who are strangers there."""
    return PEOPLE.on(database)


@pytest.fixture
def serving(database: Database, people: dict[str, User]) -> Iterator[Serving]:
    """The application on a socket, which looks after streams often."""
    assert people
    with serving_on(database, timing=QUICK) as running:
        yield running


@pytest.fixture
def viewer(serving: Serving, people: dict[str, User]) -> str:
    """The secret of a viewer's token."""
    return serving.place.token(people["viewer"], SCOPE)[1]
