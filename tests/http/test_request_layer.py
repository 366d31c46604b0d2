import asyncio
import json
import re
from pathlib import Path
from typing import ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from app.http.request_layer import PROBE_PATHS
from tests.http.applications import PLANTED, breaking_app, settings_for

TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ANSWERS = {
    "200": ("GET", "/test/items/a", 200),
    "probe": ("GET", "/health/live", 200),
    "404": ("GET", "/nowhere", 404),
    "405": ("DELETE", "/health/live", 405),
    "422": ("POST", "/test/orders", 422),
    "409": ("GET", "/test/taken", 409),
    "unhandled 500": ("GET", "/test/unhandled", 500),
}


def records(path: Path, event: str) -> list[dict[str, object]]:
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["event"] == event]


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_its_ids_and_headers(client: TestClient, case: str) -> None:
    method, path, status = ANSWERS[case]
    answer = client.request(method, path, headers={"X-Request-ID": "my-request-1"})
    assert answer.status_code == status
    assert answer.headers["x-request-id"] == "my-request-1"
    assert TRACEPARENT.fullmatch(answer.headers["traceparent"])
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers.get_list("content-security-policy") == [answer.headers["content-security-policy"]]


def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_error_of_ours(tmp_path: Path, log_lines: Path) -> None:
    app = breaking_app(settings_for(tmp_path))
    given: list[Message] = [
        {"type": "http.request", "body": b"half", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return given.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    head = [(b"host", b"localhost"), (b"content-length", b"8")]
    scope = {"type": "http", "method": "POST", "path": "/test/raw", "query_string": b"", "headers": head}
    asyncio.run(app({**scope, "scheme": "http", "client": ("192.0.2.7", 4711)}, receive, send))
    figures = TestClient(app).get("/metrics").text
    assert (sent, 'http_response_status_code="499"' in figures) == ([], True)
    assert '"ERROR"' not in log_lines.read_text()
    assert records(log_lines, "http.request")[0]["outcome"] == "client_gone"


def cut_off(app: FastAPI, path: str, *, once: str) -> list[Message]:
    """Ask, and cancel the request once its body is asked for, or a piece of its answer came; give what was sent."""
    sent: list[Message] = []

    async def ask() -> None:
        waits = asyncio.Event()

        def tell(kind: str) -> None:
            if kind == once:
                waits.set()

        async def receive() -> Message:
            tell("http.request")
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)
            tell(message["type"])

        head = [(b"host", b"localhost"), (b"content-length", b"8"), (b"x-request-id", b"my-request-2")]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": head}
        task = asyncio.ensure_future(app({**scope, "scheme": "http", "client": ("192.0.2.7", 4711)}, receive, send))
        await waits.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(ask())
    return sent


def test_a_request_that_is_cut_off_is_answered_counted_told_and_cancelled(tmp_path: Path, log_lines: Path) -> None:
    app = breaking_app(settings_for(tmp_path))
    sent = cut_off(app, "/test/raw", once="http.request")
    told = dict(sent[0]["headers"])
    assert (sent[0]["status"], told[b"retry-after"], told[b"x-request-id"]) == (503, b"2", b"my-request-2")
    assert told[b"x-content-type-options"] == b"nosniff"
    problem = json.loads(sent[1]["body"])
    assert (problem["code"], problem["request_id"]) == ("unavailable", "my-request-2")
    figures = TestClient(app).get("/metrics").text
    assert "error_count_total 1.0" in figures
    assert 'http_response_status_code="503",http_route="/test/raw"' in figures
    assert app.state.service.drain.cut_off == 1
    (told_so,) = records(log_lines, "http.request_cut_off")
    assert (told_so["request_id"], told_so["http_route"], told_so["level"]) == ("my-request-2", "/test/raw", "WARNING")
    assert isinstance(told_so["seconds"], float)


def test_an_answer_that_is_cut_off_is_told_from_a_whole_one(tmp_path: Path, log_lines: Path) -> None:
    app = breaking_app(settings_for(tmp_path))
    sent = cut_off(app, "/test/endless", once="http.response.body")
    assert [(message["type"], message.get("status")) for message in sent[:1]] == [("http.response.start", 200)]
    assert all(message["more_body"] for message in sent[1:])
    (access,) = records(log_lines, "http.request")
    assert (access["http_status"], access["outcome"]) == (200, "cut_off")
    assert len(records(log_lines, "http.request_cut_off")) == 1


@pytest.mark.parametrize(
    "given",
    ["", "a b", "x" * 129, "<script>", "id\u00e9", '"quoted"', "../../etc", "-dash", "a;b", "a,b", "{}", "%0d%0a"],
)
def test_a_hostile_request_id_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/health/live", headers={b"X-Request-ID": given.encode("latin-1")})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize("given", ["a", "3f9c-22", "A1._~:/+=@-z", "x" * 128])
def test_a_usual_request_id_is_kept(client: TestClient, given: str) -> None:
    assert client.get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] == given


def test_requests_have_different_ids(client: TestClient) -> None:
    ids = {client.get("/health/live").headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20


def test_a_trace_is_continued_with_a_span_of_our_own(client: TestClient) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = client.get("/health/live", headers={"traceparent": parent}).headers["traceparent"]
    assert answer.startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert answer.endswith("-01")
    assert "b7ad6b7169203331" not in answer


@pytest.mark.parametrize(
    "given",
    [
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "garbage",
        "00-" + "a" * 5000,
    ],
)
def test_a_malformed_trace_starts_a_new_one(client: TestClient, given: str) -> None:
    answer = client.get("/health/live", headers={"traceparent": given}).headers["traceparent"]
    assert TRACEPARENT.fullmatch(answer)
    assert "0af7651916cd43dd8448eb211c80319c" not in answer


def test_a_later_version_of_the_trace_header_is_understood(client: TestClient) -> None:
    parent = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
    answer = client.get("/health/live", headers={"traceparent": parent}).headers["traceparent"]
    assert answer.startswith("00-0af7651916cd43dd8448eb211c80319c-")


def test_an_unhandled_error_tells_the_log_and_not_the_client(client: TestClient, log_lines: Path) -> None:
    answer = client.get("/test/unhandled", headers={"X-Request-ID": "r-500"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == "r-500"
    assert PLANTED not in answer.text
    (record,) = records(log_lines, "http.unhandled_error")
    assert (record["request_id"], record["error_message"]) == ("r-500", PLANTED)
    (line,) = records(log_lines, "http.request")
    assert (line["http_status"], line["outcome"]) == (500, "failed")


def test_the_access_line_names_the_route_and_never_the_query(client: TestClient, log_lines: Path) -> None:
    client.get("/test/items/harbour", params={"password": PLANTED}, headers={"X-Request-ID": "r-1"})
    (line,) = records(log_lines, "http.request")
    assert line["request_id"] == "r-1"
    expected = {"http_method": "GET", "http_route": "/test/items/{name}", "http_status": 200, "outcome": "answered"}
    assert {name: line[name] for name in expected} == expected
    assert isinstance(line["duration_ms"], float)
    assert line["message"] == "GET /test/items/{name} 200"
    assert PLANTED not in log_lines.read_text()


def test_a_head_is_counted_as_one_and_allowed_where_get_is(client: TestClient, log_lines: Path) -> None:
    answer = client.head("/test/items/a")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "50")
    counted = [line for line in client.get("/metrics").text.splitlines() if '"/test/items/{name}"' in line]
    assert counted
    assert all('http_request_method="HEAD"' in line for line in counted)
    (told,) = records(log_lines, "http.request")[:1]
    assert (told["http_method"], told["http_route"]) == ("HEAD", "/test/items/{name}")
    assert client.delete("/test/items/a").headers["allow"] == "GET, HEAD"
    assert client.head("/test/orders").headers["allow"] == "POST"


@pytest.mark.parametrize("path", sorted(PROBE_PATHS))
def test_probes_leave_no_access_line(client: TestClient, log_lines: Path, path: str) -> None:
    client.get(path)
    assert records(log_lines, "http.request") == []


@pytest.mark.parametrize(
    "path", ["/no%0awhere", "/%0d%0aX: y", "/%0a%7b%22forged%22:1%7d", "/\u202etxt", "/" + "x" * 5000]
)
def test_nobody_forges_an_access_line_by_path(client: TestClient, log_lines: Path, path: str) -> None:
    client.get(path)
    (line,) = records(log_lines, "http.request")
    assert len(str(line["http_path"])) <= 200
    assert "\n" not in str(line["http_path"])


@pytest.mark.parametrize("method", ["BREW", "X" * 500, "PROPFIND"])
def test_an_unknown_method_is_counted_as_other(client: TestClient, method: str) -> None:
    assert client.request(method, "/test/items/a").status_code == 405
    text = client.get("/metrics").text
    assert 'http_request_method="_OTHER"' in text
    assert method not in text.replace("get_", "")


class TestHosts:
    @pytest.mark.parametrize(
        "host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000", "combine.internal", "COMBINE.internal:443"]
    )
    def test_names_of_this_service_are_answered(self, tmp_path: Path, host: str) -> None:
        app = breaking_app(settings_for(tmp_path, allowed_hosts="combine.internal"))
        assert TestClient(app).get("/test/items/a", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "combine.internal.evil.example",
            "",
            "combine.internal:80:80",
            "combine.internal:x",
            "a,b",
            "[::2]",
        ],
    )
    def test_other_names_are_refused(self, tmp_path: Path, host: str) -> None:
        app = breaking_app(settings_for(tmp_path, allowed_hosts="combine.internal"))
        answer = TestClient(app).get("/test/items/a", headers={"Host": host})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert "x-request-id" in answer.headers

    def test_two_host_headers_are_none(self, tmp_path: Path) -> None:
        app = breaking_app(settings_for(tmp_path, allowed_hosts="a.internal,b.internal"))
        headers = [("Host", "a.internal"), ("Host", "b.internal")]
        assert TestClient(app).get("/test/items/a", headers=headers).status_code == 400

    def test_names_below_a_domain_may_be_allowed(self, tmp_path: Path) -> None:
        app = breaking_app(settings_for(tmp_path, allowed_hosts="*.internal"))
        told = [
            TestClient(app).get("/test/items/a", headers={"Host": host}).status_code
            for host in ("a.internal", "a.b.internal", "internal", "evilinternal")
        ]
        assert told == [200, 200, 400, 400]

    @pytest.mark.parametrize("path", sorted(PROBE_PATHS - {"/health/detailed"}))
    def test_probes_answer_to_every_name(self, client: TestClient, path: str) -> None:
        assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code in {200, 503}

    def test_the_in_process_name_is_refused_in_production(self, tmp_path: Path) -> None:
        app = breaking_app(settings_for(tmp_path, environment="production"))
        assert TestClient(app).get("/test/items/a").status_code == 400


class TestBodies:
    def test_a_body_within_the_limit_is_read(self, tmp_path: Path) -> None:
        client = TestClient(breaking_app(settings_for(tmp_path, max_body_bytes=1024)))
        assert client.post("/test/raw", content=b"x" * 1024).json() == {"bytes": 1024}

    def test_an_announced_large_body_is_refused_unread(self, tmp_path: Path) -> None:
        client = TestClient(breaking_app(settings_for(tmp_path, max_body_bytes=1024)))
        answer = client.post("/test/raw", content=b"x" * 1025)
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")
        assert answer.json()["detail"] == "The body is larger than 1024 bytes"

    @pytest.mark.parametrize("path", ["/test/raw", "/test/orders"])
    def test_an_unannounced_large_body_is_refused_while_reading(self, tmp_path: Path, path: str) -> None:
        client = TestClient(breaking_app(settings_for(tmp_path, max_body_bytes=1024)))
        answer = client.post(path, content=(b"x" * 500 for _ in range(100)))
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")

    @pytest.mark.parametrize("length", ["-1", "many", "1e3", "\u00b2", "9" * 400])
    def test_a_nonsensical_length_is_refused(self, client: TestClient, length: str) -> None:
        answer = client.post("/test/raw", headers={b"Content-Length": length.encode("latin-1")}, content=b"")
        assert answer.status_code == 413


class TestHeads:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ([("X-Long", "a" * 70_000)], 431),
            ([("X-More", "a" * 1000)] * 70, 431),
            ([("X-Long", "a" * 60_000)], 200),
            ([(f"X-{number}", "a") for number in range(1000)], 200),
            ([("Content-Length", "0"), ("Content-Length", "0")], 400),
            ([("Content-Encoding", "gzip")], 200),
            ([("Content-Encoding", "gzip"), ("Content-Length", "1")], 415),
            ([("Content-Encoding", "Identity"), ("Content-Length", "1")], 200),
            ([("Content-Length", "1"), ("Transfer-Encoding", "chunked")], 400),
        ],
        ids=str,
    )
    def test_a_head_that_cannot_be_is_refused(
        self, client: TestClient, headers: list[tuple[str, str]], status: int
    ) -> None:
        answer = client.get("/test/items/a", headers=headers)
        assert answer.status_code == status
        if status != 200:
            assert answer.json()["request_id"] == answer.headers["x-request-id"]

    def test_a_long_address_is_refused(self, client: TestClient) -> None:
        headers = {"X-Long": "a" * 30_000}
        assert client.get("/test/items/a?" + "b" * 40_000, headers=headers).status_code == 431

    def test_a_body_that_nobody_read_ends_the_connection(self, client: TestClient) -> None:
        told = [client.post(path, content=b"x").headers.get("connection") for path in ("/nowhere", "/test/raw")]
        assert told == ["close", None]


class TestClientAddresses:
    FORWARDED: ClassVar = {"X-Forwarded-For": "203.0.113.9, 10.0.0.7", "X-Forwarded-Proto": "https"}

    def ask(self, folder: Path, peer: str, headers: dict[str, str], **settings: object) -> dict[str, str]:
        app = breaking_app(settings_for(folder, **settings))
        told: dict[str, str] = TestClient(app, client=(peer, 4711)).get("/test/items/a", headers=headers).json()
        return told

    def test_nobody_is_believed_by_default(self, tmp_path: Path) -> None:
        told = self.ask(tmp_path, "10.0.0.7", self.FORWARDED)
        assert (told["client"], told["scheme"]) == ("10.0.0.7", "http")

    def test_a_trusted_proxy_is_believed(self, tmp_path: Path) -> None:
        told = self.ask(tmp_path, "10.0.0.5", self.FORWARDED, trusted_proxies="10.0.0.0/8")
        assert (told["client"], told["scheme"]) == ("203.0.113.9", "https")

    def test_another_peer_is_not(self, tmp_path: Path) -> None:
        told = self.ask(tmp_path, "192.0.2.1", self.FORWARDED, trusted_proxies="10.0.0.0/8")
        assert told["client"] == "192.0.2.1"

    @pytest.mark.parametrize(
        ("forwarded", "client"),
        [
            ("1.2.3.4, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
            ("spoofed, 203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, unknown", "10.0.0.5"),
            ("", "10.0.0.5"),
            ("10.0.0.6, 10.0.0.7", "10.0.0.6"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("203.0.113.9:5555", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ('"><script>', "10.0.0.5"),
            (",".join(["203.0.113.9"] * 1000), "203.0.113.9"),
        ],
    )
    def test_what_a_client_wrote_itself_is_not_believed(self, tmp_path: Path, forwarded: str, client: str) -> None:
        told = self.ask(tmp_path, "10.0.0.5", {"X-Forwarded-For": forwarded}, trusted_proxies="10.0.0.0/8")
        assert told["client"] == client


def test_hsts_is_sent_in_staging_and_production_only(tmp_path: Path) -> None:
    told = {
        name: "strict-transport-security"
        in TestClient(breaking_app(settings_for(tmp_path, environment=name))).get("/health/live").headers
        for name in ("development", "test", "staging", "production")
    }
    assert told == {"development": False, "test": False, "staging": True, "production": True}
