import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.declaration import STRICT, ConfigurationError, EnvironmentName, Sensitivity
from app.core.setting_groups import LogFormat
from app.core.settings import DECLARATIONS, GROUP_OF, SECRET_NAMES, Settings, load_settings
from app.core.variables import Origin
from tests.settings import PLANTED, STRICT_VARIABLES, STRONG_KEY, STRONG_TOKEN, problems, set_variables


def test_development_needs_nothing() -> None:
    loaded = load_settings()
    assert loaded.settings == Settings()
    assert loaded.settings.database_url.get_secret_value() == "sqlite:///combine.db"
    assert set(loaded.origins.values()) == {Origin.DEFAULT}


def test_production_starts_with_what_it_requires(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, dict(STRICT_VARIABLES))
    settings = load_settings().settings
    assert settings.environment is EnvironmentName.PRODUCTION
    assert settings.effective_log_format is LogFormat.JSON
    assert settings.shown_database == "postgresql://db.internal:5432/combine"


@pytest.mark.parametrize("environment", ["staging", "production"])
@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "MODEL_PROVIDER"]
)
def test_each_required_variable_is_named_when_missing(
    monkeypatch: pytest.MonkeyPatch, environment: str, name: str
) -> None:
    variables = {**STRICT_VARIABLES, "ENVIRONMENT": environment}
    del variables[name]
    assert name in problems(monkeypatch, variables)


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(
        monkeypatch,
        {
            "ENVIRONMENT": "staging",
            "PORT": "eighty",
            "LOG_LEVEL": "LOUD",
            "SECRET_KEY": "abc",
            "OIDC_ISSUER": "nonsense",
        },
    )
    assert {
        "PORT",
        "LOG_LEVEL",
        "SECRET_KEY",
        "DATABASE_URL",
        "MODEL_PROVIDER",
        "GOOGLE_CLIENT_ID",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
    } <= told.keys()


MALFORMED = {
    "ENVIRONMENT": "prod",
    "HOST": "not a host",
    "PORT": "70000",
    "OPS_TOKEN": "qv7Yt2LxN0rJmK4b-schlüssel-WcZsH8dG",
    "PUBLIC_URL": "combine.internal",
    "DATABASE_URL": "mysql://db/combine",
    "DB_POOL_SIZE": "0",
    "DB_MAX_OVERFLOW": "-1",
    "TRUSTED_PROXIES": "10.0.0.0/64",
    "OUTGOING_NETWORKS": "10.0.0.0/64",
    "ALLOWED_HOSTS": "https://combine.internal",
    "ADMIN_EMAILS": "ada@combine.internal,grace",
    "SIGN_IN_DOMAINS": "@combine.internal",
    "MAX_BODY_BYTES": "many",
    "DEVELOPMENT_SIGN_IN": "perhaps",
    "OIDC_ISSUER": "ftp://id.internal",
    "DEFINITIONS_PATH": "/nowhere/definitions",
    "MODEL_PROVIDER": "claude",
    "OPENAI_BASE_URL": "http://user:secret@models.internal/v1",
    "OFFLINE_LATENCY_SECONDS": "nan",
    "RUN_CONCURRENCY": "0",
    "DRAIN_SECONDS": "soon",
    "GRACE_SECONDS": "inf",
    "LOG_LEVEL": "CHATTY",
    "LOG_FORMAT": "xml",
    "LOG_SCHEMA": "ecs",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_value_is_refused_by_name_and_never_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    told = problems(monkeypatch, {name: MALFORMED[name]})
    assert name in told
    assert re.search(rf"(?<!\w){re.escape(MALFORMED[name])}(?!\w)", told[name]) is None


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    value = "postgresql://u:pw@h/db" if name == "DATABASE_URL" else PLANTED
    (tmp_path / "secret").write_text(f"{value}\n")
    partner = {
        "GOOGLE_CLIENT_SECRET": {"GOOGLE_CLIENT_ID": "id", "PUBLIC_URL": "https://c.internal"},
        "MICROSOFT_CLIENT_SECRET": {"MICROSOFT_CLIENT_ID": "id", "PUBLIC_URL": "https://c.internal"},
        "OIDC_CLIENT_SECRET": {
            "OIDC_CLIENT_ID": "id",
            "OIDC_ISSUER": "https://id.internal",
            "PUBLIC_URL": "https://c.internal",
        },
    }.get(name, {})
    set_variables(monkeypatch, {f"{name}_FILE": str(tmp_path / "secret"), **partner})
    loaded = load_settings()
    found = getattr(loaded.settings, name.lower()).get_secret_value()
    assert found.replace("+psycopg", "") == value
    assert loaded.origins[name] is Origin.FILE


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_a_secret_and_its_file_together_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(PLANTED)
    told = problems(monkeypatch, {name: PLANTED, f"{name}_FILE": str(tmp_path / "secret")})
    assert "both set" in told[name]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read"), (b"", "empty"), (b"\xff\xfe", "cannot be read"), (b"x" * 70000, "64")],
)
def test_a_secret_file_that_is_no_use_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    assert reason in problems(monkeypatch, {"OPS_TOKEN_FILE": str(tmp_path / "secret")})["OPS_TOKEN_FILE"]


@pytest.mark.parametrize("kind", ["a device without an end", "a pipe", "a folder"])
def test_a_secret_file_that_is_no_regular_file_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    path = Path("/dev/zero") if kind == "a device without an end" else tmp_path / "secret"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    assert problems(monkeypatch, {"OPS_TOKEN_FILE": str(path)}) == {"OPS_TOKEN_FILE": "names no regular file"}


@pytest.mark.parametrize("both", [True, False])
def test_a_secret_that_is_given_wrongly_is_not_called_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, both: bool
) -> None:
    given = {"ENVIRONMENT": "staging", "SECRET_KEY_FILE": str(tmp_path / "nowhere")}
    if both:
        given["SECRET_KEY"] = PLANTED
    monkeypatch.delenv("SECRET_KEY", raising=False)
    set_variables(monkeypatch, given)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings()
    told = [problem for problem in refusal.value.problems if problem.variable.startswith("SECRET_KEY")]
    assert len(told) == 1
    assert "required" not in told[0].reason


STRICT_ONLY = {
    "placeholder key": ("SECRET_KEY", "change-me-to-the-output-of-secrets-token-urlsafe-48"),
    "short key": ("SECRET_KEY", "qv7Yt2LxN0rJmK4bWcZs"),
    "repeated key": ("SECRET_KEY", "abc123XYZ!" * 6),
    "one letter": ("SECRET_KEY", "a" * 64),
    "counting key": ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789"),
    "SQLite": ("DATABASE_URL", "sqlite:///combine.db"),
    "placeholder password": ("DATABASE_URL", "postgresql://combine:change-me@localhost:5432/combine"),
    "common password": ("DATABASE_URL", "postgresql://combine:postgres@db/combine"),
    "password is user": ("DATABASE_URL", "postgresql://writer:writer@db/combine"),
    "password in brackets": ("DATABASE_URL", "postgresql://combine:%3Cpassword%3E@localhost:5432/combine"),
    "token in brackets": ("OPS_TOKEN", "<24-random-bytes-or-more>"),
    "weak token": ("OPS_TOKEN", "letmein"),
    "placeholder that is short": ("SECRET_KEY", "change-me"),
    "placeholder token": ("OPS_TOKEN", "change-me-to-24-random-bytes-or-more"),
    "every host": ("ALLOWED_HOSTS", "combine.internal,*"),
    "every host below a top-level name": ("ALLOWED_HOSTS", "combine.internal,*.com"),
    "half of all proxies, twice": ("TRUSTED_PROXIES", "0.0.0.0/1,128.0.0.0/1"),
    "half of all v6 proxies": ("TRUSTED_PROXIES", "8000::/1"),
    "every proxy": ("TRUSTED_PROXIES", "*"),
    "every address": ("TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0"),
    "every v6 address": ("TRUSTED_PROXIES", "::/0"),
    "every address to ask": ("OUTGOING_NETWORKS", "0.0.0.0/0"),
    "anything to ask": ("OUTGOING_NETWORKS", "10.0.0.0/8, *"),
    "development sign-in": ("DEVELOPMENT_SIGN_IN", "true"),
    "plain http": ("PUBLIC_URL", "http://combine.internal"),
    "plain http to sign in": ("OIDC_ISSUER", "http://id.internal"),
    "example address": ("PUBLIC_URL", "https://combine.example.com"),
    "example client": ("GOOGLE_CLIENT_ID", "1234567890-abc.apps.googleusercontent.com"),
    "placeholder client secret": ("GOOGLE_CLIENT_SECRET", "your-google-client-secret"),
    "example administrator": ("ADMIN_EMAILS", "ada@combine.internal, Admin@example.com"),
    "example contact": ("SUPPORT_CONTACT", "support@example.com"),
    "example escalation": ("ESCALATION_CONTACT", "on-call@example.com"),
    "example domain": ("SIGN_IN_DOMAINS", "example.com"),
    "example issuer": ("OIDC_ISSUER", "https://id.example.com/"),
    "example host": ("ALLOWED_HOSTS", "combine.example.com"),
    "example tenant": ("MICROSOFT_TENANTS", "11111111-1111-1111-1111-111111111111"),
    "keyless Anthropic": ("MODEL_PROVIDER", "anthropic:claude"),
    "keyless OpenAI": ("MODEL_PROVIDER", "openai:gpt"),
}
BLAMED = {"keyless Anthropic": "ANTHROPIC_API_KEY", "keyless OpenAI": "OPENAI_API_KEY"}
ALONG: Mapping[str, Mapping[str, str]] = {
    "OIDC_ISSUER": {
        "OIDC_CLIENT_ID": "combine",
        "OIDC_CLIENT_SECRET": STRONG_TOKEN,
        "PUBLIC_URL": "https://combine.internal",
    },
    "MICROSOFT_TENANTS": {
        "MICROSOFT_CLIENT_ID": "22222222-3333-4444-5555-666666666666",
        "MICROSOFT_CLIENT_SECRET": STRONG_TOKEN,
        "PUBLIC_URL": "https://combine.internal",
    },
}
"""What a variable needs beside it."""


@pytest.mark.parametrize("environment", sorted(STRICT))
@pytest.mark.parametrize("case", STRICT_ONLY)
def test_staging_and_production_refuse(monkeypatch: pytest.MonkeyPatch, environment: str, case: str) -> None:
    name, value = STRICT_ONLY[case]
    told = problems(monkeypatch, {**STRICT_VARIABLES, **ALONG.get(name, {}), "ENVIRONMENT": environment, name: value})
    assert list(told) == [BLAMED.get(case, name)]
    assert value not in "".join(told.values())


@pytest.mark.parametrize("case", [case for case in STRICT_ONLY if case not in BLAMED])
def test_development_takes_the_same(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    name, value = STRICT_ONLY[case]
    together = {"GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"}
    base = {k: v for k, v in STRICT_VARIABLES.items() if name in together and k in {*together, "PUBLIC_URL"}}
    set_variables(monkeypatch, {**base, **ALONG.get(name, {}), name: value})
    assert load_settings().settings.environment is EnvironmentName.DEVELOPMENT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "*.combine.internal"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,fc00::/7"),
        ("OIDC_ISSUER", "http://127.0.0.1:9000"),
        ("PUBLIC_URL", "https://combine.staging.example.com"),
        ("DATABASE_URL", "postgresql://combine:aQ9%3CzP4kL2mN8vR@db.internal:5432/combine"),
        ("GOOGLE_CLIENT_SECRET", "k<J8sd77ASDkkq"),
        ("HOST", "::1"),
        ("HOST", "combine-1.internal"),
    ],
)
def test_staging_takes_what_is_narrow_enough(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    set_variables(monkeypatch, {**STRICT_VARIABLES, **ALONG.get(name, {}), "ENVIRONMENT": "staging", name: value})
    assert load_settings().origins[name] is Origin.ENVIRONMENT


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"GOOGLE_CLIENT_ID": "id", "PUBLIC_URL": "https://c.internal"}, ["GOOGLE_CLIENT_SECRET"]),
        ({"GOOGLE_CLIENT_SECRET": "value"}, ["GOOGLE_CLIENT_ID"]),
        ({**STRICT_VARIABLES, "GOOGLE_CLIENT_ID": ""}, ["GOOGLE_CLIENT_ID"]),
        ({"PORT": "'9000'"}, ["PORT"]),
        ({"MICROSOFT_CLIENT_ID": "id", "PUBLIC_URL": "https://c.internal"}, ["MICROSOFT_CLIENT_SECRET"]),
        ({"MICROSOFT_TENANTS": "a"}, ["MICROSOFT_TENANTS"]),
        ({"OIDC_CLIENT_ID": "id", "PUBLIC_URL": "https://c.internal"}, ["OIDC_ISSUER", "OIDC_CLIENT_SECRET"]),
        ({"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "value"}, ["PUBLIC_URL"]),
        ({"MODEL_PROVIDER": "anthropic:claude"}, ["ANTHROPIC_API_KEY"]),
    ],
)
def test_contradictions_are_refused_everywhere(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], blamed: list[str]
) -> None:
    assert list(problems(monkeypatch, given)) == blamed


def test_a_plain_file_is_no_folder_of_definitions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert list(problems(monkeypatch, {"DEFINITIONS_PATH": str(tmp_path / "file")})) == ["DEFINITIONS_PATH"]


def test_a_local_openai_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {"MODEL_PROVIDER": "openai:qwen3", "OPENAI_BASE_URL": "http://localhost:11434/v1/"})
    assert load_settings().settings.openai_base_url == "http://localhost:11434/v1"


@pytest.mark.parametrize("name", sorted(DECLARATIONS))
def test_every_variable_reads_its_own_example_and_says_what_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """The example of each variable is a value that development accepts, so the reference never shows a wrong one."""
    declaration = DECLARATIONS[name]
    others = {"GOOGLE", "MICROSOFT", "OIDC"}
    family = name.partition("_")[0]
    partners = {n: d.example for n, d in DECLARATIONS.items() if family in others and n.startswith(family)}
    strict = dict(STRICT_VARIABLES) if name == "ENVIRONMENT" else {"PUBLIC_URL": "https://c.internal"}
    value = str(tmp_path) if name == "DEFINITIONS_PATH" else declaration.example  # a folder must be there
    set_variables(monkeypatch, {**strict, **partners, name: value})
    assert load_settings().origins[name] is Origin.ENVIRONMENT
    assert declaration.meaning.endswith(".")
    assert name in GROUP_OF


@pytest.mark.parametrize("name", sorted(DECLARATIONS))
def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_variables(monkeypatch, {name: "  "})
    assert load_settings().settings == Settings()


def test_a_refusal_never_holds_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: PLANTED for name in DECLARATIONS if name != "ENVIRONMENT"}
    set_variables(monkeypatch, {**given, "ENVIRONMENT": "production"})
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    assert PLANTED not in repr(refused.value) + str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_settings_never_show_a_secret() -> None:
    settings = Settings(secret_key=STRONG_KEY, ops_token=STRONG_TOKEN, database_url="postgresql://u:hidden@h/d")
    text = repr(settings) + str(settings) + settings.model_dump_json()
    assert not any(secret in text for secret in (STRONG_KEY, STRONG_TOKEN, "hidden"))


def test_settings_refuse_unknown_fields_without_showing_them() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"colour": PLANTED, "port": PLANTED})
    assert PLANTED not in str(refused.value)


def test_a_password_that_is_the_users_name_hides_no_word() -> None:
    """The development stack's; `combine` stands in every line as the service's name."""
    assert Settings(database_url="postgresql://combine:combine@db:5432/combine").live_secrets == ()


def test_live_secrets_hold_the_password_and_not_the_address() -> None:
    settings = Settings(secret_key=STRONG_KEY, database_url="postgresql://user:p%40ss-word@host/db")
    assert {STRONG_KEY, "p@ss-word", "p%40ss-word"} <= set(settings.live_secrets)
    assert not any("host" in secret for secret in settings.live_secrets)


def test_equal_settings_have_equal_fingerprints_and_different_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def fingerprint(**changed: str) -> str:
        set_variables(monkeypatch, {**STRICT_VARIABLES, **changed})
        return load_settings().fingerprint

    same = fingerprint()
    assert fingerprint() == same
    others = {fingerprint(PORT="9000"), fingerprint(SECRET_KEY=STRONG_KEY + "x"), fingerprint(OPS_TOKEN=STRONG_TOKEN)}
    assert same not in others
    assert len(others) == 3


def test_allowed_hosts_follow_the_public_address() -> None:
    assert Settings(public_url="https://combine.internal").effective_allowed_hosts[0] == "combine.internal"
    assert Settings(allowed_hosts="a.internal, b.internal").effective_allowed_hosts[:2] == ("a.internal", "b.internal")


def test_everything_but_what_is_declared_otherwise_is_secret() -> None:
    told = {name for name, declaration in DECLARATIONS.items() if declaration.sensitivity is Sensitivity.SECRET}
    assert told == SECRET_NAMES
    assert {"DATABASE_URL", "SECRET_KEY", "OPS_TOKEN", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"} <= told
