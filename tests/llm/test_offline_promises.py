"""What the offline drafter promises of every brief: no figure is lost, and nothing that must be."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.llm.drafted_projects import BRIEFS, EXAMPLES, SOFTWARE, STRATEGY, drafted, project

NAMES = sorted(path.stem for folder in (BRIEFS, EXAMPLES) for path in folder.glob("*.md"))
MEASURED = frozenset({"measure", "target", "baseline", "figure", "volume"})
FIGURE = re.compile(
    r"(?<![\w.,:])(\d[\d.,\u00a0\u202f ]*\d|\d)\s?(?:%|(?:euros?|Euro|kronor|euroa|reais|MB|kg|km|degrees|times|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|secondes?|jours?|mois|ans|Sekunden?|Minuten?|Stunden?|"
    r"Tagen?|Wochen?|Monaten?|Jahren?|segundos?|minutos?|horas?|días?|dias?|meses|años?|anos?|uur|dagen|weken|maanden|"
    r"jaar|sekunder|minuter|timmar|dagar|veckor|månader|år|sekuntia|minuuttia|tuntia|päivää|viikkoa|kuukautta|vuotta|"
    r"pupils|teachers|members|visitors|visiteurs|personnes|personer|lotter|asuntoa|punten|cestas|bancas|permits)\b)"
)


def fields_of(value: Any, names: frozenset[str], name: str = "") -> Iterator[str]:  # noqa: ANN401  JSON by nature
    if isinstance(value, dict):
        for field, entry in value.items():
            yield from fields_of(entry, names, field)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from fields_of(entry, names, name)
    elif name in names:
        yield str(value)


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_with_a_unit_stands_in_a_field_for_figures(name: str, release: str) -> None:
    made = project(name, release)
    measured = " | ".join(text for document in made.documents.values() for text in fields_of(document, MEASURED))
    first = next(iter(made.documents.values()))
    unused = " ".join(fields_of(first, frozenset({"quote", "question", "needs", "interest"})))
    figures = {match[1] for match in FIGURE.finditer(made.brief)}
    lost = {figure for figure in figures if not re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", measured)}
    assert {figure for figure in lost if figure not in unused} == set()


def test_each_of_several_figures_reaches_the_quality_target() -> None:
    made = drafted(
        "# Ferry\n\n## What it must do\n\n- Passengers can book a crossing.\n\n## Limits\n\n"
        "- Peak: 900 bookings on the first day of the holidays, of which 250 in the first hour.\n"
    )
    (target,) = made.of("technical_architecture")["quality_targets"]
    assert target["measure"] == "900 bookings on the first day; 250 in the first hour"
