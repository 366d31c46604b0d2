"""Facts sorted by what they are about, so that each question of `plan` is one look-up."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

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
    DispatchKey,
    Entities,
    Fact,
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
from app.domain.plan.orders import OrderKey, Orders

Pairs: TypeAlias = tuple[tuple[Digest, Digest], ...]

_ENDING = (Asked, Wrote)
"""Outcomes after which a dispatch has no further attempt."""

_NOTHING: Mapping[Any, Any] = MappingProxyType({})
_BY_KEY = attrgetter("key")
_BY_NUMBER = attrgetter("number")


class InstanceFacts:
    """Everything that is known of one instance; what most never hear of is one empty mapping for all."""

    __slots__ = ("answers", "asked", "decisions", "entities", "orders", "pending", "versions")

    def __init__(self) -> None:
        self.versions: tuple[Version, ...] = ()
        """By number; one a content."""

        self.orders: dict[OrderKey, Orders] = {}
        self.pending = 0
        """How many dispatches nothing ended yet."""

        self.asked: Mapping[Digest, frozenset[Digest]] = _NOTHING
        """Input digest to the question sets asked at it."""

        self.answers: Mapping[Digest, Answers] = _NOTHING
        """Question set to its newest answers, a withdrawal included."""

        self.decisions: Mapping[int, Decision] = _NOTHING
        self.entities: Mapping[str, Entities] = _NOTHING
        """Collection field to the newest list of codes."""

    def version(self, content: Digest | None) -> Version | None:
        """Give the version that holds `content`."""
        for version in self.versions:
            if version.content == content:
                return version
        return None

    def derived(self, key: OrderKey) -> Digest | None:
        """Give the content that was derived at `key`."""
        orders = self.orders.get(key)
        return orders.content if orders is not None else None

    def origins(self, content: Digest) -> list[OrderKey]:
        """Give the digests at which `content` was derived."""
        return [key for key, orders in self.orders.items() if orders.content == content]

    def unsettled(self) -> list[Dispatch]:
        """Give the dispatches that nothing ended yet, sorted; those without attempts left are among them."""
        if not self.pending:
            return []
        open_ones = [
            dispatch
            for orders in self.orders.values()
            for dispatch in orders.dispatches
            if dispatch.key.number not in orders.ended
        ]
        return sorted(open_ones, key=_BY_KEY)

    def closed_sets(self) -> Pairs:
        """Give the answered question sets with their values, sorted."""
        if not self.answers:
            return ()
        return tuple(sorted((name, given.values) for name, given in self.answers.items() if given.values is not None))

    def comments(self) -> Pairs:
        """Give judged content and comment of every send-back, in the order they were given."""
        if not self.decisions:
            return ()
        return tuple(
            (decision.content, decision.comment or Digest(""))
            for _, decision in sorted(self.decisions.items())
            if decision.verdict is Verdict.SEND_BACK
        )

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
            elif decision.verdict is Verdict.ACCEPT and self.version(decision.content):
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
        self.instances: defaultdict[InstanceKey, InstanceFacts] = defaultdict(InstanceFacts)
        self.entities: dict[ScopePath, dict[tuple[CollectionKey, int], Entities]] = {}
        """Scope path of the owning instance to every list of codes ever given there."""
        for fact in facts:
            self.add(fact)

    def instance(self, key: InstanceKey) -> InstanceFacts:
        """Give what is known of `key`, opened where nothing is."""
        return self.instances[key]

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
        return dispatch.key.number in self.orders(dispatch.key).ended

    def orders(self, at: DispatchKey | Derivation | Retry) -> Orders:
        """Give the orders at the digests of `at`, opened where there are none."""
        return self.instances[at.instance].order((at.input_digest, at.checks_digest))

    def add(self, fact: Fact) -> InstanceKey | None:
        """Take one more fact; give the instance that it is about, None where it concerns the whole project."""
        return TAKEN[type(fact)](self, fact)


# -- what each kind of fact adds -------------------------------------------------------------------------------------


def _brief(index: FactIndex, fact: Brief) -> None:
    if index.brief is None or fact.number > index.brief.number:
        index.brief = fact


def _adoption(index: FactIndex, fact: Adoption) -> None:
    if index.adoption is None or fact.number > index.adoption.number:
        index.adoption = fact


def _run_started(index: FactIndex, fact: RunStarted) -> None:
    index.runs.setdefault(fact.number, None)


def _run_closed(index: FactIndex, fact: RunClosed) -> None:
    index.runs[fact.number] = fact.outcome


def _version(index: FactIndex, fact: Version) -> InstanceKey:
    key = fact.instance
    known = index.instances[key]
    if not known.versions:
        known.versions = (fact,)
    elif known.version(fact.content) is None:
        known.versions = tuple(sorted((*known.versions, fact), key=_BY_NUMBER))
    return key


def _derivation(index: FactIndex, fact: Derivation) -> InstanceKey:
    orders = index.orders(fact)
    if orders.content is None:
        orders.content = fact.content
    return fact.instance


def _dispatch(index: FactIndex, fact: Dispatch) -> InstanceKey:
    key = fact.key
    known = index.instances[key.instance]
    known.pending += known.order((key.input_digest, key.checks_digest)).add_dispatch(fact)
    return key.instance


def _attempt(index: FactIndex, fact: Attempt) -> InstanceKey:
    key, outcome = fact.dispatch, fact.outcome
    known = index.instances[key.instance]
    orders = known.order((key.input_digest, key.checks_digest))
    orders.add_attempt(fact)
    if isinstance(outcome, Asked):
        before = known.asked.get(key.input_digest, frozenset())
        known.asked = {**known.asked, key.input_digest: before | {outcome.question_set}}
    if isinstance(outcome, _ENDING):
        known.pending -= orders.end(key.number)
    return key.instance


def _void(index: FactIndex, fact: Void) -> InstanceKey:
    key = fact.dispatch
    index.instance(key.instance).pending -= index.orders(key).end(key.number)
    return key.instance


def _retry(index: FactIndex, fact: Retry) -> InstanceKey:
    orders = index.orders(fact)
    orders.retry = max(orders.retry, fact.number)
    return fact.instance


def _entities(index: FactIndex, fact: Entities) -> InstanceKey:
    key, field = fact.collection.instance, fact.collection.field
    known = index.instance(key)
    index.entities.setdefault(key.path, {})[fact.collection, fact.number] = fact
    latest = known.entities.get(field)
    if latest is None or fact.number > latest.number:
        known.entities = {**known.entities, field: fact}
    return key


def _decision(index: FactIndex, fact: Decision) -> InstanceKey:
    known = index.instance(fact.instance)
    known.decisions = {**known.decisions, fact.number: fact}
    return fact.instance


def _answers(index: FactIndex, fact: Answers) -> InstanceKey:
    known = index.instance(fact.instance)
    newest = known.answers.get(fact.question_set)
    if newest is None or fact.number > newest.number:
        known.answers = {**known.answers, fact.question_set: fact}
    return fact.instance


TAKEN: Mapping[type[Fact], Callable[[FactIndex, Any], InstanceKey | None]] = {
    Brief: _brief,
    Adoption: _adoption,
    RunStarted: _run_started,
    RunClosed: _run_closed,
    Version: _version,
    Derivation: _derivation,
    Dispatch: _dispatch,
    Attempt: _attempt,
    Void: _void,
    Retry: _retry,
    Entities: _entities,
    Decision: _decision,
    Answers: _answers,
}
"""Kind of fact to the function that takes it: a project has tens of thousands, and one look-up finds the function."""
