"""The engine: wall time over critical path, and what durability costs a call beside plain DBOS and LangGraph.

    python bench/engine.py [postgresql://...]

Without a PostgreSQL server SQLite alone is measured. Every contestant does the same work for a call: read the ledger,
commit an intent, write, commit the outcome, judge, and append the same facts, event and audit entry in one transaction.
Ours does it under the plan, with gates, projections and the queue; plain DBOS as two steps of a workflow; LangGraph as
two nodes of a graph with its own checkpointer in synchronous durability. Rounds are interleaved; the second run of ours
in a round is the A/A control. Figures are medians over the rounds.

Reconciling is measured by itself, on SQLite with the real store: the processor time of this process for everything that
`app.engine.reconcile` does in a whole run, that is planning, appending, enqueuing and projections. A run of n instances
is the small release with n - 2 points; each is measured twice, the second time as the A/A control.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from dbos import DBOS, SetWorkflowID
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from sqlalchemy.orm import Session
from typing_extensions import TypedDict

from app.core.database import Database, DatabaseKind, open_database
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.canonical import digest_of
from app.domain.completions import Completion, CompletionRequest, StopReason, Usage
from app.domain.events import EventKind, Happening
from app.domain.facts import Attempt, Dispatch, DispatchKey, InstanceKey, Version, Wrote
from app.domain.names import ScopePath
from app.domain.states import RunState
from app.engine.connections import driverless
from app.engine.durable import Limits
from app.engine.plans import HeldPlan
from app.engine.queue import JobQueue
from app.engine.reconcile import Reconciled, reconcile
from app.store import audit, blobs, events, facts, ledger, migrations, projections, projects
from tests.engine.project import TestedProject, runtime_on
from tests.engine.small_release import small_release, write
from tests.fakes import ScriptedCompleter

BRANCHES = 8
LATENCY_SECONDS = 1.0
LEVELS = 3
CALLS = 40
CONCURRENCY = 16
INSTANCES = (100, 1_000, 5_000)
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


def ours(database: Database, *, points: int, latency_seconds: float) -> tuple[float, list[CompletionRequest]]:
    """Run the small release and give the seconds from the order to the end, with the requests that were made."""
    completer = ScriptedCompleter(write, latency_seconds=latency_seconds)
    runtime = runtime_on(database, completer)
    project = TestedProject.create(runtime, f"bench-{uuid4().hex[:8]}")
    project.brief(brief(points))
    project.adopt(RELEASE)
    runtime.launch(limits=Limits(worker_concurrency=CONCURRENCY))
    try:
        time.sleep(1.0)  # so that starting up is not measured
        begun = time.perf_counter()
        project.start()
        while is_running(database, project):
            time.sleep(0.02)
        return time.perf_counter() - begun, completer.requests
    finally:
        runtime.close()


def is_running(database: Database, project: TestedProject) -> bool:
    with database.read() as session:
        return projections.read_runs(session, project.id)[0].state is RunState.RUNNING


# -- the same work without the engine ----------------------------------------------------------------------------------


class Work:
    """What every call does in the database, for those who bring their own durability."""

    def __init__(self, database: Database, requests: list[CompletionRequest]) -> None:
        self._database = database
        self._requests = {str(number): request for number, request in enumerate(requests)}
        self._runtime = runtime_on(database, ScriptedCompleter(write))
        self._project = TestedProject.create(self._runtime, f"bench-{uuid4().hex[:8]}").id
        digest = digest_of("bench")
        self._keys = {
            name: DispatchKey(
                instance=InstanceKey(step=RELEASE.definition.steps[1].id, path=ScopePath(f"P-{int(name) + 1:02}")),
                input_digest=digest,
                checks_digest=digest,
                number=1,
            )
            for name in self._requests
        }
        dispatches = [
            Dispatch(
                key=key,
                release_digest=digest,
                binding=self._requests[name].binding,
                inputs=(),
                answers=(),
                comments=(),
            )
            for name, key in self._keys.items()
        ]
        with database.begin() as session:
            facts.append(session, self._project, dispatches, at=self._runtime.clock(), actor=SYSTEM)

    @property
    def names(self) -> list[str]:
        return list(self._requests)

    def call(self, name: str) -> str:
        request, key, now = self._requests[name], self._keys[name], self._runtime.clock
        with self._database.read() as session:
            ledger.completed(session, self._project, instance=key.instance, request_digest=request.digest(), retry=0)
        with self._database.begin() as session:
            projects.lock(session, self._project)
            call = ledger.intend(session, self._project, request, dispatch=key, retry=0, run=1, at=now())
        text = write(request)
        completion = Completion(
            text=text,
            stop_reason=StopReason.COMPLETE,
            usage=Usage(input_tokens=1, output_tokens=1),
            latency_ms=0,
            provider_request_id="bench",
            model="scripted-1",
        )
        with self._database.begin() as session:
            ledger.complete(session, self._project, call, completion, cost=None, price_version=None, at=now())
        return text

    def record(self, name: str, text: str) -> bool:
        key, now, project = self._keys[name], self._runtime.clock, self._project
        content = {"text": text}
        digest = digest_of(content)
        with self._database.begin() as session:
            projects.lock(session, project)
            blobs.put_json(session, project, content, at=now())
            version = Version(
                instance=key.instance,
                number=1,
                document_type=RELEASE.definition.steps[1].produces,
                content=digest,
                parts={"text": digest_of(text)},
                items={},
            )
            attempt = Attempt(dispatch=key, number=1, outcome=Wrote(content=digest))
            facts.append(session, project, [version, attempt], at=now(), actor=SYSTEM, run=1)
            happening = Happening(kind=EventKind.DOCUMENT_WRITTEN, instance=key.instance, data={"content": digest})
            events.append(session, project, [happening], at=now(), actor=SYSTEM, run=1)
            deed = Deed(action="document.written", subject=str(key.instance), digests={"content": digest})
            audit.record(session, project, deed, at=now(), actor=SYSTEM)
        return True


# -- plain DBOS ------------------------------------------------------------------------------------------------------


def plain_dbos(database: Database, requests: list[CompletionRequest]) -> float:
    work = Work(database, requests)
    url = driverless(database.url.render_as_string(hide_password=False))
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR", "executor_id": uuid4().hex})

    def produce(name: str) -> bool:
        text = DBOS.run_step({"name": "call"}, work.call, name)
        return DBOS.run_step({"name": "record"}, work.record, name, text)

    workflow = DBOS.workflow(name="bench-produce")(produce)
    DBOS.launch()
    try:
        time.sleep(1.0)

        def run(name: str) -> bool:
            with SetWorkflowID(f"{name}-{uuid4().hex}"):
                return workflow(name)

        return timed(lambda: in_parallel(run, work.names))
    finally:
        DBOS.destroy(destroy_registry=True)


# -- LangGraph -------------------------------------------------------------------------------------------------------


class State(TypedDict, total=False):
    name: str
    text: str
    recorded: bool


def langgraph(database: Database, requests: list[CompletionRequest]) -> float:
    work = Work(database, requests)
    graph = StateGraph(State)
    graph.add_node("call", lambda state: {"text": work.call(state["name"])})
    graph.add_node("record", lambda state: {"recorded": work.record(state["name"], state["text"])})
    graph.add_edge(START, "call")
    graph.add_edge("call", "record")
    graph.add_edge("record", END)
    with checkpointer(database) as saver:
        saver.setup()
        compiled = graph.compile(checkpointer=saver)

        def run(name: str) -> bool:
            config = {"configurable": {"thread_id": f"{name}-{uuid4().hex}"}}
            return bool(compiled.invoke({"name": name}, config, durability="sync")["recorded"])

        return timed(lambda: in_parallel(run, work.names))


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


# -- reconciling -------------------------------------------------------------------------------------------------------


class Stopwatch:
    """Adds up the processor time of reconciles; one runs at a time, as a project's lock is held."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.times = 0

    def __call__(self, session: Session, held: HeldPlan, queue: JobQueue, *, at: datetime) -> Reconciled:
        begun = time.thread_time()
        try:
            return reconcile(session, held, queue, at=at)
        finally:
            self.seconds += time.thread_time() - begun
            self.times += 1


def reconcile_seconds(instances: int) -> Stopwatch:
    watch = Stopwatch()
    with new_database(None) as database, patch("app.engine.work.reconcile", watch):
        _, requests = ours(database, points=instances - 2, latency_seconds=0.0)
        assert len(requests) == instances
    return watch


def print_reconciling(sizes: Sequence[int]) -> None:
    for instances in sizes:
        one, again = reconcile_seconds(instances), reconcile_seconds(instances)
        print(
            f"SQLite: reconciling a run of {instances} instances {one.seconds:.2f} s of processor time in {one.times} "
            f"times, {one.seconds / instances * 1000:.2f} ms each, A/A {again.seconds / one.seconds:.2f}"
        )


# -- measuring -------------------------------------------------------------------------------------------------------


def in_parallel(run: Callable[[str], bool], names: list[str]) -> None:
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        assert all(pool.map(run, names))


def timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def wall_over_critical_path(server: str | None) -> float:
    with new_database(server) as database:
        seconds, requests = ours(database, points=BRANCHES, latency_seconds=LATENCY_SECONDS)
        assert len(requests) == BRANCHES + 2
        return seconds / (LEVELS * LATENCY_SECONDS)


def overhead(server: str | None) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"ours": [], "plain DBOS": [], "LangGraph": [], "ours again": []}
    for _ in range(ROUNDS):
        with new_database(server) as database:
            taken, requests = ours(database, points=CALLS, latency_seconds=0.0)
            calls = len(requests)
            seconds["ours"].append(taken / calls)
            seconds["plain DBOS"].append(plain_dbos(database, requests) / calls)
            seconds["LangGraph"].append(langgraph(database, requests) / calls)
            again, _ = ours(database, points=CALLS, latency_seconds=0.0)
            seconds["ours again"].append(again / calls)
    return seconds


def main() -> None:
    print_reconciling(INSTANCES)
    servers: dict[str, str | None] = {"SQLite": None}
    if len(sys.argv) > 1:
        servers["PostgreSQL"] = sys.argv[1]
    for name, server in servers.items():
        ratios = [wall_over_critical_path(server) for _ in range(3)]
        print(f"{name}: wall over critical path {statistics.median(ratios):.3f} of at most 1.10, in {ratios}")
        found = {who: statistics.median(taken) * 1000 for who, taken in overhead(server).items()}
        for who, milliseconds in found.items():
            print(f"{name}: {who:12} {milliseconds:7.2f} ms a call, ours over it {found['ours'] / milliseconds:.2f}")


if __name__ == "__main__":
    main()
