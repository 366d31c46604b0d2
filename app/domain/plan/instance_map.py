"""Instances by key in definition order: found at once, and put in order only where somebody reads them all."""

from collections.abc import Iterator, Mapping

from app.domain.facts import InstanceKey
from app.domain.names import StepId
from app.domain.plan.outcome import InstanceState


class InstanceMap(Mapping[InstanceKey, InstanceState]):
    """The states of a moment; later moments do not change it.

    A plan follows every finished piece of work, and most readers ask for a few instances: ordering thousands for each
    of thousands of plans would cost the square of a run.
    """

    __slots__ = ("_is_ordered", "_ranks", "_states")

    def __init__(self, states: dict[InstanceKey, InstanceState], ranks: Mapping[StepId, int]) -> None:
        self._states = states
        self._ranks = ranks
        self._is_ordered = False

    def __getitem__(self, key: InstanceKey) -> InstanceState:
        return self._states[key]

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[InstanceKey]:
        if not self._is_ordered:
            last = len(self._ranks)
            rows = sorted(self._states.items(), key=lambda row: (self._ranks.get(row[0].step, last), row[0]))
            self._states = dict(rows)
            self._is_ordered = True
        return iter(self._states)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, InstanceMap):
            return self._states == other._states
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # compared by content, like every mapping

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._states!r})"
