"""Groups of statements: the author's sections, else contiguous runs of the author's order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import stems_of

_FEWEST: Final = 5
"""Fewer units than these make one group."""

_GUESTS: Final = frozenset({Tag.GOAL, Tag.CONSTRAINT})
_QUALITIES: Final = (Tag.PERFORMANCE, Tag.ACCESS, Tag.SECURITY, Tag.PRIVACY, Tag.LANGUAGES)
_IDEAL: Final = 4
_LARGE: Final = 5
_EVIDENCE: Final = 2
"""Rare shared stems from which a statement may leave its section."""


@dataclass(slots=True)
class Run:
    """Units that stay together, with what the author wrote above them."""

    topic: str
    heading: str
    units: list[Unit] = field(default_factory=list)
    guests: list[Unit] = field(default_factory=list)
    """Goals and limits that joined it; they do not name it."""

    def tags_of_qualities(self) -> tuple[Tag, ...]:
        """Give which qualities most of the run speaks of; empty where it speaks of something else."""
        qualities = [tag for tag in _QUALITIES for unit in self.units if tag in unit.tags]
        most = sum(Tag.QUALITY in unit.tags for unit in self.units) * 3 > len(self.units) * 2
        return tuple(dict.fromkeys(qualities)) if most and len(set(qualities)) > 1 else ()


def grouped(units: Sequence[Unit], *, least: int, most: int) -> list[Run]:
    """Group `units`; every unit is in exactly one group."""
    if not units:
        return []
    if len(units) < _FEWEST or most == 1:
        return [Run(topic=_only_topic(units), heading=units[0].heading, units=list(units))]
    stems = _Stems(units)
    own = [unit for unit in units if Tag.CRITERION not in unit.tags] or list(units)
    core = [unit for unit in own if unit.topic or not unit.tags & _GUESTS]
    core = core if len(core) >= _FEWEST else own
    runs = _split_large(_sections(core), stems, least=least, most=most)
    _move_to_evidence(runs, stems)
    _fold_small(runs, stems)
    _seat(runs, [unit for unit in own if unit not in core], stems)
    placed = {id(unit) for run in runs for unit in run.units}
    for unit in units:
        if id(unit) not in placed:
            max(runs, key=lambda run: (stems.shared(unit, run.units), -runs.index(run))).units.append(unit)
    while len(runs) > most:
        _merge_smallest(runs)
    return runs if len(runs) >= least else _split_large(runs[:1], stems, least=least, most=most)


def _only_topic(units: Sequence[Unit]) -> str:
    topics = {unit.topic for unit in units}
    return topics.pop() if len(topics) == 1 else ""


def _sections(units: Sequence[Unit]) -> list[Run]:
    runs: dict[tuple[str, str], Run] = {}
    for unit in units:
        key = (unit.topic, "" if unit.topic else unit.heading)
        runs.setdefault(key, Run(topic=unit.topic, heading=unit.heading)).units.append(unit)
    return list(runs.values())


class _Stems:
    """Stems of units; those that most units share tell nothing."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._of = {
            id(unit): stems_of(unit.text, language=unit.language, without=lexicon(unit.language).function)
            for unit in units
        }
        counts = Counter(stem for stems in self._of.values() for stem in stems)
        limit = max(2, len(units) // 5)
        self._rare = {stem for stem, count in counts.items() if 1 < count <= limit}

    def shared(self, unit: Unit, others: Sequence[Unit]) -> int:
        """Count the rare stems that `unit` shares with `others`."""
        theirs = {stem for other in others if other is not unit for stem in self._of.get(id(other), ())}
        return sum(stem in theirs for stem in self._of.get(id(unit), ()) if stem in self._rare)


def _seat(runs: list[Run], guests: Sequence[Unit], stems: _Stems) -> None:
    """Let goals and limits join the demands they share words with; limits that fit nowhere stand by themselves."""
    homes = list(runs)
    alone: list[Unit] = []
    for unit in guests:
        scores = [stems.shared(unit, run.units) for run in homes]
        if max(scores) >= (_EVIDENCE if Tag.CONSTRAINT in unit.tags else 1) or Tag.GOAL in unit.tags:
            homes[scores.index(max(scores))].guests.append(unit)
        else:
            alone.append(unit)
    quality = [run for run in homes if sum(Tag.QUALITY in unit.tags for unit in run.units) * 2 > len(run.units)]
    if quality:
        quality[0].guests += alone
    elif len(alone) > 1:
        runs.append(Run(topic="", heading=alone[0].heading, units=alone))
    elif alone:
        homes[-1].guests += alone
    for run in homes:
        run.units += run.guests


def _move_to_evidence(runs: list[Run], stems: _Stems) -> None:
    """Let goals and limits join the demands they speak of, where they share enough rare words."""
    for run in runs:
        for unit in list(run.units):
            if run.topic or not unit.tags & {Tag.GOAL, Tag.CONSTRAINT}:
                continue
            others = [other for other in runs if other is not run and other.units]
            best = max(others, key=lambda other: (stems.shared(unit, other.units), -runs.index(other)), default=None)
            here = stems.shared(unit, run.units)
            if best is not None and stems.shared(unit, best.units) >= max(_EVIDENCE, here + 1):
                run.units.remove(unit)
                best.units.append(unit)
    for run in runs:
        run.units.sort(key=lambda unit: unit.position)
    runs[:] = [run for run in runs if run.units]


def _fold_small(runs: list[Run], stems: _Stems) -> None:
    """Fold sections of one unit into the neighbour they share most with."""
    while len(runs) > 1:
        index = next((index for index, run in enumerate(runs) if len(run.units) < 2), None)  # noqa: PLR2004  a plain count
        if index is None:
            return
        small = runs.pop(index)
        target = runs[_home_of(small, runs, index, stems)]
        target.units += small.units
        target.units.sort(key=lambda unit: unit.position)
        if len(target.units) == 2 and target.topic != small.topic:  # noqa: PLR2004  two strangers are named by both
            target.topic = ""


def _home_of(small: Run, runs: list[Run], index: int, stems: _Stems) -> int:
    """Choose where a section of one goes: to shared rare words wherever they are, else to a neighbour."""
    scores = [stems.shared(small.units[0], run.units) for run in runs]
    if max(scores) >= _EVIDENCE:
        return scores.index(max(scores))
    neighbours = [place for place in (index - 1, index) if 0 <= place < len(runs)]
    return max(neighbours, key=lambda place: (scores[place], -place))


def _split_large(runs: list[Run], stems: _Stems, *, least: int, most: int) -> list[Run]:
    """Cut large sections into contiguous pieces while there is room for more groups."""
    wanted = [_pieces(run, alone=len(runs) == 1, least=least) for run in runs]
    while sum(wanted) > most and max(wanted) > 1:
        wanted[wanted.index(max(wanted))] -= 1
    found = []
    for run, pieces in zip(runs, wanted, strict=True):
        cuts = _best_cuts(run.units, pieces, stems)
        for start, end in cuts:
            topic = run.topic if len(cuts) == 1 else ""
            found.append(Run(topic=topic, heading=run.heading, units=run.units[start:end]))
    return found


def _pieces(run: Run, *, alone: bool, least: int) -> int:
    count = len(run.units)
    if count <= _LARGE and not alone:
        return 1
    pieces = -(-count // _IDEAL) if not run.topic else -(-count // (_IDEAL * 3))
    return max(pieces, least if alone else 1)


def _best_cuts(units: Sequence[Unit], pieces: int, stems: _Stems) -> list[tuple[int, int]]:
    """Cut a run into `pieces` so that sizes are even and neighbours with shared words stay together."""
    count = len(units)
    pieces = min(pieces, count)
    if pieces <= 1:
        return [(0, count)]
    ties = [0] + [stems.shared(units[index], units[index - 1 : index]) for index in range(1, count)]
    ideal = count // pieces
    best: list[dict[int, tuple[int, int]]] = [{0: (0, 0)}]
    for piece in range(1, pieces + 1):
        row: dict[int, tuple[int, int]] = {}
        for end in range(piece, count + 1):
            choices = [
                (cost + (end - start - ideal) ** 2 * 2 + (ties[start] * 3 if start else 0), start)
                for start, (cost, _) in best[piece - 1].items()
                if start < end
            ]
            if choices:
                row[end] = min(choices)
        best.append(row)
    cuts, end = [], count
    for piece in range(pieces, 0, -1):
        start = best[piece][end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _merge_smallest(runs: list[Run]) -> None:
    """Join the two neighbours that are smallest together."""
    index = min(range(len(runs) - 1), key=lambda place: (len(runs[place].units) + len(runs[place + 1].units), place))
    first, second = runs[index], runs.pop(index + 1)
    first.units += second.units
    if first.topic != second.topic:
        first.topic = ""
