import pytest
from pydantic import SecretStr

from app.domain.errors import Invalid
from app.domain.facts import ModelBinding
from app.llm.access import Access, Wire
from app.llm.catalogue import accesses, binding_of, completer_for, completers
from app.llm.providers import ProviderCompleter

OFFLINE = ProviderCompleter(access=Access(wire=Wire.OPENAI, base_url="http://127.0.0.1:9/v1"))
"""Stands in the place of the offline drafter; nothing here is called."""


def test_every_provider_is_there_by_the_name_that_bindings_use() -> None:
    known = completers(accesses(anthropic_api_key=SecretStr("k")), offline=OFFLINE)
    assert set(known) == {"offline", "anthropic", "openai"}
    assert known["offline"] is OFFLINE
    assert known["anthropic"] == ProviderCompleter(access=Access(wire=Wire.ANTHROPIC, api_key=SecretStr("k")))


def test_more_completers_can_be_given_by_name() -> None:
    known = completers(accesses(), offline=OFFLINE, more={"replay": OFFLINE})
    assert completer_for(ModelBinding(provider="replay"), known) is OFFLINE


def test_an_unknown_provider_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"'gemini' is not known. Known are: anthropic, offline, openai"):
        completer_for(ModelBinding(provider="gemini"), completers(accesses(), offline=OFFLINE))


@pytest.mark.parametrize(
    ("written", "binding"),
    [
        ("offline", ModelBinding(provider="offline")),
        ("anthropic:claude-sonnet-5", ModelBinding(provider="anthropic", model="claude-sonnet-5")),
        ("openai:llama3.3:70b", ModelBinding(provider="openai", model="llama3.3:70b")),
        ("openai:qwen/qwen3-coder", ModelBinding(provider="openai", model="qwen/qwen3-coder")),
    ],
)
def test_a_provider_is_read_as_people_write_it(written: str, binding: ModelBinding) -> None:
    assert binding_of(written) == binding


@pytest.mark.parametrize(
    "written", ["", "openai", "openai:", "anthropic", "gemini:pro", "offline:x", ":", "OFFLINE", " "]
)
def test_what_names_no_model_is_refused_with_what_is_possible(written: str) -> None:
    with pytest.raises(Invalid, match=r"Known are: offline, anthropic:MODEL, openai:MODEL\."):
        binding_of(written)


@pytest.mark.parametrize(
    ("wire", "base_url", "address"),
    [
        (Wire.ANTHROPIC, "", "https://api.anthropic.com"),
        (Wire.OPENAI, "", "https://api.openai.com/v1"),
        (Wire.OPENAI, "http://localhost:11434/v1", "http://localhost:11434/v1"),
    ],
)
def test_the_address_is_always_said(wire: Wire, base_url: str, address: str) -> None:
    assert Access(wire=wire, base_url=base_url).address == address
