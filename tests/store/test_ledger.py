from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import uuid7
from app.core.database import Database
from app.domain.calls import CallFailure, CallTotals
from app.domain.completions import Completion, Usage
from app.domain.names import ProjectId
from app.store import blobs, calls, ledger
from app.store.ledger import CallId
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import DISPATCH_KEY, EPIC_INSTANCE
from tests.store.request_samples import completion, request


def intend(database: Database, project: ProjectId, *, task: str = "a", retry: int = 0, run: int = 1) -> CallId:
    with database.begin() as session:
        return ledger.intend(session, project, request(task), dispatch=DISPATCH_KEY, retry=retry, run=run, at=NOON)


def complete(
    database: Database,
    project: ProjectId,
    call: CallId,
    *,
    answer: Completion | None = None,
    cost: Decimal | None = Decimal(0),
) -> None:
    with database.begin() as session:
        ledger.complete(session, project, call, answer or completion(), cost=cost, price_version="2025-06", at=NOON)


def fail(database: Database, project: ProjectId, call: CallId) -> None:
    with database.begin() as session:
        ledger.fail(session, project, call, CallFailure.RETRYABLE, explanation="busy", latency_ms=5, at=NOON)


def completed(
    database: Database, project: ProjectId, *, task: str = "a", retry: int = 0, judged: int = 0
) -> Completion | None:
    digest = request(task).digest()
    with database.read() as session:
        return ledger.completed(
            session, project, instance=EPIC_INSTANCE, request_digest=digest, retry=retry, judged=judged
        )


def totals(database: Database, project: ProjectId) -> CallTotals:
    with database.read() as session:
        return ledger.totals(session, project)


def test_a_completed_call_is_found_again_whole(database: Database, project: ProjectId) -> None:
    answer = completion('{"document": {"ü": 1}}', usage=Usage(input_tokens=7, output_tokens=3, cached_input_tokens=2))
    complete(database, project, intend(database, project), answer=answer)
    assert completed(database, project) == answer


def test_an_answer_without_usage_is_found_without_usage(database: Database, project: ProjectId) -> None:
    complete(database, project, intend(database, project), answer=completion(usage=None))
    found = completed(database, project)
    assert found is not None
    assert found.usage is None


def test_a_call_that_only_began_is_not_completed(database: Database, project: ProjectId) -> None:
    intend(database, project)
    assert completed(database, project) is None


def test_a_failed_call_is_not_completed_and_can_be_tried_again(database: Database, project: ProjectId) -> None:
    fail(database, project, intend(database, project))
    assert completed(database, project) is None
    complete(database, project, intend(database, project))
    assert completed(database, project) == completion()


def test_a_call_of_another_request_retry_or_project_is_another_call(database: Database, project: ProjectId) -> None:
    complete(database, project, intend(database, project))
    assert completed(database, project, task="b") is None
    assert completed(database, project, retry=1) is None
    assert completed(database, make_project(database, "second")) is None


def test_of_two_completed_calls_the_first_holds(database: Database, project: ProjectId) -> None:
    first, second = intend(database, project), intend(database, project)
    complete(database, project, second, answer=completion("late"))
    complete(database, project, first, answer=completion("early"))
    found = completed(database, project)
    assert found is not None
    assert found.text == "early"


def test_answers_that_were_judged_are_passed_over_in_the_order_of_their_calls(
    database: Database, project: ProjectId
) -> None:
    complete(database, project, intend(database, project), answer=completion("first"))
    fail(database, project, intend(database, project))
    complete(database, project, intend(database, project), answer=completion("second"))
    found = [completed(database, project, judged=judged) for judged in range(3)]
    assert [answer and answer.text for answer in found] == ["first", "second", None]


def test_a_call_under_way_is_told_where_every_answer_was_judged(database: Database, project: ProjectId) -> None:
    complete(database, project, intend(database, project))
    intend(database, project)
    digest = request("a").digest()
    with database.read() as session:
        fresh, next_one = (
            ledger.sought(session, project, instance=EPIC_INSTANCE, request_digest=digest, retry=0, judged=judged)
            for judged in (0, 1)
        )
    assert (fresh.answer, fresh.under_way) == (completion(), frozenset())
    assert (next_one.answer, next_one.under_way) == (None, frozenset({DISPATCH_KEY}))


@pytest.mark.parametrize("end", [complete, fail], ids=["completed", "failed"])
def test_a_call_ends_once(
    database: Database, project: ProjectId, end: Callable[[Database, ProjectId, CallId], None]
) -> None:
    call = intend(database, project)
    complete(database, project, call)
    before = totals(database, project)
    # Whoever lost the link during a commit comes again, and must find the outcome as it was committed.
    end(database, project, call)
    assert totals(database, project) == before
    assert completed(database, project) == completion()


def test_the_request_can_be_read_again(database: Database, project: ProjectId) -> None:
    intend(database, project)
    with database.read() as session:
        assert blobs.read_json(session, project, request("a").digest()) == request("a").as_json()


def test_an_erased_answer_is_not_taken_for_none(database: Database, project: ProjectId) -> None:
    complete(database, project, intend(database, project))
    with database.begin() as session:
        answer = blobs.put_text(session, project, completion().text, at=NOON)
        blobs.blank(session, project, answer, at=NOON, why="retention")
    with pytest.raises(blobs.Erased):
        completed(database, project)


def test_totals_count_what_is_open_failed_completed_and_of_unknown_cost(database: Database, project: ProjectId) -> None:
    usage = Usage(input_tokens=10, output_tokens=4)
    intend(database, project, task="open")
    fail(database, project, intend(database, project, task="failed"))
    complete(
        database, project, intend(database, project, task="known"), cost=Decimal("0.25"), answer=completion(usage=usage)
    )
    complete(database, project, intend(database, project, task="unknown"), cost=None)
    assert totals(database, project) == CallTotals(
        calls=4,
        completed=2,
        failed=1,
        open=1,
        input_tokens=10,
        output_tokens=4,
        cost=Decimal("0.25"),
        unknown_cost=1,
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    costs=st.lists(
        st.decimals(min_value=0, max_value=10_000, places=12, allow_nan=False, allow_infinity=False), max_size=4
    )
)
def test_costs_add_up_to_the_last_digit(database: Database, costs: list[Decimal]) -> None:
    project = make_project(database, uuid7().hex)
    for number, cost in enumerate(costs):
        complete(database, project, intend(database, project, task=str(number)), cost=cost)
    assert totals(database, project).cost == sum(costs, Decimal(0))


def test_totals_of_a_run_hold_its_calls_only(database: Database, project: ProjectId) -> None:
    for run in (1, 1, 2):
        complete(database, project, intend(database, project, run=run), cost=Decimal(run))
    with database.read() as session:
        of_runs = calls.by_run(session, project, first=1, last=3)
    assert {run: (found.calls, found.cost) for run, found in of_runs.items()} == {
        1: (2, Decimal(2)),
        2: (1, Decimal(2)),
    }


def test_totals_stand_by_instance(database: Database, project: ProjectId) -> None:
    complete(database, project, intend(database, project))
    with database.read() as session:
        assert list(ledger.totals_by_instance(session, project)) == [EPIC_INSTANCE]
