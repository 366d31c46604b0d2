"""What members of one project try on another, and what reading changes: nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.database import Database
from app.domain.accounts import Permission, Standing
from app.domain.names import Digest
from app.store.users import User
from tests.api.people import Place, place_on
from tests.api.routes import Operation, operations
from tests.databases import Templates, opened
from tests.services.line import DISCOVERY, Line, document
from tests.services.people import add, join
from tests.services.released import released

HERE, THERE = "/api/v1/projects/here", "/api/v1/projects/there"
SECRET = "Only those of the other project know this."


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two projects: `owner` and `lead` belong to the first alone; what is named belongs to the second alone."""

    place: Place
    people: dict[str, User]
    content: Digest
    question_set: Digest
    stranger: User

    def by(self, who: str) -> TestClient:
        return self.place.signed_in(self.people[who])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    """One of each database for all who try: what is refused changes nothing."""
    templates: Templates = request.getfixturevalue(f"{request.param}_templates")
    with opened(templates) as database:
        yield from two_on(database)


def two_on(database: Database) -> Iterator[Two]:
    here = Line(database).begin(slug="here")
    there = Line(database).begin(slug="there")
    here.write(DISCOVERY, document())
    asked = there.ask(DISCOVERY)
    other = Line(database).begin(slug="other")
    content = other.write(DISCOVERY, document(SECRET))
    people = {name: add(database, name) for name in ("owner", "lead")}
    stranger = add(database, "stranger")
    join(database, here.project, people["owner"], Standing.OWNER, "lead")
    join(database, here.project, people["lead"], Standing.VIEWER, "lead")
    for line in (there, other):
        join(database, line.project, stranger, Standing.OWNER, "lead")
    with place_on(database) as place:
        yield Two(place=place, people=people, content=content, question_set=asked, stranger=stranger)


BY_PATH: dict[str, tuple[str, str, set[int]]] = {
    "a run": ("GET", "runs/2", {404}),
    "a run to cancel": ("POST", "runs/2/cancel", {404}),
    "a question set": ("POST", "instances/strategy_discovery/questions/{question_set}/answers", {409}),
    "a question set to withdraw": ("DELETE", "instances/strategy_discovery/questions/{question_set}/answers", {409}),
    "a member": ("DELETE", "members/{stranger}", {404}),
}


@pytest.mark.parametrize("case", BY_PATH)
def test_what_belongs_to_another_project_is_not_found_in_ones_own(two: Two, case: str) -> None:
    method, path, statuses = BY_PATH[case]
    address = f"{HERE}/" + path.format(question_set=two.question_set, stranger=two.stranger.id)
    body: object = {"values": {}} if method == "POST" and "answers" in path else None
    assert two.by("owner").request(method, address, json=body).status_code in statuses


@pytest.mark.parametrize("verdict", ["accept", "send-back", "reopen"])
def test_the_content_of_another_projects_document_decides_nothing_in_ones_own(two: Two, verdict: str) -> None:
    answer = two.by("lead").post(
        f"{HERE}/documents/SD-1/{verdict}", json={"comment": "Why."}, headers={"If-Match": f'"{two.content}"'}
    )
    assert answer.status_code == 412
    assert two.by("lead").get(f"{HERE}/documents/SD-1").json()["decisions"] == []


def test_a_project_in_the_body_or_the_query_changes_no_address(two: Two) -> None:
    owner = two.by("owner")
    for more in ({"slug": "there"}, {"project": "there"}):
        assert (
            owner.post(f"{HERE}/invitations", json={"email": "a@x.org", "standing": "viewer", **more}).status_code
            == 422
        )
    assert owner.get(f"{HERE}?slug=there&project=there").json()["slug"] == "here"


@pytest.mark.parametrize("path", ["{}", "{}/documents/SD-1", "{}/gates", "{}/events", "{}/export/markdown", "{}/audit"])
@pytest.mark.parametrize(
    "slug", ["there", "other", "here/../other", "here%2f..%2fother", "other%00", "OTHER", " other"]
)
def test_no_spelling_of_an_address_opens_another_project(two: Two, path: str, slug: str) -> None:
    answer = two.by("owner").get("/api/v1/projects/" + path.format(slug))
    assert answer.status_code == 404
    assert SECRET not in answer.text


def test_a_page_of_ones_own_list_leads_to_no_other_project(two: Two) -> None:
    owner = two.by("owner")
    listed = owner.get(f"{HERE}/events?limit=1")
    following = listed.links["next"]["url"]
    assert owner.get(following.replace("/here/", "/there/")).status_code == 404


def test_a_token_reaches_no_further_than_its_person(two: Two) -> None:
    program = two.place.bearing(two.people["owner"], *Permission)
    assert [program.get(address).status_code for address in (HERE, THERE)] == [200, 404]


# -- reading ---------------------------------------------------------------------------------------------------------


def rows(database: Database) -> dict[str, list[str]]:
    """Give everything that the database holds, table by table."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        if database.url.get_backend_name() == "sqlite"
        else "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    with database.read() as session:
        tables = list(session.execute(text(names)).scalars())
        return {
            table: sorted(map(repr, session.execute(text(f"SELECT * FROM {table}")).all()))  # noqa: S608 - names of tables
            for table in tables
        }


def readable() -> list[Operation]:
    return [operation for operation in operations() if operation.method in {"GET", "HEAD"}]


def addresses(operation: Operation, known: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::path)?\}", lambda found: known.get(found[1], "nothing"), operation.path)


def links_in(answer: Any) -> Iterator[str]:  # noqa: ANN401 - the client's answer
    """Give every address of this service that an answer names."""
    yield from (link["url"] for link in answer.links.values())
    yield from re.findall(r'(?:href|action|src)="(/[^"]*)"', answer.text)
    yield from re.findall(r'"(/api/v1/[^"{]*)"', answer.text)


def test_no_get_changes_anything(database: Database) -> None:
    line = released(database, "strategy-document")
    waiting = Line(database).begin(slug="waiting")
    asked = waiting.ask(DISCOVERY)
    administrator = add(database, "administrator", is_administrator=True)
    join(database, line.project, administrator, Standing.OWNER, "lead")
    with place_on(database) as place:
        client = place.signed_in(administrator)
        assert client.get("/api/v1/me").status_code == 200  # notes the use of the session, which may be written
        before = rows(database)
        known = {
            "slug": "school",
            "code": "SD-1",
            "instance": "strategy_discovery",
            "number": "1",
            "question_set": asked,
            "user": administrator.id,
            "key": administrator.id,
            "name": "strategy-document",
            "version": "1.0.0",
            "wanted": "markdown",
            "provider": "google",
        }
        queue = [
            addresses(operation, {**known, "slug": slug}) for operation in readable() for slug in ("school", "waiting")
        ]
        queue += ["/openapi.json", "/docs", "/api/v1/projects/school/documents/SD-1/compare?from=1&to=1"]
        seen: set[str] = set()
        statuses: list[int] = []
        while queue:
            address = queue.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = client.get(address, headers={"Accept": "application/json"})  # events are a page to whoever says so
            statuses.append(answer.status_code)
            queue.extend(link for link in links_in(answer) if len(seen) < 150)
        assert max(statuses) < 500
        assert statuses.count(200) > len(readable()) // 2
        after = rows(database)
    changed = {table for table in before if before[table] != after[table]}
    assert (changed, before.keys()) == (set(), after.keys())
