"""Orders to produce: the dispatches of one instance at the same digests, and what became of them."""

from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from app.domain.facts import Attempt, Dispatch, Failed
from app.domain.names import Digest

OrderKey: TypeAlias = tuple[Digest, Digest]
"""Input digest and checks digest: what one order to produce is about."""

_BY_KEY = attrgetter("key")
_BY_NUMBERS = attrgetter("dispatch.number", "number")


@dataclass(slots=True)
class Orders:
    """Every dispatch of one instance at one input and checks digest, with what became of it.

    Nearly always that is one dispatch with one attempt, of which a project has thousands: tuples, since they are small.
    """

    dispatches: tuple[Dispatch, ...] = ()
    """By number."""

    attempts: tuple[Attempt, ...] = ()
    """By number of their dispatch, then by their own."""

    ended: tuple[int, ...] = ()
    """Numbers of the dispatches that were voided, that asked or that wrote."""

    content: Digest | None = None
    """What was derived at these digests."""

    retry: int = 0
    """The highest retry order of a person, 0 for none."""

    @property
    def highest(self) -> int:
        """The highest dispatch number that any fact mentions."""
        ordered = [dispatch.key.number for dispatch in self.dispatches]
        tried = [attempt.dispatch.number for attempt in self.attempts]
        return max((*ordered, *tried, *self.ended), default=0)

    def dispatch(self, number: int) -> Dispatch | None:
        """Give the dispatch with this number."""
        for dispatch in self.dispatches:
            if dispatch.key.number == number:
                return dispatch
        return None

    def failed(self, retry: int) -> list[Failed]:
        """Give the failures since retry order `retry`, over all dispatches, oldest first."""
        if not self.attempts:
            return []
        numbers = [dispatch.key.number for dispatch in self.dispatches if dispatch.retry == retry]
        return [
            attempt.outcome
            for attempt in self.attempts
            if isinstance(attempt.outcome, Failed) and attempt.dispatch.number in numbers
        ]

    def failures(self, retry: int) -> tuple[int, bool]:
        """Count the failed attempts since retry order `retry`; tell whether one was final."""
        failed = self.failed(retry)
        return len(failed), any(failure.final for failure in failed)

    def is_exhausted(self, retry: int, max_attempts: int) -> bool:
        """Tell whether no attempt is left since retry order `retry`."""
        count, final = self.failures(retry)
        return final or count >= max_attempts

    def add_dispatch(self, dispatch: Dispatch) -> bool:
        """Take a dispatch; tells whether it is new and nothing ended it yet."""
        number = dispatch.key.number
        if not self.dispatches:
            self.dispatches = (dispatch,)
        elif self.dispatch(number) is None:
            self.dispatches = tuple(sorted((*self.dispatches, dispatch), key=_BY_KEY))
        else:
            return False
        return number not in self.ended

    def add_attempt(self, attempt: Attempt) -> None:
        """Take an attempt, whether its dispatch is known already or not."""
        if not self.attempts:
            self.attempts = (attempt,)
        elif attempt not in self.attempts:
            self.attempts = tuple(sorted((*self.attempts, attempt), key=_BY_NUMBERS))

    def end(self, number: int) -> bool:
        """Note that a dispatch ended; tells whether that is new of one that is known."""
        if number in self.ended:
            return False
        self.ended = (*self.ended, number)
        return self.dispatch(number) is not None
