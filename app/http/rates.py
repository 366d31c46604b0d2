"""How much one client may ask for: a bucket for each user, token and address, stricter where people sign in.

Each process counts for itself, in memory, so a limit costs no query and holds while the database is away; behind
several processes a client gets at most their number times the limit.

A leaky bucket as a meter needs one number a client: the moment at which the bucket is empty again. `limits` and
`throttled-py` are well kept, but ask five to nine microseconds a request, where this whole layer may add thirty;
`limits` keeps every client of a window however many there are, `throttled-py` forgets those first who were silent
longest, refused ones included. Here a full table forgets those first who asked least, so that a flood of addresses
frees nobody.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.requests import Request

from app.core.settings import Settings
from app.domain.accounts import Actor
from app.domain.errors import LimitReached

WINDOW_SECONDS: Final = 60.0
MOST_CLIENTS: Final = 20_000
"""How many clients one table remembers; about two megabytes."""

ROUNDING: Final = 1e-6
"""Of one request: the sum of many intervals is a little off."""

CODE: Final = "too-many-requests"

Headers = list[tuple[bytes, bytes]]


class Standing(NamedTuple):
    """Where a client stands after a request."""

    bucket: "Buckets"
    remaining: int
    """How many requests more would be taken at once."""

    reset_seconds: float
    """How long until none is counted any more."""

    wait_seconds: float
    """How long until the next is taken; 0 for a request that was taken."""


class TooManyRequests(LimitReached):
    """The client asked for more than it may; `retry_after_seconds` says when it may again."""

    def __init__(self, standing: Standing) -> None:
        bucket = standing.bucket
        super().__init__(
            f"More than {bucket.per_minute} requests a minute {bucket.whose}; "
            f"try again in {whole_seconds(standing.wait_seconds)} s"
        )
        self.retry_after_seconds = standing.wait_seconds


class Buckets:
    """The buckets of one kind of client, each with room for `per_minute` requests and emptied at that rate."""

    def __init__(
        self,
        name: str,
        whose: str,
        per_minute: int,
        *,
        most: int = MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.whose = whose
        self.per_minute = per_minute
        self.refused = 0
        self.policy = f'"{name}";q={per_minute};w={WINDOW_SECONDS:.0f}'.encode()
        self.shown = b'"%b";r=%%d;t=%%d' % name.encode()
        self._interval = WINDOW_SECONDS / per_minute
        self._rate = per_minute / WINDOW_SECONDS
        self._room = WINDOW_SECONDS - self._interval * (1 - ROUNDING)
        self._most = most
        self._clock = clock
        self._empty_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._empty_at)

    def take(self, client: str, *, weight: int = 1) -> Standing:
        """Count a request of a client as `weight` ones, unless its bucket is full."""
        now = self._clock()
        with self._lock:
            level = self._empty_at.get(client, now) - now
            if level < 0.0:
                level = 0.0
            elif level > self._room:
                self.refused += 1
                return Standing(self, 0, level, level + self._interval - WINDOW_SECONDS)
            level += self._interval * weight
            self._empty_at[client] = now + level
            if len(self._empty_at) > self._most:
                self._forget(now)
        return Standing(self, max(0, int(self.per_minute + ROUNDING - level * self._rate)), level, 0.0)

    def _forget(self, now: float) -> None:
        """Drop the emptiest half of the table; a client in it asked for little, or a while ago."""
        by_level = sorted(self._empty_at.items(), key=lambda entry: entry[1])
        self._empty_at = {name: at for name, at in by_level[len(by_level) // 2 :] if at > now}


class Rates:
    """The limits of one process; None where the settings say 0."""

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        def buckets(name: str, whose: str, per_minute: int) -> Buckets | None:
            return Buckets(name, whose, per_minute, clock=clock) if per_minute else None

        self.address = buckets("address", "from your address", settings.rate_limit_address)
        self.sign_in = buckets("sign-in", "to sign in from your address", settings.rate_limit_sign_in)
        self.user = buckets("user", "in your name", settings.rate_limit_user)
        self.token = buckets("token", "with this token", settings.rate_limit_token)

    def refusals(self) -> dict[str, int]:
        """Count the refused requests by kind of limit."""
        limits = (self.address, self.sign_in, self.token, self.user)
        return {limit.name: limit.refused for limit in limits if limit is not None}


def weigh(request: Request, actor: Actor, *, requests: int) -> None:
    """Count a request that costs much as so many of its person's; the one that it is was counted before.

    Raises:
        TooManyRequests: they asked for more than they may.

    """
    rates: Rates = request.app.state.rates
    if rates.user is None or not actor.user:
        return
    standing = rates.user.take(actor.user, weight=requests - 1)
    told = request.scope["combine.rates"]
    told[:] = [known for known in told if known.bucket is not rates.user] + [standing]
    if standing.wait_seconds:
        raise TooManyRequests(standing)


def whole_seconds(seconds: float) -> int:
    """Round up, to at least one."""
    return max(1, math.ceil(seconds))


def rate_headers(standings: list[Standing]) -> Headers:
    """Tell a client where it stands (draft-ietf-httpapi-ratelimit-headers)."""
    if len(standings) == 1:
        ((bucket, remaining, reset_seconds, _),) = standings
        return [
            (b"ratelimit-policy", bucket.policy),
            (b"ratelimit", bucket.shown % (remaining, math.ceil(reset_seconds))),
        ]
    policies = b", ".join([standing.bucket.policy for standing in standings])
    shown = b", ".join(
        [standing.bucket.shown % (standing.remaining, math.ceil(standing.reset_seconds)) for standing in standings]
    )
    return [(b"ratelimit-policy", policies), (b"ratelimit", shown)]
