"""What holds in a project at every moment, each as one function; and what holds at the moment of a dispatch."""

import random
from collections import Counter

from app.domain.canonical import digest_of
from app.domain.facts import Attempt, Decision, Dispatch, DispatchKey, Entities, Failed, Verdict, Void
from app.domain.names import Digest
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Plan
from app.domain.states import DocumentState, RunState, WorkState
from tests.domain.plan.project import Project

MAX_ATTEMPTS = 3


def shuffled_facts_give_the_same_plan(project: Project, now: Plan) -> None:
    shuffled = list(project.facts)
    random.Random(len(shuffled)).shuffle(shuffled)  # noqa: S311  # a shuffle that can be repeated, not a secret
    again = project.core.plan(project.release.definition, shuffled)
    assert again == now
    assert list(again.instances) == list(now.instances)


def reconciling_twice_appends_nothing(project: Project, now: Plan) -> None:
    del project
    assert (now.dispatches, now.voids, now.close) == ((), (), None)


def no_dispatch_is_ordered_twice(project: Project, now: Plan) -> None:
    del now
    keys = Counter(fact.key for fact in project.facts if isinstance(fact, Dispatch))
    assert all(count == 1 for count in keys.values())


def an_instance_has_one_live_dispatch_at_most(project: Project, now: Plan) -> None:
    for facts in project.planner.index.instances.values():
        live = [
            dispatch
            for dispatch in facts.unsettled()
            if not facts.order((dispatch.key.input_digest, dispatch.key.checks_digest)).is_exhausted(
                dispatch.retry, MAX_ATTEMPTS
            )
        ]
        assert len(live) <= 1
    working = [state for state in now.instances.values() if state.work in (WorkState.WORKING, WorkState.RETRYING)]
    assert not working or now.run is RunState.RUNNING


def attempts_are_bounded(project: Project, now: Plan) -> None:
    for facts in project.planner.index.instances.values():
        for orders in facts.orders.values():
            retries = {dispatch.retry for dispatch in orders.dispatches}
            assert all(orders.failures(retry)[0] <= MAX_ATTEMPTS for retry in retries)
    for state in now.instances.values():
        assert (state.work is WorkState.FAILED) == (state.failures == MAX_ATTEMPTS)


def no_gate_shows_what_was_sent_back_in_its_digest(project: Project, now: Plan) -> None:
    sent_back = {
        (fact.instance, fact.content)
        for fact in project.facts
        if isinstance(fact, Decision) and fact.verdict is Verdict.SEND_BACK
    }
    assert not [
        gate for gate in now.gates if isinstance(gate, AcceptanceGate) and (gate.instance, gate.content) in sent_back
    ]


def gates_are_about_current_work(project: Project, now: Plan) -> None:
    for gate in now.gates:
        state = now.instances[gate.instance]
        facts = project.planner.index.instance(gate.instance)
        assert now.run in (RunState.RUNNING, RunState.WAITING)
        if isinstance(gate, AnswerGate):
            assert state.input_digest is not None
            assert gate.question_set in facts.asked[state.input_digest]
        else:
            assert gate.input_digest == state.input_digest
            assert facts.derived((gate.input_digest, state.checks_digest)) == gate.content


def decided_bytes_are_stored_bytes(project: Project, now: Plan) -> None:
    del now
    for fact in project.facts:
        if isinstance(fact, Decision):
            assert digest_of(project.stored.contents[fact.content]) == fact.content


def codes_are_never_reused(project: Project, now: Plan) -> None:
    del now
    lists: dict[object, list[Entities]] = {}
    for fact in project.facts:
        if isinstance(fact, Entities):
            lists.setdefault(fact.collection, []).append(fact)
    for versions in lists.values():
        highest = 0
        meaning: dict[str, Digest] = {}
        for version in sorted(versions, key=lambda fact: fact.number):
            assert len(set(version.codes)) == len(version.codes)
            numbers = {code: int(code.rpartition("-")[2]) for code in version.codes}
            new = sorted(number for code, number in numbers.items() if code not in meaning)
            assert new == list(range(highest + 1, highest + 1 + len(new)))
            highest += len(new)
            for code, key in zip(version.codes, version.keys, strict=True):
                assert meaning.setdefault(code, key.key) == key.key


def every_run_ends_or_waits_for_a_person(project: Project, now: Plan) -> None:
    if project.planner.index.open_run is None:
        assert not now.gates
        assert not [state for state in now.instances.values() if state.work in (WorkState.READY, WorkState.WORKING)]
        return
    live = [job for job in project.jobs if not project.planner.index.has_ended(job.dispatch)]
    assert now.run is (RunState.RUNNING if live else RunState.WAITING)
    assert live or now.gates


def states_agree(project: Project, now: Plan) -> None:
    for state in now.instances.values():
        assert state.released == (state.document is DocumentState.RELEASED)
        assert (state.work is WorkState.BLOCKED) == bool(state.waits_for)
        assert bool(state.causes) == (state.document is DocumentState.STALE)
        assert state.content is None or state.content in project.stored.contents
        if state.released:
            assert state.work is WorkState.IDLE


def voided_work_leaves_nothing_but_the_void(project: Project, now: Plan) -> None:
    del now
    voided: set[DispatchKey] = set()
    answered: set[DispatchKey] = set()
    for fact in project.facts:
        if isinstance(fact, Attempt):
            assert fact.dispatch not in voided
            if not isinstance(fact.outcome, Failed):
                assert fact.dispatch not in answered
                answered.add(fact.dispatch)
        if isinstance(fact, Void):
            assert fact.dispatch not in voided | answered
            voided.add(fact.dispatch)


INVARIANTS = (
    shuffled_facts_give_the_same_plan,
    reconciling_twice_appends_nothing,
    no_dispatch_is_ordered_twice,
    an_instance_has_one_live_dispatch_at_most,
    attempts_are_bounded,
    no_gate_shows_what_was_sent_back_in_its_digest,
    gates_are_about_current_work,
    decided_bytes_are_stored_bytes,
    codes_are_never_reused,
    every_run_ends_or_waits_for_a_person,
    states_agree,
    voided_work_leaves_nothing_but_the_void,
)


# -- at the moment of a dispatch -------------------------------------------------------------------------------------


def only_released_inputs_are_read(project: Project, dispatch: Dispatch, now: Plan) -> None:
    """Pins name what is released now; what is absent cannot come; retired documents are not read."""
    released = {
        (state.document_type, key.path): state.content for key, state in now.instances.items() if state.released
    }
    for pin in dispatch.inputs:
        if pin.kind in ("document", "gathered") and pin.content is not None:
            assert released[pin.name, pin.path] == pin.content  # type: ignore[index]  # pins name types as text
        elif pin.kind == "document":
            assert (pin.name, pin.path) not in released
            absent = next(state for key, state in now.instances.items() if (key.step, key.path) == (pin.name, pin.path))
            assert absent.work in (WorkState.FAILED, WorkState.BLOCKED)
    del project


def gathered_is_what_the_stored_lists_hold(project: Project, dispatch: Dispatch, now: Plan) -> None:
    """Follow the lists down through the stored bytes and compare."""
    key = dispatch.key.instance

    def items(step: str, path: str, field: str) -> list[str]:
        state = next(state for at, state in now.instances.items() if (at.step, at.path) == (step, path))
        assert state.released
        assert state.content is not None
        return [item["key"] for item in project.stored.contents[state.content][field]]

    gathers = {"area_digest": ["part_sheet"], "review": ["part_sheet", "area_note"]}.get(key.step, [])
    for name in gathers:
        areas = [key.path] if key.path else items("outline", "", "areas")
        wanted = (
            areas if name == "area_note" else [part for area in areas for part in items("area_plan", area, "parts")]
        )
        assert [pin.path for pin in dispatch.inputs if (pin.kind, pin.name) == ("gathered", name)] == sorted(wanted)


def a_dispatch_is_for_a_digest_that_nothing_was_derived_from(project: Project, dispatch: Dispatch, now: Plan) -> None:
    key = dispatch.key
    facts = project.planner.index.instance(key.instance)
    assert facts.derived((key.input_digest, key.checks_digest)) is None
    assert key.input_digest == now.instances[key.instance].input_digest
    assert dispatch.may_ask is (dispatch.rounds_asked < 2 and key.instance.step in ("outline", "area_plan"))


WATCHERS = (
    only_released_inputs_are_read,
    gathered_is_what_the_stored_lists_hold,
    a_dispatch_is_for_a_digest_that_nothing_was_derived_from,
)
