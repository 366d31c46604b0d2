from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Combine, combine_in
from tests.databases import SQLiteTemplates


@pytest.fixture
def combine(
    tmp_path: Path,
    sqlite_templates: SQLiteTemplates,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Combine]:
    """`combine` in a folder of its own, on a database of its own."""
    with combine_in(tmp_path, sqlite_templates, monkeypatch, capfd) as made:
        yield made
