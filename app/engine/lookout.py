"""Looking out for calls that nobody wants any more, since others changed what they were begun for."""

import threading
from collections import defaultdict

from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.domain.errors import AppError
from app.domain.names import ProjectId
from app.engine.calls import Calls
from app.engine.orders import Order
from app.engine.work import Work

_log = get_logger(__name__)


class Lookout:
    """Asks the plans each `seconds` about the calls that are in flight here, and cuts those whose work is superseded.

    What this process does itself cuts them at once; this sees what other processes do. Asks nothing while nothing is
    in flight.
    """

    def __init__(self, work: Work, calls: Calls, *, seconds: float) -> None:
        self._work = work
        self._calls = calls
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the look that runs, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Look once."""
        by_project: defaultdict[ProjectId, list[Order]] = defaultdict(list)
        for order in self._calls.in_flight():
            by_project[order.project].append(order)
        for project, orders in by_project.items():
            with self._work.seen(project) as unit:
                superseded = [order for order in orders if unit.plan.is_superseded(order.dispatch)]
            self._calls.cut(superseded)

    def _run(self) -> None:
        while not self._stop.wait(timeout=self._seconds):
            try:
                self.look()
            except (DatabaseError, AppError) as error:
                _log.warning("lookout.given_up", "The next look tries again", reason=str(error))
