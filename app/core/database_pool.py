"""The connection pool, which tells how long work waited for a connection."""

from time import perf_counter
from typing import Any, ClassVar

from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from app.core.pool_waits import PoolWaits


class MeasuredPool(QueuePool):
    """SQLAlchemy's pool; a wait includes opening a connection where none was open."""

    _sqla_logger_namespace: ClassVar = "sqlalchemy.pool.impl.QueuePool"
    """Under SQLAlchemy's own name, so that what it tells of every pool is heard no more of this one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(*args, **options)
        self.waits = PoolWaits()

    def connect(self) -> PoolProxiedConnection:
        """Give a connection, and count how long that took."""
        waits = self.waits
        waits.begin()
        started = perf_counter()
        try:
            return super().connect()
        except PoolTimeout:
            waits.time_out()
            raise
        finally:
            waits.end(perf_counter() - started)

    def recreate(self) -> "MeasuredPool":
        """Make a pool like this one that goes on counting."""
        made = super().recreate()
        assert isinstance(made, MeasuredPool)  # noqa: S101 - it is made from this class
        made.waits = self.waits
        return made
