"""When groups of demands are wanted: by the author's words, then by what rests on what, then in the author's order."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.parties import same_name, without_article
from app.llm.offline.phrasing import condition_in
from app.llm.offline.tags import Tag
from app.llm.offline.topics import topic_of
from app.llm.offline.units import Unit

PHASES: Final = (Tag.FIRST, Tag.MEDIUM, Tag.LATER)
"""First, next, later: what a group is planned for."""

Edges = Sequence[tuple[int, int]]
_FEW: Final = 2
_NAME: Final = r"(?P<name>[^,;:.]{3,40}?)"
_BEGINNING: Final = {
    "en": rf"\b(?:begin|start) with (?:the )?{_NAME}(?:\s(?:in|on|by|from|at|and)\s|[,;.]|$)",
    "de": rf"\bmit (?:de[rnm] |die |das )?{_NAME} (?:beginnen|anfangen|starten)\b",
    "fr": rf"\bcommencer par (?:les? |la |l')?{_NAME}(?:\s(?:en|au|dès|et)\s|[,;.]|$)",
    "es": rf"\bempezar (?:con|por) (?:el |la |los |las )?{_NAME}(?:\s(?:en|a|y)\s|[,;.]|$)",
    "nl": rf"\bmet (?:de |het )?{_NAME} beginnen\b",
    "sv": rf"\bbörja med {_NAME}(?:\s(?:i|på|och)\s|[,;.]|$)",
}
_FOLLOWING: Final = {
    "en": rf"(?:^|[;,.]\s+(?:and )?)(?:the )?{_NAME} (?:will )?(?:follow|follows|come later|comes later|can wait)\b",
    "de": rf"(?:^|[;,.]\s+(?:und )?)(?:die |der |das )?{_NAME} (?:folgen|folgt|können warten|kommen später)\b",
    "fr": rf"(?:^|[;,.]\s+(?:et )?)(?:les? |la )?{_NAME} (?:suivront|suivra|suivent|viendront plus tard)\b",
}
"""What the author names first, and what follows: "begin with quotations in April; the tablets follow"."""


def spoken_phases(groups: Sequence[Sequence[Unit]], told: Sequence[Unit]) -> dict[int, Tag]:
    """Give the groups that the author puts first or later by naming what they are about."""
    found: dict[int, Tag] = {}
    for unit in told:
        for patterns, phase in ((_FOLLOWING, Tag.LATER), (_BEGINNING, Tag.FIRST)):
            pattern = _compiled(patterns.get(unit.language, ""))
            for match in pattern.finditer(unit.text) if pattern is not None else ():
                homes = [place for place, group in enumerate(groups) if _is_about(group, match["name"])]
                if len(homes) * _FEW <= len(groups):
                    found |= dict.fromkeys(homes, phase)
    return found


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def _is_about(group: Sequence[Unit], name: str) -> bool:
    for unit in group:
        cues = lexicon(unit.language)
        topic = topic_of(condition_in(unit.text, unit.language)[1], cues)
        if topic and same_name(topic, without_article(name.strip(), cues), unit.language):
            return True
    return False


def phased(wanted: Sequence[Tag], edges: Edges, fixed: Collection[int]) -> tuple[Tag, ...]:
    """Put groups in order: nothing comes before what it rests on, and something is first.

    Where most would be first, those that rest on others come next, but for what is `fixed` by the author's words.
    """
    phases = list(wanted)
    for _ in phases:
        for later, earlier in edges:
            phases[earlier] = min(phases[earlier], phases[later], key=PHASES.index)
    kept = _resting(set(fixed), edges)
    if len(phases) > _FEW and sum(phase is Tag.FIRST for phase in phases) * 2 > len(phases):
        for later, earlier in edges:
            if later not in kept and phases[later] is phases[earlier] is Tag.FIRST:
                phases[later] = Tag.MEDIUM
    for _ in phases:
        for later, earlier in edges:
            phases[later] = max(phases[earlier], phases[later], key=PHASES.index)
    if phases and Tag.FIRST not in phases:
        rest = {later for later, _ in edges}
        roots = [earlier for _, earlier in edges if earlier not in rest and phases[earlier] is not Tag.LATER]
        soon = [place for place, phase in enumerate(phases) if phase is not Tag.LATER and place not in rest]
        for place in roots or soon[:1]:
            phases[place] = Tag.FIRST
    return tuple(phases)


def _resting(places: set[int], edges: Edges) -> set[int]:
    """Give some groups with everything that they rest on."""
    found = set(places)
    for _ in edges:
        found |= {earlier for later, earlier in edges if later in found}
    return found
