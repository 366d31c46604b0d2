"""The headers that every response carries, and the policies they state."""

from typing import Final

from app.core.settings import Settings

HeaderList = list[tuple[bytes, bytes]]

API_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For responses that no browser renders."""

POLICY_HEADER: Final = b"content-security-policy"


EVERYWHERE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not `no-referrer`: under it browsers send `Origin: null` with our own pages' forms, which is then refused.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""What responses carry in every environment."""


def security_headers(settings: Settings) -> HeaderList:
    """Give the headers for this environment; the content security policy is added where a response has none."""
    headers = [*EVERYWHERE]
    if settings.is_strict:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers
