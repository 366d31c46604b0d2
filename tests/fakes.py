"""Stand-ins for what is not ours to run in a test: writers of documents, and a clock that stands still."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.completions import Completion, CompletionRequest, StopReason, Usage
from app.domain.names import Json, JsonObject

Script = Callable[[CompletionRequest], "str | Exception"]
"""Gives the text of the answer, or the error to raise."""


@dataclass
class ScriptedCompleter:
    """Answers each request by its script, and remembers every request it was asked."""

    script: Script
    latency_seconds: float = 0.0
    log: Path | None = None
    """Where to note the begin and end of each call, for tests that kill the process."""

    stop_reason: StopReason = StopReason.COMPLETE
    requests: list[CompletionRequest] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    async def complete(self, request: CompletionRequest) -> Completion:
        with self._guard:
            self.requests.append(request)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self._note("begin", request)
        try:
            await asyncio.sleep(self.latency_seconds)
            answer = await asyncio.to_thread(self.script, request)
        finally:
            with self._guard:
                self.in_flight -= 1
        if isinstance(answer, Exception):
            raise answer
        self._note("end", request)
        return Completion(
            text=answer,
            stop_reason=self.stop_reason,
            usage=Usage(input_tokens=len(request.instance), output_tokens=len(answer)),
            latency_ms=int(self.latency_seconds * 1000),
            provider_request_id=f"request-{len(self.requests)}",
            model="scripted-1",
        )

    def asked(self) -> list[str]:
        """List the instances that were called for, in order."""
        with self._guard:
            return [request.instance for request in self.requests]

    def _note(self, what: str, request: CompletionRequest) -> None:
        if self.log is not None:
            with self.log.open("a") as log:
                log.write(f"{what} {request.instance} {request.digest()}\n")


def document(content: JsonObject) -> str:
    """Write an answer that is a document."""
    return json.dumps({"document": content}, ensure_ascii=False)


def questions(*asked: JsonObject) -> str:
    """Write an answer that is a question set."""
    return json.dumps({"questions": list(asked)}, ensure_ascii=False)


def question(key: str, text: str, **more: Json) -> JsonObject:
    """Write one question that passes its checks."""
    return {"key": key, "text": text, "kind": "text", "why": "It decides the plan.", "assumption": "None.", **more}


@dataclass
class SteppingClock:
    """Begins at a fixed moment and moves on by a millisecond each time it is asked."""

    at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> datetime:
        with self._guard:
            self.at += timedelta(milliseconds=1)
            return self.at


def taking_turns(*answers: str | Exception) -> Script:
    """Give the answers one after the other, and the last one from then on."""
    given: Sequence[str | Exception] = answers
    count = iter(range(10**9))
    return lambda _request: given[min(next(count), len(given) - 1)]
