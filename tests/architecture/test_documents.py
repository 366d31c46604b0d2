"""The front documents say nothing that is not there."""

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, text_files, tracked_files

MARKDOWN = {path: text for path, text in text_files() if path.endswith(".md") and not path.startswith("definitions/")}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?://|mailto:|#)([^)#\s]+)(#[^)\s]+)?\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
GOALS = set(re.findall(r"^([a-z][a-z0-9.-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def headings(text: str) -> set[str]:
    """Anchors of a Markdown file, as forges make them."""
    found = re.findall(r"^#+ +(.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", MARKDOWN)
def test_every_link_leads_somewhere(document: str) -> None:
    dead = []
    for found in LINK.finditer(FENCED.sub("", MARKDOWN[document])):
        target = (ROOT / PurePosixPath(document).parent / found[1]).resolve()
        anchor = (found[2] or "").removeprefix("#")
        if not target.exists() or (anchor and anchor not in headings(target.read_text())):
            dead.append(found[0])
    assert dead == []


@pytest.mark.parametrize("document", MARKDOWN)
def test_every_make_command_exists(document: str) -> None:
    named = re.findall(r"(?:^|`)make ([a-z][a-z0-9.-]*)", MARKDOWN[document], re.MULTILINE)
    assert set(named) - GOALS == set()


def test_every_goal_of_make_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.findall(r"^\.PHONY: ([a-z0-9.-]+)$", makefile, re.MULTILINE)
    assert [goal for goal in phony if not re.search(rf"^{re.escape(goal)}:.*## \S", makefile, re.MULTILINE)] == []


def test_every_path_of_the_code_that_a_document_names_exists() -> None:
    missing = [
        f"{document}: {path}"
        for document, text in MARKDOWN.items()
        for path in re.findall(r"`((?:app|tests|bench|docs|tools|requirements)/[\w./-]+)`", text)
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_the_demonstration_has_its_brief() -> None:
    default = re.search(r"^BRIEF \?= (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert default
    assert (ROOT / default[1]).is_file()


def test_the_list_of_decisions_is_complete() -> None:
    pages = {PurePosixPath(path).name for path in tracked_files() if path.startswith("docs/decisions/0")}
    assert set(re.findall(r"\]\((0\d{3}-[\w-]+\.md)\)", MARKDOWN["docs/decisions/README.md"])) == pages


@pytest.mark.parametrize("page", [path for path in MARKDOWN if path.startswith("docs/decisions/0")])
def test_a_decision_has_its_three_parts_on_one_page(page: str) -> None:
    text = MARKDOWN[page]
    assert [part for part in ("**Situation.**", "**Decision.**", "**What follows.**") if part not in text] == []
    assert len(text.splitlines()) <= 60
    assert text.startswith(f"# {int(PurePosixPath(page).name[:4])}. ")


def test_the_glossary_is_in_order() -> None:
    table = MARKDOWN["ARCHITECTURE.md"].partition("## Glossary")[2]
    words = re.findall(r"^\| ([a-z][^|]*) \|", table, re.MULTILINE)[1:]
    assert len(words) > 30
    assert words == sorted(words)
