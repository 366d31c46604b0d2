"""The variables of the process itself, group by group; `app.core.settings.Settings` joins all into one model."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from app.core.declaration import STRICT, Declaration, EnvironmentName, Group, Sensitivity
from app.core.setting_types import (
    Hosts,
    Level,
    Networks,
    Url,
    checked_database_url,
    header_token,
    listening_host,
    lowered,
)

PUBLIC, INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL


class LogFormat(StrEnum):
    """How a log line looks."""

    JSON = "json"
    TEXT = "text"


class ServiceSettings(BaseSettings):
    """Where the service stands and who answers for it."""

    group: ClassVar[Group] = Group.SERVICE

    environment: Annotated[
        EnvironmentName,
        BeforeValidator(lowered),
        Declaration(
            sensitivity=PUBLIC,
            meaning="Which environment this is: development, staging, production or test.",
            example="staging",
            is_usual=True,
            default_text="development; the image sets production",
        ),
    ] = EnvironmentName.DEVELOPMENT
    host: Annotated[
        str,
        AfterValidator(listening_host),
        Declaration(
            sensitivity=PUBLIC,
            meaning="The address that the service listens on.",
            example="0.0.0.0",  # noqa: S104 - an example of the reference, not a binding
            default_text="127.0.0.1; the image sets 0.0.0.0",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=0, le=65535),
        Declaration(sensitivity=PUBLIC, meaning="The port that the service listens on.", example="8000"),
    ] = 8000
    public_url: Annotated[
        Url | None,
        Declaration(
            sensitivity=PUBLIC,
            meaning="The address under which people reach the service; sign-in callbacks and links are made from it.",
            example="https://combine.example.com",
            required_when="a sign-in provider is set",
            is_usual=True,
        ),
    ] = None
    support_contact: Annotated[
        str | None,
        Declaration(
            sensitivity=PUBLIC,
            meaning="Whom users turn to for help: an address or a link.",
            example="support@example.com",
        ),
    ] = None
    escalation_contact: Annotated[
        str | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Whom operators call when the runbook does not help.",
            example="on-call@example.com",
        ),
    ] = None
    definitions_path: Annotated[
        Path | None,
        Declaration(
            sensitivity=PUBLIC,
            meaning="A folder of workflow definitions to use beside the shipped ones; it must be there.",
            example="/srv/combine/definitions",
            default_text="the shipped definitions alone",
        ),
    ] = None


class DatabaseSettings(BaseSettings):
    """Where everything is kept."""

    group: ClassVar[Group] = Group.DATABASE

    database_url: Annotated[
        SecretStr,
        AfterValidator(checked_database_url),
        Declaration(
            meaning="The database: PostgreSQL, or in development a SQLite file.",
            example="postgresql://combine:change-me@localhost:5432/combine",
            default_text="sqlite:///combine.db in the working directory, in development and test",
            required_in=STRICT,
            is_placeholder=True,
        ),
    ] = SecretStr("sqlite:///combine.db")
    db_pool_size: Annotated[
        int,
        Field(ge=1, le=200),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many PostgreSQL connections one process keeps open.",
            example="10",
        ),
    ] = 10
    db_max_overflow: Annotated[
        int,
        Field(ge=0, le=200),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many further connections one process may open under load.",
            example="5",
        ),
    ] = 5


class SecuritySettings(BaseSettings):
    """What protects the service."""

    group: ClassVar[Group] = Group.SECURITY

    secret_key: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The key that seals sign-ins and signs the audit: at least 32 random bytes.",
            example="change-me-to-the-output-of-secrets-token-urlsafe-48",
            required_in=STRICT,
            is_placeholder=True,
        ),
    ] = None
    ops_token: Annotated[
        Annotated[SecretStr, AfterValidator(header_token)] | None,
        Declaration(
            meaning="The bearer token that opens /metrics and /health/detailed to monitoring.",
            example="change-me-to-24-random-bytes-or-more",
            is_usual=True,
            default_text="none: /metrics is open, /health/detailed is for administrators outside development",
        ),
    ] = None
    trusted_proxies: Annotated[
        Networks,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Networks of the proxies whose forwarded client addresses are believed, separated by commas.",
            example="10.0.0.0/8,192.168.0.0/16",
            default_text="none",
        ),
    ] = ()
    outgoing_networks: Annotated[
        Networks,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Private networks in which a sign-in provider may stand, separated by commas.",
            example="10.20.0.0/16",
            default_text="none; in development and test this computer's own",
        ),
    ] = ()
    allowed_hosts: Annotated[
        Hosts,
        Declaration(
            sensitivity=PUBLIC,
            meaning="Host names that requests may be addressed to, separated by commas; probes are exempt.",
            example="combine.example.com",
            default_text="the host of PUBLIC_URL and loopback names",
        ),
    ] = ()
    max_body_bytes: Annotated[
        int,
        Field(ge=1024, le=1 << 30),
        Declaration(
            sensitivity=PUBLIC,
            meaning="The largest request body in bytes; it is enforced while reading.",
            example="4194304",
        ),
    ] = 4 * 1024 * 1024
    body_seconds: Annotated[
        float,
        Field(gt=0, le=3600, allow_inf_nan=False),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How long a request body may take to arrive.",
            example="60",
        ),
    ] = 60.0
    rate_limit_address: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many requests a minute one address may make of one process; 0 for any number.",
            example="1200",
        ),
    ] = 1200
    rate_limit_user: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many requests a minute one person and their tokens may make of one process; 0 for any number.",
            example="600",
        ),
    ] = 600
    rate_limit_token: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many requests a minute one token may make of one process; 0 for any number.",
            example="300",
        ),
    ] = 300
    rate_limit_sign_in: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many requests a minute one address may make of one process to sign in; 0 for any number.",
            example="30",
        ),
    ] = 30
    development_sign_in: Annotated[
        bool,
        Declaration(
            sensitivity=PUBLIC,
            meaning="Lets anybody on this computer sign in with one click; staging and production refuse it.",
            example="true",
        ),
    ] = False


class ExecutionSettings(BaseSettings):
    """How much runs at once, and how a process stops."""

    group: ClassVar[Group] = Group.EXECUTION

    run_concurrency: Annotated[
        int,
        Field(ge=1, le=1000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many step instances one worker executes at the same time.",
            example="16",
        ),
    ] = 16
    drain_seconds: Annotated[
        float,
        Field(ge=0, le=600, allow_inf_nan=False),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How long readiness answers 503 before a stopping process closes its listener.",
            example="5",
        ),
    ] = 5.0
    event_streams_per_person: Annotated[
        int,
        Field(ge=1, le=100_000),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How many streams of live events one person, with all their tokens, may hold open in one process.",
            example="20",
        ),
    ] = 20
    grace_seconds: Annotated[
        float,
        Field(ge=0, le=3600, allow_inf_nan=False),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How long a stopping process lets requests and model calls finish after draining.",
            example="20",
        ),
    ] = 20.0


class LoggingSettings(BaseSettings):
    """What is logged, and how it looks."""

    group: ClassVar[Group] = Group.LOGGING

    log_level: Annotated[
        Level,
        Declaration(
            sensitivity=PUBLIC,
            meaning="The least severe level that is logged: DEBUG, INFO, WARNING or ERROR.",
            example="INFO",
        ),
    ] = "INFO"
    log_format: Annotated[
        LogFormat | None,
        Declaration(
            sensitivity=PUBLIC,
            meaning="How a log line looks: json or text.",
            example="json",
            default_text="json in staging and production, text elsewhere",
        ),
    ] = None
    log_schema: Annotated[
        Literal["combine"],
        Declaration(
            sensitivity=PUBLIC,
            meaning="The names of the fields in a JSON log line.",
            example="combine",
        ),
    ] = "combine"
