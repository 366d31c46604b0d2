"""The sign-in providers that the settings name; who speaks with them is `app.http.oidc`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.core.settings import Settings

GOOGLE: Final = "https://accounts.google.com"
MICROSOFT: Final = "https://login.microsoftonline.com/common/v2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider as the settings name it."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    tenants: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A sign-in that was begun; the browser keeps it, sealed, until the provider sends it back."""

    provider: str
    state: str
    nonce: str
    verifier: str


def configured_providers(settings: Settings, *, issuers: Mapping[str, str] | None = None) -> dict[str, Provider]:
    """Give the providers that the settings name completely; `issuers` stand in for those of Google and Microsoft."""
    known = {"google": GOOGLE, "microsoft": MICROSOFT, **(issuers or {})}
    google = (settings.google_client_id, settings.google_client_secret)
    microsoft = (settings.microsoft_client_id, settings.microsoft_client_secret)
    own = (settings.oidc_client_id, settings.oidc_client_secret)
    tenants = frozenset(tenant.lower() for tenant in settings.microsoft_tenants)
    given = (
        ("google", "Google", known["google"], *google),
        ("microsoft", "Microsoft", known["microsoft"], *microsoft),
        ("oidc", "your organisation", settings.oidc_issuer, *own),
    )
    base = (settings.public_url or "").rstrip("/")
    return {
        name: Provider(
            name=name,
            title=title,
            issuer=issuer.rstrip("/"),
            client_id=client_id,
            client_secret=secret.get_secret_value(),
            redirect_uri=f"{base}/auth/{name}/callback",
            tenants=tenants if name == "microsoft" else frozenset(),
        )
        for name, title, issuer, client_id, secret in given
        if issuer and client_id and secret
    }
