"""What a plan has to watch: who carries it, what it lacks, what may go wrong, what is checked before acceptance."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json, JsonObject
from app.llm.offline.calendar import when_in
from app.llm.offline.deeds import deed_in
from app.llm.offline.gaps import outsider_in, short
from app.llm.offline.hints import CheckItem
from app.llm.offline.lexicon import lexicon
from app.llm.offline.means import aim_in
from app.llm.offline.naming import joined, title_of
from app.llm.offline.parties import is_ability, without_article
from app.llm.offline.phrases import phrase
from app.llm.offline.relations import telling
from app.llm.offline.sums import sums_in
from app.llm.offline.tags import Tag
from app.llm.offline.units import CODE, Unit
from app.llm.offline.words import is_wide, words_of

_NAMED: Final = 4
_PASSIVE: Final = frozenset({"be", "être", "ser", "estar", "worden", "werden", "bli", "olla"})
_OWNER_WORDS: Final = 8


def responsible_in(text: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Give who is responsible, and for what: "Mrs Berg is responsible for the heating and the roof"."""
    cues = lexicon(language)
    cue = next((" ".join(hit.words) for hit in cues.hits(text, words_of(text)) if hit.category == "owns"), "")
    start = text.casefold().find(cue) if cue else 0
    who = without_article(text[: max(start, 0)].strip(), cues)
    if not 0 < len(who.split()) <= _OWNER_WORDS:
        return "", ()
    joins = "|".join(re.escape(join) for join in cues.members("joins")) or r"\b\B"
    return who[:1].upper() + who[1:], tuple(re.split(rf",\s*|\s(?:{joins})\s", text[start + len(cue) :]))


def responsible_for(unit: Unit, statements: Iterable[Unit]) -> tuple[str, Unit] | None:
    """Give who is responsible for a unit, if every telling word of what they answer for is in it, and what says so."""
    own = telling(unit)
    for statement in statements:
        who, things = responsible_in(statement.text, statement.language)
        wanted = [telling(replace(statement, text=thing)) for thing in things]
        if who and any(words and words <= own for words in wanted):
            return who, statement
    return None


def owner_in(text: str, language: str) -> str:
    """Give who must do something, in the author's words; empty where somebody only may, or suffers it."""
    found = deed_in(text, language)
    words = words_of(found.what)
    hits = {hit.category for hit in lexicon(language).hits(text, words_of(text))}
    suffers = not words or bool(_PASSIVE & {words[0], words[-1]}) or (language == "sv" and words[0].endswith("s"))
    acts = (
        bool(hits & {"strong", "medium"})
        and not is_ability(text, language)
        and not hits & {"ability", "unheard", "heard", "prohibition"}
    )
    suffers = suffers or bool({*lexicon(language).members("receives")} & {words[0], words[-1]})
    return found.who[:1].upper() + found.who[1:] if found.who and acts and not suffers else ""


def with_sums(units: Iterable[Unit]) -> list[Unit]:
    """Give the units that name money."""
    return [unit for unit in units if sums_in(unit.text, unit.language)]


def dated(units: Iterable[Unit], period: tuple[int | None, int | None], told: Sequence[Unit]) -> list[Unit]:
    """Give the units that name a time, within the period where there is one; those without a year come last.

    What only tells of how things are (`told`) needs a year: "in April the telephone rings" is no milestone.
    """
    first, last = period
    found = []
    for unit in units:
        when = when_in(aim_in(unit.text, unit.language), unit.language)
        if when is None or (when.year is None and unit in told):
            continue
        if when.year is None or (first or when.year) <= when.year <= (last or when.year):
            found.append((when.iso or "9999", unit))
    return [unit for _, unit in sorted(found, key=lambda entry: entry[0])]


# -- risks -----------------------------------------------------------------------------------------------------------


def risks_of(kind: str, units: Sequence[Unit], language: str) -> list[Unit]:
    """Give what may go wrong with the units: what the author fears, what is lost, a date, somebody outside."""
    said = _RISKS[kind]
    return [_made(text, (unit,), language) for unit in units if (text := said(unit, language))]


def _loss(unit: Unit, language: str) -> str:
    hits = {hit.category for hit in lexicon(unit.language).hits(unit.text, words_of(unit.text))}
    loses = "losses" in hits or ("growth" in hits and "money" in hits)
    wanted = hits & {"strong", "medium", "prohibition"}
    return phrase("risk_loss", language, quote=_quote(unit)) if loses and not wanted else ""


def _date(unit: Unit, language: str) -> str:
    named = when_in(aim_in(unit.text, unit.language), unit.language) is not None
    return phrase("risk_date", language, quote=_quote(unit)) if named else ""


def _outside(unit: Unit, language: str) -> str:
    name = outsider_in(unit)
    return phrase("risk_outside", language, name=name, quote=_quote(unit)) if name else ""


def _quote(unit: Unit) -> str:
    return short(unit.text)


_RISKS: Final[Mapping[str, Callable[[Unit, str], str]]] = {
    "worry": lambda unit, _: unit.text,
    "loss": _loss,
    "date": _date,
    "outside": _outside,
}


# -- what is checked -------------------------------------------------------------------------------------------------


def checks_of(kind: str, units: Sequence[Unit], language: str) -> list[Unit]:
    """Give what a person checks before accepting: one thing for all the units, or for each what must be kept."""
    if kind == "kept":
        return [_made(phrase("check_kept", language, quote=_quote(unit)), (unit,), language) for unit in units]
    chosen = list(units)
    if kind in {"answered", "assumed"}:
        waiting = _without_stand_in(units)
        chosen = waiting if kind == "answered" else [unit for unit in units if unit not in waiting]
    if not chosen:
        return []
    if kind == "proposed":
        chosen = list({one.code: one for unit in units for one in (unit, *_proposed_by(unit))}.values())
    names = joined([unit.name for unit in chosen], language) if kind == "heard" else ""
    return [_made(phrase(f"check_{kind}", language, names=names), chosen, language)]


def _proposed_by(unit: Unit) -> Iterator[Unit]:
    """Give what an item is linked with by a proposal, by its code."""
    for links in unit.fields.values():
        for link in _listed(links):
            if isinstance(link, Mapping) and Tag.PROPOSED in link.values():
                codes = [str(said) for said in link.values() if CODE.fullmatch(str(said))]
                yield from (Unit(text=code, code=code, sources=({"item": code},)) for code in codes)


def _without_stand_in(units: Sequence[Unit]) -> list[Unit]:
    """Give the questions for which no assumption stands in: one made for the same words, or for the same question."""
    assumptions = [unit for unit in units if "question" not in unit.fields]
    sources = [_plain(unit.fields.get("sources")) for unit in assumptions]
    codes = {unit.code for unit in assumptions}
    return [
        unit
        for unit in units
        if "question" in unit.fields
        and _plain(unit.fields.get("sources")) not in sources
        and not any(code in _plain(unit.fields.get("sources")) for code in codes)
    ]


def _plain(sources: Json) -> str:
    return repr(sources)


def _made(text: str, units: Sequence[Unit], language: str) -> Unit:
    return Unit(
        text=text,
        name=text,
        language=language,
        sources=tuple(source for unit in units for source in unit.sources),
        members=tuple(units),
        fields={"question": text},
    )


# -- what is lacking -------------------------------------------------------------------------------------------------


def has_any(row: Json, fields: Sequence[str]) -> bool:
    """Tell whether a row says something in one of the fields."""
    return isinstance(row, Mapping) and any(row.get(field) for field in fields)


def lacking(checklist: Iterable[CheckItem], rows: Sequence[Json], language: str) -> Iterator[Unit]:
    """Ask once for each thing that rows lack, for all of them together."""
    for item in checklist:
        empty = [row for row in rows if isinstance(row, Mapping) and not _says(item, row)]
        if empty:
            yield _asked_of(item.id, empty, language, is_all=len(empty) == len(rows))


def _says(item: CheckItem, row: JsonObject) -> bool:
    said = [str(row[field]) for field in item.lacks if row.get(field)]
    return any(any(letter.isdigit() for letter in text) for text in said) if item.id == "numbers" else bool(said)


def _asked_of(kind: str, rows: Sequence[JsonObject], language: str, *, is_all: bool) -> Unit:
    marks = "「」" if any(is_wide(str(row["name"])) for row in rows) else "“”"
    shown = [f"{marks[0]}{title_of(str(row['name']), language)}{marks[1]}" for row in rows]
    if is_all and len(rows) >= _NAMED:
        shown = [phrase("all_rows", language, count=len(rows))]
    elif len(rows) > _NAMED + 1:
        shown = [*shown[:_NAMED], phrase("more", language, count=len(rows) - _NAMED)]
    sources = [source for row in rows for source in _listed(row.get("sources"))]
    return Unit(
        text=phrase(f"ask_{kind}", language, names=joined(shown, language)),
        name=kind,
        language=language,
        sources=tuple(source for source in sources if isinstance(source, Mapping)),
        fields={"why": phrase(f"why_{kind}", language), "blocking": False},
        tags=frozenset({Tag.OPEN}),
    )


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()
