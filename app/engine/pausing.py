"""Delaying a job that runs: the one thing that the durable engine has no public call for."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbos import DBOSClient


def delay(client: "DBOSClient", job_id: str, *, until: datetime) -> None:
    """Take a running job off its executor, and put it back on the queue when it is due.

    DBOS 3.4 delays only what was never begun (`set_workflow_delay` leaves a running one alone), so this writes the same
    columns itself. Remove it when DBOS can; a test says so.
    """
    system = client._sys_db  # noqa: SLF001 - as said above
    status = system.tables.workflow_status
    with system.engine.begin() as connection:
        connection.execute(
            status.update()
            .where(status.c.workflow_uuid == job_id, status.c.status == "PENDING")
            .values(
                status="DELAYED",
                delay_until_epoch_ms=int(until.timestamp() * 1000),
                owner_xid=None,
                started_at_epoch_ms=None,
            )
        )
