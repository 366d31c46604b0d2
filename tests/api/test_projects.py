from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.api.main import create_app
from app.core.database import Database
from app.core.settings import Settings
from tests.operational.service_process import free_port


def application(url: str, environment: str = "development", **client: tuple[str, int]) -> TestClient:
    settings = Settings.model_validate({"environment": environment, "database_url": url})
    return TestClient(create_app(settings), base_url="http://localhost", **client)  # type: ignore[arg-type]  # keywords of the client


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with application(database.url.render_as_string(hide_password=False)) as running:
        yield running


def test_a_project_is_begun_and_shown(client: TestClient) -> None:
    made = client.post("/api/v1/projects", json={"slug": "harbour-permits"})
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/projects/harbour-permits")
    assert made.json()["title"] == "Harbour permits"
    assert client.get(made.headers["location"]).json() == made.json()


def test_a_taken_slug_is_a_conflict(client: TestClient) -> None:
    answers = [client.post("/api/v1/projects", json={"slug": "harbour"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "slug-taken"


@pytest.mark.parametrize("slug", ["Harbour", "a--b", "-a", "a b", "", "ä", "a/b", "a\nb"])
def test_a_slug_that_names_nothing_is_refused(client: TestClient, slug: str) -> None:
    assert client.post("/api/v1/projects", json={"slug": slug}).status_code == 422


@pytest.mark.parametrize("slug", ["missing", "%00", "..%2f", "x" * 300])
def test_a_project_that_is_not_there_is_not_found(client: TestClient, slug: str) -> None:
    answer = client.get(f"/api/v1/projects/{slug}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_database_that_is_away_is_a_503_without_its_address() -> None:
    port = free_port()
    client = application(f"postgresql://combine:pw-hidden@127.0.0.1:{port}/combine")
    answer = client.get("/api/v1/projects/harbour")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert not any(word in answer.text for word in (str(port), "127.0.0.1", "pw-hidden"))


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_nobody_is_let_in_where_nobody_can_sign_in(environment: str) -> None:
    client = application(f"postgresql://combine:pw@127.0.0.1:{free_port()}/combine", environment)
    assert client.get("/api/v1/projects/harbour").status_code == 401
    assert client.post("/api/v1/projects", json={"slug": "harbour"}).status_code == 401
