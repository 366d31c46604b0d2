"""Units made of other things: of quotations, of parties, of what an item lists; and how they are told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.means import aim_in, things_to_do
from app.llm.offline.measures import target_figure
from app.llm.offline.naming import title_of
from app.llm.offline.parties import Party
from app.llm.offline.quantities import quantity
from app.llm.offline.sentences import Range
from app.llm.offline.structure import Quote
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import words_of

_EXPLAINS: Final = 5
_WE: Final = frozenset({"we", "wir", "nous", "nosotros", "nós", "wij", "vi", "me"})


def quoted(quotes: Iterable[Quote]) -> list[Unit]:
    """Give quotations as units that cite themselves."""
    return [
        Unit(text=quote.text, name=quote.text, fields=quote.as_json(), sources=(quote.as_json(),)) for quote in quotes
    ]


def deeds_of(unit: Unit) -> list[Unit]:
    """Give what an item lists as things to do, each measured by its own figures, else by those of the item."""
    found = []
    for start, end in things_to_do(unit.text, unit.language):
        text = unit.text[start:end].strip(" ,;.")
        own = target_figure(text, unit.language)
        fields = {name: value for name, value in unit.fields.items() if not (own and name == "measure")}
        fields["aim"] = aim_in(unit.text, unit.language)
        tags = unit.tags - {Tag.NUMBER} | ({Tag.NUMBER} if own or "measure" in fields else set())
        found.append(replace(unit, text=text, name=title_of(text, unit.language), fields=fields, tags=tags))
    return found or [unit]


def said_measure(unit: Unit) -> str:
    """Give the measure that an input item states, else its text."""
    measure = unit.fields.get("measure")
    if isinstance(measure, Mapping):
        return str(measure.get("target", ""))
    return measure if isinstance(measure, str) and measure else aim_in(unit.text, unit.language)


def named_apart(groups: list[Unit]) -> list[Unit]:
    """Give groups of one name the name of what their first member is about besides."""
    taken: set[str] = set()
    found = []
    for group in groups:
        names = [group.name, *(f"{group.name}: {member.name}" for member in group.members)]
        name = next((name for name in names if name.casefold() not in taken), f"{group.name} {len(taken) + 1}")
        taken.add(name.casefold())
        found.append(replace(group, name=name))
    return found


def of_party(party: Party, language: str) -> Unit:
    """Give somebody as a unit, with what was said of them."""
    tags = {Tag.PARTY} | ({Tag.EXTERNAL} if party.external else set()) | ({Tag.TECH} if party.system else set())
    if party.heard is not None:
        tags |= {Tag.HEARD} if party.heard else {Tag.UNHEARD}
    note = party.note
    if not note and party.said and any(character.isdigit() for character in party.said):
        said = quantity(party.said, language)
        note = "" if ":" in said else said
    return Unit(
        text=party.said or party.name,
        name=party.name[:1].upper() + party.name[1:],
        language=language,
        tags=frozenset(tags),
        sources=tuple(quote.as_json() for quote in party.quotes),
        fields={"said": party.said, "note": note},
    )


def joined_to_what_they_explain(text: str, spans: list[Range], language: str) -> list[Range]:
    """Join a sentence that cannot be checked alone ("We have six.") to the one before it."""
    joined: list[Range] = []
    for start, end in spans:
        words = words_of(text[start:end])
        if (
            joined
            and len(words) <= _EXPLAINS
            and (not words or words[0] in _WE or words[0] in lexicon(language).members("pronouns"))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
