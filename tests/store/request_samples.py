"""A request and a completion to put into the ledger."""

from app.domain.completions import (
    Completion,
    CompletionRequest,
    InputPart,
    Limits,
    PartKind,
    StopReason,
    Usage,
)
from tests.store.fact_samples import BINDING


def request(task: str = "Write the stories.") -> CompletionRequest:
    return CompletionRequest(
        instance="story_backlog@E-03",
        document_type="story_backlog",
        role_prompt="You are an analyst.",
        task_prompt=task,
        schema={"type": "object"},
        inputs=(InputPart(kind=PartKind.ITEM, name="epic", code="E-03", content={"name": "Sign in"}),),
        answers=(),
        sent_back=(),
        may_ask=False,
        remediation=None,
        binding=BINDING,
        limits=Limits(max_output_tokens=1000, timeout_seconds=60),
        assembler_version="1",
    )


def completion(text: str = '{"document": {}}', *, usage: Usage | None = None) -> Completion:
    return Completion(
        text=text,
        stop_reason=StopReason.COMPLETE,
        usage=usage,
        latency_ms=12,
        provider_request_id="req-1",
        model="drafter-1",
    )
