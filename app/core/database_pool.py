"""The connection pool, which tells how long work waited for a connection, and leaves none open behind it."""

from time import perf_counter
from typing import Any, ClassVar

from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from app.core.pool_waits import PoolWaits


class MeasuredPool(QueuePool):
    """SQLAlchemy's pool; a wait includes opening a connection where none was open."""

    _sqla_logger_namespace: ClassVar = "sqlalchemy.pool.impl.QueuePool"
    """Under SQLAlchemy's own name, so that what it tells of every pool is heard no more of this one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(*args, **options)
        self.waits = PoolWaits()
        self._is_over = False

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

    def dispose(self) -> None:
        """Close every connection; those in use are closed when they are given back."""
        self._is_over = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._is_over:  # SQLAlchemy would keep it open until it is collected as garbage
            super().dispose()

    def recreate(self) -> "MeasuredPool":
        """Make a pool like this one that goes on counting."""
        made = super().recreate()
        assert isinstance(made, MeasuredPool)  # noqa: S101 - it is made from this class
        made.waits = self.waits
        return made
