"""The only place that constructs: opens the real things in order, and closes them in reverse.

Importing this module is cheap. What it opens is imported when it is opened: a command that only prints its help loads
no database, and a process that only serves pages loads neither the durable engine nor a model library.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.core.database import Database
    from app.core.database_errors import DatabaseError
    from app.core.database_session import Session
    from app.core.settings import Settings
    from app.domain.calls import Repeat
    from app.domain.completions import Completer, Completers
    from app.domain.facts import InstanceKey, ModelBinding
    from app.domain.names import ProjectId
    from app.domain.plan.outcome import Plan
    from app.domain.states import RunState
    from app.engine.durable import Limits
    from app.engine.queue import JobQueue
    from app.engine.work import Work
    from app.engine.worker import Worker
    from app.llm.prices import PriceTable


class Runtime:
    """Everything that is open in this process; made by `open_runtime`."""

    def __init__(
        self, settings: "Settings", *, work: "Work", queue: "JobQueue", completers: "Completers", prices: "PriceTable"
    ) -> None:
        self.settings = settings
        self.work = work
        self.release_of = work.release_of
        """Gives the release that a project keeps, by its digest; compiled once."""

        self.completers = completers
        self.keys_in_flight: dict[object, object] = {}
        """The keyed requests that this process is answering, each with whoever answers it."""

        self._queue = queue
        self._prices = prices
        self._worker: Worker | None = None

    @property
    def database(self) -> "Database":
        """The open database."""
        return self.work.database

    @property
    def clock(self) -> "Clock":
        """Gives the present."""
        return self.work.clock

    def binding(self, provider: str | None = None) -> "ModelBinding":
        """Read `offline` or `provider:model`; without a word, what MODEL_PROVIDER says.

        Raises:
            app.domain.errors.Invalid: for an unknown provider, or a real one without a model.

        """
        from app.llm.catalogue import binding_of, completer_for  # noqa: PLC0415 - as in `open_runtime`

        binding = binding_of(provider or self.settings.model_provider)
        completer_for(binding, self.completers)
        return binding

    def require_keys(self, bindings: "Iterable[ModelBinding]") -> None:
        """See that every model provider that `bindings` name lets this process in.

        Raises:
            app.core.declaration.ConfigurationError: a provider's key is not set; names the variables.
            app.domain.errors.Invalid: nothing here answers for a provider.

        """
        from app.llm.catalogue import require_keys  # noqa: PLC0415 - as in `open_runtime`

        require_keys(bindings, self.completers)

    @contextmanager
    def unit_of_work(
        self, project: "ProjectId", *, first: "Callable[[Session], None] | None" = None
    ) -> "Iterator[Session]":
        """Change `project` in one transaction, together with all that the plan then says to do.

        `first` has the transaction before the project's lock is taken, so it must wait for nothing.

        Raises:
            app.domain.errors.NotFound: no such project.

        """
        with self.work.on(project, first=first) as unit:
            yield unit.session

    def plan(self, project: "ProjectId") -> "Plan | None":
        """Ask the plan of `project`; None while nothing was adopted."""
        with self.work.seen(project) as unit:
            return None if unit.plan.planner is None else unit.plan.planner.plan()

    def event_notices(self) -> "AsyncIterator[ProjectId | None] | None":
        """Hear of events that any process appends, as `app.store.event_notices` tells; None on SQLite, which is mute.

        Each call takes a connection of its own, which it holds until its end.
        """
        if self.settings.is_sqlite:
            return None
        from app.store.event_notices import event_notices  # noqa: PLC0415 - loaded by those who watch

        return event_notices(self.database.url)

    @property
    def is_executing(self) -> bool:
        """Tell whether this process executes work."""
        return self._worker is not None

    def is_interrupted(self, run: "RunState | None") -> bool:
        """Tell whether a run in this state has work that no process executes now, neither this one nor another."""
        from app.domain.states import RunState  # noqa: PLC0415 - as in `open_runtime`
        from app.engine.locks import is_executed  # noqa: PLC0415 - as in `open_runtime`

        return run is RunState.RUNNING and not self.is_executing and not is_executed(self.database)

    def calls_in_flight(self) -> int:
        """Count the model calls that this process waits for."""
        return self._worker.in_flight() if self._worker is not None else 0

    def repeats(self, project: "ProjectId") -> "Mapping[InstanceKey, Repeat]":
        """Say for which instances a call failed and is made again, by whichever process."""
        from app.engine.repeats import repeats  # noqa: PLC0415 - as in `open_runtime`

        return repeats(self.work, self._queue, project)

    def trouble(self) -> "DatabaseError | None":
        """Give the fault of the database that the work of this process waits for and only a person can mend."""
        return self._worker.trouble() if self._worker is not None else None

    def launch(
        self,
        *,
        limits: "Limits | None" = None,
        sweep_seconds: float = 5.0,
        on_lost: "Callable[[], None] | None" = None,
    ) -> None:
        """Execute work from here on; a process that does not call this only orders it.

        Every `sweep_seconds` one executing process looks for work of the dead and for lost wake-ups. `on_lost` ends the
        process, from a thread, when others must take it for dead; by default with a line in the log.

        Raises:
            app.domain.errors.Conflict: another process executes on this SQLite file.
            app.core.database_errors.DatabaseError: the database cannot be asked or written; nothing was begun.

        """
        from app.engine.durable import Limits  # noqa: PLC0415 - the durable engine is loaded by those who execute
        from app.engine.worker import Tools, Worker  # noqa: PLC0415 - as above

        concurrency = self.settings.run_concurrency
        tools = Tools(
            work=self.work,
            queue=self._queue,
            completers=self.completers,
            prices=self._prices,
            limits=limits
            or Limits(
                worker_concurrency=concurrency,
                global_concurrency=None if self.settings.is_sqlite else max(64, 4 * concurrency),
            ),
        )
        worker = Worker(tools, sweep_seconds=sweep_seconds, on_lost=on_lost)
        worker.launch()
        self._worker = worker

    def close(self, *, grace_seconds: float | None = None) -> None:
        """Stop executing, giving calls in flight a grace, that of the settings if none is given; then close all."""
        grace = self.settings.grace_seconds if grace_seconds is None else grace_seconds
        with ExitStack() as closing:
            closing.callback(self.database.dispose)
            closing.callback(self._queue.close)
            if self._worker is not None:
                closing.callback(self._worker.close, grace_seconds=grace)
                self._worker = None


def open_runtime(
    settings: "Settings", *, more_completers: "Mapping[str, Completer] | None" = None, clock: "Clock | None" = None
) -> Runtime:
    """Open what `settings` describe; nothing connects before it is used.

    `more_completers` are known to bindings by their names, beside `offline`, `anthropic` and `openai`.

    Raises:
        app.core.database_errors.UnsupportedDatabase: the URL names no database that this runs on.

    """
    from app.core.clock import now  # noqa: PLC0415 - all of these load when something is opened, not before
    from app.core.database import open_database  # noqa: PLC0415 - as above
    from app.core.settings import forget_variables  # noqa: PLC0415 - as above
    from app.core.signing import SigningKey  # noqa: PLC0415 - as above
    from app.engine.plans import Plans  # noqa: PLC0415 - as above
    from app.engine.queue import JobQueue  # noqa: PLC0415 - as above
    from app.engine.releases import PinnedReleases  # noqa: PLC0415 - as above
    from app.engine.work import Work  # noqa: PLC0415 - as above
    from app.llm.catalogue import accesses, completers  # noqa: PLC0415 - as above
    from app.llm.offline import OfflineDrafter  # noqa: PLC0415 - as above
    from app.llm.prices import PriceTable  # noqa: PLC0415 - as above

    forget_variables("DBOS_")
    url = settings.database_url.get_secret_value()
    secret = settings.secret_key
    database = replace(
        open_database(url, pool_size=settings.db_pool_size, max_overflow=settings.db_max_overflow),
        signing=SigningKey(secret.get_secret_value()) if secret else None,
    )
    queue = JobQueue(database.url.render_as_string(hide_password=False), shared=database.writer)
    ways = accesses(
        anthropic_api_key=settings.anthropic_api_key,
        anthropic_base_url=settings.anthropic_base_url or "",
        openai_api_key=settings.openai_api_key,
        openai_base_url=settings.openai_base_url or "",
    )
    offline = OfflineDrafter(latency_seconds=settings.offline_latency_seconds)
    return Runtime(
        settings,
        work=Work(database, Plans(PinnedReleases()), queue, clock=clock or now),
        queue=queue,
        completers=completers(ways, offline=offline, more=more_completers),
        prices=PriceTable(accesses=ways),
    )
