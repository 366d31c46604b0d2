import pytest

from app.core.settings import load_settings
from tests.settings import problems, set_variables


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u:p@h/db?sslmode=require", "postgresql+psycopg://u:p@h/db?sslmode=require"),
        (
            "postgresql+psycopg://u:p@h:5433/db?connect_timeout=5&options=-c%20x%3D1",
            "postgresql+psycopg://u:p@h:5433/db?connect_timeout=5&options=-c%20x%3D1",
        ),
        ("sqlite:////var/lib/combine.db", "sqlite:////var/lib/combine.db"),
    ],
)
def test_database_addresses_name_their_driver(monkeypatch: pytest.MonkeyPatch, given: str, driver: str) -> None:
    set_variables(monkeypatch, {"DATABASE_URL": given})
    assert load_settings().settings.database_url.get_secret_value() == driver


@pytest.mark.parametrize(
    "given",
    [
        "db",
        "oracle://h/d",
        "sqlite:combine.db",
        "postgresql://host",
        "postgresql://h:x/d",
        "postgresql://h/d?sslmode=bogus",
        "postgresql+psycopg://h/d?sslmode=require&unknownopt=1",
        "postgresql://h/d?sslmode",
    ],
)
def test_database_addresses_that_name_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert "DATABASE_URL" in problems(monkeypatch, {"DATABASE_URL": given})
