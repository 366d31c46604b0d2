"""pydantic-ai's model objects, one a protocol, imported only as far as they are used."""

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from pydantic_ai.models import Model
from pydantic_ai.profiles.openai import OpenAIModelProfile

from app.llm.access import Access, Wire

if TYPE_CHECKING:
    import httpx2

HttpClient: TypeAlias = "httpx2.AsyncClient"


def load(wire: Wire) -> None:
    """Import what a call on `wire` needs; a second of work, to be done off the event loop."""
    match wire:
        case Wire.ANTHROPIC:
            import_module("pydantic_ai.models.anthropic")
        case Wire.OPENAI:
            import_module("pydantic_ai.models.openai")


def model_of(access: Access, name: str, client: HttpClient) -> Model:
    """Give the model `name` as `access` reaches it, over `client`."""
    match access.wire:
        case Wire.ANTHROPIC:
            return _anthropic(access, name, client)
        case Wire.OPENAI:
            return _openai(access, name, client) if access.is_public else _compatible(access, name, client)


def _anthropic(access: Access, name: str, client: HttpClient) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415  costs a second, only where it is called
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415  as above

    # A server of one's own may need no key; the SDK insists on one.
    provider = AnthropicProvider(api_key=access.key or "none", base_url=access.address, http_client=client)
    return AnthropicModel(name, provider=provider)


def _openai(access: Access, name: str, client: HttpClient) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415  heavy, only where it is called
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415  as above

    provider = OpenAIProvider(api_key=access.key, base_url=access.address, http_client=client)
    return OpenAIChatModel(name, provider=provider)


def _compatible(access: Access, name: str, client: HttpClient) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415  heavy, only where it is called
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider  # noqa: PLC0415  as above

    provider = OpenAICompatibleProvider(
        "openai-compatible",
        base_url=access.address,
        api_key=access.key or None,
        http_client=client,
        # Ollama, vLLM and llama.cpp all take `max_tokens`; not all take OpenAI's newer name for it.
        profile=OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False),
    )
    return OpenAIChatModel(name, provider=provider)
