"""How many people stand by a content, and which content they accepted last."""

from itertools import permutations

import pytest

from app.domain.facts import Decision, InstanceKey, Verdict, Version
from app.domain.names import ROOT, Digest, DocumentTypeName, StepId
from app.domain.plan.index import FactIndex, InstanceFacts

KEY = InstanceKey(step=StepId("plan"), path=ROOT)
ONE, TWO = Digest("1" * 64), Digest("2" * 64)
POLICY, OTHER = Digest("a" * 64), Digest("b" * 64)
ACCEPT, REOPEN = Verdict.ACCEPT, Verdict.REOPEN
Given = tuple[Verdict, Digest, Digest]


def facts(*given: Given) -> InstanceFacts:
    """Give what is known after these decisions, in whatever order they came."""
    decided = [
        Decision(
            instance=KEY,
            number=number,
            content=content,
            input_digest=Digest("c" * 64),
            policy_digest=policy,
            verdict=verdict,
            comment=None,
        )
        for number, (verdict, content, policy) in enumerate(given, start=1)
    ]
    versions = [
        Version(
            instance=KEY, document_type=DocumentTypeName("plan"), number=number, content=content, parts={}, items={}
        )
        for number, content in enumerate((ONE, TWO), start=1)
    ]
    known = [FactIndex([*versions, *order]).instance(KEY) for order in permutations(decided)]
    said = [(one.acceptances(ONE, POLICY), one.last_accepted(1), one.last_accepted(2)) for one in known]
    assert all(sorted(one[0]) == sorted(said[0][0]) and one[1:] == said[0][1:] for one in said)
    return known[0]


CASES: dict[str, tuple[tuple[Given, ...], list[int], Digest | None, Digest | None]] = {
    "nothing": ((), [], None, None),
    "one": (((ACCEPT, ONE, POLICY),), [1], ONE, None),
    "two": (((ACCEPT, ONE, POLICY), (ACCEPT, ONE, POLICY)), [1, 2], ONE, ONE),
    "of other contents": (((ACCEPT, ONE, POLICY), (ACCEPT, TWO, POLICY)), [1], TWO, None),
    "under other policies": (((ACCEPT, ONE, OTHER), (ACCEPT, ONE, POLICY)), [2], ONE, None),
    "reopened": (((ACCEPT, ONE, POLICY), (ACCEPT, ONE, POLICY), (REOPEN, ONE, POLICY)), [], ONE, ONE),
    "reopened and once more": (
        ((ACCEPT, ONE, POLICY), (REOPEN, ONE, POLICY), (ACCEPT, ONE, POLICY)),
        [3],
        ONE,
        None,
    ),
    "another one reopened": (
        ((ACCEPT, ONE, POLICY), (ACCEPT, TWO, POLICY), (REOPEN, TWO, POLICY), (ACCEPT, ONE, POLICY)),
        [1, 4],
        ONE,
        ONE,
    ),
    "sent back": (((ACCEPT, ONE, POLICY), (Verdict.SEND_BACK, ONE, POLICY)), [1], ONE, None),
}


@pytest.mark.parametrize("case", CASES)
def test_acceptances_count_for_one_content_under_one_policy_since_it_was_reopened(case: str) -> None:
    given, standing, by_one, by_two = CASES[case]
    known = facts(*given)
    assert sorted(known.acceptances(ONE, POLICY)) == standing
    assert [known.is_accepted(ONE, POLICY, quorum) for quorum in (1, 2)] == [len(standing) >= 1, len(standing) >= 2]
    assert (known.last_accepted(1), known.last_accepted(2)) == (by_one, by_two)
