"""Signing in through OpenID Connect: code flow with PKCE, state and nonce; every claim of the ID token is checked.

It loads an OAuth client and cryptography, which take memory: the first sign-in imports it.
"""

import re
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.core.logging import get_logger
from app.core.settings import Settings
from app.domain.accounts import parse_email
from app.domain.errors import AppError, Invalid, Retryable
from app.http.outgoing import TIMEOUT_SECONDS, Outgoing
from app.http.providers import Attempt, Provider, configured_providers
from app.services.entry import Identity, Vouched
from app.services.sessions import NoEntry

PERSONAL_TENANT: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of Microsoft's personal accounts, whose addresses Microsoft verifies itself."""

TENANT_PLACE: Final = "{tenantid}"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair; a shared secret or none is never accepted."""

ENDPOINTS: Final = frozenset({"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"})
NAMES_ITSELF: Final = "authorization_response_iss_parameter_supported"
"""A provider that says so names itself in every answer, so that an answer without a name is not its own (RFC 9207)."""

KEPT_SECONDS: Final = 3600.0
SILENT_SECONDS: Final = 15.0
"""A provider that failed is not asked again for so long: whoever comes meanwhile is told so at once."""

SILENT: Final = "The sign-in provider does not answer. Try again in a minute."
LEEWAY_SECONDS: Final = 60
LONGEST_CLAIM: Final = 255
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_log = get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Known:
    """What one provider publishes; whoever holds the lock asks it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    published: tuple[dict[str, Any], KeySet] | None = None
    until: float = 0.0
    silent_until: float = 0.0
    failure: AppError | None = None


class Providers:
    """The providers of one application, with what they publish about themselves."""

    def __init__(self, settings: Settings, *, issuers: Mapping[str, str] | None = None) -> None:
        self.known = configured_providers(settings, issuers=issuers)
        self._settings = settings
        self._of_provider = {name: _Known() for name in self.known}

    def begin(self, name: str) -> tuple[str, Attempt]:
        """Give the address to send a browser to, and the attempt that its return must match.

        Raises:
            app.domain.errors.Retryable: the provider cannot be reached, or is being asked already.
            NoEntry: what it publishes is not what it must be.

        """
        provider = self.known[name]
        metadata, _ = self._of(provider)
        attempt = Attempt(
            provider=name,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        with _client(provider, self._settings) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url), attempt

    def finish(self, attempt: Attempt, query: Mapping[str, str]) -> Vouched:
        """Give the person whom the provider vouches for.

        Raises:
            NoEntry: the answer does not belong to this attempt, or is not what it must be.
            app.domain.errors.Retryable: the provider cannot be reached.

        """
        provider = self.known[attempt.provider]
        metadata, keys = self._of(provider)
        if not secrets.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
            raise NoEntry("This sign-in was not begun in this browser. Begin again.")
        named = query.get("iss", "" if metadata.get(NAMES_ITSELF) else metadata["issuer"])
        if not _is_own(named, metadata["issuer"]):
            raise NoEntry("Another provider has answered. Begin again.")
        if "code" not in query:
            raise NoEntry("The provider did not let you in.")
        try:
            return self._exchange(provider, metadata, keys, attempt, query["code"])
        except (OAuthError, JoseError, KeyError, ValueError, TypeError, AttributeError) as error:
            self._of_provider[provider.name].until = 0.0  # its keys may be new: the next attempt asks for them
            _log.warning("sign_in.refused", "A provider's answer was refused", error_type=type(error).__name__)
            raise NoEntry("The provider's answer could not be verified. Begin again.") from error
        except httpx2.HTTPError as error:
            raise Retryable(SILENT) from error

    def _exchange(
        self, provider: Provider, metadata: dict[str, Any], keys: KeySet, attempt: Attempt, code: str
    ) -> Vouched:
        with _client(provider, self._settings) as client:
            token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=attempt.verifier)
            claims = dict(_validated(provider, metadata, keys, token, nonce=attempt.nonce))
            if "email" not in claims and "userinfo_endpoint" in metadata:
                answer = client.get(metadata["userinfo_endpoint"])
                answer.raise_for_status()
                more = answer.json()
                if more.get("sub") != claims["sub"]:
                    raise NoEntry("The provider speaks of two people at once. Begin again.")
                claims = {**more, **claims}
        return _vouched(provider, claims)

    def _of(self, provider: Provider) -> tuple[dict[str, Any], KeySet]:
        """Give what a provider publishes; one asks it at a time, and nobody waits for who asks.

        What was known before serves meanwhile.
        """
        known = self._of_provider[provider.name]
        if known.published is not None and time.monotonic() < known.until:
            return known.published
        if not known.lock.acquire(blocking=False):
            if known.published is not None:
                return known.published
            raise Retryable("The sign-in provider is being asked. Try again in a moment.")
        try:
            return self._asked(provider, known)
        finally:
            known.lock.release()

    def _asked(self, provider: Provider, known: _Known) -> tuple[dict[str, Any], KeySet]:
        now = time.monotonic()
        if known.published is not None and now < known.until:  # somebody has asked since
            return known.published
        if known.failure is not None and now < known.silent_until:
            raise type(known.failure)(str(known.failure))
        try:
            found = _published(provider, self._settings)
        except AppError as error:
            known.failure = error
            known.silent_until = time.monotonic() + SILENT_SECONDS
            raise
        known.published, known.until = found, time.monotonic() + KEPT_SECONDS
        return found


def _client(provider: Provider, settings: Settings) -> Any:  # noqa: ANN401 - Authlib has no types
    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope="openid email profile",
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT_SECONDS,
        transport=Outgoing(settings),
    )


def _published(provider: Provider, settings: Settings) -> tuple[dict[str, Any], KeySet]:
    try:
        with httpx2.Client(timeout=TIMEOUT_SECONDS, transport=Outgoing(settings)) as client:
            found = client.get(f"{provider.issuer}/.well-known/openid-configuration")
            found.raise_for_status()
            metadata: dict[str, Any] = found.json()
            _require_no_downgrade(provider, metadata)
            keys = client.get(metadata["jwks_uri"])
            keys.raise_for_status()
            key_set = KeySet.import_key_set(keys.json())
    except (httpx2.HTTPError, JoseError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Retryable(SILENT) from error
    issuer = str(metadata.get("issuer", "")).rstrip("/")
    is_template = provider.name == "microsoft" and TENANT_PLACE in issuer
    if issuer != provider.issuer and not is_template:
        raise NoEntry("The provider calls itself by another name than the settings do.")
    return metadata, key_set


def _require_no_downgrade(provider: Provider, metadata: Mapping[str, Any]) -> None:
    """Refuse to send a browser or a secret in the open where the provider itself is reached by https."""
    scheme = provider.issuer.partition("://")[0]
    named = [value for name, value in metadata.items() if name in ENDPOINTS]
    if not all(isinstance(value, str) and value.startswith(("https://", f"{scheme}://")) for value in named):
        raise NoEntry("The provider names an address that is not safe to use.")


def _validated(
    provider: Provider, metadata: Mapping[str, Any], keys: KeySet, token: Mapping[str, Any], *, nonce: str
) -> Mapping[str, Any]:
    supported = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    algorithms = [algorithm for algorithm in supported if algorithm in ALGORITHMS]
    decoded = jwt.decode(token["id_token"], keys, algorithms=algorithms)
    options = {
        "iss": {"essential": True, "values": _issuers(provider, metadata, decoded.claims)},
        "aud": {"essential": True, "value": provider.client_id},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate(leeway=LEEWAY_SECONDS)
    return dict(claims)


def _is_own(named: str, issuer: str) -> bool:
    """Tell whether an answer names this issuer (RFC 9207); a template stands for the issuer of every tenant."""
    before, place, after = issuer.partition(TENANT_PLACE)
    if not place:
        return named == issuer
    tenant = named.removeprefix(before).removesuffix(after)
    return named == issuer or (named == f"{before}{tenant}{after}" and _UUID.fullmatch(tenant) is not None)


def _issuers(provider: Provider, metadata: Mapping[str, Any], claims: Mapping[str, Any]) -> list[str]:
    """Give what the issuer may be: Microsoft's names the token's own tenant, Google's is written in two ways."""
    issuer = str(metadata["issuer"])
    if provider.name == "microsoft" and TENANT_PLACE in issuer:
        tenant = str(claims.get("tid", ""))
        if not _UUID.fullmatch(tenant):
            raise NoEntry("The answer names no tenant.")
        return [issuer.replace(TENANT_PLACE, tenant)]
    if provider.name == "google":
        return [issuer, issuer.partition("://")[2]]
    return [issuer]


def _vouched(provider: Provider, claims: Mapping[str, Any]) -> Vouched:
    subject = str(claims["sub"])
    if not subject or len(subject) > LONGEST_CLAIM:
        raise NoEntry("The answer names nobody.")
    tenant = str(claims["tid"]).lower() if provider.name == "microsoft" else None
    if provider.tenants and tenant not in provider.tenants:
        raise NoEntry("Accounts of your organisation may not enter here.")
    email = _verified_email(provider, claims, tenant)
    if provider.name == "google":
        hosted = claims.get("hd")
        domain = str(hosted).lower() if hosted else None
    else:
        domain = email.partition("@")[2] if email else None
    identity = Identity(
        provider=provider.name,
        issuer=provider.issuer if provider.name == "google" else str(claims["iss"]),
        subject=subject,
        tenant=tenant,
        object_id=str(claims["oid"]).lower()[:64] if tenant and claims.get("oid") else None,
    )
    return Vouched(identity=identity, name=str(claims.get("name") or ""), email=email, domain=domain)


def _verified_email(provider: Provider, claims: Mapping[str, Any], tenant: str | None) -> str | None:
    """Give the address where somebody vouches for it.

    Microsoft lets an organisation write any address into its accounts: it counts where Microsoft says that the
    organisation owns the domain, for personal accounts, and for tenants that the operator named.
    """
    if provider.name == "microsoft":
        says_so = str(claims.get("xms_edov", "")).lower() in {"1", "true"}
        is_verified = says_so or tenant == PERSONAL_TENANT or tenant in provider.tenants
    else:
        is_verified = claims.get("email_verified") is True
    if not is_verified or not isinstance(claims.get("email"), str):
        return None
    try:
        return parse_email(claims["email"])
    except Invalid:
        return None
