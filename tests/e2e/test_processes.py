"""Processes that share a database: one executes, others order, decide and follow; a signal leaves work resumable."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from app.cli.exits import Exit
from app.core.database import Database
from tests.cli.commands import Combine
from tests.operational.service_process import ServiceProcess, wait_for

BRIEF = "# Music school\n\nWe want more pupils.\n\n- The school must offer evening lessons.\n"
API = "/api/v1/projects"
QUICK_END = {"DRAIN_SECONDS": "0", "GRACE_SECONDS": "0"}


@contextmanager
def process(combine: Combine, *words: str, url: str = "", latency: str = "0") -> Iterator[ServiceProcess]:
    """Run `serve` or `worker` beside this process, on the same database."""
    folder = combine.folder / words[0]
    folder.mkdir(exist_ok=True)
    variables = {"DATABASE_URL": url or combine.url, "OFFLINE_LATENCY_SECONDS": latency, **QUICK_END}
    with ServiceProcess(folder, variables, arguments=words) as started:
        yield started


class Client:
    """A program that uses the HTTP interface."""

    def __init__(self, service: ServiceProcess) -> None:
        service.until("/health/ready", 200)
        self._service = service

    def get(self, path: str) -> Any:  # noqa: ANN401  JSON by nature
        answer = self._service.ask(API + path)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def post(self, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401  as above
        kind, content = "application/json", json.dumps(body or {}).encode()
        if isinstance(body, str):
            kind, content = "text/plain", body.encode()
        sent = {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer = self._service.ask(API + path, method="POST", headers=sent, body=content)
        assert answer.status in (200, 201), answer.body
        return json.loads(answer.body)

    def start(self) -> None:
        """Order the whole job: project, brief, workflow, run."""
        self.post("", {"slug": "school", "title": "School"})
        self.post("/school/briefs", BRIEF)
        self.post("/school/adoption", {"workflow": "strategy-document"})
        self.post("/school/runs")

    def gate(self, kind: str) -> dict[str, Any]:
        """Wait for something of this kind that a person must do."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found[:] = [gate for gate in self.get("/school/gates") if gate["kind"] == kind]
            return bool(found)

        wait_for(is_there, f"a gate for {kind}")
        return found[0]

    def run(self) -> dict[str, Any]:
        newest: dict[str, Any] = self.get("/school/runs")[0]
        return newest

    def decide_everything(self) -> None:
        """Take every assumption and accept every document, until the run is over."""

        def is_over() -> bool:
            for gate in self.get("/school/gates"):
                if gate["kind"] == "answers":
                    questions = f"/school/instances/{gate['instance']}/questions/{gate['question_set']}/answers"
                    self.post(questions, {"values": {}})
                else:
                    self.post(f"/school/documents/{gate['code']}/accept", if_match=f'"{gate["content"]}"')
            return bool(self.run()["state"] not in ("running", "waiting"))

        wait_for(is_over, "the end of the run")


def calls(combine: Combine) -> list[str | None]:
    """Give how each call of the ledger ended, in order; None for one whose end nobody knows."""
    with closing(sqlite3.connect(combine.database_file)) as connection:
        rows = connection.execute(
            "SELECT o.status FROM call_intents i LEFT JOIN call_outcomes o ON o.intent = i.id ORDER BY i.id"
        )
        return [status for (status,) in rows]


def is_calling(service: ServiceProcess, combine: Combine) -> bool:
    """Tell whether the service is at work on a call."""
    assert service.process.poll() is None
    return calls(combine)[-1:] == [None]


# -- the service on SQLite -------------------------------------------------------------------------------------------


def test_a_service_on_sqlite_executes_what_is_ordered_and_decided_over_http(combine: Combine) -> None:
    with process(combine, "serve") as service:
        client = Client(service)
        client.start()
        client.decide_everything()
        assert client.run()["state"] == "finished"
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
        assert service.events()[-1] == "process.stopped"
    assert {document["state"] for document in instances(combine)} == {"released"}
    assert set(calls(combine)) == {"completed"}


def test_a_service_that_is_told_to_end_leaves_its_work_to_the_next_command(combine: Combine) -> None:
    with process(combine, "serve", latency="600") as service:
        client = Client(service)
        client.start()
        wait_for(lambda: is_calling(service, combine), "the first call")
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
    assert calls(combine) == [None], "the call that was cut off has no end"
    ran = combine.run("produce", combine.write("school.md", BRIEF), "--accept", "all", "--json")
    assert (ran.code, ran.json()["state"], ran.json()["run"]) == (Exit.FINISHED, "finished", 1)
    assert set(calls(combine)[1:]) == {"completed"}


def test_produce_beside_a_service_follows_what_the_service_executes(combine: Combine) -> None:
    with process(combine, "serve", latency="0.5") as service:
        wait_for(lambda: "execution.started" in service.log.read_text(), "the service to execute")
        words = ("--workflow", "strategy-document", "--accept", "all", "--json")
        ran = combine.run("produce", combine.write("school.md", BRIEF), *words)
    assert (ran.code, ran.json()["state"]) == (Exit.FINISHED, "finished")
    assert "another process executes the work of this database; following it" in ran.err
    assert "strategy_discovery: working" in ran.err
    assert ran.err.count("another process executes") == 1


def test_answering_and_sending_back_beside_a_service_are_acted_on_by_it(combine: Combine) -> None:
    with process(combine, "serve") as service:
        client = Client(service)
        client.start()
        asked = client.gate("answers")
        assert combine.run("answer", asked["code"], "--assume").code == 0
        first = client.gate("acceptance")
        assert combine.run("send-back", first["code"], "-m", "Say more about evenings.").code == 0
        wait_for(lambda: calls(combine) == ["completed"] * 3, "the next attempt, with the comment")


def test_accepting_beside_a_service_lets_it_go_on(combine: Combine) -> None:
    with process(combine, "serve") as service:
        client = Client(service)
        client.start()
        assert combine.run("answer", client.gate("answers")["code"], "--assume").code == 0
        first = client.gate("acceptance")
        accepted = combine.run("accept", first["code"])
        assert (accepted.code, accepted.out) == (0, f"accepted: {first['code']} version 1\n")
        wait_for(lambda: client.gate("acceptance")["code"] != first["code"], "the next document")


# -- workers on PostgreSQL -------------------------------------------------------------------------------------------


@pytest.fixture
def shared(combine: Combine, postgresql_database: Database) -> str:
    """The URL of a PostgreSQL database that commands of this test use too."""
    url = postgresql_database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    combine.settings({"DATABASE_URL": url})
    return url


def test_a_worker_executes_what_a_service_was_asked_for_and_another_goes_on_after_it(
    combine: Combine, shared: str
) -> None:
    with process(combine, "serve", url=shared) as service:
        client = Client(service)
        client.start()
        with process(combine, "worker", url=shared, latency="600") as first:
            wait_for(lambda: client.run()["calls"]["calls"] == 1, "the first call")
            first.signal(signal.SIGTERM)
            assert first.ended() == 0
            assert first.events()[-2:] == ["worker.stopping", "worker.stopped"]
        with process(combine, "worker", url=shared) as second:
            client.decide_everything()
            assert client.run()["state"] == "finished"
            second.signal(signal.SIGTERM)
            assert second.ended() == 0
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
    totals = combine.run("project", "show", "--json").json()
    assert {document["state"] for document in totals["instances"]} == {"released"}


def instances(combine: Combine) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = combine.run("project", "show", "--json").json()["instances"]
    return shown
