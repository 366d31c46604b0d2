from pathlib import Path

import pytest

from tests.settings import clear_variables


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and there is no `.env` in the working directory."""
    clear_variables(monkeypatch)
    monkeypatch.chdir(tmp_path)
