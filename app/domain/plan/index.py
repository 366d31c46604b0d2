"""Facts sorted by what they are about, so that each question of `plan` is one look-up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias, assert_never

from app.domain.facts import (
    Adoption,
    Answers,
    Asked,
    Attempt,
    Brief,
    CollectionKey,
    Decision,
    Derivation,
    Dispatch,
    Entities,
    Fact,
    Failed,
    InstanceKey,
    Retry,
    RunClosed,
    RunOutcome,
    RunStarted,
    Verdict,
    Version,
    Void,
    Wrote,
)
from app.domain.names import Digest, ScopePath

OrderKey: TypeAlias = tuple[Digest, Digest]
"""Input digest and checks digest: what one order to produce is about."""

_ENDING = (Asked, Wrote)
"""Outcomes after which a dispatch has no further attempt."""

_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(slots=True)
class Orders:
    """Every dispatch of one instance at one input and checks digest, with what became of it."""

    dispatches: dict[int, Dispatch] = field(default_factory=dict)
    attempts: dict[int, dict[int, Attempt]] = field(default_factory=dict)
    ended: tuple[int, ...] = ()
    """Numbers of the dispatches that were voided, that asked or that wrote."""

    retry: int = 0
    """The highest retry order of a person, 0 for none."""

    highest: int = 0
    """The highest dispatch number that any fact mentions."""

    def failures(self, retry: int) -> tuple[int, bool]:
        """Count the failed attempts since retry order `retry`, over all dispatches; tell whether one was final."""
        count, final = 0, False
        for number, dispatch in self.dispatches.items():
            if dispatch.retry != retry:
                continue
            for attempt in self.attempts.get(number, {}).values():
                if isinstance(attempt.outcome, Failed):
                    count += 1
                    final = final or attempt.outcome.final
        return count, final

    def is_exhausted(self, retry: int, max_attempts: int) -> bool:
        """Tell whether no attempt is left since retry order `retry`."""
        count, final = self.failures(retry)
        return final or count >= max_attempts


class InstanceFacts:
    """Everything that is known of one instance; what most never hear of is one empty mapping for all."""

    __slots__ = ("answers", "asked", "decisions", "derivations", "entities", "orders", "unsettled", "versions")

    def __init__(self) -> None:
        self.versions: dict[Digest, Version] = {}
        self.derivations: dict[OrderKey, Digest] = {}
        self.orders: dict[OrderKey, Orders] = {}
        self.unsettled: dict[tuple[OrderKey, int], None] = {}
        """Dispatches that nothing ended yet; those without attempts left are among them."""

        self.asked: Mapping[Digest, frozenset[Digest]] = _NOTHING
        """Input digest to the question sets asked at it."""

        self.answers: Mapping[Digest, Answers] = _NOTHING
        """Question set to its newest answers, a withdrawal included."""

        self.decisions: Mapping[int, Decision] = _NOTHING
        self.entities: Mapping[str, Entities] = _NOTHING
        """Collection field to the newest list of codes."""

    def closed_sets(self) -> list[tuple[Digest, Digest]]:
        """Give the answered question sets with their values, sorted."""
        if not self.answers:
            return []
        return sorted((name, given.values) for name, given in self.answers.items() if given.values is not None)

    def comments(self) -> list[tuple[Digest, Digest]]:
        """Give judged content and comment of every send-back, in the order they were given."""
        if not self.decisions:
            return []
        return [
            (decision.content, decision.comment or Digest(""))
            for _, decision in sorted(self.decisions.items())
            if decision.verdict is Verdict.SEND_BACK
        ]

    def open_set(self, input_digest: Digest) -> Digest | None:
        """Give a question set that was asked at `input_digest` and that no answers close."""
        return min(
            (
                name
                for name in self.asked.get(input_digest, ())
                if name not in self.answers or self.answers[name].values is None
            ),
            default=None,
        )

    def is_accepted(self, content: Digest, policy: Digest, quorum: int = 1) -> bool:
        """Tell whether as many people as needed stand by `content` under `policy`; the input digest may differ."""
        return len(self.acceptances(content, policy)) >= quorum

    def acceptances(self, content: Digest, policy: Digest) -> list[int]:
        """Number the decisions by which `content` was accepted under `policy` since it was last reopened."""
        accepted: list[int] = []
        reopened = 0
        for number, decision in self.decisions.items():
            if decision.content != content:
                continue
            if decision.verdict is Verdict.REOPEN:
                reopened = max(reopened, number)
            elif decision.verdict is Verdict.ACCEPT and decision.policy_digest == policy:
                accepted.append(number)
        return [number for number in accepted if number > reopened]

    def last_accepted(self, quorum: int) -> Digest | None:
        """Give the content that as many people as needed accepted last, whatever became of it since."""
        newest: Digest | None = None
        given: Counter[tuple[Digest, Digest]] = Counter()
        for _, decision in sorted(self.decisions.items()):
            key = (decision.content, decision.policy_digest)
            if decision.verdict is Verdict.REOPEN:
                given = Counter({other: count for other, count in given.items() if other[0] != decision.content})
            elif decision.verdict is Verdict.ACCEPT and decision.content in self.versions:
                given[key] += 1
                newest = decision.content if given[key] >= quorum else newest
        return newest

    def order(self, key: OrderKey) -> Orders:
        """Give the orders at `key`, opened where there are none."""
        orders = self.orders.get(key)
        if orders is None:
            orders = self.orders[key] = Orders()
        return orders


class FactIndex:
    """A project's facts in the order of look-ups; takes them in any order, each as often as it comes."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.brief: Brief | None = None
        self.adoption: Adoption | None = None
        self.runs: dict[int, RunOutcome | None] = {}
        self.instances: dict[InstanceKey, InstanceFacts] = {}
        self.entities: dict[ScopePath, dict[tuple[CollectionKey, int], Entities]] = {}
        """Scope path of the owning instance to every list of codes ever given there."""
        for fact in facts:
            self.add(fact)

    def instance(self, key: InstanceKey) -> InstanceFacts:
        """Give what is known of `key`, opened where nothing is."""
        known = self.instances.get(key)
        if known is None:
            known = self.instances[key] = InstanceFacts()
        return known

    @property
    def newest_run(self) -> int | None:
        """The number of the newest run, open or closed."""
        return max(self.runs, default=None)

    @property
    def open_run(self) -> int | None:
        """The number of the open run."""
        newest = self.newest_run
        return newest if newest is not None and self.runs[newest] is None else None

    def has_ended(self, dispatch: Dispatch) -> bool:
        """Tell whether `dispatch` ended already, so that a late result of it is history."""
        orders = self.instance(dispatch.key.instance).order((dispatch.key.input_digest, dispatch.key.checks_digest))
        return dispatch.key.number in orders.ended

    def add(self, fact: Fact) -> InstanceKey | None:
        """Take one more fact; give the instance that it is about, None where it concerns the whole project."""
        match fact:
            case Dispatch() | Attempt() | Void():
                return self._add_work(fact)
            case Version() | Derivation() | Entities() | Decision() | Answers() | Retry():
                return self._add_outcome(fact)
            case Brief():
                if self.brief is None or fact.number > self.brief.number:
                    self.brief = fact
            case Adoption():
                if self.adoption is None or fact.number > self.adoption.number:
                    self.adoption = fact
            case RunStarted():
                self.runs.setdefault(fact.number, None)
            case RunClosed():
                self.runs[fact.number] = fact.outcome
            case _:
                assert_never(fact)
        return None

    def _add_outcome(self, fact: Answers | Decision | Entities | Version | Derivation | Retry) -> InstanceKey:
        key = fact.collection.instance if isinstance(fact, Entities) else fact.instance
        known = self.instance(key)
        match fact:
            case Version():
                known.versions[fact.content] = fact
            case Derivation():
                known.derivations.setdefault((fact.input_digest, fact.checks_digest), fact.content)
            case Decision():
                known.decisions = {**known.decisions, fact.number: fact}
            case Answers():
                newest = known.answers.get(fact.question_set)
                if newest is None or fact.number > newest.number:
                    known.answers = {**known.answers, fact.question_set: fact}
            case Entities():
                self.entities.setdefault(key.path, {})[fact.collection, fact.number] = fact
                latest = known.entities.get(fact.collection.field)
                if latest is None or fact.number > latest.number:
                    known.entities = {**known.entities, fact.collection.field: fact}
            case Retry():
                orders = known.order((fact.input_digest, fact.checks_digest))
                orders.retry = max(orders.retry, fact.number)
            case _:
                assert_never(fact)
        return key

    def _add_work(self, fact: Dispatch | Void | Attempt) -> InstanceKey:
        key = fact.key if isinstance(fact, Dispatch) else fact.dispatch
        number, known = key.number, self.instance(key.instance)
        order: OrderKey = (key.input_digest, key.checks_digest)
        orders = known.order(order)
        orders.highest = max(orders.highest, number)
        match fact:
            case Dispatch():
                orders.dispatches[number] = fact
                if number not in orders.ended:
                    known.unsettled[order, number] = None
                return key.instance
            case Attempt():
                orders.attempts.setdefault(number, {})[fact.number] = fact
                if isinstance(fact.outcome, Asked):
                    before = known.asked.get(key.input_digest, frozenset())
                    known.asked = {**known.asked, key.input_digest: before | {fact.outcome.question_set}}
                ends = isinstance(fact.outcome, _ENDING)
            case Void():
                ends = True
            case _:
                assert_never(fact)
        if ends:
            if number not in orders.ended:
                orders.ended = (*orders.ended, number)
            known.unsettled.pop((order, number), None)
        return key.instance
