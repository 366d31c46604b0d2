"""Which units a hint asks for: where they come from, how they relate to the unit at hand, how they are grouped."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json
from app.llm.offline.choices import decisions_of, open_choices
from app.llm.offline.criteria import failure_before, finer
from app.llm.offline.dates import years_in
from app.llm.offline.gaps import gaps_in, missing_number, open_choice, party_key, short, to_be_answered, unanswered
from app.llm.offline.grouping import Run, grouped
from app.llm.offline.hints import Each, Hint
from app.llm.offline.intended import asks_for_a_strategy
from app.llm.offline.making import deeds_of, joined_to_what_they_explain, named_apart, of_party, quoted, said_measure
from app.llm.offline.material import Material, said_in
from app.llm.offline.measures import target_figure
from app.llm.offline.naming import group_name, title_of
from app.llm.offline.ordering import Need, Plan, planned
from app.llm.offline.outlook import checks_of, dated, lacking, risks_of, with_sums
from app.llm.offline.parties import Party
from app.llm.offline.parts import channels_of, fields_of, flows_of, kept_things, parts_of, telling
from app.llm.offline.phrases import phrase
from app.llm.offline.relations import Relations
from app.llm.offline.sentences import clauses_of, sentences_of
from app.llm.offline.sums import yearly
from app.llm.offline.tags import Tag
from app.llm.offline.things import things_in
from app.llm.offline.units import Unit

LocalUnits = Callable[[str], Sequence[Unit]]
Rows = Callable[[str], Sequence[Json]]
_STRENGTHS: Final = (Tag.STRONG, Tag.MEDIUM, Tag.WEAK)


class Selector:
    """Answers hints from the material of one request."""

    def __init__(self, material: Material, local: LocalUnits, rows: Rows) -> None:
        self._material = material
        self._local = local
        self._rows = rows
        self._relations = Relations(material)
        self._plans: dict[int, Plan] = {}
        self._makers: dict[Each, Callable[[Hint, Unit | None], list[Unit]]] = {
            Each.STATEMENT: lambda _, __: list(material.statements),
            Each.PARTY: lambda _, __: self._parties(),
            Each.CLAUSE: lambda _, here: self.clauses(here),
            Each.GROUP: lambda hint, here: self._groups(hint, self._listed(hint, here) or material.statements),
            Each.NOUN: lambda hint, _: self._nouns(hint),
            Each.GAP: lambda hint, here: self._gaps(hint, self._listed(hint, here)),
            Each.LEFTOVER: lambda _, __: self._leftover(),
            Each.YEAR: lambda hint, _: self._years(hint),
            Each.SUM: lambda hint, here: with_sums(self._listed(hint, here)),
            Each.DATED: lambda hint, here: dated(self._listed(hint, here), self.period(), self._items(hint.kind, None)),
            Each.RISK: lambda hint, _: risks_of(hint.kind, self._wanted_by(hint), material.language),
            Each.CHECK: lambda hint, _: checks_of(hint.kind, self._wanted_by(hint), material.language),
            Each.PART: lambda hint, _: self._parts(hint),
            Each.CHANNEL: lambda hint, _: self._channels(hint),
            Each.OCCASION: lambda hint, _: flows_of(*self._three(hint)),
            Each.GIVEN: lambda _, here: fields_of(here) if here is not None else [],
            Each.ANSWER: lambda _, __: self._answers(),
            Each.CHOICE: lambda hint, _: self._choices(hint),
            Each.DEED: lambda hint, _: [deed for unit in self._listed(hint, None) for deed in deeds_of(unit)],
        }

    def units(self, hint: Hint, here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        """Give the units that a hint asks for, in order."""
        if hint.each is Each.NEED:
            return self._needs(hint, here, siblings)
        made = self._base(hint, here)
        base = made if hint.kind else self._relations.related(hint, self._filtered(hint, made), here, siblings)
        found = base[: hint.most]
        for other in hint.otherwise_each:
            found = found or self.units(other, here, siblings)
        if hint.also:
            found += [unit for other in hint.also for unit in self.units(other, here, siblings)]
            told: dict[str, Unit] = {}
            for unit in found:
                told.setdefault(unit.members[0].text if len(unit.members) == 1 else unit.text, unit)
            found = list(told.values())
        return found

    # -- where they come from ----------------------------------------------------------------------------------------

    def _base(self, hint: Hint, here: Unit | None) -> list[Unit]:
        made = self._makers.get(hint.each) if hint.each is not None else None
        return made(hint, here) if made is not None else self._listed(hint, here)

    def _listed(self, hint: Hint, here: Unit | None) -> list[Unit]:
        """Give the items that a hint names; of two lists each text once."""
        if not hint.of:
            return [here] if here is not None else []
        items = [unit for path in hint.of for unit in self._items(path, here)]
        if len(hint.of) > 1:
            items = list({unit.text or unit.code: unit for unit in reversed(items)}.values())[::-1]
        return items

    def _wanted_by(self, hint: Hint) -> list[Unit]:
        """Give the items that a hint names, already filtered by it: what is made of them bears other tags."""
        return self._filtered(hint, self._listed(hint, None))

    def _three(self, hint: Hint) -> list[Sequence[Unit]]:
        """Give the three lists that a hint names, in its order."""
        return [self._items(path, None) for path in hint.of]

    def _channels(self, hint: Hint) -> list[Unit]:
        _, parts, people = self._three(hint)
        return channels_of(parts, people, self._material.language)

    def _choices(self, hint: Hint) -> list[Unit]:
        given, demands, outsiders = self._three(hint)
        return decisions_of(given, demands, outsiders, self._material.language)

    def _answers(self) -> list[Unit]:
        """Give what aims of the brief want answered, each for itself in the author's words."""
        return [
            Unit(
                text=text[:1].upper() + text[1:],
                language=unit.language,
                sources=unit.sources,
                tags=frozenset({Tag.ASKED}),
                position=unit.position,
            )
            for unit in self._material.statements
            if Tag.ASKED in unit.tags
            for text in to_be_answered(unit.text, unit.language)
        ]

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
        return [*(self._with_answer(of_party(party, self._material.language), party) for party in parties), *answered]

    def _with_answer(self, unit: Unit, party: Party) -> Unit:
        """Let somebody's part be what a person has answered about it, where the brief gave none."""
        key = party_key(party.name)
        answers = [answer for answer in self._material.statements if answer.fields.get("question") == key]
        if not answers or not answers[0].text or party.said:
            return unit
        sources = (*unit.sources, *answers[0].sources)
        return replace(unit, text=answers[0].text, sources=sources, fields={**unit.fields, "said": answers[0].text})

    def clauses(self, here: Unit | None) -> list[Unit]:
        """Give the sentences and clauses of a unit; what is given in two places is one."""
        if here is None:
            return []
        if here.clauses:
            return list(here.clauses)
        failure, text = failure_before(here.text, here.language)
        spans = [clause for span in sentences_of(text, language=here.language) for clause in clauses_of(text, span)]
        spans = finer(text, joined_to_what_they_explain(text, spans, here.language), here.language)
        found = [
            replace(here, text=text[start:end], name="", members=(), clauses=(), fields={}) for start, end in spans
        ]
        return [replace(found[0], fields={"given": failure}), *found[1:]] if failure else found

    def _groups(self, hint: Hint, units: Sequence[Unit]) -> list[Unit]:
        least, most = hint.size
        chosen = sorted(self._filtered(hint, units), key=lambda unit: unit.position)
        groups = named_apart([self._group(run) for run in grouped(chosen, least=least, most=most)])
        plan = self._planned(groups)
        return [
            replace(group, tags=group.tags - {Tag.FIRST, Tag.LATER} | ({phase} - {Tag.MEDIUM}))
            for group, phase in zip(groups, plan.phases, strict=True)
        ]

    def _needs(self, hint: Hint, here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        """Give what the unit at hand rests on among its siblings, each once, with the reason."""
        place = next((index for index, sibling in enumerate(siblings) if sibling is here), None)
        if place is None:
            return []
        if id(siblings) not in self._plans:
            self._plans[id(siblings)] = self._planned(siblings)
        targets = self._local(hint.of[0][1:])
        return [
            Unit(
                text=_reason(need, self._material.language),
                name=need.thing,
                code=targets[earlier].code,
                fields={"why": _reason(need, self._material.language)},
            )
            for later, earlier, need in self._plans[id(siblings)].edges
            if later == place
        ][: hint.most]

    def _planned(self, units: Sequence[Unit]) -> Plan:
        """Plan units by everything that is told about them: what rests on what agrees with what comes first."""
        told = [unit for listed in self._material.items.values() for unit in listed] or self._material.statements
        return planned([unit.members or (unit,) for unit in units], told)

    def _nouns(self, hint: Hint) -> list[Unit]:
        """Give the things that the items speak of: each once, with everything that names it."""
        people = [unit for path in hint.of[1:] for unit in self._items(path, None)]
        items = self._items(hint.of[0], None) if hint.of else ()
        return [
            Unit(
                text=telling(thing.mentions).text,
                name=thing.name,
                language=thing.mentions[0].language,
                tags=frozenset(tag for mention in thing.mentions for tag in mention.tags) - set(_STRENGTHS),
                sources=tuple(source for mention in thing.mentions for source in mention.sources),
                members=tuple(thing.mentions),
            )
            for thing in kept_things(_wanted(items or self._material.statements), people)
        ]

    def _parts(self, hint: Hint) -> list[Unit]:
        """Give the parts of a solution, from the demands, the outside parties and the groups that a hint names."""
        demands, outsiders, groups = (self._material.items.get(path, ()) for path in hint.of)
        return parts_of(_wanted(demands), outsiders, groups, self._material.language)

    def _group(self, run: Run) -> Unit:
        language = self._material.language
        return Unit(
            text=" ".join(unit.text for unit in run.units),
            name=group_name(
                [unit.text for unit in run.units if unit not in run.guests],
                heading=run.heading,
                topic=run.topic,
                language=language,
                qualities=run.tags_of_qualities(),
                things=self._spoken_of(run),
            ),
            language=language,
            tags=frozenset(tag for unit in run.units for tag in unit.tags),
            sources=tuple(source for unit in run.units for source in unit.sources),
            members=tuple(run.units),
            topic=run.topic,
            heading=run.heading,
            position=run.units[0].position,
        )

    def _spoken_of(self, run: Run) -> list[str]:
        """Give the things that a group speaks of most."""
        reading = self._material.reading
        core = [unit for unit in run.units if unit not in run.guests]
        things = things_in(core, without=[party.name for party in reading.parties] if reading else ())
        return [thing.name for thing in sorted(things, key=lambda thing: -len(thing.mentions))]

    def _gaps(self, hint: Hint, items: Sequence[Unit]) -> list[Unit]:
        language = self._material.language
        if hint.rows:
            return list(lacking(hint.checklist, self._rows(hint.rows), language))
        if hint.of:
            wanted = [check for check in hint.checklist if check.id == "number"]
            people = [unit for path in hint.of[1:] for unit in self._items(path, None)]
            items = self._items(hint.of[0], None)
            sought = {check.id for check in hint.checklist}
            choices = open_choices(items, people, language) if "choice" in sought else []
            asked = [unit for unit in items if Tag.ASKED in unit.tags] if "asked" in sought else []
            once = [unanswered(asked, language)] if asked else []
            return [*once, *(open_choice(choice, language) for choice in choices)] + [
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
            elif not said_in(answered):
                sources = (*gap.sources, {"answer": answered.question.id})
                tags = gap.tags if answered.value is not None else gap.tags | {Tag.DECIDED}
                found.append(replace(gap, sources=sources, tags=tags))
        return found

    def _leftover(self) -> list[Unit]:
        return quoted(self._material.reading.leftover if self._material.reading else ())

    def unused(self, cited: Mapping[tuple[str, int], Sequence[str]], elsewhere: frozenset[Tag]) -> list[Unit]:
        """Give the sentences of the brief of which nothing is cited, but for kinds that another document takes up."""
        return quoted(self._material.reading.unused(cited, elsewhere) if self._material.reading else ())

    def _years(self, hint: Hint) -> list[Unit]:
        """Give the years of the period; of those that a hint's items must say what there is in, no other."""
        first, last = self.period()
        if first is None or last is None:
            return []
        purses = self._wanted_by(hint) if hint.of else ()
        years = [
            year
            for year in range(first, last + 1)
            if not hint.of or any(yearly(purse.text, year, purse.language) is not None for purse in purses)
        ]
        return [Unit(text=str(year), name=f"y{year}", fields={"year": year}) for year in years]

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
        for quote in reading.leftover if reading else ():
            years = years_in(quote.text)
            if asks_for_a_strategy(quote.text) and len(years) == 2 and years[0] < years[1]:  # noqa: PLR2004  from, to
                return years
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


def _has_figure(unit: Unit) -> bool:
    measure = target_figure(said_measure(unit), unit.language)
    return any(character.isdigit() for character in measure)


def _value(unit: Unit, field: str) -> Json:
    return unit.fields.get(field)


def _wanted(units: Iterable[Unit]) -> list[Unit]:
    return [unit for unit in units if Tag.OUT not in unit.tags]


def _reason(need: Need, language: str) -> str:
    kind = "need_told" if need.told else ("need_after" if need.condition else "need_made")
    return phrase(kind, language, name=need.thing, when=need.condition, quote=short(need.earlier.text))
