"""Which host names requests may be addressed to."""

from typing import Final

from app.core.declaration import STRICT
from app.core.settings import Settings

IN_PROCESS_HOST: Final = "testserver"
"""The name by which clients address an application object without a socket; not in staging or production."""

MOST_REMEMBERED: Final = 256


class AllowedHosts:
    """Compares the Host header with the names that are allowed; `*.example.com` allows every name below."""

    def __init__(self, settings: Settings) -> None:
        names = {name.lower() for name in settings.effective_allowed_hosts}
        if settings.environment not in STRICT:
            names.add(IN_PROCESS_HOST)
        self._names = frozenset(name for name in names if not name.startswith("*"))
        self._suffixes = tuple(name[1:] for name in names if name.startswith("*.") or name == "*")
        self._known: dict[bytes, bool] = {}

    def allow(self, header: bytes) -> bool:
        """Tell whether a Host header names this service."""
        known = self._known.get(header)
        if known is None:
            known = self._judge(header)
            if len(self._known) < MOST_REMEMBERED:
                self._known[header] = known
        return known

    def _judge(self, header: bytes) -> bool:
        host = header.decode("latin-1").lower()
        name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if not name:
            name, port = host, ""
        if port and not (port.isascii() and port.isdigit()):
            return False
        return name in self._names or (bool(name) and any(name.endswith(suffix) for suffix in self._suffixes))
