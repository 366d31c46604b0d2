"""What the project says, and what it must not say."""

import re

import pytest

from tests.architecture.source import text_files

GENERAL_CODE = ("app/engine/", "app/domain/plan/", "app/llm/offline")
WORDS_OF_BRIEFS = "app/llm/offline/cues/"
"""How people write, as data: a brief may have a heading that is also a word of a hierarchy."""

HIERARCHY = re.compile(r"\b(?:epic|epics|story|stories)\b|(?:epic|story)_", re.IGNORECASE)
SELF = "tests/architecture/test_words.py"

FOREIGN = {
    "an address of a package registry": r"pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian\.org|/simple/",
    "an option that names a registry": r"--(?:extra-)?index-url|--find-links|--default-index",
    "a path of one machine": r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/",
    "a merge that was not finished": r"^(?:<{7}|={7}|>{7})(?: |$)",
    "a note to do something later": r"\b(?:TODO|FIXME|XXX|HACK)\b",
}


def test_general_code_knows_no_word_of_a_hierarchy() -> None:
    """Definitions bring their own levels; whoever runs them must not know any."""
    said = [
        f"{path}:{number}: {line.strip()}"
        for path, text in text_files()
        if path.startswith(GENERAL_CODE) and not path.startswith(WORDS_OF_BRIEFS) and path.endswith(".py")
        for number, line in enumerate(text.splitlines(), start=1)
        if HIERARCHY.search(line)
    ]
    assert said == []


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FOREIGN[what], re.MULTILINE)
    said = [
        f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {found[0].strip()}"
        for path, text in text_files()
        if path != SELF
        for found in pattern.finditer(text)
    ]
    assert said == []
