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
        (
            "postgresql://u:p@h/db?target_session_attrs=read-write&gssencmode=require&sslrootcert=/none&keepalives=%201",
            "postgresql+psycopg://u:p@h/db?target_session_attrs=read-write&gssencmode=require&sslrootcert=/none&keepalives=%201",
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
        "postgresql+psycopg://h/d?sslmode=require&unknownopt=1",
        "postgresql://h/d?sslmode",
        "postgresql://h/d?channel_binding=%ff",
    ],
)
def test_database_addresses_that_name_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert "DATABASE_URL" in problems(monkeypatch, {"DATABASE_URL": given})


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("sslmode", "bogus"),
        ("target_session_attrs", "primaries"),
        ("ssl_min_protocol_version", "TLSv9"),
        ("channel_binding", "perhaps"),
        ("connect_timeout", "abc"),
        ("keepalives_idle", "1.5"),
    ],
)
def test_an_option_that_libpq_does_not_take_is_named_and_its_value_not_repeated(
    monkeypatch: pytest.MonkeyPatch, option: str, wrong: str
) -> None:
    told = problems(monkeypatch, {"DATABASE_URL": f"postgresql://h/d?application_name=us&{option}={wrong}"})
    assert option in told["DATABASE_URL"]
    assert wrong not in told["DATABASE_URL"]
