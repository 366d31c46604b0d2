"""Exports as programs of others read them: a strict CSV parser, a linter of Markdown.

What the linter may not ask for: lines of a certain length and headings without a full stop, since the words are their
authors'; one mark for every list, since two marks keep two lists apart; no label in bold type above a list; tables of
one style.
"""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.domain.names import JsonObject
from app.exports.bundle import BundleDocument, markdown_bundle, names_of
from app.exports.jira import Edition, jira_csv
from app.exports.spec_kit import spec_kit
from app.exports.work_items import work_in
from tests.exports.released import STRATEGY, document, documents, release
from tests.exports.test_escaping import HOSTILE
from tests.exports.test_markdown import with_texts

MODULES = Path(__file__).parents[2] / "tools" / "npm"
SOFTWARE = release()
DOCUMENTS = documents(SOFTWARE)
NAMES = names_of(DOCUMENTS)


def node(*words: str | Path, package: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of the packages; skips where they are not installed."""
    found = shutil.which("node")
    if found is None or not (MODULES / "node_modules" / package).is_dir():
        pytest.skip(f"no {package}: `make tools` installs it where there is npm")
    command = [found, "--no-warnings", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - chosen above


def hostile(text: str) -> list[BundleDocument]:
    """Give the backlogs with `text` in place of every text."""
    made = []
    for name in ("epic_backlog", "story_backlog"):
        content = with_texts(dict(document(name, of=SOFTWARE).content), text)
        assert isinstance(content, dict)
        changed: JsonObject = content
        made.append(document(name, of=SOFTWARE, content=changed))
    return made


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("text", ["", *HOSTILE[:6], 'a "quoted", cell\r\nof two lines', "x\ry", "'"])
def test_a_strict_parser_reads_every_row_as_we_do(tmp_path: Path, edition: Edition, text: str) -> None:
    chosen = hostile(text) if text else DOCUMENTS
    work = work_in(chosen, definition=SOFTWARE.definition)
    written = jira_csv(work, edition=edition, project="shop", workflow="w", names=names_of(chosen))
    (tmp_path / "issues.csv").write_bytes(written)
    done = node(Path(__file__).with_name("read_csv.mjs"), MODULES, tmp_path / "issues.csv", package="csv-parse")
    assert (done.returncode, done.stderr) == (0, "")
    expected = list(csv.DictReader(io.StringIO(written.decode(), newline=""), strict=True))
    assert json.loads(done.stdout) == expected
    assert len(expected) == len(work.items)


def faults(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Give what the linter says about the Markdown among these files."""
    written = [folder / path for path, _ in files if path.endswith(".md")]
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    config = folder / ".markdownlint.json"
    shutil.copy(Path(__file__).with_name("markdownlint.json"), config)
    program = MODULES / "node_modules" / "markdownlint-cli2" / "markdownlint-cli2-bin.mjs"
    done = node(program, "--config", config, *(f":{path}" for path in written), package="markdownlint-cli2")
    assert "Linting:" in done.stdout
    assert f"{len(written)} file" in done.stdout
    return [line for line in done.stderr.splitlines() if " MD" in line]


@pytest.mark.parametrize("name", ["software-product-development", STRATEGY])
def test_the_markdown_of_a_bundle_is_well_formed(tmp_path: Path, name: str) -> None:
    assert faults(tmp_path, markdown_bundle(documents(release(name)))) == []


def test_what_spec_kit_takes_is_well_formed(tmp_path: Path) -> None:
    files = spec_kit(DOCUMENTS, release=SOFTWARE, project="bicycle-workshop", on=date(2025, 6, 1))
    assert faults(tmp_path, files) == []
