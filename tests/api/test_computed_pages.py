"""Lists that are computed, in pages: what comes or goes between two pages hides nothing."""

import json
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.api.pages import cursor_of
from app.core.database import Database
from app.domain.accounts import Standing
from tests.api.people import place_on
from tests.examples_of_documents import brief_of
from tests.services.line import Line, software
from tests.services.people import add, join
from tests.services.released import accept, written_in_turn

HERE = "/api/v1/projects/school"
LISTS = (f"{HERE}/gates", f"{HERE}/instances", f"{HERE}/documents", "/api/v1/definitions", "/api/v1/audit/verification")

FOREIGN = ("", "7", "1 x", "{}", "[]", "[[1]]", "[null]", "[1.5]", "[true]", "[1]", "NaN", "[" * 700, "9" * 700)


@pytest.fixture
def line(database: Database) -> Line:
    """A project where several documents wait for a decision at once."""
    made = Line(database, release=software()).begin(content=brief_of("software-product-development").encode())
    for is_last in written_in_turn(made):
        if is_last and len(made.standing().plan.gates) > 1:
            return made
        if is_last:
            accept(made)
    raise AssertionError("never two at once")


@pytest.fixture
def administrator(line: Line) -> Iterator[TestClient]:
    """An administrator who owns the project."""
    person = add(line.database, "owner", is_administrator=True)
    join(line.database, line.project, person, Standing.OWNER)
    with place_on(line.database) as place:
        yield place.signed_in(person)


def test_every_gate_is_met_by_who_decides_each_before_the_next_page(administrator: TestClient, line: Line) -> None:
    waiting = [gate["instance"] for gate in administrator.get(f"{HERE}/gates").json()]
    assert len(waiting) > 1
    met, address = [], f"{HERE}/gates?limit=1"
    while address:
        answer = administrator.get(address)
        (gate,) = answer.json()
        met.append(gate["instance"])
        accept(line, gate["instance"])
        address = answer.links["next"]["url"] if len(met) < len(waiting) else ""
    assert met == waiting


def test_the_pages_together_are_the_whole(administrator: TestClient) -> None:
    for path in LISTS:
        whole, pages, address = administrator.get(path).json(), [], f"{path}?limit=1"
        while address:
            answer = administrator.get(address)
            pages += answer.json()
            address = answer.links.get("next", {}).get("url", "")
        assert (pages, len(whole) > 1) == (whole, True), path


def test_a_cursor_of_another_list_is_refused(administrator: TestClient) -> None:
    elsewhere = cursor_of("/api/v1/users", str(UUID(int=0)))
    assert administrator.get(f"/api/v1/users?cursor={elsewhere}").status_code == 200
    assert administrator.get(f"/api/v1/projects?cursor={elsewhere}").json()["code"] == "no-cursor"
    for path, seen in product(LISTS, FOREIGN):
        answer = administrator.get(f"{path}?cursor={cursor_of(path, seen)}")
        assert (answer.status_code, answer.json()["code"]) == (422, "no-cursor"), (path, seen)


def test_releases_go_on_behind_one_that_is_gone(administrator: TestClient) -> None:
    shown = administrator.get("/api/v1/definitions").json()
    first = shown[0]
    for version, rest in (("0.0.1", shown[1:]), ("999.0.0", shown)):
        seen = cursor_of("/api/v1/definitions", json.dumps([first["name"], version]))
        assert administrator.get(f"/api/v1/definitions?cursor={seen}").json() == rest
    new = cursor_of("/api/v1/definitions", json.dumps([first["name"], "new"]))
    refused = administrator.get(f"/api/v1/definitions?cursor={new}")
    assert (refused.status_code, refused.json()["code"]) == (422, "no-cursor")
