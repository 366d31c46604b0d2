"""`combine audit` and `combine export` where something is wrong, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.database import Database
from tests.examples_of_documents import ROOT
from tests.services.line import Line
from tests.services.released import released
from tests.store.conftest import unguarded


def combine(database: Database, *words: str, at: Path) -> subprocess.CompletedProcess[str]:
    url = database.url.set(drivername=database.url.get_backend_name())
    variables = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "ENVIRONMENT": "development",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "MODEL_PROVIDER": "offline",
    }
    command = [sys.executable, "-m", "app.cli.main", *words]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=at, env=variables, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_changed_entry_is_named_and_the_exit_says_so(database: Database, tmp_path: Path) -> None:
    line = Line(database).begin()
    with unguarded(database) as session:
        session.execute(
            text("UPDATE audit SET entry = replace(entry, 'brief', 'grief') WHERE chain = :chain AND sequence = 2"),
            {"chain": line.project},
        )
    words = combine(database, "audit", "verify", at=tmp_path)
    assert (words.returncode, words.stderr) == (1, "")
    assert "school: broken at entry 2: its text was changed" in words.stdout
    told = json.loads(combine(database, "audit", "verify", "--json", at=tmp_path).stdout)
    assert told["whole"] is False
    assert {chain["project"]: [broken["entry"] for broken in chain["breaks"]] for chain in told["chains"]} == {
        None: [],
        "school": [2],
    }


@pytest.mark.parametrize("words", [["verify"], ["show"]])
def test_the_audit_of_an_unknown_project_is_refused_in_words(
    sqlite_database: Database, tmp_path: Path, words: list[str]
) -> None:
    done = combine(sqlite_database, "audit", *words, "--project", "nowhere", at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'nowhere'" in done.stderr


def test_an_export_goes_into_a_bundle_that_verifies(database: Database, tmp_path: Path) -> None:
    released(database, "strategy-document")
    done = combine(database, "export", "json", "--out", "bundle", "--json", at=tmp_path)
    told = json.loads(done.stdout)
    verified = subprocess.run(
        [sys.executable, "-I", "bundle/verify.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert verified.returncode == 0
    assert f"manifest {told['digest']}" in verified.stdout


@pytest.mark.parametrize(
    ("wanted", "out", "code", "said"),
    [
        ("json", "full", 2, "is not empty"),
        ("github", "full", 2, "is a folder"),
        ("markdown", "full/file/below", 2, "cannot write"),
        ("jira-cloud", "issues.csv", 1, "has no items that hold others"),
        ("pdf", "x.pdf", 2, "pdf"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_written(
    sqlite_database: Database, tmp_path: Path, wanted: str, out: str, code: int, said: str
) -> None:
    released(sqlite_database, "strategy-document")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("kept")
    done = combine(sqlite_database, "export", wanted, "--out", out, at=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["file"]
