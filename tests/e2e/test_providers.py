"""`combine produce` with real providers: real SDKs, real sockets, the real engine, a scripted server at the end."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from app.cli.exits import Exit
from tests.cli.commands import Combine, Ran, once, signalled_when
from tests.e2e.answering import Drafting
from tests.judged_documents import loaded
from tests.provider_server import Drops, Fails, Hangs, ProviderServer, Raw, Reply, Says, provider_server

STRATEGY = "strategy-document"
BRIEF = "# Music school\n\nWe want more pupils.\n\n- The school must offer evening lessons.\n"
WIRES = ("openai", "anthropic")
STEPS = 4


@pytest.fixture(params=WIRES)
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(combine: Combine, wire: str) -> Iterator[ProviderServer]:
    with provider_server(Drafting(loaded(STRATEGY))) as server:
        address = server.openai_url if wire == "openai" else server.anthropic_url
        combine.settings({f"{wire.upper()}_BASE_URL": address, f"{wire.upper()}_API_KEY": "planted-key-v31"})
        yield server


def produce(combine: Combine, wire: str, *, accept: str = "all") -> Ran:
    return combine.run("produce", combine.write("school.md", BRIEF), *words_for(wire, accept=accept), "--json")


def words_for(wire: str, *, accept: str = "all") -> tuple[str, ...]:
    return ("--workflow", STRATEGY, "--provider", f"{wire}:test-model", "--accept", accept)


def released(combine: Combine) -> list[str]:
    shown = combine.run("project", "show", "--json").json()["instances"]
    return [instance["instance"] for instance in shown if instance["state"] == "released"]


def ledger(combine: Combine) -> list[dict[str, Any]]:
    """Give every call in order: its intent and, beside it, its outcome."""
    with closing(sqlite3.connect(combine.database_file)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(
            "SELECT i.step, i.number, i.request_digest, i.provider, o.status, o.error_kind, o.input_tokens,"
            " o.output_tokens, o.cost, o.stop_reason, o.response, o.model, o.provider_request_id"
            " FROM call_intents i LEFT JOIN call_outcomes o ON o.intent = i.id ORDER BY i.id"
        ).fetchall()
    return [dict(row) for row in rows]


def statuses(combine: Combine) -> list[tuple[str, str | None]]:
    return [(row["status"], row["error_kind"]) for row in ledger(combine)]


def test_a_whole_project_is_written_by_a_provider(combine: Combine, provider: ProviderServer, wire: str) -> None:
    ran = produce(combine, wire)
    body = ran.json()
    assert (ran.code, body["state"], len(body["documents"])) == (Exit.FINISHED, "finished", STEPS)
    assert body["calls"] == len(provider.received) == STEPS
    rows = ledger(combine)
    assert {row["status"] for row in rows} == {"completed"}
    assert len({row["request_digest"] for row in rows}) == STEPS
    assert {(row["provider"], row["input_tokens"], row["output_tokens"]) for row in rows} == {(wire, 120, 45)}
    assert {row["cost"] for row in rows} == {None}, "a price that nobody knows is unknown, never 0"
    assert body["cost"] == {"usd": "0", "unknown_calls": STEPS}


def test_the_key_travels_to_the_provider_and_stands_nowhere_else(
    combine: Combine, provider: ProviderServer, wire: str
) -> None:
    ran = produce(combine, wire)
    sent = provider.received[0].headers
    assert "planted-key-v31" in (sent.get("x-api-key") or sent.get("authorization", ""))
    assert "planted-key-v31" not in ran.out + ran.err
    assert b"planted-key-v31" not in (combine.database_file).read_bytes()


def test_what_a_provider_wrote_is_up_to_date_without_its_key(
    combine: Combine, provider: ProviderServer, wire: str
) -> None:
    produce(combine, wire)
    combine.settings({})
    again = combine.run("produce", combine.folder / "school.md", "--json")
    assert (again.code, again.json()["up_to_date"], again.json()["calls"]) == (Exit.FINISHED, True, 0)
    assert len(provider.received) == STEPS


def test_another_model_says_what_it_makes_stale_before_it_writes(combine: Combine) -> None:
    with provider_server(Drafting(loaded(STRATEGY))) as server:
        combine.settings({"OPENAI_BASE_URL": server.openai_url})  # a server of one's own needs no key
        assert produce(combine, "openai").code == Exit.FINISHED
        words = ("--provider", "openai:other", "--accept", "none", "--json")
        ran = combine.run("produce", combine.folder / "school.md", *words)
    assert ran.json()["stale"]["strategy_discovery"] == "another model is to write it"
    assert "now working by strategy-document@1.0.0 with openai:other" in ran.err
    asked = [received.body["model"] for received in server.received]
    assert asked == [*["test-model"] * STEPS, *["other"] * STEPS], "the same bytes need no second acceptance"
    assert ran.code == Exit.FINISHED


PASSING: dict[str, Reply] = {
    "429 with retry-after": Fails(status=429, kind="rate_limit_error", headers={"retry-after": "0"}),
    "529": Fails(status=529, kind="overloaded_error", headers={"retry-after": "0"}),
    "500": Fails(status=500, headers={"retry-after": "0"}),
    "a proxy's page": Raw(body=b"<html>Bad gateway</html>", content_type="text/html"),
    "a cut answer": Drops(after_bytes=300),
    "a closed connection": Drops(),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING.keys())
def test_what_passes_is_tried_again_and_recorded_both_times(
    combine: Combine, provider: ProviderServer, wire: str, reply: Reply
) -> None:
    provider.script(reply)
    assert produce(combine, wire, accept="none").code == Exit.WAITING
    assert statuses(combine) == [("failed", "retryable"), ("completed", None)]
    first, second = ledger(combine)
    assert first["request_digest"] == second["request_digest"]
    assert (first["number"], second["number"]) == (1, 2)


REMEDIED: dict[str, tuple[Reply, str]] = {
    "truncated": (Says(text='{"document": {"vision": "', stop="length"), "length"),
    "no JSON": (Says(text="Certainly! Here is your document."), "complete"),
    "an empty document": (Says(text='{"document": {}}'), "complete"),
}


@pytest.mark.parametrize(("reply", "stop"), REMEDIED.values(), ids=REMEDIED.keys())
def test_an_answer_that_fails_its_checks_is_remedied_with_its_findings(
    combine: Combine, provider: ProviderServer, wire: str, reply: Reply, stop: str
) -> None:
    provider.script(reply)
    assert produce(combine, wire, accept="none").code == Exit.WAITING
    assert statuses(combine) == [("completed", None)] * 2
    first, second = ledger(combine)
    assert (first["stop_reason"], first["step"]) == (stop, second["step"])
    assert first["request_digest"] != second["request_digest"]
    assert "did not pass its checks" in json.dumps(provider.received[1].body)


def test_three_bad_answers_are_an_honest_failure(combine: Combine, provider: ProviderServer, wire: str) -> None:
    provider.script(*(Says(text=json.dumps({"document": {"number": number}})) for number in range(3)))
    ran = produce(combine, wire)
    (failure,) = ran.json()["failures"]
    assert (ran.code, ran.json()["state"], failure["reason"]) == (Exit.FAILED, "failed", "checks")
    assert statuses(combine) == [("completed", None)] * 3
    assert ran.json()["documents"] == []


@pytest.mark.parametrize(("text", "reason"), [("{}", "malformed"), ('{"document": {}}', "checks")])
def test_a_model_that_repeats_its_bad_answer_is_asked_three_times(
    combine: Combine, provider: ProviderServer, wire: str, text: str, reason: str
) -> None:
    """The third request is the second one to the byte; the answer that was judged already is no answer to it."""
    provider.script(*[Says(text=text)] * 3)
    ran = produce(combine, wire)
    assert (ran.code, ran.json()["failures"][0]["reason"]) == (Exit.FAILED, reason)
    assert len(provider.received) == 3
    assert statuses(combine) == [("completed", None)] * 3
    _, second, third = ledger(combine)
    assert second["request_digest"] == third["request_digest"]
    assert (second["number"], third["number"]) == (1, 2)


REFUSED: dict[str, tuple[Reply, str, str, str]] = {
    "wrong key": (Fails(status=401, kind="authentication_error"), "permanent", "provider", "_API_KEY"),
    "no such model": (Fails(status=404, kind="not_found_error"), "permanent", "provider", "model's name"),
    "rejected": (Fails(status=400, kind="invalid_request_error"), "permanent", "provider", "400"),
    "quota": (
        Fails(status=429, kind="insufficient_quota", code="insufficient_quota", message="You exceeded your quota"),
        "quota",
        "quota",
        "quota",
    ),
}


@pytest.mark.parametrize(("reply", "kind", "reason", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_pass_fails_at_once_with_its_remedy_and_a_retry_goes_on(
    combine: Combine, provider: ProviderServer, wire: str, reply: Reply, kind: str, reason: str, said: str
) -> None:
    if (wire, kind) == ("anthropic", "quota"):
        reply = Fails(status=400, kind="invalid_request_error", message="Your credit balance is too low")
        said = "credit balance"
    provider.script(reply)
    ran = produce(combine, wire)
    (failure,) = ran.json()["failures"]
    assert (ran.code, failure["reason"]) == (Exit.FAILED, reason)
    assert said in json.dumps(failure["detail"])
    assert statuses(combine) == [("failed", kind)]
    command = failure["command"].split()
    assert command[:3] == ["combine", "run", "retry"]
    assert combine.run(*command[1:]).code == 0
    assert produce(combine, wire, accept="none").json()["failures"] == []
    assert statuses(combine) == [("failed", kind), ("completed", None)]


TRIES = 6
BUSY = Fails(status=503, message="Come back later", headers={"retry-after": "0"})


def test_a_provider_that_goes_away_is_told_once_and_the_same_command_goes_on(combine: Combine) -> None:
    """It answers the first step, is too busy for the second, and is gone before the last call."""
    drafting = Drafting(loaded(STRATEGY))
    with provider_server(drafting) as server:
        combine.settings({"OPENAI_BASE_URL": server.openai_url})
        last = Fails(status=503, message="Come back later", headers={"retry-after": "1"})
        server.script(drafting, *[BUSY] * (TRIES - 2), last)
        with once(lambda: len(server.received) == TRIES, server.stop):
            ran = combine.run("produce", combine.write("school.md", BRIEF), *words_for("openai"))
    assert ran.code == Exit.UNAVAILABLE
    assert ran.out.count("cannot be reached") == 1
    said = f"openai cannot be reached at {server.openai_url}: Connection refused. It was asked {TRIES} times."
    assert said in ran.out
    assert "combine run retry strategy_requirements -p school" in ran.out
    assert "strategy_requirements: openai, model test-model: HTTP 503" in ran.err
    assert f"strategy_requirements: retrying, attempt {TRIES} of {TRIES}" in ran.err
    assert released(combine) == ["strategy_discovery"]
    with provider_server(drafting) as server:
        combine.settings({"OPENAI_BASE_URL": server.openai_url})
        again = produce(combine, "openai")
    assert "the provider did not answer for strategy_requirements; it is asked again" in again.err
    assert (again.code, again.json()["calls"], len(server.received)) == (Exit.FINISHED, STEPS - 1, STEPS - 1)


def test_a_provider_that_is_too_busy_for_too_long_is_unavailable_until_a_person_orders_a_retry(
    combine: Combine, provider: ProviderServer, wire: str
) -> None:
    provider.script(*[BUSY] * TRIES)
    ran = produce(combine, wire)
    (failure,) = ran.json()["failures"]
    assert (ran.code, failure["reason"]) == (Exit.UNAVAILABLE, "unavailable")
    assert statuses(combine) == [("failed", "retryable")] * TRIES
    retried = combine.run("run", "retry")
    assert (retried.code, retried.out) == (0, "ordered: retry 1 of strategy_discovery in run 2\n")
    assert "the next `combine produce`" in retried.err
    nothing = combine.run("run", "retry")
    assert (nothing.code, nothing.err) == (
        Exit.FAILED,
        "combine: nothing failed in school; `combine project show school` says what it does\n",
    )
    assert produce(combine, wire).code == Exit.FINISHED


def test_a_provider_that_hangs_is_given_up_and_asked_again_after_an_interruption(
    combine: Combine, provider: ProviderServer, wire: str
) -> None:
    """The run is left with its call in flight; the next one asks again, since nobody knows what became of it."""
    provider.script(Hangs())
    with signalled_when(lambda: bool(provider.received), signal.SIGINT):
        ran = produce(combine, wire)
    assert (ran.code, ran.out) == (130, "")
    assert [row["status"] for row in ledger(combine)] == [None]
    assert produce(combine, wire, accept="none").code == Exit.WAITING
    assert [row["status"] for row in ledger(combine)] == [None, "completed"]
