"""A provider that answers when nobody listens any more: real wires, real sockets, the real engine."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.database import Database
from app.domain.calls import CallFailure
from app.domain.completions import Completion, CompletionRequest
from app.domain.states import RunState
from app.llm.access import Access, Wire
from app.llm.providers import ProviderCompleter
from app.store.tables import call_intents, call_outcomes
from tests.engine.jobs import PATIENCE_SECONDS
from tests.engine.project import running
from tests.engine.scripts import ALL, begin, outcomes
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter
from tests.provider_server import Reply, Says, provider_server

IN_A_HURRY = 1


POINTS = [{"key": f"p{number}", "name": f"n{number}", "detail": "d"} for number in (1, 2, 3)]
SURVEY = json.dumps({"document": {"summary": "in time", "points": POINTS}})


class OverTheWire(ScriptedCompleter):
    """Has the survey written by a provider, which has little time at first; writes everything else."""

    def __init__(self) -> None:
        super().__init__(write)
        self.provider: ProviderCompleter | None = None
        self._asked_again = threading.Event()

    async def complete(self, request: CompletionRequest) -> Completion:
        own = await super().complete(request)
        if request.document_type != "survey" or self.provider is None:
            return own
        if len(self.requests) == 1:
            request = replace(request, limits=replace(request.limits, timeout_seconds=IN_A_HURRY))
        else:
            self._asked_again.set()
        return await self.provider.complete(request)

    def reply(self, _body: Mapping[str, Any]) -> Reply:
        """Answer the first request badly, once the second is under way, and the second one well, after that."""
        if len(self.requests) == 1:
            assert self._asked_again.wait(PATIENCE_SECONDS)
            return Says(text="{}")
        return Says(text=SURVEY, pause_seconds=0.1)


@contextmanager
def late_provider(wire: Wire) -> Iterator[OverTheWire]:
    completer = OverTheWire()
    with provider_server(completer.reply) as server:
        address = server.openai_url if wire is Wire.OPENAI else server.anthropic_url
        completer.provider = ProviderCompleter(access=Access(wire=wire, base_url=address))
        yield completer


@pytest.mark.parametrize("wire", list(Wire))
def test_an_answer_after_its_time_is_taken_for_no_other_and_the_ledger_says_so(
    wire: Wire, sqlite_database: Database
) -> None:
    with late_provider(wire) as completer, running(sqlite_database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == ["Wrote"]
        assert sorted(completer.asked()) == sorted([*ALL, "survey"])
    with sqlite_database.read() as session:
        rows = session.execute(
            sa.select(call_intents.c.number, call_outcomes.c.status, call_outcomes.c.error_kind)
            .join(call_outcomes, call_outcomes.c.intent == call_intents.c.id)
            .where(call_intents.c.step == "survey")
            .order_by(call_intents.c.number)
        ).all()
    assert [tuple(row) for row in rows] == [(1, "failed", CallFailure.RETRYABLE), (2, "completed", None)]
