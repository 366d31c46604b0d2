"""Following a run to its end or to its gates, executing its work unless another process does."""

import time
from typing import Final

from app.cli.gates import GateKeeper
from app.cli.interruption import Interruption
from app.cli.local import Local
from app.cli.output import messages
from app.cli.progress import progress_on
from app.cli.report import rows_of
from app.domain.errors import Conflict
from app.domain.plan.outcome import Plan
from app.domain.states import RunState
from app.runtime import Runtime

_LOOK_AGAIN_SECONDS: Final = 0.1
_TRY_AGAIN_SECONDS: Final = 2.0


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
            self._runtime.launch()
        except Conflict:
            self._try_at = time.monotonic() + _TRY_AGAIN_SECONDS
            if not self._is_told:
                messages().print("another process executes the work of this database; following it", markup=False)
                self._is_told = True


def follow(local: Local, keeper: GateKeeper, interruption: Interruption) -> Plan:
    """Show and attend the open run until it is over or only waits for people; gives the plan as it is then.

    Raises:
        app.cli.interruption.Interrupted: by a signal.
        app.core.database_errors.DatabaseError: the work cannot go on until somebody mends the database.

    """
    execution = _Execution(local.runtime)
    with progress_on(messages()) as progress:
        while True:
            execution.ensure()
            plan = local.plan()
            progress.show(rows_of(plan))
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
