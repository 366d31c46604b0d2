"""Where a model provider is, and how one gets in."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr


class Wire(StrEnum):
    """The protocol that a provider speaks; also the provider's name in a binding."""

    ANTHROPIC = "anthropic"
    OPENAI = "openai"


_PUBLIC_URLS = {
    Wire.ANTHROPIC: "https://api.anthropic.com",
    Wire.OPENAI: "https://api.openai.com/v1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A provider's protocol, its address and the key to it."""

    wire: Wire
    api_key: SecretStr | None = None
    base_url: str = ""
    """Empty for the provider's own address; else a server that speaks the same protocol."""

    @property
    def key(self) -> str:
        """The key in clear, empty where there is none."""
        return self.api_key.get_secret_value() if self.api_key else ""

    @property
    def is_public(self) -> bool:
        """Whether this is the provider's own service, which takes nobody without a key."""
        return not self.base_url

    @property
    def lacks_key(self) -> bool:
        """Whether nobody is let in for want of a key."""
        return self.is_public and not self.key

    @property
    def key_variable(self) -> str:
        """The variable that holds the key."""
        return f"{self.wire.upper()}_API_KEY"

    @property
    def address(self) -> str:
        """The base URL that is called: always said outright, so that no variable of an SDK's own redirects it."""
        return self.base_url or _PUBLIC_URLS[self.wire]
