"""`combine audit` and `combine export` where something is wrong, on both databases."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text

from app.core.database import Database
from app.core.origin import RequestOrigin, reset_origin, set_origin
from tests.cli.commands import Ran, combine_on
from tests.services.line import Line
from tests.services.released import released
from tests.settings import STRONG_KEY
from tests.store.conftest import unguarded


class Command(Protocol):
    """Runs `combine` on a database, with or without a secret."""

    def __call__(self, database: Database, *words: str, secret: str = "") -> Ran: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    def ran(database: Database, *words: str, secret: str = "") -> Ran:
        url = database.url.set(drivername=database.url.get_backend_name()).render_as_string(hide_password=False)
        with combine_on(url, tmp_path, monkeypatch, capfd) as combine:
            combine.settings({"ENVIRONMENT": "development"} | ({"SECRET_KEY": secret} if secret else {}))
            return combine.run(*words)

    return ran


def test_a_changed_entry_is_named_and_the_exit_says_so(database: Database, run: Command) -> None:
    line = Line(database).begin()
    with unguarded(database) as session:
        session.execute(
            text("UPDATE audit SET entry = replace(entry, 'brief', 'grief') WHERE chain = :chain AND sequence = 2"),
            {"chain": line.project},
        )
    words = run(database, "audit", "verify")
    assert (words.code, words.err) == (1, "")
    assert "school: broken at entry 2: its text was changed" in words.out
    told = json.loads(run(database, "audit", "verify", "--json").out)
    assert told["whole"] is False
    assert {chain["project"]: [broken["entry"] for broken in chain["breaks"]] for chain in told["chains"]} == {
        None: [],
        "school": [2],
    }


def test_heads_are_signed_by_command_and_the_key_is_told(database: Database, run: Command) -> None:
    empty = run(database, "audit", "verify", secret=STRONG_KEY)
    assert (empty.code, empty.out) == (0, "instance: 0 entries, whole; nothing to sign yet\n")
    Line(database).begin()
    before = run(database, "audit", "verify", secret=STRONG_KEY)
    assert (before.code, "school: broken at entry 4: the head is not signed" in before.out) == (1, True)
    signed = run(database, "audit", "sign", secret=STRONG_KEY)
    assert (signed.code, signed.out) == (0, "signed the heads of 2 chains\n")
    after = run(database, "audit", "verify", "--json", secret=STRONG_KEY)
    key = run(database, "audit", "key", secret=STRONG_KEY).out.strip()
    told = json.loads(after.out)
    assert (after.code, told["whole"]) == (0, True)
    assert {(chain["signed"], chain["signature"]["key"]) for chain in told["chains"]} == {("signed", key)}


def test_it_is_shown_where_deeds_came_from_until_that_is_forgotten(sqlite_database: Database, run: Command) -> None:
    token = set_origin(RequestOrigin("203.0.113.9", "r-1"))
    Line(sqlite_database).begin()
    reset_origin(token)
    show = ("audit", "show", "--project", "school")
    assert "from 203.0.113.9 request r-1" in " ".join(run(sqlite_database, *show).out.split())
    told = json.loads(run(sqlite_database, "audit", "forget", "--before", "2025-12-31", "--json").out)
    assert (told["forgotten"] > 0, told["before"]) == (True, "2025-12-31T00:00:00+00:00")
    assert {entry["from"] for entry in json.loads(run(sqlite_database, *show, "--json").out)} == {None}
    (forgetting,) = json.loads(run(sqlite_database, "audit", "show", "--limit", "1", "--json").out)
    assert (forgetting["action"], forgetting["from"]["door"]) == ("origins.forgotten", "local")
    assert run(sqlite_database, "audit", "verify").code == 0
    refused = run(sqlite_database, "audit", "forget", "--before", "2999-01-01")
    assert (refused.code, "yet to come" in refused.err) == (2, True)


def test_a_chain_that_does_not_hold_is_left_unsigned_and_named(sqlite_database: Database, run: Command) -> None:
    line = Line(sqlite_database).begin()
    with unguarded(sqlite_database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence = 2"), {"chain": line.project})
    signed = run(sqlite_database, "audit", "sign", secret=STRONG_KEY)
    assert (signed.code, signed.out.splitlines()) == (
        1,
        [
            "left as it is: school: broken at entry 2: the entry is missing (and 1 more)",
            "signed the heads of 1 chain",
        ],
    )


@pytest.mark.parametrize("words", [["sign"], ["key"]])
def test_without_a_secret_there_is_no_key(sqlite_database: Database, run: Command, words: list[str]) -> None:
    done = run(sqlite_database, "audit", *words)
    assert (done.code, done.out) == (78, "")
    assert "SECRET_KEY is not set" in done.err


def test_an_older_copy_is_found_by_what_was_kept_of_the_newer_one(
    database: Database, run: Command, tmp_path: Path
) -> None:
    line = Line(database).begin()
    kept = run(database, "audit", "verify", "--json").out
    (tmp_path / "kept.json").write_text(kept)
    assert run(database, "audit", "verify", "--kept", "kept.json").code == 0
    with unguarded(database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence > 3"), {"chain": line.project})
        session.execute(
            text(
                "UPDATE audit_heads SET sequence = 3, digest = (SELECT digest FROM audit"
                " WHERE chain = :chain AND sequence = 3) WHERE chain = :chain"
            ),
            {"chain": line.project},
        )
    found = run(database, "audit", "verify", "--kept", "kept.json")
    said = "school: broken at entry 4: it is missing, or not the one that was kept"
    assert (found.code, said in found.out) == (1, True)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"chains": [{}]}', '{"chains": [{"chain": "x", "entries": "y"}]}']
)
def test_a_file_that_kept_nothing_is_refused(
    sqlite_database: Database, run: Command, tmp_path: Path, content: str
) -> None:
    (tmp_path / "kept.json").write_text(content)
    done = run(sqlite_database, "audit", "verify", "--kept", "kept.json")
    assert (done.code, "kept.json is not what" in done.err) == (2, True)
    assert run(sqlite_database, "audit", "verify", "--kept", "nowhere").code == 2


@pytest.mark.parametrize("words", [["verify"], ["show"]])
def test_the_audit_of_an_unknown_project_is_refused_in_words(
    sqlite_database: Database, run: Command, words: list[str]
) -> None:
    done = run(sqlite_database, "audit", *words, "--project", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "'nowhere'" in done.err


def test_an_export_goes_into_a_bundle_that_verifies(database: Database, run: Command, tmp_path: Path) -> None:
    released(database, "strategy-document")
    done = run(database, "export", "json", "--out", "bundle", "--json")
    told = json.loads(done.out)
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
    sqlite_database: Database, run: Command, tmp_path: Path, wanted: str, out: str, code: int, said: str
) -> None:
    released(sqlite_database, "strategy-document")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("kept")
    done = run(sqlite_database, "export", wanted, "--out", out)
    assert (done.code, said in done.err) == (code, True), done.err
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["file"]
