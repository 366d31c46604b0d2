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
from tests.settings import STRONG_KEY
from tests.store.conftest import unguarded


def combine(database: Database, *words: str, at: Path, secret: str = "") -> subprocess.CompletedProcess[str]:
    url = database.url.set(drivername=database.url.get_backend_name())
    variables = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "ENVIRONMENT": "development",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "MODEL_PROVIDER": "offline",
    } | ({"SECRET_KEY": secret} if secret else {})
    command = [sys.executable, "-m", "app.cli.main", *words]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=at, env=variables, capture_output=True, text=True, timeout=600, check=False
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


def test_heads_are_signed_by_command_and_the_key_is_told(database: Database, tmp_path: Path) -> None:
    Line(database).begin()
    before = combine(database, "audit", "verify", at=tmp_path, secret=STRONG_KEY)
    assert (before.returncode, "school: broken at entry 4: the head is not signed" in before.stdout) == (1, True)
    signed = combine(database, "audit", "sign", at=tmp_path, secret=STRONG_KEY)
    assert (signed.returncode, signed.stdout) == (0, "signed the heads of 2 chains\n")
    after = combine(database, "audit", "verify", "--json", at=tmp_path, secret=STRONG_KEY)
    key = combine(database, "audit", "key", at=tmp_path, secret=STRONG_KEY).stdout.strip()
    told = json.loads(after.stdout)
    assert (after.returncode, told["whole"]) == (0, True)
    assert {(chain["signed"], chain["signature"]["key"]) for chain in told["chains"]} == {("signed", key)}


def test_a_chain_that_does_not_hold_is_left_unsigned_and_named(sqlite_database: Database, tmp_path: Path) -> None:
    line = Line(sqlite_database).begin()
    with unguarded(sqlite_database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence = 2"), {"chain": line.project})
    signed = combine(sqlite_database, "audit", "sign", at=tmp_path, secret=STRONG_KEY)
    assert (signed.returncode, signed.stdout.splitlines()) == (
        1,
        [
            "left as it is: school: broken at entry 2: the entry is missing (and 1 more)",
            "signed the heads of 1 chains",
        ],
    )


@pytest.mark.parametrize("words", [["sign"], ["key"]])
def test_without_a_secret_there_is_no_key(sqlite_database: Database, tmp_path: Path, words: list[str]) -> None:
    done = combine(sqlite_database, "audit", *words, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "SECRET_KEY" in done.stderr


def test_an_older_copy_is_found_by_what_was_kept_of_the_newer_one(database: Database, tmp_path: Path) -> None:
    line = Line(database).begin()
    kept = combine(database, "audit", "verify", "--json", at=tmp_path).stdout
    (tmp_path / "kept.json").write_text(kept)
    assert combine(database, "audit", "verify", "--kept", "kept.json", at=tmp_path).returncode == 0
    with unguarded(database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence > 3"), {"chain": line.project})
        session.execute(
            text(
                "UPDATE audit_heads SET sequence = 3, digest = (SELECT digest FROM audit"
                " WHERE chain = :chain AND sequence = 3) WHERE chain = :chain"
            ),
            {"chain": line.project},
        )
    found = combine(database, "audit", "verify", "--kept", "kept.json", at=tmp_path)
    said = "school: broken at entry 4: it is missing, or not the one that was kept"
    assert (found.returncode, said in found.stdout) == (1, True)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"chains": [{}]}', '{"chains": [{"chain": "x", "entries": "y"}]}']
)
def test_a_file_that_kept_nothing_is_refused(sqlite_database: Database, tmp_path: Path, content: str) -> None:
    (tmp_path / "kept.json").write_text(content)
    done = combine(sqlite_database, "audit", "verify", "--kept", "kept.json", at=tmp_path)
    assert (done.returncode, "kept.json is not what" in done.stderr) == (2, True)
    assert combine(sqlite_database, "audit", "verify", "--kept", "nowhere", at=tmp_path).returncode == 2


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
        timeout=300,
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
