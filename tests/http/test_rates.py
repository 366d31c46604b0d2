"""How often a client may ask: the buckets themselves, and what a client that asks too often is told."""

import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app.api.main import create_app
from app.core.database import Database
from app.core.settings import Settings
from app.http.addresses import household
from app.http.rates import MOST_CLIENTS, Buckets, Rates
from tests.api.people import people_of, place_on
from tests.http.applications import breaking_app, settings_for


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def buckets(watch: Watch, per_minute: int, most: int = MOST_CLIENTS) -> Buckets:
    return Buckets("address", "from your address", per_minute, most=most, clock=watch)


def taken(made: Buckets, client: str, times: int) -> int:
    return sum(made.take(client).wait_seconds == 0 for _ in range(times))


class TestBuckets:
    @pytest.mark.parametrize("per_minute", [1, 2, 3, 7, 59, 60, 61, 600, 1200, 999_983])
    def test_a_minutes_worth_is_taken_at_once_and_no_more(self, per_minute: int) -> None:
        tries = min(per_minute, 2000)
        made = buckets(Watch(), per_minute)
        assert taken(made, "a", tries) == tries
        if tries == per_minute:
            assert made.take("a").wait_seconds == pytest.approx(60 / per_minute)

    def test_what_was_used_comes_back_evenly(self) -> None:
        watch = Watch()
        made = buckets(watch, 60)
        assert taken(made, "a", 100) == 60
        watch.now += 10
        assert taken(made, "a", 100) == 10
        watch.now += 60
        assert taken(made, "a", 100) == 60

    def test_a_refused_request_costs_nothing(self) -> None:
        watch = Watch()
        made = buckets(watch, 60)
        taken(made, "a", 10_000)
        watch.now += made.take("a").wait_seconds
        assert made.take("a").wait_seconds == 0

    def test_clients_do_not_share(self) -> None:
        made = buckets(Watch(), 3)
        assert [taken(made, client, 5) for client in "abc"] == [3, 3, 3]

    def test_a_client_is_told_what_is_left(self) -> None:
        made = buckets(Watch(), 3)
        told = [made.take("a") for _ in range(4)]
        assert [one.remaining for one in told] == [2, 1, 0, 0]
        assert [round(one.reset_seconds) for one in told] == [20, 40, 60, 60]
        assert (made.refused, made.policy) == (1, b'"address";q=3;w=60')

    def test_a_flood_of_addresses_fills_no_memory_and_frees_nobody(self) -> None:
        watch = Watch()
        made = buckets(watch, 3, most=1000)
        taken(made, "greedy", 5)
        most = 0
        for number in range(50_000):
            made.take(f"flood-{number}")
            most = max(most, len(made))
        assert most <= 1001
        assert made.take("greedy").wait_seconds > 0
        watch.now += 61
        taken(made, "greedy", 1)
        for number in range(1000):
            made.take(f"later-{number}")
        assert len(made) <= 1000

    def test_threads_take_no_more_than_there_is(self) -> None:
        made = buckets(Watch(), 500)
        counts: list[int] = []
        threads = [threading.Thread(target=lambda: counts.append(taken(made, "a", 200))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(counts) == 500

    @given(st.lists(st.floats(0, 30), max_size=200), st.integers(1, 50))
    def test_no_minute_sees_more_than_twice_the_limit(self, pauses: list[float], per_minute: int) -> None:
        watch = Watch()
        made = buckets(watch, per_minute)
        moments = []
        for pause in pauses:
            watch.now += pause
            if made.take("a").wait_seconds == 0:
                moments.append(watch.now)
        assert all(sum(begin <= at < begin + 60 for at in moments) <= 2 * per_minute for begin in moments)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        ("no:address", "no:address"),
    ],
)
def test_a_subscriber_of_ipv6_is_one_client(address: str, client: str) -> None:
    assert household(address) == client


@pytest.mark.parametrize("limit", ["address", "sign_in", "user", "token"])
def test_a_limit_of_0_is_none(limit: str) -> None:
    assert getattr(Rates(Settings.model_validate({f"rate_limit_{limit}": 0})), limit) is None
    assert getattr(Rates(Settings()), limit) is not None


class TestAddresses:
    def client(self, folder: Path, peer: str = "192.0.2.7", **settings: object) -> TestClient:
        app = breaking_app(settings_for(folder, **{"rate_limit_address": 3, **settings}))
        return TestClient(app, client=(peer, 4711))

    def test_who_asks_too_often_is_told_when_to_come_back(self, tmp_path: Path) -> None:
        client = self.client(tmp_path)
        answers = [client.get("/test/items/a", headers={"X-Request-ID": "r-429"}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        first, refused = answers[0], answers[-1]
        assert (first.headers["ratelimit-policy"], first.headers["ratelimit"]) == (
            '"address";q=3;w=60',
            '"address";r=2;t=20',
        )
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json() == {
            "type": "/errors/too-many-requests",
            "title": "Too much at once",
            "status": 429,
            "detail": "More than 3 requests a minute from your address; try again in 20 s",
            "code": "too-many-requests",
            "request_id": "r-429",
        }
        assert refused.headers["retry-after"] == "20"
        assert refused.headers["ratelimit"].startswith('"address";r=0;t=')
        assert refused.headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize(
        "path",
        ["/health/live", "/health/ready", "/livez", "/__version__", "/metrics", "/sign-in.css", "/docs/static/docs.js"],
    )
    def test_probes_metrics_and_static_files_are_not_counted(self, tmp_path: Path, path: str) -> None:
        client = self.client(tmp_path)
        statuses = {client.get(path).status_code for _ in range(6)}
        assert statuses <= {200, 503}
        assert "ratelimit" not in client.get(path).headers

    @pytest.mark.parametrize("path", ["/nowhere", "/docs", "/openapi.json", "/sign-in", "/docs/static", "/metrics/"])
    def test_everything_else_is(self, tmp_path: Path, path: str) -> None:
        client = self.client(tmp_path)
        assert [client.get(path).status_code for _ in range(4)][-1] == 429

    def test_a_report_that_may_ask_the_database_is_counted(self, tmp_path: Path) -> None:
        client = self.client(tmp_path)
        assert [client.get("/health/detailed").status_code for _ in range(4)][-1] == 429

    def test_a_refused_body_is_not_read(self, tmp_path: Path) -> None:
        client = self.client(tmp_path, rate_limit_address=1)
        client.get("/nowhere")
        answer = client.post("/test/raw", content=b"x" * 100)
        assert (answer.status_code, answer.headers["connection"]) == (429, "close")

    def test_behind_a_trusted_proxy_each_client_has_its_own(self, tmp_path: Path) -> None:
        client = self.client(tmp_path, peer="10.0.0.5", trusted_proxies="10.0.0.0/8")
        clients = ("203.0.113.9", "203.0.113.10")
        told = [[self.status(client, sender) for _ in range(4)] for sender in clients]
        assert told == [[200, 200, 200, 429]] * 2

    def test_nobody_escapes_by_naming_other_addresses(self, tmp_path: Path) -> None:
        client = self.client(tmp_path, trusted_proxies="10.0.0.0/8")
        assert [self.status(client, f"203.0.113.{number}") for number in range(4)] == [200, 200, 200, 429]
        behind = self.client(tmp_path, peer="10.0.0.5", trusted_proxies="10.0.0.0/8")
        spoofed = [self.status(behind, f"198.51.100.{number}, 203.0.113.9") for number in range(4)]
        assert spoofed == [200, 200, 200, 429]

    @staticmethod
    def status(client: TestClient, forwarded: str) -> int:
        return client.get("/test/items/a", headers={"X-Forwarded-For": forwarded}).status_code

    def test_refusals_are_counted_by_limit(self, tmp_path: Path) -> None:
        client = self.client(tmp_path)
        for _ in range(5):
            client.get("/nowhere")
        assert 'combine_requests_over_rate_total{limit="address"} 2.0' in client.get("/metrics").text

    @pytest.mark.parametrize("path", ["/auth/google/start", "/auth/oidc/callback", "/auth/link", "/auth/%00/start"])
    def test_signing_in_has_a_stricter_limit_of_its_own(self, tmp_path: Path, path: str) -> None:
        client = self.client(tmp_path, rate_limit_address=100, rate_limit_sign_in=2)
        statuses = [client.get(path).status_code for _ in range(3)]
        assert (429 in statuses[:2], statuses[-1]) == (False, 429)
        assert client.post("/auth/link").json()["detail"].startswith("More than 2 requests a minute to sign in")
        assert client.get("/test/items/a").status_code == 200


class TestPeople:
    def test_one_person_has_one_limit_however_they_come(self, database: Database) -> None:
        with place_on(database, rate_limit_user=4) as place:
            people = people_of(database)
            browser, program = place.signed_in(people["viewer"]), place.bearing(people["viewer"], "project:read")
            answers = [who.get("/api/v1/me") for who in (browser, program, browser, program, browser, program)]
            assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]
            refused = answers[-1]
            assert refused.json()["code"] == "too-many-requests"
            assert refused.json()["detail"].startswith("More than 4 requests a minute in your name")
            assert (refused.headers["retry-after"], refused.headers["ratelimit-policy"]) == ("15", '"user";q=4;w=60')
            assert place.signed_in(people["owner"]).get("/api/v1/me").status_code == 200

    def test_verifying_an_audit_counts_as_fifty_requests(self, database: Database) -> None:
        with place_on(database, rate_limit_user=100) as place:
            owner = place.signed_in(people_of(database)["owner"])
            answers = [owner.get("/api/v1/projects/school/audit/verification") for _ in range(3)]
            assert [answer.status_code for answer in answers] == [200, 200, 429]
            assert [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers[:2]] == [
                '"user";r=50',
                '"user";r=0',
            ]

    def test_each_token_has_a_limit_of_its_own(self, database: Database) -> None:
        with place_on(database, rate_limit_token=2, rate_limit_user=5) as place:
            ada = people_of(database)["viewer"]
            programs = [place.bearing(ada, "project:read") for _ in range(2)]
            told = [[program.get("/api/v1/me").status_code for _ in range(3)] for program in programs]
            assert told == [[200, 200, 429]] * 2
            shown = place.signed_in(ada).get("/api/v1/me").headers["ratelimit"]
            assert shown.startswith('"user";r=0')

    def test_who_is_over_their_limit_changes_nothing(self, database: Database) -> None:
        with place_on(database, rate_limit_user=1) as place:
            owner = people_of(database)["owner"]
            client = place.signed_in(owner)
            assert client.post("/api/v1/projects", json={"slug": "first"}).status_code == 201
            assert client.post("/api/v1/projects", json={"slug": "second"}).status_code == 429
        with place_on(database) as place:
            assert place.signed_in(owner).get("/api/v1/projects/second").status_code == 404


def test_the_defaults_let_a_person_work(tmp_path: Path) -> None:
    settings = Settings.model_validate({"environment": "test", "database_url": f"sqlite:///{tmp_path / 'x.db'}"})
    client = TestClient(create_app(settings))
    assert {client.get("/nowhere").status_code for _ in range(300)} == {404}
