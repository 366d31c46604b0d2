"""Seeded random histories: every invariant after each step, and a rebuild at the end of each."""

from collections import Counter

import pytest

from tests.domain.plan.history import run_history

SEEDS = range(60)
AT_LEAST = {
    "accept": 100,
    "adopt": 40,
    "answer": 30,
    "bind": 40,
    "cancel": 10,
    "decide_too_late": 50,
    "edit": 50,
    "failed attempt": 100,
    "late result": 50,
    "ledger hit": 40,
    "questions": 40,
    "rebuild": 120,
    "reopen": 25,
    "retry": 10,
    "retry_again": 8,
    "run failed": 20,
    "run finished": 20,
    "send_back": 30,
    "start": 20,
    "unchanged after send-back": 3,
    "void": 100,
    "withdraw": 10,
    "work": 800,
}
REACHED: Counter[str] = Counter()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_history_keeps_every_invariant_and_rebuilds_the_same(seed: int) -> None:
    history = run_history(seed, steps=70)
    REACHED.update(history.reached)
    assert history.reached["rebuild"] == 2


def test_the_histories_reach_every_situation_often() -> None:
    """The seeds fix the histories: should their weights change, nothing may fall out of sight."""
    reached = REACHED if REACHED["rebuild"] == 2 * len(SEEDS) else Counter[str]()
    if not reached:
        for seed in SEEDS:
            reached.update(run_history(seed, steps=70).reached)
    missed = {name: (reached[name], least) for name, least in AT_LEAST.items() if reached[name] < least}
    assert missed == {}
