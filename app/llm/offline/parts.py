"""The parts of a solution, proposed from what is kept, from who stands outside, and from who uses it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json
from app.llm.offline.criteria import event_in, finer
from app.llm.offline.cutting import Part, cut
from app.llm.offline.deeds import deed_in, given_in
from app.llm.offline.forbidding import without_what_is_forbidden
from app.llm.offline.gaps import names
from app.llm.offline.lexicon import lexicon
from app.llm.offline.naming import joined, title_of
from app.llm.offline.parties import same_name
from app.llm.offline.phrases import phrase
from app.llm.offline.phrasing import VERB_SECOND, condition_in
from app.llm.offline.sentences import clauses_of, sentences_of
from app.llm.offline.tags import Tag
from app.llm.offline.things import Thing, things_in
from app.llm.offline.units import Unit
from app.llm.offline.words import words_of

_MOST_THINGS: Final = 12
_NAMED: Final = 3
_QUALITIES: Final = (Tag.SECURITY, Tag.ACCESS, Tag.PRIVACY, Tag.LANGUAGES)


def kept_things(units: Sequence[Unit], people: Sequence[Unit]) -> list[Thing]:
    """Give the things that units speak of most, in order of appearance; people are none."""
    names = [person.name for person in people]
    names += [
        word for name in names for word in name.split() if word[:1].isupper() and " " in name and word in name[1:]
    ]
    names += [name.split()[-1] for name in names]
    things = things_in(units, without=dict.fromkeys(names))
    chosen = sorted(things, key=lambda thing: -len(thing.mentions))[:_MOST_THINGS]
    return [thing for thing in things if thing in chosen]


def parts_of(units: Sequence[Unit], outsiders: Sequence[Unit], groups: Sequence[Unit], language: str) -> list[Unit]:
    """Give one part for each group of things, and one for each connection to the outside; else one for each group."""
    things = kept_things(units, outsiders)
    if len(things) < 2:  # noqa: PLR2004  one thing cuts nothing
        return _from_groups(groups, units, things)
    outside = [outsider for outsider in outsiders if Tag.EXTERNAL in outsider.tags]
    parts, common = cut(things, units, [unit for unit in units if any(speaks_of(unit, one) for one in outside)])
    own = [_as_unit(part, language) for part in parts]
    return [*own, *_common(common, language), *_connections(units, outside, language)]


def _common(units: Sequence[Unit], language: str) -> list[Unit]:
    """Give the part that holds what all others rest on: sign-in, access, languages, keeping and deleting."""
    if not units:
        return []
    kinds = [kind for kind in _QUALITIES if any(kind in unit.tags for unit in units)]
    names = [phrase(f"quality_{kind}", language) for kind in kinds]
    shown = [names[0], *(_small(name, language) for name in names[1:])]
    return [
        Unit(
            text=phrase("keeps", language, names=joined(shown, language)),
            name=joined(shown, language),
            language=language,
            sources=_sources(units),
            members=tuple(units),
            fields={"keeps": []},
            position=units[0].position,
        )
    ]


def _from_groups(groups: Sequence[Unit], units: Sequence[Unit], things: Sequence[Thing]) -> list[Unit]:
    found = []
    for group in groups:
        members = tuple(unit for unit in units if unit.code in group.references)
        theirs = {id(unit) for unit in members}
        kept = [thing.name for thing in things if any(id(unit) in theirs for unit in thing.mentions[:1])]
        found.append(
            Unit(
                text=members[0].text if members else group.text,
                name=group.name,
                language=group.language,
                sources=group.sources,
                members=members,
                fields={"keeps": [*kept]},
            )
        )
    return found


def _as_unit(part: Part, language: str) -> Unit:
    part.units.sort(key=lambda unit: unit.position)
    things = sorted(part.things, key=lambda thing: -len(thing.mentions))
    shown = [things[0].name, *(_small(thing.name, language) for thing in things[1:_NAMED])]
    kept = [thing.name for thing in things]
    return Unit(
        text=phrase("keeps", language, names=joined(kept, language)),
        name=joined(shown, language),
        language=language,
        sources=_sources(part.units),
        members=tuple(part.units),
        tags=frozenset({Tag.DATA}),
        fields={"keeps": list(kept)},
        position=part.units[0].position if part.units else 0,
    )


def _small(name: str, language: str) -> str:
    return name if language == "de" or name[1:2].isupper() else name[:1].lower() + name[1:]


def _connections(units: Sequence[Unit], outsiders: Sequence[Unit], language: str) -> list[Unit]:
    """Give one part for each outside party that a demand speaks of."""
    found = []
    for outsider in outsiders:
        spoken = [unit for unit in units if speaks_of(unit, outsider)]
        if spoken:
            found.append(
                Unit(
                    text=phrase("connects", language, name=outsider.name),
                    name=phrase("connection", language, name=outsider.name),
                    language=language,
                    sources=_sources(spoken),
                    members=tuple(replace(unit, text=_about(unit, outsider), members=(unit,)) for unit in spoken),
                    fields={"keeps": [], "outside": outsider.code},
                )
            )
    return found


def speaks_of(unit: Unit, outsider: Unit) -> bool:
    """Tell whether a demand, but for what it forbids, names an outside party: by its whole name, or its own within."""
    text = without_what_is_forbidden(unit.text, unit.language)
    own = [word for word in outsider.name.split() if word[:1].isupper()][-1:] if outsider.language != "de" else []
    return outsider.name.casefold() in text.casefold() or any(word in text for word in own if len(word) > 3)  # noqa: PLR2004  shorter is no name


def _sources(units: Sequence[Unit]) -> tuple[dict[str, Json], ...]:
    return tuple(dict(source) for unit in units for source in unit.sources)


def channels_of(parts: Sequence[Unit], people: Sequence[Unit], language: str) -> list[Unit]:
    """Give what each party does through each part, and what goes to and from the outside."""
    found = []
    known = [person.name for person in people]
    for person in people:
        if Tag.EXTERNAL in person.tags:
            continue
        inside = [part for part in parts if not part.members[0].fields.get("outside")]
        for part in inside:
            deeds = [_operation(unit, known) for unit in part.members[0].members if _does(unit, person, known)]
            whole = [deed for deed in deeds if deed is not None]
            if whole:
                found.append(_channel(f"{person.name}: {part.name}", part.code, [person.code], whole, language))
    for part in parts:
        outside = part.members[0].fields.get("outside")
        for other in people:
            if outside and outside in {other.code, *(member.code for member in other.members)}:
                spoken = [_outer(whole, other) for unit in part.members[0].members for whole in unit.members]
                found.append(_channel(part.name, other.code, [part.code], spoken, language))
    return found


def _channel(name: str, provider: str, consumers: list[str], operations: Sequence[Unit], language: str) -> Unit:
    consumer_codes: list[Json] = [*consumers]
    return Unit(
        text=name,
        name=name,
        language=language,
        sources=_sources(operations),
        members=tuple(operations),
        fields={"provider": provider, "consumers": consumer_codes},
    )


def _does(unit: Unit, person: Unit, known: Sequence[str]) -> bool:
    """Tell whether a demand begins with somebody, by the whole name, else by the last word of a longer one."""
    who = deed_in(unit.text, unit.language, known).who
    if not who or Tag.PROHIBITION in unit.tags:
        return False
    whole = [name for name in known if same_name(who, name, unit.language)]
    ending = [name for name in known if who.casefold().endswith(f" {name.casefold()}")]
    if whole or ending:
        return person.name == (whole or [max(ending, key=len)])[0]
    return names(who, person.name, unit.language)


def _operation(unit: Unit, known: Sequence[str]) -> Unit | None:
    """Make an operation of a verb with its objects; its input is what the author lists."""
    deed = deed_in(unit.text, unit.language, known)
    return _named(unit, title_of(deed.what or unit.text, unit.language), deed.given)


def _outer(unit: Unit, person: Unit) -> Unit:
    """Make an operation of what a demand says of an outside party."""
    return _named(unit, title_of(_about(unit, person), unit.language), deed_in(unit.text, unit.language).given)


def _about(unit: Unit, outsider: Unit) -> str:
    """Give the clause of a demand that names an outside party, else all of it."""
    spans = [part for span in sentences_of(unit.text, language=unit.language) for part in clauses_of(unit.text, span)]
    clauses = [unit.text[start:end] for start, end in spans]
    return next((text for text in clauses if speaks_of(replace(unit, text=text), outsider)), unit.text)


def _named(unit: Unit, name: str, given: Sequence[str]) -> Unit:
    failing = [
        unit.text[start:end]
        for start, end in sentences_of(unit.text, language=unit.language)
        if _fails(unit.text[start:end], unit.language)
    ]
    fields: dict[str, Json] = {"input": ", ".join(given), "errors": [*failing]}
    return Unit(
        text=unit.text,
        name=name[:1].upper() + name[1:],
        language=unit.language,
        sources=unit.sources,
        fields={field_name: value for field_name, value in fields.items() if value},
    )


def _fails(sentence: str, language: str) -> bool:
    """Tell whether a sentence says what happens when something does not go as it should."""
    condition = condition_in(sentence, language)[0]
    categories = (
        {hit.category for hit in lexicon(language).hits(condition, words_of(condition))} if condition else set()
    )
    return bool(categories & {"failure", "prohibition"})


_NOT_YET: Final = ("before", "until", "unless", "while", "avant", "antes", "innan")
"""What these open sets nothing off: it comes after."""


def flows_of(units: Sequence[Unit], parts: Sequence[Unit], people: Sequence[Unit]) -> list[Unit]:
    """Give a flow for each demand with a condition: what sets it off, and what then follows, in whose hands."""
    known = [person.name for person in people]
    found = []
    for unit in units:
        part = next((one for one in parts if any(member.code == unit.code for member in one.members[0].members)), None)
        steps = _steps(unit, part.code if part else "", known)
        if part is None or not steps:
            continue
        opening = str(steps[0].fields["when"])
        found.append(
            Unit(
                text=unit.text,
                name=title_of(unit.text, unit.language),
                language=unit.language,
                sources=unit.sources,
                members=tuple(steps),
                fields={"when": opening[:1].upper() + opening[1:]},
            )
        )
    return found


def _steps(unit: Unit, part: str, known: Sequence[str]) -> list[Unit]:
    steps: list[Unit] = []
    for start, end in sentences_of(unit.text, language=unit.language):
        sentence = unit.text[start:end]
        condition, result = condition_in(sentence, unit.language)
        if not condition and not steps:
            result, condition = event_in(sentence, unit.language)
        if not steps and (not condition or condition.startswith(_NOT_YET)):
            continue
        who = deed_in(sentence, unit.language, known).who
        action = sentence if steps else result
        steps.append(
            Unit(
                text=action if unit.language in VERB_SECOND else action[:1].upper() + action[1:],
                name=action,
                language=unit.language,
                fields={"when": condition, "part": part, **({"actor": who} if who else {})},
            )
        )
    return steps


def telling(mentions: Sequence[Unit]) -> Unit:
    """Give the mention that says most of a thing: the first that lists what is entered, else the first of all."""
    return next((unit for unit in mentions if deed_in(unit.text, unit.language).given), mentions[0])


_NEAR: Final = 5
"""So many words before a list at most stands what has it; before a colon the last word has it."""


def fields_of(datum: Unit) -> list[Unit]:
    """Give the fields of a datum that the author lists."""
    found: dict[str, Unit] = {}
    for member in datum.members:
        for clause in _clauses(member):
            given = given_in(clause, member.language)
            head = clause[: clause.find(given[0])].casefold().rstrip() if given else ""
            near = " ".join(head.split()[-1 if head.endswith(":") else -_NEAR :])
            for name in given if datum.name.casefold() in near else ():
                if name.casefold() != datum.name.casefold():
                    field = Unit(text=name, name=name[:1].upper() + name[1:], sources=member.sources)
                    found.setdefault(name.casefold(), field)
    return list(found.values())


def _clauses(unit: Unit) -> list[str]:
    spans = finer(unit.text, sentences_of(unit.text, language=unit.language), unit.language)
    return [unit.text[start:end] for start, end in spans]
