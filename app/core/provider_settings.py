"""The variables of those that The Combine relies on: who lets people in, and who writes."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from app.core.declaration import STRICT, Declaration, Group, Sensitivity
from app.core.setting_types import Domains, Emails, Names, Url, checked_model_provider

PUBLIC, INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL


class SignInSettings(BaseSettings):
    """Who may enter, and through whom."""

    group: ClassVar[Group] = Group.SIGN_IN

    admin_emails: Annotated[
        Emails,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Addresses of those who become administrators at their first sign-in, separated by commas.",
            example="admin@example.com",
            is_usual=True,
            default_text="none",
        ),
    ] = ()
    sign_in_domains: Annotated[
        Domains,
        Declaration(
            sensitivity=INTERNAL,
            meaning="Domains whose people may enter without an invitation, separated by commas.",
            example="example.com",
            default_text="none",
        ),
    ] = ()
    google_client_id: Annotated[
        str | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The OAuth client id that Google issued.",
            is_usual=True,
            example="1234567890-abc.apps.googleusercontent.com",
            required_when="staging and production have no other sign-in provider",
            is_placeholder=True,
        ),
    ] = None
    google_client_secret: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The OAuth client secret that Google issued.",
            is_usual=True,
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
            is_placeholder=True,
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
            example="offline",
            is_usual=True,
            default_text="offline, in development and test",
            required_in=STRICT,
        ),
    ] = "offline"
    anthropic_api_key: Annotated[
        SecretStr | None,
        Declaration(
            meaning="The API key that Anthropic issued.",
            example="change-me-anthropic-api-key",
            required_when="MODEL_PROVIDER names anthropic and ANTHROPIC_BASE_URL is not set",
        ),
    ] = None
    anthropic_base_url: Annotated[
        Url | None,
        Declaration(
            sensitivity=INTERNAL,
            meaning="The address of a server or gateway that speaks Anthropic's protocol, without `/v1`.",
            example="http://localhost:4000",
            default_text="Anthropic itself",
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
