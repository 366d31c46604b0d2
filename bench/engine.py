"""The engine: wall time over critical path, and what durability costs a call beside plain DBOS and LangGraph.

    python bench/engine.py [postgresql://...]

Without a URL it starts a PostgreSQL server of its own; where Debian's binaries are missing, SQLite alone is measured.
Every contestant does the same work for a call: read the inputs and the ledger, commit an intent, write, commit the
outcome, judge, and append the same facts, event and audit entry in one transaction. Ours does it under the plan, with
gates, projections and the queue, one level of the run after the other; plain DBOS as two steps of a workflow, and
LangGraph as two nodes of a graph with its own checkpointer in synchronous durability, every call at once. Rounds are
interleaved; the second run of ours in a round is the A/A control. Figures are medians over the rounds. Everybody makes
some calls beforehand, so that opening connections and preparing statements is not measured.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from dbos import DBOS, SetWorkflowID
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from app.core.clock import now, uuid7
from app.core.database import Database, DatabaseKind, open_database
from app.core.database_session import Session
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.canonical import digest_of
from app.domain.completions import Completion, CompletionRequest, StopReason, Usage
from app.domain.events import EventKind, Happening
from app.domain.facts import Attempt, Derivation, Dispatch, Version, Wrote
from app.domain.names import ProjectId
from app.domain.prompts import build_request, contents_needed, step_of
from app.domain.quality.context import context_of
from app.domain.quality.judging import judge
from app.domain.states import RunState
from app.engine.connections import driverless
from app.engine.durable import Limits
from app.runtime import Runtime
from app.store import audit, blobs, events, facts, ledger, migrations, projections, projects
from tests.databases import durable_postgresql_server
from tests.debian_server import NoPostgreSQL
from tests.engine.project import TestedProject, runtime_on
from tests.engine.small_release import small_release, write

BRANCHES = 8
LATENCY_SECONDS = 1.0
LEVELS = 3
CALLS = 100
CONCURRENCY = 16
ROUNDS = 5
RELEASE = small_release(accepted=False, clarify=False)


def brief(points: int) -> str:
    return "\n".join(f"- point {number}: detail {number}" for number in range(1, points + 1))


@contextmanager
def new_database(server: str | None) -> Iterator[Database]:
    with ExitStack() as stack:
        if server is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{folder}/bench.db"
        else:
            name = f"bench_{uuid4().hex}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
            url = f"{server.rpartition('/')[0]}/{name}"
        database = open_database(url, pool_size=CONCURRENCY + 4)
        stack.callback(database.dispose)
        migrations.upgrade(database)
        yield database


# -- ours ------------------------------------------------------------------------------------------------------------


class Writer:
    """Writes by the small release, after the latency of a model."""

    def __init__(self, latency_seconds: float) -> None:
        self.latency_seconds = latency_seconds
        self.calls = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        await asyncio.sleep(self.latency_seconds)
        return completion_of(request)


def completion_of(request: CompletionRequest) -> Completion:
    return Completion(
        text=write(request),
        stop_reason=StopReason.COMPLETE,
        usage=Usage(input_tokens=1, output_tokens=1),
        latency_ms=0,
        provider_request_id="bench",
        model="scripted-1",
    )


def ours(database: Database, *, points: int, latency_seconds: float) -> tuple[float, ProjectId]:
    """Run the small release and give the seconds from the order to the end, with the project."""
    writer = Writer(0.0)
    runtime = runtime_on(database, writer)
    runtime.launch(limits=Limits(worker_concurrency=CONCURRENCY))
    try:
        run(runtime, writer, points=CONCURRENCY)
        writer.latency_seconds = latency_seconds
        return run(runtime, writer, points=points)
    finally:
        runtime.close()


def run(runtime: Runtime, writer: Writer, *, points: int) -> tuple[float, ProjectId]:
    project = TestedProject.create(runtime, f"bench-{uuid4().hex[:8]}")
    project.brief(brief(points))
    project.adopt(RELEASE)
    writer.calls = 0
    begun = time.perf_counter()
    project.start()
    while writer.calls < points + 2:
        time.sleep(0.002)
    while is_running(runtime.database, project):
        time.sleep(0.002)
    return time.perf_counter() - begun, project.id


def is_running(database: Database, project: TestedProject) -> bool:
    with database.read() as session:
        return projections.read_runs(session, project.id)[0].state is RunState.RUNNING


# -- the same work without the engine ----------------------------------------------------------------------------------


class Work:
    """What every call does in the database, for those who bring their own durability.

    It makes the calls of a project that ours finished, from the same inputs, and records them in a project of its own.
    """

    def __init__(self, database: Database, source: ProjectId) -> None:
        self._database = database
        self._source = source
        self._project = ProjectId(str(uuid7()))
        with database.begin() as session:
            dispatches = [fact for fact in facts.load(session, source) if isinstance(fact, Dispatch)]
            projects.create(session, self._project, slug=f"bench-{uuid4().hex[:8]}", title="bench", at=now())
            facts.append(session, self._project, dispatches, at=now(), actor=SYSTEM)
        self._dispatches = {str(number): dispatch for number, dispatch in enumerate(dispatches)}

    @property
    def names(self) -> list[str]:
        return list(self._dispatches)

    def call(self, name: str) -> str:
        dispatch, project = self._dispatches[name], self._project
        with self._database.begin() as session:
            projects.lock(session, project)
            request = self._request(session, dispatch)
            digest = request.digest()
            ledger.sought(session, project, instance=dispatch.key.instance, request_digest=digest, retry=0)
            call = ledger.intend(session, project, request, dispatch=dispatch.key, retry=0, run=1, at=now())
        completion = completion_of(request)
        with self._database.begin() as session:
            ledger.complete(session, project, call, completion, cost=None, price_version=None, at=now())
        return completion.text

    def record(self, name: str, text: str) -> bool:
        dispatch, project = self._dispatches[name], self._project
        step = step_of(RELEASE.definition, dispatch.key.instance.step)
        content = json.loads(text)["document"]
        schema, checks = RELEASE.schemas[step.produces], RELEASE.checks[step.produces]
        assert not judge(content, schema=schema, checks=checks, context=context_of((), answers=(), retired=()))
        digest = digest_of(content)
        key = dispatch.key
        version = Version(
            instance=key.instance,
            number=1,
            document_type=step.produces,
            content=digest,
            parts={field: digest_of(value) for field, value in content.items()},
            items={},
        )
        derivation = Derivation(
            instance=key.instance, input_digest=key.input_digest, checks_digest=key.checks_digest, content=digest
        )
        attempt = Attempt(dispatch=key, number=1, outcome=Wrote(content=digest))
        happening = Happening(kind=EventKind.DOCUMENT_WRITTEN, instance=key.instance, data={"content": digest})
        deed = Deed(action="document.written", subject=str(key.instance), digests={"content": digest})
        with self._database.begin() as session:
            projects.lock(session, project)
            blobs.put_json(session, project, content, at=now())
            facts.append(session, project, [version, derivation, attempt], at=now(), actor=SYSTEM, run=1)
            events.append(session, project, [happening], at=now(), actor=SYSTEM, run=1)
            audit.record(session, project, deed, at=now(), actor=SYSTEM)
        return True

    def _request(self, session: Session, dispatch: Dispatch) -> CompletionRequest:
        return build_request(RELEASE, dispatch, blobs.read_many(session, self._source, contents_needed(dispatch)))


# -- plain DBOS ------------------------------------------------------------------------------------------------------


def plain_dbos(database: Database, source: ProjectId) -> float:
    warm, measured = Work(database, source), Work(database, source)
    url = driverless(database.url.render_as_string(hide_password=False))
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR", "executor_id": uuid4().hex})

    def produce(number: int, name: str) -> bool:
        work = (warm, measured)[number]
        text = DBOS.run_step({"name": "call"}, work.call, name)
        return DBOS.run_step({"name": "record"}, work.record, name, text)

    workflow = DBOS.workflow(name="bench-produce")(produce)
    DBOS.launch()
    try:

        def run(number: int, name: str) -> bool:
            with SetWorkflowID(f"{name}-{uuid4().hex}"):
                return workflow(number, name)

        return timed(run, measured.names)
    finally:
        DBOS.destroy(destroy_registry=True)


# -- LangGraph -------------------------------------------------------------------------------------------------------


class State(TypedDict, total=False):
    number: int
    name: str
    text: str
    recorded: bool


def langgraph(database: Database, source: ProjectId) -> float:
    works = Work(database, source), Work(database, source)
    graph = StateGraph(State)
    graph.add_node("call", lambda state: {"text": works[state["number"]].call(state["name"])})
    graph.add_node("record", lambda state: {"recorded": works[state["number"]].record(state["name"], state["text"])})
    graph.add_edge(START, "call")
    graph.add_edge("call", "record")
    graph.add_edge("record", END)
    with checkpointer(database) as saver:
        saver.setup()
        compiled = graph.compile(checkpointer=saver)

        def run(number: int, name: str) -> bool:
            config = {"configurable": {"thread_id": f"{name}-{uuid4().hex}"}}
            return bool(compiled.invoke({"number": number, "name": name}, config, durability="sync")["recorded"])

        return timed(run, works[1].names)


@contextmanager
def checkpointer(database: Database) -> Iterator[SqliteSaver | PostgresSaver]:
    if database.kind is DatabaseKind.SQLITE:
        with SqliteSaver.from_conn_string(str(database.url.database)) as saver:
            saver.conn.execute("PRAGMA busy_timeout=30000")
            saver.conn.execute("PRAGMA synchronous=FULL")
            yield saver
        return
    with PostgresSaver.from_conn_string(driverless(database.url.render_as_string(hide_password=False))) as saver:
        yield saver


# -- measuring -------------------------------------------------------------------------------------------------------


def timed(call: Callable[[int, str], bool], names: list[str]) -> float:
    """Make some calls of the first project, then give the seconds that all calls of the second take."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        assert all(pool.map(partial(call, 0), names[:CONCURRENCY]))
        begun = time.perf_counter()
        assert all(pool.map(partial(call, 1), names))
        return time.perf_counter() - begun


def wall_over_critical_path(server: str | None) -> float:
    with new_database(server) as database:
        seconds, _ = ours(database, points=BRANCHES, latency_seconds=LATENCY_SECONDS)
        return seconds / (LEVELS * LATENCY_SECONDS)


def overhead(server: str | None) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"ours": [], "plain DBOS": [], "LangGraph": [], "ours again": []}
    calls = CALLS + 2
    for _ in range(ROUNDS):
        with new_database(server) as database:
            taken, project = ours(database, points=CALLS, latency_seconds=0.0)
            seconds["ours"].append(taken / calls)
            seconds["plain DBOS"].append(plain_dbos(database, project) / calls)
            seconds["LangGraph"].append(langgraph(database, project) / calls)
            again, _ = ours(database, points=CALLS, latency_seconds=0.0)
            seconds["ours again"].append(again / calls)
    return seconds


def measure(name: str, server: str | None) -> None:
    ratios = [wall_over_critical_path(server) for _ in range(3)]
    print(f"{name}: wall over critical path {statistics.median(ratios):.3f} of at most 1.10, in {ratios}")
    found = {who: statistics.median(taken) * 1000 for who, taken in overhead(server).items()}
    for who, milliseconds in found.items():
        print(f"{name}: {who:12} {milliseconds:7.2f} ms a call, ours over it {found['ours'] / milliseconds:.2f}")


@contextmanager
def postgresql() -> Iterator[str]:
    if len(sys.argv) > 1:
        yield sys.argv[1]
    else:
        with durable_postgresql_server() as server:
            yield server


def main() -> None:
    measure("SQLite", None)
    try:
        with postgresql() as server:
            measure("PostgreSQL", server)
    except NoPostgreSQL as error:
        print(f"PostgreSQL is not measured: {error}")


if __name__ == "__main__":
    main()
