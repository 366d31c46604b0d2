import re
from pathlib import Path

import pytest

from app.core.declaration import ConfigurationError
from app.core.environment import Environment
from tests.settings import STRICT_VARIABLES, set_variables


def test_nothing_set_means_development() -> None:
    assert Environment.current() == "development"


@pytest.mark.parametrize("name", ["development", "staging", "production", "test"])
def test_each_of_the_four_is_known(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", name)
    assert Environment.current() == name


@pytest.mark.parametrize(
    ("given", "meant"), [("Production", "production"), (" staging ", "staging"), ("", "development")]
)
def test_case_and_spaces_do_not_matter_and_empty_is_unset(
    monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv("ENVIRONMENT", given)
    assert Environment.current() == meant


@pytest.mark.parametrize("name", ["prod", "stage", "dev", "live", "productionn"])
def test_another_name_is_refused_naming_the_four(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", name)
    with pytest.raises(ConfigurationError, match="development, staging, production, test") as refused:
        Environment.current()
    assert re.search(rf"\b{name}\b", str(refused.value)) is None


def test_only_production_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {}
    for name in ("development", "staging", "production", "test"):
        monkeypatch.setenv("ENVIRONMENT", name)
        told[name] = Environment.is_production()
    assert told == {"development": False, "staging": False, "production": True, "test": False}


@pytest.mark.parametrize("name", ["development", "test"])
def test_nothing_is_missing_in_development_and_test(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", name)
    assert Environment.validate() == []


@pytest.mark.parametrize("name", ["staging", "production"])
def test_the_missing_variables_are_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", name)
    assert Environment.validate() == ["DATABASE_URL", "GOOGLE_CLIENT_ID", "MODEL_PROVIDER", "SECRET_KEY"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"GOOGLE_CLIENT_SECRET": ""}, ["GOOGLE_CLIENT_SECRET"]),
        ({"PUBLIC_URL": ""}, ["PUBLIC_URL"]),
        ({"MODEL_PROVIDER": "anthropic:claude"}, ["ANTHROPIC_API_KEY"]),
        ({"MODEL_PROVIDER": "openai:gpt", "OPENAI_BASE_URL": "http://localhost:11434/v1"}, []),
        ({"OIDC_CLIENT_ID": "combine"}, ["OIDC_CLIENT_SECRET", "OIDC_ISSUER"]),
        ({"SECRET_KEY": "short"}, []),
    ],
)
def test_what_other_variables_require_is_named_and_what_is_wrong_is_not(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: list[str]
) -> None:
    set_variables(monkeypatch, {**STRICT_VARIABLES, **given})
    assert Environment.validate() == missing


def test_an_empty_variable_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {**STRICT_VARIABLES, "SECRET_KEY": ""})
    assert Environment.validate() == ["SECRET_KEY"]


def test_a_secret_from_a_file_is_not_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("something\n")
    set_variables(monkeypatch, {"ENVIRONMENT": "production", "SECRET_KEY_FILE": str(secret)})
    assert Environment.validate() == ["DATABASE_URL", "GOOGLE_CLIENT_ID", "MODEL_PROVIDER"]


def test_values_are_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {"ENVIRONMENT": "production", "SECRET_KEY": "short-and-secret"})
    assert "short-and-secret" not in "".join(Environment.validate())


def test_nothing_is_remembered_between_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Environment.current() == "development"
    monkeypatch.setenv("ENVIRONMENT", "staging")
    assert Environment.current() == "staging"


def test_the_dotenv_file_counts_and_real_variables_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ENVIRONMENT=staging\n")
    assert Environment.current() == "staging"
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert Environment.current() == "production"
