"""What the durable steps of a job say about a call that is made again."""

from datetime import UTC, datetime

import pytest

from app.domain.calls import Repeat
from app.domain.names import Json
from app.engine.queue import JobStep
from app.engine.repeats import repeat_of

DUE = datetime(2027, 5, 1, 12, 0, 30, tzinfo=UTC)


def attempt(result: Json) -> JobStep:
    return JobStep(name="attempt:1", result=result)


def wait() -> JobStep:
    return JobStep(name="wait:1", result=DUE.timestamp())


BUSY = attempt({"again": "busy", "after": None})
ANSWERED = attempt({"further": True})

SEQUENCES: dict[str, tuple[tuple[JobStep, ...], int | None]] = {
    "nothing was done yet": ((), None),
    "the first call failed, its pause is not noted yet": ((BUSY,), None),
    "the first pause": ((BUSY, wait()), 2),
    "the third pause": ((BUSY, wait(), BUSY, wait(), BUSY, wait()), 4),
    "the next call failed too": ((BUSY, wait(), BUSY), 2),
    "an answer, that did not pass its checks": ((BUSY, wait(), ANSWERED), None),
    "a pause after such an answer": ((BUSY, wait(), ANSWERED, BUSY, wait()), 2),
    "a pause after a first such answer": ((ANSWERED, BUSY, wait(), BUSY, wait()), 3),
    "a refusal for good": ((BUSY, wait(), attempt({"permanent": "wrong key"})), None),
    "over": ((attempt({"over": True}),), None),
}


@pytest.mark.parametrize("case", SEQUENCES)
def test_the_steps_say_which_call_comes_next(case: str) -> None:
    steps, number = SEQUENCES[case]
    expected = None if number is None else Repeat(attempt=number, most=6, due_at=DUE, reason="busy")
    assert repeat_of(steps) == expected
