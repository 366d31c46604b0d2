"""What is written at one node: quotations, numbers, choices, and the drafter's own few words."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.domain.names import Json, JsonObject
from app.domain.quality.words import says_something
from app.llm.offline.calendar import When, when_in
from app.llm.offline.criteria import event_in, failure_before
from app.llm.offline.dates import dates_in, due_date, only_date
from app.llm.offline.deeds import deed_in
from app.llm.offline.gaps import short, vague_word
from app.llm.offline.hints import INTENT, Hint, Put, read_hint
from app.llm.offline.lexicon import lexicon
from app.llm.offline.making import said_measure
from app.llm.offline.material import Material
from app.llm.offline.means import aim_in
from app.llm.offline.measures import baseline_in, target_figure, target_in
from app.llm.offline.naming import joined, title_of
from app.llm.offline.outlook import has_any, owner_in, responsible_for, with_sums
from app.llm.offline.parties import same_name
from app.llm.offline.patterns import late
from app.llm.offline.phrases import phrase
from app.llm.offline.phrasing import condition_in, purpose_in, wish_in
from app.llm.offline.quantities import counted, quantities
from app.llm.offline.selecting import Selector
from app.llm.offline.sums import costs_in, currency_in, sums_in, yearly
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, words_of

_ENDS: Final = (".", "!", "?", "。", "…", ":", "！", "？", "؟")
_SMALL: Final = 2
_MEDIUM: Final = 4
_LONG: Final = 100_000
_SAID_BY_THE_LABEL: Final = late(r"^(?:when|lorsque|quand|cuando|quando|när)\s+", re.IGNORECASE)
_PASSIVE: Final = "be "
"""What happens to somebody is no title without them: "be asked before hot work"."""


class Writer:
    """Writes values; it never adds a word of content that the author did not write."""

    def __init__(self, material: Material, selector: Selector, rows: Callable[[str], Sequence[Json]]) -> None:
        self._material = material
        self._selector = selector
        self._rows = rows
        self._puts: Mapping[Put, Callable[[Unit], Json]] = {
            Put.QUOTE: lambda unit: unit.text,
            Put.TITLE: lambda unit: title_of(unit.text, unit.language),
            Put.NAME: lambda unit: unit.name,
            Put.CODE: lambda unit: unit.code,
            Put.NUMBER: lambda unit: "" if _is_today(unit) else target_in(said_measure(unit), unit.language),
            Put.FIGURE: lambda unit: target_figure(said_measure(unit), unit.language),
            Put.BASELINE: _baseline,
            Put.FIGURES: lambda unit: "; ".join(quantities(unit.text, unit.language)),
            Put.FIGURES_AND_DATES: lambda unit: "; ".join(
                (*quantities(unit.text, unit.language), *(date.group() for date in dates_in(unit.text, unit.language)))
            ),
            Put.ONLY_DATE: lambda unit: only_date(unit.text, unit.language),
            Put.DATE: _due,
            Put.ISO_DATE: self._iso_date,
            Put.CONDITION: lambda unit: (
                condition_in(unit.text, unit.language)[0] or str(unit.fields.get("given") or "")
            ),
            Put.RESULT: self._result,
            Put.EVENT: lambda unit: _SAID_BY_THE_LABEL.sub("", event_in(unit.text, unit.language)[1], count=1),
            Put.PURPOSE: lambda unit: purpose_in(unit.text, unit.language) or wish_in(unit.text, unit.language).why,
            Put.SIZE: lambda unit: self._sized(unit)[0],
            Put.SIZING: lambda unit: self._sized(unit)[1],
            Put.NOTE: lambda unit: str(unit.fields.get("note") or ""),
            Put.SAID: lambda unit: str(unit.fields.get("said") or ""),
            Put.TERM: lambda unit: unit.text.partition(":")[0].strip() or unit.name,
            Put.MEANING: lambda unit: unit.text.partition(":")[2].strip() or unit.text,
            Put.QUESTION: lambda unit: unit.text,
            Put.REASON: lambda unit: str(unit.fields.get("why") or ""),
            Put.ASSUMPTION: lambda unit: str(unit.fields.get("assumption") if unit.fields.get("stands_in") else ""),
            Put.YEAR: lambda unit: unit.fields.get("year"),
            Put.SUMS: lambda unit: "; ".join(sums_in(unit.text, unit.language)),
            Put.WHEN: _when,
            Put.STARTS: lambda unit: self._date(unit, begins=True),
            Put.ENDS: lambda unit: self._date(unit, begins=False),
            Put.NO: lambda unit: bool(unit.fields.get("blocking")),
        }

        self._gathers: Mapping[Put, Callable[[Unit | None, Sequence[Unit]], Json]] = {
            Put.NAMES: lambda _, units: joined([unit.name for unit in units], material.language),
            Put.COUNT: lambda _, units: len(units),
            Put.YEARLY: self._yearly,
            Put.COSTS: self._costs,
            Put.OWNER: self._owner,
            Put.CURRENCY: lambda _, units: next((currency_in(u.text, u.language) for u in with_sums(units)), None),
            Put.CITED: lambda _, units: " ".join(self._cited(unit.text, unit) for unit in units),
        }

    def text(self, hint: Hint, unit: Unit, node: JsonObject) -> Json:
        """Write one value about `unit`, within the node's limits."""
        value = self.value(hint, unit, None, node)
        return None if value == "" else value

    def value(self, hint: Hint, here: Unit | None, units: Sequence[Unit] | None, node: JsonObject) -> Json:
        """Write what a hint asks for; None or an empty text where there is nothing to say."""
        limit = node.get("maxLength")
        most = limit if isinstance(limit, int) else _LONG
        if hint.some is not None or hint.none is not None:
            return hint.some if units else hint.none
        if hint.without is not None and not units:
            return self._instead(hint.without, here, units, node)
        if hint.choose or (hint.otherwise is not None and hint.put is None):
            return self._instead(self._chosen(hint, here), here, units, node)
        if hint.say:
            return self._said(hint, here, units)[:most]
        return _cut(self._put(hint, here, units, most), most, exact=hint.put is Put.FIELD)

    def _instead(self, value: Json, here: Unit | None, units: Sequence[Unit] | None, node: JsonObject) -> Json:
        """Give a value of a hint, or what a hint in its place asks for."""
        return self.value(read_hint(value), here, units, node) if isinstance(value, Mapping) else self._spoken(value)

    def _put(  # noqa: PLR0911  one line a form
        self, hint: Hint, here: Unit | None, units: Sequence[Unit] | None, most: int
    ) -> Json:
        subject = (units[0] if units else None) if units is not None else here
        gathers = self._gathers.get(hint.put) if hint.put is not None else None
        if gathers is not None:
            return gathers(here, units or ())
        match hint.put:
            case Put.DEED | Put.WISH:
                return self._done(hint.put, here, units) if here is not None else None
            case Put.GATHER:
                return _gathered(units or (), most)
            case Put.PERIOD_START | Put.PERIOD_END:
                year = self._selector.period()[0 if hint.put is Put.PERIOD_START else 1]
                return str(year) if year else None
            case Put.FIELD:
                return subject.fields.get(hint.field) if subject is not None else None
            case None:
                return None
            case _:
                return self._puts[hint.put](subject) if subject is not None else None

    def _done(self, put: Put, here: Unit, people: Sequence[Unit] | None) -> str:
        """Write what somebody does or wishes, in the author's words; as a title, up to the first stop."""
        text = failure_before(here.text, here.language)[1]
        wish = wish_in(text, here.language)
        known = [person.name for person in people or ()]
        deed = deed_in(text, here.language, known).what if wish.what == text or not known else ""
        if put is Put.WISH:
            return deed or wish.what
        done = deed or wish.what
        title = title_of(text if done.startswith(_PASSIVE) else done, here.language)
        return title[:1].upper() + title[1:]

    def _result(self, unit: Unit) -> str:
        """Give what can be observed; of what is only named, that it is there."""
        said = event_in(unit.text, unit.language)[0]
        return said if says_something(said) else phrase("is_there", unit.language, text=said.strip(" .…"))

    def _sized(self, unit: Unit) -> tuple[str, str]:
        """Propose a size by counting what has to be shown, asked of others, and kept within limits."""
        clauses = self._selector.clauses(unit)
        outside = int(Tag.EXTERNAL in unit.tags)
        numbers = len(counted(unit.text, unit.language))
        points = len(clauses) + 2 * outside + numbers
        size = "S" if points <= _SMALL else ("M" if points <= _MEDIUM else "L")
        note = phrase(
            "size_note", self._material.language, size=size, criteria=len(clauses), outside=outside, numbers=numbers
        )
        return size, note

    def _chosen(self, hint: Hint, here: Unit | None) -> Json:
        tags = here.tags if here is not None else frozenset()
        return next((value for tag, value in hint.choose if tag in tags), hint.otherwise)

    def _spoken(self, value: Json) -> Json:
        if isinstance(value, str) and value.startswith("~"):
            return phrase(value[1:], self._material.language)
        return value

    def _said(self, hint: Hint, here: Unit | None, units: Sequence[Unit] | None) -> str:
        language = self._material.language
        if not isinstance(hint.say, str):
            return hint.say.get(language, hint.say["en"])
        if hint.say == INTENT:
            return self._intent(here) if here is not None else ""
        subject = here if here is not None else (units[0] if units else Unit(text=""))
        members = subject.members or (subject,)
        covered, rows = self._covered(hint)
        known = sum(has_any(row, hint.lacks) for row in self._rows(hint.rows)) if hint.rows else 0
        if hint.lacks and known == rows:
            return phrase(hint.complete, language) if hint.complete else ""
        values = {
            "name": subject.topic or subject.heading or subject.name,
            "names": joined([title_of(unit.name, unit.language) for unit in units or ()], language),
            "known": known,
            "text": subject.text,
            "quote": short(subject.text),
            "word": vague_word(subject),
            "first": title_of(members[0].text, language),
            "last": title_of(members[-1].text, language),
            "all": rows,
            "covered": covered,
            "conditions": len(units or ()),
            "count": rows if hint.rows else len(units or ()),
        }
        return phrase(hint.say, language, **values)

    def _intent(self, group: Unit) -> str:
        """Say how much a group holds, how strongly it is demanded, whom it concerns, and where the brief says it."""
        language = self._material.language
        members = group.members or (group,)
        strong = sum({Tag.STRONG, Tag.STATED} <= member.tags for member in members)
        said = [phrase("intent_count", language, count=len(members), strong=strong)]
        known = [party.name for party in self._material.reading.parties] if self._material.reading else []
        names: list[str] = []
        for member in members:
            who = wish_in(member.text, member.language).who or deed_in(member.text, member.language, known).who
            if who and not any(same_name(who, name, language) for name in names):
                names.append(who[:1].upper() + who[1:])
        if names:
            said.append(phrase("intent_people", language, names=joined(names, language)))
        core = [member for member in members if not member.tags & {Tag.GOAL, Tag.CONSTRAINT}] or members
        first, last = title_of(core[0].text, language), title_of(core[-1].text, language)
        if len(core) > 1:
            said.append(phrase("from_order", language, first=first, last=last))
        return ("" if is_wide(said[0]) else " ").join(said)

    def _covered(self, hint: Hint) -> tuple[int, int]:
        """Count the rows of a list in which nothing is empty, and all of them."""
        rows = self._rows(hint.rows) if hint.rows else ()
        whole = [row for row in rows if isinstance(row, Mapping) and all(entry != [] for entry in row.values())]
        return len(whole), len(rows)

    def _costs(self, here: Unit | None, related: Sequence[Unit]) -> str:
        """Give the money that a unit names; else what the items about the same name, each with its code."""
        changes = here is not None and bool(baseline_in(here.text, here.language))
        own = costs_in(here.text, here.language) if here is not None and not (changes and related) else ()
        named = [(", ".join(sums_in(unit.text, unit.language)), unit) for unit in related]
        return "; ".join(own or [self._cited(said, unit) for said, unit in named if said])

    def _owner(self, here: Unit | None, statements: Sequence[Unit]) -> str:
        """Give who answers for a unit: who must do it, else whom a statement names for it."""
        if here is None:
            return ""
        named = responsible_for(here, statements)
        return owner_in(here.text, here.language) or (self._cited(*named) if named else "")

    def _cited(self, said: str, unit: Unit) -> str:
        return phrase("by_words", self._material.language, said=said, code=unit.code)

    def _iso_date(self, unit: Unit) -> Json:
        """Give the date of a text that lies in the period, if there is one; of several that stand apart none."""
        when = _time_of(unit)
        first, last = self._selector.period()
        inside = when is not None and when.year is not None and (first or when.year) <= when.year <= (last or when.year)
        return when.iso if when is not None and inside else None

    def _date(self, unit: Unit, *, begins: bool) -> Json:
        when = _time_of(unit)
        return self._iso_date(unit) if when is not None and when.begins is begins else None

    def _yearly(self, year: Unit | None, purses: Sequence[Unit]) -> Json:
        """Give what there is in a year, where one purse alone says so."""
        number = year.fields.get("year") if year is not None else None
        found = {
            said
            for purse in purses
            if isinstance(number, int) and (said := yearly(purse.text, number, purse.language)) is not None
        }
        return found.pop() if len(found) == 1 else None


def _due(unit: Unit) -> str:
    """Give when something is due, with the part of the year: where it begins then, or has begun, nothing."""
    text = aim_in(unit.text, unit.language)
    when = when_in(text, unit.language)
    due = due_date(text, unit.language) if when is not None and not when.begins else ""
    part = _PART_OF_YEAR.search(text[: text.rfind(due)]) if due else None
    return f"{part.group()}{due}" if part else due


_PART_OF_YEAR: Final = late(
    r"\b(?:(?:the )?(?:end|middle|beginning) of |(?:early|mid|late)[ -]|(?:Anfang|Mitte|Ende|fin|début|eind|begin) |"
    r"(?:final(?:es)?|fim|början|slutet|mitten) (?:de|av) )(?:the )?$",
    re.IGNORECASE,
)
"""Stands before a date and tells which part of it."""


def _when(unit: Unit) -> str:
    """Give a time as it is said, where that says more than its date."""
    when = _time_of(unit)
    return when.said if when is not None and when.said != when.iso else ""


def _time_of(unit: Unit) -> When | None:
    """Give the time that a unit names; what is done for an aim is done by the time of the aim."""
    aim = unit.fields.get("aim")
    return when_in(unit.text, unit.language) or (when_in(aim, unit.language) if isinstance(aim, str) else None)


def _is_today(unit: Unit) -> bool:
    """Tell whether a statement tells how things are, whatever else it demands: its figures are no targets."""
    return Tag.NOW in unit.tags and Tag.GOAL not in unit.tags


def _baseline(unit: Unit) -> str:
    said = baseline_in(unit.text, unit.language)
    foretold = {hit.category for hit in lexicon(unit.language).hits(unit.text, words_of(unit.text))} & {"future"}
    return said or ("; ".join(quantities(unit.text, unit.language)) if _is_today(unit) and not foretold else "")


def _gathered(units: Sequence[Unit], most: int) -> str:
    """Put texts one behind the other, each once, as many whole ones as fit."""
    found: list[str] = []
    for text in dict.fromkeys(unit.text.strip() for unit in units if unit.text.strip()):
        closed = text if text.endswith(_ENDS) else f"{text}."
        if sum(map(len, found)) + len(found) + len(closed) > most:
            break
        found.append(closed)
    return " ".join(found)


def _cut(value: Json, most: int, *, exact: bool) -> Json:
    """Keep a text within its limit: at a word, and visibly, unless it must stay exact."""
    if not isinstance(value, str) or len(value) <= most:
        return value
    return value[:most] if exact else value[: most - 2].rsplit(None, 1)[0] + " …"
