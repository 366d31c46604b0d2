"""Settings for tests: variables that staging and production accept, and an environment without any of ours."""

from collections.abc import Mapping

import pytest

from app.core.declaration import ConfigurationError
from app.core.redaction import Redactor
from app.core.settings import DECLARATIONS, load_settings
from app.core.variables import FILE_SUFFIX

STRONG_KEY = "qv7Yt2LxN0rJmK4bWcZsH8dGfPaEoUiQ3yTgVnRkXwM5eD9h"
STRONG_TOKEN = "u4Jt8sQzL1xVbN6mKpWcR3yHgFdEaT0o"
PLANTED = "planted-value-7c1f"
STRICT_VARIABLES: Mapping[str, str] = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://combine:9fKq2LmXv7Tz@db.internal:5432/combine",
    "SECRET_KEY": STRONG_KEY,
    "PUBLIC_URL": "https://combine.internal",
    "GOOGLE_CLIENT_ID": "987654-real.apps.googleusercontent.com",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-4kd93kfjw0s",
    "MODEL_PROVIDER": "offline",
}
UNLIMITED: Mapping[str, int] = dict.fromkeys(
    ("rate_limit_address", "rate_limit_user", "rate_limit_token", "rate_limit_sign_in"), 0
)
"""For applications that a test asks more often within a minute than people do."""


def clear_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset every variable of ours."""
    for name in DECLARATIONS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name + FILE_SUFFIX, raising=False)


def set_variables(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    """Set exactly these variables of ours."""
    clear_variables(monkeypatch)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def problems(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> dict[str, str]:
    """Load with these variables and give each problem's reason by variable."""
    set_variables(monkeypatch, variables)
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    told = {problem.variable: problem.reason for problem in refused.value.problems}
    assert len(told) == len(refused.value.problems), "a variable is told of once"
    for problem in refused.value.problems:
        assert problem.example or problem.variable == ".env"
        written = f"{problem.variable} {problem.reason}; {problem.example}"
        assert Redactor().text(written) == written
    return told
