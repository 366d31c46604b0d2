"""Every way that a provider can answer, on both wires, through the real SDKs and real sockets."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import pytest
from pydantic import SecretStr

from app.domain.completions import Completion, CompletionRequest, Limits, StopReason, Usage
from app.domain.errors import Permanent, QuotaExceeded, Retryable, Upstream
from app.domain.facts import ModelBinding
from app.llm.access import Access, Wire
from app.llm.providers import ProviderCompleter
from tests.provider_server import (
    ANTHROPIC_PATH,
    OPENAI_PATH,
    Drops,
    Fails,
    FailsMidway,
    Hangs,
    ProviderServer,
    Raw,
    Reply,
    Says,
    provider_server,
)
from tests.requests import a_request

Settings: TypeAlias = Mapping[str, str | int | bool]

KEY = "sk-planted-0123456789abcdef"
ANSWER = '{"document": {"title": "Lend tools"}}'
MODELS = {Wire.ANTHROPIC: "claude-sonnet-5", Wire.OPENAI: "gpt-4.1-mini"}
HTML = b"<!doctype html><title>Sign in to the guest network</title>"


@pytest.fixture(scope="module")
def running() -> Iterator[ProviderServer]:
    with provider_server(Says(text=ANSWER)) as server:
        yield server


@pytest.fixture
def server(running: ProviderServer) -> ProviderServer:
    running.received.clear()
    return running


@pytest.fixture(params=list(Wire), ids=[wire.value for wire in Wire])
def wire(request: pytest.FixtureRequest) -> Wire:
    chosen: Wire = request.param
    return chosen


def url_of(wire: Wire, server: ProviderServer) -> str:
    return server.anthropic_url if wire is Wire.ANTHROPIC else server.openai_url


def request_for(wire: Wire, *, timeout_seconds: int = 20, settings: Settings | None = None) -> CompletionRequest:
    return a_request(
        binding=ModelBinding(provider=wire.value, model=MODELS[wire], settings=settings or {}),
        limits=Limits(max_output_tokens=4096, timeout_seconds=timeout_seconds),
    )


def answer(
    wire: Wire, server: ProviderServer, *replies: Reply, timeout_seconds: int = 20, settings: Settings | None = None
) -> Completion:
    server.script(*replies)
    access = Access(wire=wire, api_key=SecretStr(KEY), base_url=url_of(wire, server))
    return asyncio.run(
        ProviderCompleter(access=access).complete(request_for(wire, timeout_seconds=timeout_seconds, settings=settings))
    )


def test_an_answer_comes_back_whole(wire: Wire, server: ProviderServer) -> None:
    completion = answer(wire, server, Says(text=ANSWER, input_tokens=900, output_tokens=70, cached_tokens=300))
    assert completion == Completion(
        text=ANSWER,
        stop_reason=StopReason.COMPLETE,
        usage=Usage(input_tokens=900, output_tokens=70, cached_input_tokens=300),
        latency_ms=completion.latency_ms,
        provider_request_id={Wire.ANTHROPIC: "msg_scripted", Wire.OPENAI: "chatcmpl-scripted"}[wire],
        model=MODELS[wire],
    )
    assert completion.latency_ms >= 0


def test_a_long_answer_of_any_script_comes_back_letter_by_letter(wire: Wire, server: ProviderServer) -> None:
    text = '{"document": {"title": "多目的室, Räume, dåb, 🛠 \\" \\n"}}' * 200
    assert answer(wire, server, Says(text=text)).text == text


@pytest.mark.parametrize(
    ("stop", "reason"),
    [("complete", StopReason.COMPLETE), ("length", StopReason.LENGTH), ("refused", StopReason.REFUSED)],
)
def test_the_stop_reason_is_told(wire: Wire, server: ProviderServer, stop: str, reason: StopReason) -> None:
    assert answer(wire, server, Says(text='{"document": {"ti', stop=stop)).stop_reason is reason


def test_a_refusal_without_text_is_a_refusal(wire: Wire, server: ProviderServer) -> None:
    completion = answer(wire, server, Says(text="", stop="refused"))
    assert (completion.text, completion.stop_reason) == ("", StopReason.REFUSED)


def test_an_openai_server_that_does_not_count_gives_no_usage(server: ProviderServer) -> None:
    assert answer(Wire.OPENAI, server, Says(text=ANSWER, counts=False)).usage is None


RETRYABLE: dict[str, Reply] = {
    "throttled": Fails(status=429, kind="rate_limit_error", code="rate_limit_exceeded"),
    "overloaded": Fails(status=529, kind="overloaded_error"),
    "unavailable": Fails(status=503),
    "broken": Fails(status=500),
    "bad gateway": Raw(status=502, body=HTML, content_type="text/html"),
    "timed out there": Fails(status=504, kind="timeout_error"),
    "request timed out": Fails(status=408),
    "conflict": Fails(status=409),
    "a page instead of an answer": Raw(body=HTML, content_type="text/html"),
    "text instead of an answer": Raw(body=b"ok", content_type="text/plain"),
    "nothing": Raw(body=b""),
    "white space": Raw(body=b"  \n"),
    "cut JSON": Raw(body=b'{"id": "x", "choices": [{"mess'),
    "a list": Raw(body=b"[]"),
    "a string": Raw(body=b'"done"'),
    "null": Raw(body=b"null"),
    "an empty object": Raw(body=b"{}"),
    "no choice": Raw(body=b'{"id": "x", "model": "m", "object": "chat.completion", "created": 1, "choices": []}'),
    "choices of another type": Raw(body=b'{"choices": "x", "content": 3}'),
    "a number for text": Raw(body=b'{"id": "x", "choices": [{"message": {"content": 5}}], "content": [{"text": 5}]}'),
    "not UTF-8": Raw(body=b'{"id": "\xff\xfe"}'),
    "dropped at once": Drops(),
    "dropped midway": Drops(after_bytes=700),
}


@pytest.mark.parametrize("name", RETRYABLE)
def test_the_same_call_may_succeed_later_when_the_provider_is(wire: Wire, server: ProviderServer, name: str) -> None:
    with pytest.raises(Retryable) as raised:
        answer(wire, server, RETRYABLE[name])
    assert raised.value.retry_after_seconds is None
    assert answer(wire, server).text == ANSWER


@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("retry-after", "7", 7.0),
        ("Retry-After", "120", 120.0),
        ("retry-after", "0.5", None),  # RFC 9110 §10.2.3: whole seconds
        ("retry-after", "-5", None),
        ("retry-after-ms", "1500", 1.5),
        ("retry-after", "soon", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503, 529])
def test_the_wait_that_the_provider_asks_for_is_read(
    wire: Wire, server: ProviderServer, status: int, header: str, value: str, seconds: float | None
) -> None:
    with pytest.raises(Retryable) as raised:
        answer(wire, server, Fails(status=status, headers={header: value}))
    assert raised.value.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("overloaded_error", Retryable),
        ("api_error", Retryable),
        ("rate_limit_error", Retryable),
        ("authentication_error", Permanent),
        ("billing_error", QuotaExceeded),
    ],
)
def test_an_error_inside_a_stream_means_what_it_means_before_it(
    server: ProviderServer, kind: str, error: type[Upstream]
) -> None:
    with pytest.raises(error):
        answer(Wire.ANTHROPIC, server, FailsMidway(kind=kind))


def test_no_call_is_repeated_by_the_sdk(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Retryable):
        answer(wire, server, Fails(status=500), Fails(status=500), Fails(status=500))
    assert len(server.received) == 1
    for _ in range(2):
        with pytest.raises(Retryable):
            answer(wire, server)


@pytest.mark.parametrize(
    "reply",
    [
        Fails(status=401, kind="authentication_error", code="invalid_api_key"),
        Fails(status=403, kind="permission_error"),
        Fails(status=404, kind="not_found_error", code="model_not_found"),
        Fails(status=400, kind="invalid_request_error"),
        Fails(status=413, kind="request_too_large"),
        Fails(status=422, kind="invalid_request_error"),
        Fails(status=400, kind="invalid_request_error", message="prompt is too long: 300000 tokens > 200000 maximum"),
        Raw(status=404, body=HTML, content_type="text/html"),
    ],
    ids=lambda reply: f"{reply.status}-{getattr(reply, 'message', 'page')[:16]}",
)
def test_the_same_call_can_never_succeed_after(wire: Wire, server: ProviderServer, reply: Reply) -> None:
    with pytest.raises(Permanent):
        answer(wire, server, reply)


@pytest.mark.parametrize(
    ("wire", "reply"),
    [
        (Wire.OPENAI, Fails(status=429, kind="insufficient_quota", code="insufficient_quota")),
        (Wire.OPENAI, Fails(status=402)),
        (Wire.ANTHROPIC, Fails(status=402, kind="billing_error")),
        (
            Wire.ANTHROPIC,
            Fails(
                status=400,
                kind="invalid_request_error",
                message="Your credit balance is too low to access the Anthropic API.",
            ),
        ),
    ],
    ids=["openai quota", "openai payment", "anthropic billing", "anthropic credit"],
)
def test_an_empty_account_needs_a_person(wire: Wire, server: ProviderServer, reply: Reply) -> None:
    with pytest.raises(QuotaExceeded, match="out of quota"):
        answer(wire, server, reply)


def test_a_provider_that_hangs_is_left_in_time(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Retryable, match=r"no complete answer within 1 s"):
        answer(wire, server, Hangs(), timeout_seconds=1)


def test_a_stream_that_drips_is_left_in_time(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Retryable, match=r"no complete answer within 1 s"):
        answer(wire, server, Says(text="x" * 400, pause_seconds=0.6), timeout_seconds=1)


def test_a_slow_answer_within_its_time_is_taken(wire: Wire, server: ProviderServer) -> None:
    assert answer(wire, server, Says(text=ANSWER, pause_seconds=0.05)).text == ANSWER


def test_a_provider_that_is_not_there_may_come_back(wire: Wire) -> None:
    with provider_server(Says(text=ANSWER)) as gone:
        address = url_of(wire, gone)
    completer = ProviderCompleter(access=Access(wire=wire, api_key=SecretStr(KEY), base_url=address))
    with pytest.raises(Retryable) as raised:
        asyncio.run(completer.complete(request_for(wire)))
    assert str(raised.value) == f"{wire} cannot be reached at {address}: Connection refused."


def test_the_key_is_in_no_message(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Permanent) as raised:
        answer(wire, server, Fails(status=401, kind="authentication_error", message=f"Incorrect key provided: {KEY}."))
    assert KEY not in str(raised.value)
    assert "Incorrect key provided: [key]" in str(raised.value)


def test_the_key_is_in_no_representation() -> None:
    access = Access(wire=Wire.OPENAI, api_key=SecretStr(KEY))
    assert KEY not in repr(ProviderCompleter(access=access))


def test_an_error_says_who_what_and_what_to_do(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Permanent) as raised:
        answer(wire, server, Fails(status=401, kind="authentication_error", message="No such key"))
    assert str(raised.value) == (
        f"{wire}, model {MODELS[wire]}: HTTP 401 authentication_error No such key. Check {wire.upper()}_API_KEY."
    )


def test_a_long_explanation_is_shortened(wire: Wire, server: ProviderServer) -> None:
    with pytest.raises(Permanent) as raised:
        answer(wire, server, Fails(status=400, kind="invalid_request_error", message="no " * 5000))
    assert len(str(raised.value)) < 600


# -- what is sent ----------------------------------------------------------------------------------------------------


def test_openai_is_asked_for_text(server: ProviderServer) -> None:
    answer(Wire.OPENAI, server, settings={"temperature": "0.2", "seed": 7})
    (received,) = server.received
    assert received.path == OPENAI_PATH
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.body["max_tokens"] == 4096
    assert (received.body["temperature"], received.body["seed"]) == (0.2, 7)
    assert not {"tools", "tool_choice", "response_format"} & received.body.keys()
    assert [message["role"] for message in received.body["messages"]] == ["system", "user"]
    assert "You are a careful analyst." in received.body["messages"][0]["content"]
    assert "Lend tools to neighbours." in str(received.body["messages"][1]["content"])


def test_anthropic_is_asked_for_a_stream_of_text(server: ProviderServer) -> None:
    answer(Wire.ANTHROPIC, server)
    (received,) = server.received
    assert received.path.partition("?")[0] == ANTHROPIC_PATH
    assert KEY in (received.headers.get("x-api-key"), received.headers.get("authorization", "")[len("Bearer ") :])
    assert received.body["max_tokens"] == 4096
    assert received.body["stream"] is True
    assert not {"tools", "tool_choice", "output_format"} & received.body.keys()
    assert "You are a careful analyst." in str(received.body["system"])
    assert [message["role"] for message in received.body["messages"]] == ["user"]


def test_a_server_of_ones_own_needs_no_key(wire: Wire, server: ProviderServer) -> None:
    completer = ProviderCompleter(access=Access(wire=wire, base_url=url_of(wire, server)))
    assert asyncio.run(completer.complete(request_for(wire))).text == ANSWER


def test_the_environment_redirects_no_call(wire: Wire, server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sk-of-the-environment")
    answer(wire, server)
    assert "sk-of-the-environment" not in str(server.received)
    assert Access(wire=wire).address.startswith("https://api.")


def test_one_completer_serves_many_calls_at_once_and_many_loops(wire: Wire, server: ProviderServer) -> None:
    completer = ProviderCompleter(access=Access(wire=wire, base_url=url_of(wire, server)))

    async def many() -> set[str]:
        return {
            found.text for found in await asyncio.gather(*(completer.complete(request_for(wire)) for _ in range(8)))
        }

    assert (asyncio.run(many()), asyncio.run(many())) == ({ANSWER}, {ANSWER})
    assert len(server.received) == 16


@pytest.mark.parametrize("settings", [{"thinking": True}, {"thinking": "low"}, {"thinking": "high"}], ids=str)
def test_thinking_is_asked_for(server: ProviderServer, settings: Settings) -> None:
    answer(Wire.ANTHROPIC, server, settings=settings)
    assert server.received[0].body["thinking"]["type"] in {"enabled", "adaptive"}


def test_a_setting_that_the_model_does_not_take_is_left_out_with_a_warning(server: ProviderServer) -> None:
    with pytest.warns(UserWarning, match="temperature"):
        answer(Wire.ANTHROPIC, server, settings={"temperature": "0.2"})
    assert "temperature" not in server.received[0].body


# -- what is not even tried ------------------------------------------------------------------------------------------


def test_without_a_key_the_public_service_is_not_called(wire: Wire) -> None:
    with pytest.raises(Permanent, match=f"set {wire.upper()}_API_KEY"):
        asyncio.run(ProviderCompleter(access=Access(wire=wire)).complete(request_for(wire)))


def test_without_a_model_nothing_is_called(wire: Wire) -> None:
    completer = ProviderCompleter(access=Access(wire=wire, api_key=SecretStr(KEY)))
    with pytest.raises(Permanent, match=f"{wire}:MODEL"):
        asyncio.run(completer.complete(a_request(binding=ModelBinding(provider=wire.value))))


@pytest.mark.parametrize(
    "settings",
    [
        {"temprature": "0.2"},
        {"temperature": True},
        {"temperature": "warm"},
        {"top_p": "many"},
        {"seed": "7"},
        {"seed": True},
        {"thinking": "very much"},
        {"thinking": 3},
    ],
    ids=lambda settings: "-".join(f"{name}={value}" for name, value in settings.items()),
)
def test_an_unknown_setting_is_named(wire: Wire, server: ProviderServer, settings: Settings) -> None:
    with pytest.raises(Permanent, match=next(iter(settings))):
        answer(wire, server, settings=settings)
    assert server.received == []


def test_the_model_libraries_are_not_loaded_before_the_first_call() -> None:
    watch = (
        "import sys, app.llm.catalogue as catalogue\n"
        "catalogue.completers(catalogue.accesses(), offline=None)\n"
        "heavy = {'pydantic_ai', 'openai', 'anthropic', 'genai_prices', 'httpx2'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=False)  # noqa: S603  our own interpreter
    assert (run.returncode, run.stderr) == (0, "")
