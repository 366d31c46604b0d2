"""Decisions: what the brief gives as decided, and the choices that its needs raise and it does not make."""

from collections.abc import Sequence
from typing import Final

from app.domain.names import Json
from app.llm.offline.lexicon import lexicon
from app.llm.offline.naming import title_of
from app.llm.offline.parts import speaks_of
from app.llm.offline.phrases import phrase
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import words_of

_OPTIONS: Final = ("a", "b")


def decisions_of(
    given: Sequence[Unit], demands: Sequence[Unit], outsiders: Sequence[Unit], language: str
) -> list[Unit]:
    """Give what is decided, then each choice with its options; the same choice is put once."""
    decided = [
        _given(unit, language)
        for unit in given
        if {Tag.TECH, Tag.DECIDED} & unit.tags and not unit.tags & {Tag.MONEY, Tag.PERFORMANCE}
    ]
    return [*decided, *open_choices(demands, outsiders, language)]


def open_choices(demands: Sequence[Unit], outsiders: Sequence[Unit], language: str) -> list[Unit]:
    """Give the choices that demands raise: working without a connection, deleting in time, exchange with others."""
    wanted = [unit for unit in demands if Tag.OUT not in unit.tags]
    offline = [unit for unit in wanted if _says("disconnected", unit)]
    deleting = [unit for unit in wanted if {Tag.RETENTION, Tag.NUMBER} <= unit.tags and _says("deletes", unit)]
    found = [_choice(kind, units, language) for kind, units in (("offline", offline), ("retention", deleting)) if units]
    for outsider in outsiders:
        spoken = [unit for unit in wanted if Tag.EXTERNAL in outsider.tags and speaks_of(unit, outsider)]
        if spoken:
            found.append(_choice("external", spoken, language, name=outsider.name))
    return found


def _says(category: str, unit: Unit) -> bool:
    return any(hit.category == category for hit in lexicon(unit.language).hits(unit.text, words_of(unit.text)))


def _given(unit: Unit, language: str) -> Unit:
    return Unit(
        text=unit.text,
        name=title_of(unit.text, unit.language),
        language=unit.language,
        sources=unit.sources,
        fields={"context": phrase("given", language), "decision": unit.text},
    )


def _proposed(option: str, language: str, **values: str) -> str:
    """Mark a way that the brief does not name."""
    return phrase("proposed", language, option=phrase(option, language, **values))


def _choice(kind: str, units: Sequence[Unit], language: str, **values: str) -> Unit:
    title = phrase(f"choice_{kind}", language, **values)
    options = [
        Unit(
            text=_proposed(f"{kind}_{option}", language, **values),
            name=_proposed(f"{kind}_{option}", language, **values),
            fields={
                "for": phrase(f"{kind}_{option}_for", language, **values),
                "against": phrase(f"{kind}_{option}_against", language, **values),
            },
        )
        for option in _OPTIONS
    ]
    context: dict[str, Json] = {
        "context": " ".join(unit.text for unit in units),
        "decision": phrase("undecided", language),
        "open": True,
    }
    return Unit(
        text=units[0].text,
        name=title,
        language=language,
        sources=tuple(dict(source) for unit in units for source in unit.sources),
        members=tuple(options),
        fields=context,
    )
