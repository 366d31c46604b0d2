"""What a person marked in each brief by hand is traced to a demand, its epic and a story of that epic."""

from pathlib import Path
from typing import Any

import pytest

from tests.llm.drafted_projects import DraftedProject, brief, drafted

GOLD = Path(__file__).with_name("gold")


def read_marks() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    here: list[tuple[str, str]] = []
    for line in GOLD.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            here = found.setdefault(line[3:], [])
        elif line and not line.startswith("#"):
            kind, _, quote = line.partition(": ")
            here.append((kind, quote))
    return found


MARKS = read_marks()


def text_of(name: str) -> str:
    own = GOLD / f"{name}.md"
    return own.read_text(encoding="utf-8") if own.exists() else brief(name)


def citing(items: Any, quote: str) -> list[str]:  # noqa: ANN401  JSON by nature
    """Give the codes of the items that cite these words, or a part of them."""
    return [
        item["key"]
        for item in items
        for cited in [" ".join(source.get("quote", "").split()) for source in item["sources"]]
        if cited and (quote in cited or cited in quote)
    ]


def is_traced(made: DraftedProject, kind: str, quote: str) -> bool:
    discovery = made.of("project_discovery")
    demands = set(citing(discovery["requirements"], quote))
    if kind == "limit":
        return bool(demands or citing(discovery["constraints"], quote))
    if kind == "aim":
        served = {goal["goal"] for epic in made.of("epic_backlog")["epics"] for goal in epic["goals"]}
        return bool(served & set(citing(discovery["goals"], quote)))
    if kind == "out":
        return bool(citing(discovery["out_of_scope"], quote))
    stories = {
        code
        for epic in made.of("epic_backlog")["epics"]
        for story in made.of("story_backlog", epic["key"])["stories"]
        for code in set(story["requirements"]) & set(epic["requirements"])
    }
    return bool(demands & stories)


@pytest.mark.parametrize("name", MARKS)
def test_what_a_person_marks_as_demanded_is_traced(name: str) -> None:
    text = text_of(name)
    made = drafted(text)
    assert made.errors() == []
    assert [quote for _, quote in MARKS[name] if quote not in text] == []
    assert [(kind, quote) for kind, quote in MARKS[name] if not is_traced(made, kind, quote)] == []
