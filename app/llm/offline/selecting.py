"""Which units a hint asks for: where they come from, how they relate to the unit at hand, how they are grouped."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json
from app.llm.offline.gaps import gaps_in, missing_number, names
from app.llm.offline.grouping import Run, grouped
from app.llm.offline.hints import By, Each, Hint
from app.llm.offline.lexicon import lexicon
from app.llm.offline.material import Material
from app.llm.offline.naming import group_name, title_of
from app.llm.offline.parties import Party, same_name, without_article
from app.llm.offline.phrasing import wish_in
from app.llm.offline.quantities import figure, quantity, years_in
from app.llm.offline.sentences import clauses_of, sentences_of
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit, share_words
from app.llm.offline.words import stems_of, words_of

LocalUnits = Callable[[str], Sequence[Unit]]
_STRENGTHS: Final = (Tag.STRONG, Tag.MEDIUM, Tag.WEAK)


def own_codes(unit: Unit) -> frozenset[str]:
    """Give the codes that a unit is: its own, and those of what it was made from."""
    return frozenset(code for code in (unit.code, *(member.code for member in unit.members)) if code)


class Selector:
    """Answers hints from the material of one request."""

    def __init__(self, material: Material, local: LocalUnits) -> None:
        self._material = material
        self._local = local
        self._homes: dict[tuple[int, tuple[str, ...]], dict[int, list[tuple[int, Tag]]]] = {}

    def units(self, hint: Hint, here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        """Give the units that a hint asks for, in order."""
        base = self._related(hint, self._filtered(hint, self._base(hint, here)), here, siblings)
        found = base[: hint.most]
        for other in hint.otherwise_each:
            found = found or self.units(other, here, siblings)
        return found

    # -- where they come from ----------------------------------------------------------------------------------------

    def _base(self, hint: Hint, here: Unit | None) -> list[Unit]:  # noqa: PLR0911  one line a kind
        items = [unit for path in hint.of for unit in self._items(path, here)]
        if len(hint.of) > 1:
            items = list({unit.text or unit.code: unit for unit in reversed(items)}.values())[::-1]
        match hint.each:
            case Each.STATEMENT:
                return list(self._material.statements)
            case Each.PARTY:
                return self._parties()
            case Each.CLAUSE:
                return self._clauses(here)
            case Each.GROUP:
                return self._groups(hint, items or list(self._material.statements))
            case Each.NOUN:
                return _nouns(items or self._material.statements)
            case Each.GAP:
                return self._gaps(hint, items)
            case Each.LEFTOVER:
                return self._leftover()
            case Each.YEAR:
                return self._years()
            case _:
                return items if hint.of else ([here] if here is not None else [])

    def _items(self, path: str, here: Unit | None) -> Sequence[Unit]:
        if path == "@":
            return here.members if here is not None else ()
        if path.startswith("#"):
            return self._local(path[1:])
        return self._material.items.get(path, ())

    def _parties(self) -> list[Unit]:
        reading = self._material.reading
        parties = reading.parties if reading else ()
        answered = [
            replace(unit, name=title_of(unit.text, unit.language))
            for unit in self._material.statements
            if unit.fields.get("question") in {"users", "decider"} and unit.text
        ]
        return [*(_of_party(party, self._material.language) for party in parties), *answered]

    def _clauses(self, here: Unit | None) -> list[Unit]:
        """Give the sentences and clauses of a unit; what is given in two places is one."""
        if here is None:
            return []
        if here.clauses:
            return list(here.clauses)
        text = here.text
        spans = [clause for span in sentences_of(text, language=here.language) for clause in clauses_of(text, span)]
        return [replace(here, text=text[start:end], name="", members=(), clauses=(), fields={}) for start, end in spans]

    def _groups(self, hint: Hint, units: Sequence[Unit]) -> list[Unit]:
        least, most = hint.size
        chosen = sorted(self._filtered(hint, units), key=lambda unit: unit.position)
        return _named_apart([self._group(run) for run in grouped(chosen, least=least, most=most)])

    def _group(self, run: Run) -> Unit:
        language = self._material.language
        return Unit(
            text=" ".join(unit.text for unit in run.units),
            name=group_name([unit.text for unit in run.units], heading=run.heading, topic=run.topic, language=language),
            language=language,
            tags=frozenset(tag for unit in run.units for tag in unit.tags),
            sources=tuple(source for unit in run.units for source in unit.sources),
            members=tuple(run.units),
            topic=run.topic,
            heading=run.heading,
            position=run.units[0].position,
        )

    def _gaps(self, hint: Hint, items: Sequence[Unit]) -> list[Unit]:
        language = self._material.language
        if hint.of:
            wanted = [check for check in hint.checklist if check.id == "number"]
            return [
                missing_number(unit, language)
                for check in wanted
                for unit in items
                if (not check.where or unit.tags & check.where)
                and not unit.tags & check.unless
                and not _has_figure(unit)
            ]
        reading = self._material.reading
        parties = reading.parties if reading else ()
        given = {answered.question.key: answered for answered in self._material.answers}
        found = []
        known = {Tag.PARTY: bool(parties), Tag.PERIOD: self.period()[0] is not None}
        tags = frozenset(tag for tag, holds in known.items() if holds)
        units = [*self._material.statements, Unit(text="", tags=tags)]
        for gap in gaps_in(units, parties=parties, checklist=hint.checklist, language=language):
            answered = given.get(gap.name)
            if answered is None:
                found.append(gap)
            elif answered.value is None:
                sources = ({"answer": answered.question.id},)
                found.append(replace(gap, sources=sources, tags=gap.tags | {Tag.DECIDED}))
        return found

    def _leftover(self) -> list[Unit]:
        quotes = self._material.reading.leftover if self._material.reading else ()
        return [
            Unit(text=quote.text, name=quote.text, fields=quote.as_json(), sources=(quote.as_json(),))
            for quote in quotes
        ]

    def _years(self) -> list[Unit]:
        first, last = self.period()
        if first is None or last is None:
            return []
        return [Unit(text=str(year), name=f"y{year}", fields={"year": year}) for year in range(first, last + 1)]

    def period(self) -> tuple[int | None, int | None]:
        """Give the years that the brief or an input names as the period: "2027 to 2029"."""
        for documents in self._material.documents.values():
            for document in documents:
                for value in document.values():
                    if isinstance(value, dict) and "period_from" in value and "period_to" in value:
                        return int(str(value["period_from"])[:4]), int(str(value["period_to"])[:4])
        reading = self._material.reading
        titled = years_in(reading.title) if reading else ()
        if len(titled) == 2 and titled[0] < titled[1]:  # noqa: PLR2004  from, to
            return titled[0], titled[1]
        for unit in self._material.statements:
            years = years_in(unit.text)
            if Tag.GOAL in unit.tags and len(years) == 2 and years[0] < years[1]:  # noqa: PLR2004  from, to
                return years
        return None, None

    # -- which of them -----------------------------------------------------------------------------------------------

    def _filtered(self, hint: Hint, units: Iterable[Unit]) -> list[Unit]:
        if hint.each is Each.GROUP and any(unit.members for unit in units):
            return list(units)
        return [
            unit
            for unit in units
            if (not hint.where or unit.tags & hint.where)
            and not unit.tags & hint.unless
            and all(_value(unit, field) in values for field, values in hint.having)
        ]

    def _related(self, hint: Hint, units: list[Unit], here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        if not hint.by:
            return units
        for by in hint.by:
            found = self._by(by, hint, units, here, siblings)
            if found:
                return found
        return []

    def _by(  # noqa: PLR0911, PLR0912, C901  one line a relation
        self, by: By, hint: Hint, units: list[Unit], here: Unit | None, siblings: Sequence[Unit]
    ) -> list[Unit]:
        scope = self._material.here
        anchor = here or scope
        if by is By.SELF or anchor is None:
            return [anchor] if anchor is not None and by is By.SELF else []
        codes = own_codes(anchor)
        match by:
            case By.REFERRED:
                return [unit for unit in units if own_codes(unit) & anchor.references]
            case By.REFERRING:
                return [unit for unit in units if unit.references & codes]
            case By.COMMON:
                return [unit for unit in units if unit.references & (anchor.references | codes)]
            case By.SCOPE:
                return [unit for unit in units if scope is not None and unit.references & own_codes(scope)]
            case By.IN_SCOPE:
                return [unit for unit in units if scope is not None and own_codes(unit) & scope.references]
            case By.RESTS:
                return [unit for unit in units if scope is not None and unit.origins & scope.references]
            case By.MENTIONED:
                exact = [unit for unit in units if unit.name.casefold() in anchor.text.casefold()]
                return exact or [unit for unit in units if names(anchor.text, unit.name, anchor.language)]
            case By.SUBJECT:
                return self._subject(units, anchor)
            case By.SOURCE:
                return [replace(unit, tags=unit.tags | {Tag.STATED}) for unit in units if share_words(unit, anchor)]
            case By.NEAREST:
                return _nearest(units, anchor)
            case By.ASSIGNED:
                return self._assigned(hint, units, anchor, siblings)
            case _:
                return units

    def _subject(self, units: Sequence[Unit], anchor: Unit) -> list[Unit]:
        who = wish_in(anchor.text, anchor.language).who
        opening = words_of(without_article(anchor.text.strip(), lexicon(anchor.language)))
        begun = [
            unit
            for unit in units
            if same_name(unit.name, " ".join(opening[: len(words_of(unit.name))]), anchor.language)
        ]
        if begun or not who:
            return begun
        exact = [unit for unit in units if same_name(unit.name, who, anchor.language)]
        last = words_of(who)[-1:]
        loose = [
            unit
            for unit in units
            if last and words_of(unit.name)[-1:] and same_name(words_of(unit.name)[-1], last[0], anchor.language)
        ]
        return exact or loose

    def _assigned(self, hint: Hint, units: list[Unit], anchor: Unit, siblings: Sequence[Unit]) -> list[Unit]:
        """Give each unit to the siblings it shares words of the brief with, else to the nearest one."""
        index = next((place for place, sibling in enumerate(siblings) if sibling is anchor), None)
        if index is None:
            return []
        key = (id(siblings), hint.of)
        if key not in self._homes:
            self._homes[key] = {id(unit): _homes(unit, siblings) for unit in units}
        homes = self._homes[key]
        found = []
        for unit in units:
            for place, tag in homes.get(id(unit), ()):
                if place == index:
                    found.append(replace(unit, tags=unit.tags | {tag}))
        return found


def said_measure(unit: Unit) -> str:
    """Give the measure that an input item states, else its text."""
    measure = unit.fields.get("measure")
    return measure if isinstance(measure, str) and measure else unit.text


def _named_apart(groups: list[Unit]) -> list[Unit]:
    """Give groups of one name the name of what their first member is about besides."""
    taken: set[str] = set()
    found = []
    for group in groups:
        names = [group.name, *(f"{group.name}: {member.name}" for member in group.members)]
        name = next((name for name in names if name.casefold() not in taken), f"{group.name} {len(taken) + 1}")
        taken.add(name.casefold())
        found.append(replace(group, name=name))
    return found


def _has_figure(unit: Unit) -> bool:
    measure = figure(said_measure(unit), unit.language)
    return any(character.isdigit() for character in measure)


def _value(unit: Unit, field: str) -> Json:
    return unit.fields.get(field)


def _of_party(party: Party, language: str) -> Unit:
    tags = {Tag.PARTY} | ({Tag.EXTERNAL} if party.external else set())
    if party.heard is not None:
        tags |= {Tag.HEARD} if party.heard else {Tag.UNHEARD}
    note = party.note
    if not note and party.said and any(character.isdigit() for character in party.said):
        note = quantity(party.said, language)
    return Unit(
        text=party.said or party.name,
        name=party.name,
        language=language,
        tags=frozenset(tags),
        sources=tuple(quote.as_json() for quote in party.quotes),
        fields={"said": party.said, "note": note},
    )


def _nearest(units: Sequence[Unit], anchor: Unit) -> list[Unit]:
    scored = [(_likeness(unit, anchor), -place) for place, unit in enumerate(units)]
    best = max(scored, default=(0, 0))
    if best[0] == 0:
        return []
    unit = units[-best[1]]
    return [replace(unit, tags=unit.tags | {Tag.PROPOSED})]


def _likeness(one: Unit, other: Unit) -> int:
    common = len(one.references & (other.references | own_codes(other)))
    return common * 100 + len(set(_stems(one)) & set(_stems(other)))


def _stems(unit: Unit) -> tuple[str, ...]:
    return stems_of(f"{unit.name} {unit.text}", language=unit.language, without=lexicon(unit.language).function)


def _homes(unit: Unit, siblings: Sequence[Unit]) -> list[tuple[int, Tag]]:
    stated = [place for place, sibling in enumerate(siblings) if share_words(unit, sibling)]
    if stated:
        return [(place, Tag.STATED) for place in stated]
    scores = [(_likeness(unit, sibling), -place) for place, sibling in enumerate(siblings)]
    return [(-max(scores)[1], Tag.PROPOSED)]


def _nouns(units: Iterable[Unit]) -> list[Unit]:
    """Give the things that the units speak of: each once, with everything that names it."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        forms = _noun_forms(unit.language)
        for word in dict.fromkeys(words_of(unit.text)):
            if word in forms:
                found.setdefault(forms[word], []).append(unit)
        for cue, _ in (entry for entry in lexicon(unit.language).wide if entry[1] == "entities"):
            if cue in unit.text:
                found.setdefault(cue, []).append(unit)
    often = {noun: mentions for noun, mentions in found.items() if len(mentions) > 1}
    chosen = often if len(often) > 1 else found
    return [
        Unit(
            text=mentions[0].text,
            name=noun[:1].upper() + noun[1:],
            language=mentions[0].language,
            tags=frozenset(tag for mention in mentions for tag in mention.tags) - set(_STRENGTHS),
            sources=tuple(source for mention in mentions for source in mention.sources),
            members=tuple(mentions),
        )
        for noun, mentions in chosen.items()
    ]


def _noun_forms(language: str) -> dict[str, str]:
    cues = lexicon(language)
    forms: dict[str, str] = {}
    for cue in cues.members("entities"):
        for ending in ("", *cues.members("plurals")):
            forms.setdefault(f"{cue}{ending}", cue)
        if cue.endswith("y"):
            forms.setdefault(f"{cue[:-1]}ies", cue)
    return forms
