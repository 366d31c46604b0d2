"""A project in a real database with the engine around it, as tests drive it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from app.core.clock import Clock, uuid7
from app.core.database import Database, open_database
from app.core.settings import Settings
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.briefs import blocks_of
from app.domain.completions import Completer
from app.domain.definition.release import Release
from app.domain.facts import Adoption, Brief, Decision, Fact, ModelBinding, RunClosed, RunOutcome, RunStarted, Verdict
from app.domain.names import Digest, Json, ProjectId
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Plan
from app.domain.states import RunState
from app.engine.connections import driverless
from app.engine.durable import Limits
from app.engine.plans import Plans
from app.engine.queue import JobQueue
from app.engine.releases import PinnedReleases
from app.engine.work import Work
from app.llm.prices import PriceTable
from app.runtime import Runtime
from app.store import adopted_releases, blobs, facts, projects
from tests.databases import PATIENT
from tests.engine.jobs import PATIENCE_SECONDS
from tests.fakes import SteppingClock

SCRIPTED = ModelBinding(provider="scripted", model="scripted-1")
QUICK = Limits(worker_concurrency=8, polling_seconds=0.02)


def runtime_on(
    database: Database,
    completer: Completer,
    *,
    name: str = "scripted",
    grace_seconds: float = 0.0,
    clock: Clock | None = None,
) -> Runtime:
    """Open the engine on a database that the caller disposes of."""
    url = driverless(database.url.render_as_string(hide_password=False))
    queue = JobQueue(url, shared=database.writer)
    return Runtime(
        Settings(database_url=SecretStr(url), grace_seconds=grace_seconds),
        work=Work(database, Plans(PinnedReleases()), queue, clock=clock or SteppingClock()),
        queue=queue,
        completers={name: completer},
        prices=PriceTable(),
    )


@contextmanager
def another_process(database: Database, completer: Completer) -> Iterator[Runtime]:
    """Open the engine as another process would, on connections of its own: they end with it, and no others."""
    url = database.url.render_as_string(hide_password=False)
    with closing(runtime_on(open_database(url, timeouts=PATIENT), completer)) as runtime:
        yield runtime


@dataclass
class TestedProject:
    """One project and what people do to it."""

    __test__ = False  # pytest must not take it for a test

    runtime: Runtime
    id: ProjectId

    @classmethod
    def create(cls, runtime: Runtime, slug: str = "sample") -> "TestedProject":
        project = ProjectId(str(uuid7()))
        with runtime.database.begin() as session:
            projects.create(session, project, slug=slug, title=slug, at=runtime.clock())
        return cls(runtime=runtime, id=project)

    def append(self, *appended: Fact) -> None:
        with self.runtime.unit_of_work(self.id) as session:
            facts.append(session, self.id, appended, at=self.runtime.clock(), actor=LOCAL_OPERATOR)

    def facts(self) -> tuple[Fact, ...]:
        with self.runtime.database.read() as session:
            return facts.load(session, self.id)

    def of(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts() if isinstance(fact, kind)]

    def brief(self, text: str) -> None:
        number = len(self.of(Brief)) + 1
        with self.runtime.unit_of_work(self.id) as session:
            digest = blobs.put_text(session, self.id, text, at=self.runtime.clock())
            blocks = tuple(block.digest for block in blocks_of(text))
            fact = Brief(number=number, digest=digest, blocks=blocks)
            facts.append(session, self.id, [fact], at=self.runtime.clock(), actor=LOCAL_OPERATOR)

    def adopt(self, release: Release) -> None:
        definition = release.definition
        adoption = Adoption(
            number=len(self.of(Adoption)) + 1,
            name=definition.name,
            version=definition.version,
            release_digest=release.digest,
            default_binding=SCRIPTED,
        )
        with self.runtime.unit_of_work(self.id) as session:
            adopted_releases.keep(
                session,
                self.id,
                name=definition.name,
                version=definition.version,
                digest=release.digest,
                files=release.files,
                at=self.runtime.clock(),
            )
            facts.append(session, self.id, [adoption], at=self.runtime.clock(), actor=LOCAL_OPERATOR)

    def start(self) -> None:
        self.append(RunStarted(number=len(self.of(RunStarted)) + 1))

    def cancel(self) -> None:
        self.append(RunClosed(number=len(self.of(RunStarted)), outcome=RunOutcome.CANCELLED))

    def plan(self) -> Plan:
        found = self.runtime.plan(self.id)
        assert found is not None
        return found

    def gate(self) -> AcceptanceGate | AnswerGate:
        (gate,) = self.plan().gates
        return gate

    def decide(self, verdict: Verdict, comment: str | None = None) -> None:
        gate = self.gate()
        assert isinstance(gate, AcceptanceGate)
        with self.runtime.unit_of_work(self.id) as session:
            digest = None if comment is None else blobs.put_text(session, self.id, comment, at=self.runtime.clock())
            decision = Decision(
                instance=gate.instance,
                number=len(self.of(Decision)) + 1,
                content=gate.content,
                input_digest=gate.input_digest,
                policy_digest=gate.policy_digest,
                verdict=verdict,
                comment=digest,
            )
            facts.append(session, self.id, [decision], at=self.runtime.clock(), actor=LOCAL_OPERATOR)

    def wait(self, until: Callable[[Plan], bool]) -> Plan:
        pause = threading.Event()
        for _ in range(int(PATIENCE_SECONDS / 0.02)):
            found = self.plan()
            if until(found):
                return found
            pause.wait(0.02)
        raise AssertionError({str(key): state.work.value for key, state in self.plan().instances.items()})

    def settle(self) -> Plan:
        """Wait until nothing moves."""
        return self.wait(lambda plan: plan.run is not RunState.RUNNING)

    def contents(self) -> Mapping[str, Digest | None]:
        return {str(key): state.content for key, state in self.plan().instances.items()}

    def content(self, instance: str) -> Json:
        digest = self.contents()[instance]
        assert digest is not None
        with self.runtime.database.read() as session:
            return blobs.read_json(session, self.id, digest)


@contextmanager
def running(
    database: Database,
    completer: Completer,
    *,
    limits: Limits = QUICK,
    slug: str = "sample",
    completer_name: str = "scripted",
) -> Iterator[TestedProject]:
    """Open the engine, create a project, and execute."""
    runtime = runtime_on(database, completer, name=completer_name)
    project = TestedProject.create(runtime, slug)
    runtime.launch(limits=limits)
    try:
        yield project
    finally:
        runtime.close()
