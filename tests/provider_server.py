"""A scripted model provider on loopback: real sockets, its own threads, both wires.

It speaks OpenAI's chat completions (`/v1/chat/completions`) and Anthropic's messages (`/v1/messages`, as JSON or as
server-sent events where the client asks for a stream). What it answers is a script: a list of replies that are used up
in order, then the default, which may be a function of the request's body.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

OPENAI_PATH = "/v1/chat/completions"
ANTHROPIC_PATH = "/v1/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """A proper answer with this text."""

    text: str
    stop: str = "complete"
    """`complete`, `length` or `refused`, in each wire's own word."""

    input_tokens: int = 120
    output_tokens: int = 45
    cached_tokens: int = 0
    counts: bool = True
    """False leaves the usage out where the wire allows it."""

    pause_seconds: float = 0.0
    """Pause between the pieces of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fails:
    """An HTTP error in the wire's own form."""

    status: int
    kind: str = "api_error"
    message: str = "scripted failure"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """These bytes, whatever the wire."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangs:
    """Takes the request and says nothing until the server stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drops:
    """Closes the connection: at once, or after this much of a proper answer."""

    after_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailsMidway:
    """Begins a stream and reports an error inside it; for streams only."""

    kind: str = "overloaded_error"
    message: str = "scripted failure within the stream"


Reply: TypeAlias = Says | Fails | FailsMidway | Raw | Hangs | Drops
Default: TypeAlias = Reply | Callable[[Mapping[str, Any]], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""

    body: Mapping[str, Any]


class ProviderServer:
    """The running server; `received` holds every request in order of arrival."""

    def __init__(self, default: Default) -> None:
        self.default = default
        self.received: list[Received] = []
        self._script: deque[Default] = deque()
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Exchange", (_Exchange,), {"provider": self}))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def origin(self) -> str:
        """Give scheme, host and port."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def openai_url(self) -> str:
        """Give the base URL for OpenAI's wire."""
        return f"{self.origin}/v1"

    @property
    def anthropic_url(self) -> str:
        """Give the base URL for Anthropic's wire."""
        return self.origin

    def script(self, *replies: Default) -> None:
        """Append replies, or what makes them of a request's body, that are used up in order before the default."""
        with self._lock:
            self._script.extend(replies)

    def take(self, received: Received) -> Reply:
        """Note the request and choose the reply to it."""
        with self._lock:
            self.received.append(received)
            reply = self._script.popleft() if self._script else self.default
        return reply(received.body) if callable(reply) else reply

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End everything, hanging requests included; a second time does nothing."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)


@contextmanager
def provider_server(default: Default) -> Iterator[ProviderServer]:
    """Run a server for as long as the block lasts."""
    server = ProviderServer(default)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: ProviderServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", "0"))))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.provider.take(Received(path=self.path, headers=headers, body=body))
        try:
            self._send(reply, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had enough

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests read `received`."""

    def _send(self, reply: Reply, body: Mapping[str, Any]) -> None:
        anthropic = self.path.startswith(ANTHROPIC_PATH)
        match reply:
            case Says():
                self._say(reply, body, cut_at=None)
            case Drops(after_bytes=0):
                self.close_connection = True
            case Drops():
                self._say(Says(text="x" * 4000), body, cut_at=reply.after_bytes)
                self.close_connection = True
            case Hangs():
                self.provider.stopping.wait(60)
                self.close_connection = True
            case Raw():
                self._whole(reply.status, reply.body, reply.content_type)
            case FailsMidway():
                self._stream(anthropic_broken_events(reply, str(body["model"])))
            case Fails():
                error = anthropic_error(reply) if anthropic else openai_error(reply)
                self._whole(reply.status, json.dumps(error).encode(), "application/json", reply.headers)

    def _say(self, reply: Says, body: Mapping[str, Any], *, cut_at: int | None) -> None:
        anthropic = self.path.startswith(ANTHROPIC_PATH)
        if anthropic and body.get("stream"):
            self._stream(anthropic_events(reply, str(body["model"])), pause=reply.pause_seconds, cut_at=cut_at)
            return
        answer = (anthropic_answer if anthropic else openai_answer)(reply, str(body["model"]))
        content = json.dumps(answer).encode()
        third = len(content) // 3 + 1
        pieces = [content[start : start + third] for start in range(0, len(content), third)]
        self._pieces(pieces, "application/json", reply.pause_seconds, cut_at)

    def _stream(self, events: Iterable[str], *, pause: float = 0.0, cut_at: int | None = None) -> None:
        self._pieces([event.encode() for event in events], "text/event-stream", pause, cut_at)

    def _pieces(self, pieces: list[bytes], content_type: str, pause: float, cut_at: int | None) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        sent = 0
        for piece in pieces:
            if pause and self.provider.stopping.wait(pause):
                return
            if cut_at is not None and sent + len(piece) > cut_at:
                return
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()
            sent += len(piece)
        self.wfile.write(b"0\r\n\r\n")

    def _whole(self, status: int, content: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": content_type, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


# -- the wires' own forms --------------------------------------------------------------------------------------------

_OPENAI_STOP = {"complete": "stop", "length": "length", "refused": "content_filter"}
_ANTHROPIC_STOP = {"complete": "end_turn", "length": "max_tokens", "refused": "refusal"}


def openai_answer(reply: Says, model: str) -> dict[str, Any]:
    """Write a chat completion."""
    answer: dict[str, Any] = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1767225600,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": reply.text},
                "finish_reason": _OPENAI_STOP[reply.stop],
            }
        ],
    }
    if reply.counts:
        answer["usage"] = {
            "prompt_tokens": reply.input_tokens,
            "completion_tokens": reply.output_tokens,
            "total_tokens": reply.input_tokens + reply.output_tokens,
            "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
        }
    return answer


def openai_error(reply: Fails) -> dict[str, Any]:
    """Write an error of OpenAI's wire."""
    return {"error": {"message": reply.message, "type": reply.kind, "param": None, "code": reply.code}}


def anthropic_answer(reply: Says, model: str) -> dict[str, Any]:
    """Write a message."""
    return _anthropic_message(reply, model) | {
        "content": [{"type": "text", "text": reply.text}],
        "stop_reason": _ANTHROPIC_STOP[reply.stop],
        "usage": _anthropic_usage(reply, reply.output_tokens),
    }


def anthropic_error(reply: Fails) -> dict[str, Any]:
    """Write an error of Anthropic's wire."""
    return {"type": "error", "error": {"type": reply.kind, "message": reply.message}, "request_id": "req_scripted"}


def anthropic_events(reply: Says, model: str) -> Iterator[str]:
    """Write a message as server-sent events, its text in pieces of forty characters."""
    message = _anthropic_message(reply, model)
    yield _event("message_start", {"message": message | {"usage": _anthropic_usage(reply, 1)}})
    yield _event("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})
    for start in range(0, len(reply.text), 40):
        piece = {"type": "text_delta", "text": reply.text[start : start + 40]}
        yield _event("content_block_delta", {"index": 0, "delta": piece})
    yield _event("content_block_stop", {"index": 0})
    stop = {"stop_reason": _ANTHROPIC_STOP[reply.stop], "stop_sequence": None}
    yield _event("message_delta", {"delta": stop, "usage": {"output_tokens": reply.output_tokens}})
    yield _event("message_stop", {})


def anthropic_broken_events(reply: FailsMidway, model: str) -> Iterator[str]:
    """Write the beginning of a message and then an error."""
    events = anthropic_events(Says(text="{"), model)
    yield from (next(events) for _ in range(3))
    yield _event("error", {"error": {"type": reply.kind, "message": reply.message}})


def _event(name: str, body: Mapping[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps({'type': name, **body})}\n\n"


def _anthropic_message(reply: Says, model: str) -> dict[str, Any]:
    return {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _anthropic_usage(reply, 0),
    }


def _anthropic_usage(reply: Says, output_tokens: int) -> dict[str, int]:
    return {
        "input_tokens": reply.input_tokens - reply.cached_tokens,  # Anthropic counts cached tokens beside, not within
        "output_tokens": output_tokens,
        "cache_read_input_tokens": reply.cached_tokens,
        "cache_creation_input_tokens": 0,
    }
