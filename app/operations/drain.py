"""Leaving without losing a request: first say so, then stop listening, then finish."""

import time
from collections.abc import Callable

from app.core.logging import get_logger

_log = get_logger(__name__)


class Drain:
    """Tells whether this process is on its way out; it never turns back."""

    def __init__(self) -> None:
        self._began: float | None = None
        self.cut_off = 0
        """How many requests outlived their grace and were ended without the answer that they waited for."""
        self.on_begin: list[Callable[[], None]] = []
        """Called once when draining begins, maybe inside a signal's handler: each must be quick and not wait."""

    @property
    def is_draining(self) -> bool:
        """Tell whether new work should go elsewhere."""
        return self._began is not None

    @property
    def seconds(self) -> float:
        """Give the seconds since draining began; 0 before."""
        return 0.0 if self._began is None else time.monotonic() - self._began

    def begin(self, *, reason: str) -> bool:
        """Start draining; tells whether this call was the first."""
        if self._began is not None:
            return False
        self._began = time.monotonic()
        _log.info("process.draining", "Readiness now answers 503; the listener stays open", reason=reason)
        for tell in self.on_begin:
            tell()
        return True
