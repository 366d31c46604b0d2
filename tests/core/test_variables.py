from pathlib import Path

import pytest

from app.core.declaration import ConfigurationError
from app.core.settings import load_settings
from app.core.variables import Origin
from tests.settings import PLANTED, problems, set_variables


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [
        ("COMBINE_DATABASE_URL", "did you mean DATABASE_URL?"),
        ("COMBINE_DATBASE_URL", "did you mean DATABASE_URL?"),
        ("COMBINE_SECRET_KEY_FILE", "did you mean SECRET_KEY?"),
        ("COMBINE_COLOUR", "is not a variable and has no effect"),
    ],
)
def test_an_unknown_name_of_ours_is_a_warning(monkeypatch: pytest.MonkeyPatch, unknown: str, meant: str) -> None:
    monkeypatch.setenv(unknown, PLANTED)
    (warning,) = load_settings().warnings
    assert warning.variable == unknown
    assert meant in warning.reason


def test_a_misspelt_line_of_the_dotenv_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVLE=DEBUG\nSOMETHING_ELSE=1\n")
    (warning,) = load_settings().warnings
    assert (warning.variable, "LOG_LEVEL" in warning.reason) == ("LOG_LEVLE", True)


def test_a_refusal_still_tells_of_a_misspelt_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"ENVIRONMENT=staging\nSECRET_KE={PLANTED}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings()
    (warning,) = refusal.value.warnings
    assert (warning.variable, "did you mean SECRET_KEY?" in warning.reason) == ("SECRET_KE", True)


def test_what_the_command_line_says_is_in_force_and_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {"PORT": "9000", "HOST": "127.0.0.2"})
    loaded = load_settings({"port": 9100, "host": None})
    assert (loaded.settings.port, loaded.settings.host) == (9100, "127.0.0.2")
    assert (loaded.origins["PORT"], loaded.origins["HOST"]) == (Origin.ARGUMENT, Origin.ENVIRONMENT)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings({"port": None, "host": "not a host"})
    assert [problem.variable for problem in refusal.value.problems] == ["HOST"]


def test_the_dotenv_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY='a$HOME${PATH}b'\nexport PORT=9000\n# HOST=1.2.3.4\nnot a line\n")
    loaded = load_settings()
    assert loaded.settings.secret_key is not None
    assert loaded.settings.secret_key.get_secret_value() == "a$HOME${PATH}b"
    assert (loaded.settings.port, loaded.settings.host) == (9000, "127.0.0.1")
    assert loaded.origins["PORT"] is Origin.DOTENV


def test_a_dotenv_file_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    assert "UTF-8" in problems(monkeypatch, {})[".env"]


def test_a_folder_in_the_place_of_the_dotenv_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert "is a folder, as Docker makes" in problems(monkeypatch, {})[".env"]


def test_an_empty_real_variable_leaves_the_dotenv_file_to_speak(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=9000\n")
    monkeypatch.setenv("PORT", "")
    assert load_settings().settings.port == 9000
