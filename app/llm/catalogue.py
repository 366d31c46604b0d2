"""Every completer by the name that a binding calls it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pydantic import SecretStr

from app.core.declaration import ConfigurationError, Problem
from app.domain.completions import Completer, Completers
from app.domain.errors import Invalid
from app.domain.facts import OFFLINE, ModelBinding
from app.llm.access import Access, Wire
from app.llm.providers import ProviderCompleter


def accesses(
    *,
    anthropic_api_key: SecretStr | None = None,
    anthropic_base_url: str = "",
    openai_api_key: SecretStr | None = None,
    openai_base_url: str = "",
) -> tuple[Access, ...]:
    """Give the ways to the providers, one a protocol, from the values of the settings."""
    return (
        Access(wire=Wire.ANTHROPIC, api_key=anthropic_api_key, base_url=anthropic_base_url),
        Access(wire=Wire.OPENAI, api_key=openai_api_key, base_url=openai_base_url),
    )


def completers(
    ways: tuple[Access, ...], *, offline: Completer, more: Mapping[str, Completer] | None = None
) -> Completers:
    """Give every completer by name; none opens a connection or loads a model library before its first call."""
    real = {access.wire.value: ProviderCompleter(access=access) for access in ways}
    return MappingProxyType({OFFLINE: offline, **real, **(more or {})})


def binding_of(provider: str) -> ModelBinding:
    """Read `offline` or `provider:model`, as `MODEL_PROVIDER` and `--provider` have it.

    Raises:
        Invalid: for an unknown provider, or a real one without a model.

    """
    name, _, model = provider.partition(":")
    if name == OFFLINE and not model:
        return ModelBinding(provider=OFFLINE)
    if name in tuple(Wire) and model:
        return ModelBinding(provider=name, model=model)
    known = ", ".join((OFFLINE, *(f"{wire}:MODEL" for wire in Wire)))
    raise Invalid(f"The provider {provider!r} is not known. Known are: {known}.")


def completer_for(binding: ModelBinding, known: Completers) -> Completer:
    """Give the completer that `binding` names.

    Raises:
        Invalid: the name is not known here.

    """
    if binding.provider not in known:
        raise Invalid(f"The provider {binding.provider!r} is not known. Known are: {', '.join(sorted(known))}.")
    return known[binding.provider]


def require_keys(bindings: Iterable[ModelBinding], known: Completers) -> None:
    """See that the key of every provider that `bindings` name is there, before anything is paid or promised.

    Raises:
        ConfigurationError: a provider takes nobody without a key, and there is none; names every such variable.
        Invalid: a provider's name is not known here.

    """
    problems = set()
    for binding in bindings:
        completer = completer_for(binding, known)
        if isinstance(completer, ProviderCompleter) and completer.access.lacks_key:
            wire = completer.access.wire
            reason = f"is required to work with {wire}:{binding.model}: set it, or choose another provider"
            problems.add(Problem(variable=completer.access.key_variable, reason=reason))
    if problems:
        raise ConfigurationError(tuple(sorted(problems)))
