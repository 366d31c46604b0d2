"""The one seam to whatever writes: a request goes in, a completion comes out.

A request carries its inputs as structured parts. `app.domain.prompts` turns them into messages for a real model; the
offline drafter reads the parts themselves. The answer is one JSON object, either `{"document": {...}}` or, where the
request allows it, `{"questions": [...]}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from app.domain.canonical import canonical_bytes, digest_of_bytes
from app.domain.findings import Finding
from app.domain.names import Digest, Json, JsonObject
from app.domain.questions import Answered

if TYPE_CHECKING:
    from app.domain.facts import ModelBinding

ASSEMBLER_VERSION = "1"
"""Part of every base digest: raise it when the messages made from the same request change."""


class PartKind(StrEnum):
    """What an input part is."""

    BRIEF = "brief"
    DOCUMENT = "document"
    ITEM = "item"
    GATHERED = "gathered"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPart:
    """One input of a request, in declared order.

    Content by kind: brief `{"blocks": [{"id", "occurrence", "text"}]}`; document, its selected fields; item, the coded
    item; gathered `[{"path", "document"}]` sorted by path; None for an absent optional input.
    """

    kind: PartKind
    name: str
    """The document type or scope; `brief` for the brief."""

    code: str
    """The document's or item's public code without version (`PD-1`, `SB-1@E-03`, `E-03`); empty for the brief."""

    content: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """A content that a person judged, with the comment."""

    content: JsonObject
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """The failed previous output of this dispatch and everything found in it."""

    output: str
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Json]:
        """Give the pair as it stands in a request."""
        return {"output": self.output, "findings": [finding.as_json() for finding in self.findings]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one call."""

    max_output_tokens: int
    timeout_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequest:
    """Everything one call is made from; the same request has the same digest and, offline, the same answer."""

    instance: str
    document_type: str
    role_prompt: str
    task_prompt: str
    schema: JsonObject
    """Generation schema of the document, drafting (`x-draft`) and reference (`x-ref`) hints included."""

    inputs: tuple[InputPart, ...]
    answers: tuple[Answered, ...]
    sent_back: tuple[SentBack, ...]
    may_ask: bool
    """True where `{"questions": [...]}` is an allowed answer; at most five of them."""

    remediation: Remediation | None
    binding: "ModelBinding"
    limits: Limits
    assembler_version: str
    _written: bytes | None = field(default=None, init=False, repr=False, compare=False)

    def as_json(self) -> dict[str, Json]:
        """Give the request as it is digested and stored in the ledger."""
        return {
            "instance": self.instance,
            "document_type": self.document_type,
            "role_prompt": self.role_prompt,
            "task_prompt": self.task_prompt,
            "schema": self.schema,
            "inputs": [
                {"kind": part.kind.value, "name": part.name, "code": part.code, "content": part.content}
                for part in self.inputs
            ],
            "answers": [answered.as_json() for answered in self.answers],
            "sent_back": [{"content": judged.content, "comment": judged.comment} for judged in self.sent_back],
            "may_ask": self.may_ask,
            "remediation": self.remediation.as_json() if self.remediation else None,
            "binding": {
                "provider": self.binding.provider,
                "model": self.binding.model,
                "settings": dict(self.binding.settings),
            },
            "limits": {
                "max_output_tokens": self.limits.max_output_tokens,
                "timeout_seconds": self.limits.timeout_seconds,
            },
            "assembler_version": self.assembler_version,
        }

    def as_bytes(self) -> bytes:
        """Give the request as canonical JSON; written once, since it may hold every document of a project."""
        if self._written is None:
            object.__setattr__(self, "_written", canonical_bytes(self.as_json()))
        return self._written or b""

    def digest(self) -> Digest:
        """Name the request; the key of the ledger together with instance and retry number."""
        return digest_of_bytes(self.as_bytes())


class StopReason(StrEnum):
    """Why the writer stopped; only `complete` may become a document."""

    COMPLETE = "complete"
    LENGTH = "length"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the provider counted them; zeros are counts, not gaps."""

    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What came back from one call."""

    text: str
    stop_reason: StopReason
    usage: Usage | None
    """None where the provider did not say."""

    latency_ms: int
    provider_request_id: str
    model: str
    """The model as the provider named it in its answer."""


class Completer(Protocol):
    """Answers requests; saves nothing, retries nothing."""

    async def complete(self, request: CompletionRequest) -> Completion:
        """Answer `request`.

        Raises:
            app.domain.errors.Retryable: throttled, overloaded, timed out, connection lost.
            app.domain.errors.QuotaExceeded: the account is out of quota.
            app.domain.errors.Permanent: wrong credentials, unknown model, refused request.

        """
        ...


Completers = Mapping[str, Completer]
"""Provider name (`offline`, `anthropic`, `openai`) to its completer."""
