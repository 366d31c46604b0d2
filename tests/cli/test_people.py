import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import app
from app.domain.errors import Invalid
from app.domain.tokens import is_token
from tests.settings import set_variables


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {"ENVIRONMENT": "development", "DATABASE_URL": f"sqlite:///{tmp_path / 'combine.db'}"})
    monkeypatch.chdir(tmp_path)


def combine(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_people_are_added_listed_and_disabled() -> None:
    key = combine("users", "add", "ada@example.com", "--administrator").stdout.strip()
    combine("users", "add", "bob@example.com", "--name", "Bob")
    combine("users", "disable", "bob@example.com")
    listed = json.loads(combine("users", "list", "--json").stdout)
    assert [(user["email"], user["name"], user["is_administrator"], user["is_active"]) for user in listed] == [
        ("ada@example.com", "ada", True, True),
        ("bob@example.com", "Bob", False, False),
    ]
    assert listed[0]["id"] == key
    combine("users", "enable", "bob@example.com")
    assert "disabled" not in combine("users", "list").stdout


def test_a_token_is_written_once() -> None:
    combine("users", "add", "ada@example.com")
    made = combine("tokens", "create", "ada@example.com", "--name", "ci", "--scope", "project:read")
    assert is_token(made.stdout.strip())
    token = json.loads(combine("tokens", "list", "ada@example.com", "--json").stdout)[0]
    assert combine("tokens", "revoke", token["id"]).exit_code == 0
    listed = combine("tokens", "list", "ada@example.com").stdout
    assert "revoked" in listed
    assert made.stdout.strip() not in listed


def test_an_address_is_invited() -> None:
    assert combine("users", "invite", "eve@example.com").exit_code == 0
    assert isinstance(combine("users", "invite", "nobody").exception, Invalid)
