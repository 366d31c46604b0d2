"""The variables, group by group; `app.core.settings.Settings` joins them into the one model."""

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from app.core.declaration import STRICT, Declaration, EnvironmentName, Group, Sensitivity
from app.core.setting_types import (
    checked_database_url,
    checked_model_provider,
    items,
    lowered,
    networks,
    uppered,
    web_url,
)

PUBLIC, INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL


class LogFormat(StrEnum):
    """How a log line looks."""

    JSON = "json"
    TEXT = "text"


Names = Annotated[tuple[str, ...], BeforeValidator(items)]
Networks = Annotated[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...], BeforeValidator(networks)]
Url = Annotated[str, AfterValidator(web_url)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(uppered)]


class ServiceSettings(BaseSettings):
    """Where the service stands and who answers for it."""

    group: ClassVar[Group] = Group.SERVICE

    environment: Annotated[
        EnvironmentName,
        BeforeValidator(lowered),
        Declaration(
            sensitivity=PUBLIC,
            meaning="Which environment this is: development, staging, production or test.",
            example="production",
            default_text="development; the image sets production",
        ),
    ] = EnvironmentName.DEVELOPMENT
    host: Annotated[
        str,
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
            is_placeholder=True,
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
            meaning="A folder of workflow definitions to use beside the shipped ones.",
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
            meaning="The key that signs sessions and audit anchors: at least 32 random bytes.",
            example="change-me-to-the-output-of-secrets-token-urlsafe-48",
            required_in=STRICT,
            is_placeholder=True,
        ),
    ] = None
    ops_token: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The bearer token that opens /metrics and /health/detailed to monitoring.",
            example="change-me-to-24-random-bytes-or-more",
            default_text="none: /metrics is open, /health/detailed closed outside development",
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
    allowed_hosts: Annotated[
        Names,
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
    development_sign_in: Annotated[
        bool,
        Declaration(
            sensitivity=PUBLIC,
            meaning="Lets anybody on this computer sign in with one click; staging and production refuse it.",
            example="true",
        ),
    ] = False


class SignInSettings(BaseSettings):
    """Who may enter, and through whom."""

    group: ClassVar[Group] = Group.SIGN_IN

    admin_emails: Annotated[
        Names,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Addresses of those who become administrators at their first sign-in, separated by commas.",
            example="admin@example.com",
            default_text="none",
            is_placeholder=True,
        ),
    ] = ()
    google_client_id: Annotated[
        str | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The OAuth client id that Google issued.",
            example="1234567890-abc.apps.googleusercontent.com",
            required_when="staging and production have no other sign-in provider",
            is_placeholder=True,
        ),
    ] = None
    google_client_secret: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The OAuth client secret that Google issued.",
            example="change-me-google-client-secret",
            required_when="GOOGLE_CLIENT_ID is set",
        ),
    ] = None
    microsoft_client_id: Annotated[
        str | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The application id that Microsoft Entra issued.",
            example="00000000-0000-0000-0000-000000000000",
            is_placeholder=True,
        ),
    ] = None
    microsoft_client_secret: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The client secret that Microsoft Entra issued.",
            example="change-me-microsoft-client-secret",
            required_when="MICROSOFT_CLIENT_ID is set",
        ),
    ] = None
    microsoft_tenants: Annotated[
        Names,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Tenant ids whose accounts may enter, separated by commas.",
            example="11111111-1111-1111-1111-111111111111",
            default_text="every tenant",
        ),
    ] = ()
    oidc_issuer: Annotated[
        Url | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The issuer of any other OpenID Connect provider; its discovery document is read from there.",
            example="https://id.example.com",
        ),
    ] = None
    oidc_client_id: Annotated[
        str | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The client id at that issuer.",
            example="combine",
            required_when="OIDC_ISSUER is set",
        ),
    ] = None
    oidc_client_secret: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The client secret at that issuer.",
            example="change-me-oidc-client-secret",
            required_when="OIDC_ISSUER is set",
        ),
    ] = None


class ModelsSettings(BaseSettings):
    """Who writes the documents."""

    group: ClassVar[Group] = Group.MODELS

    model_provider: Annotated[
        str,
        AfterValidator(checked_model_provider),
        Declaration(
            sensitivity=PUBLIC,
            meaning="Who writes the documents: `offline`, or `anthropic:MODEL` or `openai:MODEL`.",
            example="anthropic:claude-sonnet-4-5",
            default_text="offline, in development and test",
            required_when="the environment is staging or production",
        ),
    ] = "offline"
    anthropic_api_key: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The API key that Anthropic issued.",
            example="change-me-anthropic-api-key",
            required_when="MODEL_PROVIDER names anthropic",
        ),
    ] = None
    openai_api_key: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The API key that OpenAI or the server at OPENAI_BASE_URL issued.",
            example="change-me-openai-api-key",
            required_when="MODEL_PROVIDER names openai and OPENAI_BASE_URL is not set",
        ),
    ] = None
    openai_base_url: Annotated[
        Url | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The address of an OpenAI-compatible server, such as Ollama, vLLM or llama.cpp.",
            example="http://localhost:11434/v1",
            default_text="OpenAI itself",
        ),
    ] = None
    offline_latency_seconds: Annotated[
        float,
        Field(ge=0, le=600, allow_inf_nan=False),
        Declaration(
            sensitivity=PUBLIC,
            meaning="How long the offline drafter pretends to think, for demonstrations and load tests.",
            example="1.0",
        ),
    ] = 0.0


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
