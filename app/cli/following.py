"""Following a run to its end or to its gates, executing its work unless another process does."""

import os
import sys
import time
from collections.abc import Mapping
from typing import Final

from rich.console import Console

from app.cli.exits import Exit, complain
from app.cli.gates import GateKeeper
from app.cli.interruption import Interruption
from app.cli.local import Local
from app.cli.output import messages
from app.cli.progress import progress_on
from app.cli.report import IN_HANDS, rows_of
from app.domain.calls import Repeat
from app.domain.errors import Conflict
from app.domain.facts import InstanceKey
from app.domain.plan.outcome import Plan
from app.domain.states import RunState
from app.runtime import Runtime

_LOOK_AGAIN_SECONDS: Final = 0.1
_TRY_AGAIN_SECONDS: Final = 2.0
_LOOK_FOR_REPEATS_SECONDS: Final = 0.3


class _Execution:
    """Executes in this process as soon as no other one does: on SQLite there is one at a time."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._try_at = 0.0
        self._is_told = False

    def ensure(self) -> None:
        """Launch, unless that is done or another process executes."""
        if self._runtime.is_executing or time.monotonic() < self._try_at:
            return
        try:
            self._runtime.launch(on_lost=self._end)
        except Conflict:
            self._try_at = time.monotonic() + _TRY_AGAIN_SECONDS
            if not self._is_told:
                messages().print("another process executes the work of this database; following it", markup=False)
                self._is_told = True

    def _end(self) -> None:
        """End at once: others take this process for dead from here on, so nothing of it may go on."""
        Console(file=sys.stderr).show_cursor(show=True)
        complain(
            f"The database {self._runtime.database.target} cannot be reached any more. Check that it runs and that the"
            " network lets this machine through, then run the same command again; what was finished is kept."
        )
        os._exit(Exit.UNAVAILABLE)


class _Repeats:
    """Looks now and then whether calls are made again."""

    def __init__(self, local: Local) -> None:
        self._local = local
        self._look_at = 0.0
        self._found: Mapping[InstanceKey, Repeat] = {}

    def of(self, plan: Plan) -> Mapping[InstanceKey, Repeat]:
        """Give what was found last, for each instance whose call failed and is made again."""
        if not any(state.work in IN_HANDS for state in plan.instances.values()):
            self._found = {}
        elif time.monotonic() >= self._look_at:
            self._found = self._local.runtime.repeats(self._local.id)
            self._look_at = time.monotonic() + _LOOK_FOR_REPEATS_SECONDS
        return self._found


def follow(local: Local, keeper: GateKeeper, interruption: Interruption, *, began: float) -> Plan:
    """Show and attend the open run until it is over or only waits for people; gives the plan as it is then.

    The command `began` at this moment of the monotonic clock.

    Raises:
        app.cli.interruption.Interrupted: by a signal.
        app.core.database_errors.DatabaseError: the work cannot go on until somebody mends the database.

    """
    execution, repeats = _Execution(local.runtime), _Repeats(local)
    with progress_on(messages(), began=began) as progress:
        while True:
            execution.ensure()
            plan = local.plan()
            progress.show(rows_of(plan, repeats.of(plan), now=local.runtime.clock()))
            if plan.run not in (RunState.RUNNING, RunState.WAITING):
                return plan
            if keeper.attend(local, plan, progress):
                continue
            if plan.run is RunState.WAITING:
                return plan
            trouble = local.runtime.trouble()
            if trouble is not None:
                raise trouble
            interruption.pause(_LOOK_AGAIN_SECONDS)
