"""Deliberate faults in the plan and what follows from it, each as one edit of the source, applied in memory."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType

from tests.domain.plan.project import Core

MODULES = (
    "plan.digests",
    "plan.orders",
    "plan.index",
    "plan.layout",
    "plan.board",
    "plan.inputs",
    "plan.causes",
    "plan.judge",
    "plan.instance_map",
    "plan.planner",
    "plan.refusal",
    "identity",
    "coding",
    "revision",
)
"""In the order in which they import each other; each mutant gets a copy of them all under another name."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One fault: where, what stands there, what stands there instead."""

    module: str
    says: str
    instead: str


def mutant(module: str, says: str, instead: str) -> Mutant:
    return Mutant(module=module, says=says, instead=instead)


MUTANTS: dict[str, Mutant] = {
    # facts
    "the last brief added holds": mutant("plan.index", "or fact.number > index.brief.number", "or True"),
    "the first answers hold": mutant("plan.index", "newest is None or fact.number > newest.number", "newest is None"),
    "withdrawn answers keep their set closed": mutant("plan.index", "if name not in self.answers or", "if False or"),
    "acceptance outlives its policy": mutant("plan.index", "and decision.policy_digest == policy", ""),
    "acceptance outlives a reopening": mutant("plan.index", "if number > reopened]", "]"),
    "acceptance of anything accepts all": mutant(
        "plan.index", "if decision.content != content:", "if decision.content is None:"
    ),
    "comments come in the order of recording": mutant(
        "plan.index", "in sorted(self.decisions.items())", "in self.decisions.items()"
    ),
    "comments of reopenings enter the digest": mutant(
        "plan.index",
        "if decision.verdict is Verdict.SEND_BACK",
        "if decision.verdict is not Verdict.ACCEPT",
    ),
    "a retry forgives nothing": mutant("plan.orders", " if dispatch.retry == retry]", "]"),
    "final failures are like others": mutant("plan.orders", "return final or count", "return count"),
    "a void ends nothing": mutant(
        "plan.index", "pending -= index.orders(key).end(key.number)", "pending -= 0 * index.orders(key).retry"
    ),
    "asking ends nothing": mutant("plan.index", "_ENDING = (Asked, Wrote)", "_ENDING = (Wrote,)"),
    "attempts of one dispatch alone count": mutant(
        "plan.orders", "for dispatch in self.dispatches if", "for dispatch in self.dispatches[-1:] if"
    ),
    "the last retry recorded holds": mutant("plan.index", "max(orders.retry, fact.number)", "fact.number"),
    "the first dispatch is the highest": mutant("plan.orders", "return max((*ordered", "return min((*ordered"),
    "the last list recorded is the newest": mutant(
        "plan.index", "if latest is None or fact.number > latest.number:", "if True:"
    ),
    "the last reopening recorded holds": mutant("plan.index", "max(reopened, number)", "number"),
    "the last acceptance recorded holds": mutant("plan.index", "accepted.append(number)", "accepted = [number]"),
    # inputs
    "optional inputs are not awaited": mutant(
        "plan.inputs", "elif producer is not None and producer.finishable:", "elif False and producer is not None:"
    ),
    "optional inputs are awaited for ever": mutant(
        "plan.inputs", "elif producer is not None and producer.finishable:", "elif producer is not None:"
    ),
    "required inputs may be absent": mutant("plan.inputs", "elif source.required:", "elif source.required and False:"),
    "gathering does not wait": mutant("plan.inputs", "        if unreleased:\n", "        if False:\n"),
    "what cannot come does not stop who gathers": mutant(
        "plan.inputs", "found.stuck = found.stuck or bool(board.stuck_below.get((step, path), 0))", "pass"
    ),
    "what cannot come does not stop who requires": mutant(
        "plan.inputs", "found.stuck = found.stuck or producer is None or not producer.finishable", "pass"
    ),
    "items are known by code alone": mutant(
        "plan.inputs", "_item(board, node, source)[1]", "_item(board, node, source)[0]"
    ),
    "only the first block of a brief counts": mutant(
        "plan.inputs", '("brief", brief.blocks)', '("brief", brief.blocks[:1])'
    ),
    "gathered rows come as they were made": mutant(
        "plan.inputs", "rows.sort(key=_PATH)", "rows.sort(key=lambda row: row[2].content)"
    ),
    "selecting selects everything": mutant("plan.board", "    if select:\n", "    if False:\n"),
    "unlisted instances hold up who gathers": mutant(
        "plan.board", "is_open = node.enumerated and node.released is None", "is_open = node.released is None"
    ),
    # causes
    "the farthest origin is compared": mutant("plan.causes", "return min(differences", "return max(differences"),
    "comments are no cause": mutant("plan.causes", 'names["comments"] = None', "pass"),
    "unchanged parts are causes": mutant("plan.causes", "if old.get(part) != new.get(part))", ")"),
    # digests
    "comments are not in the digest": mutant(
        "plan.digests", "digest_of_lists([base, closed_sets, comments])", "digest_of_lists([base, closed_sets])"
    ),
    "answers are not in the digest": mutant(
        "plan.digests", "digest_of_lists([base, closed_sets, comments])", "digest_of_lists([base, comments])"
    ),
    "the model is not in the digest": mutant(
        "plan.digests", "[declaration, ASSEMBLER_VERSION, binding, values]", "[declaration, ASSEMBLER_VERSION, values]"
    ),
    "the declaration is not in the digest": mutant(
        "plan.digests", "[declaration, ASSEMBLER_VERSION, binding, values]", "[ASSEMBLER_VERSION, binding, values]"
    ),
    # judging
    "dispatches are not numbered": mutant("plan.judge", "number=orders.highest + 1", "number=1"),
    "a fourth attempt": mutant(
        "plan.judge", "failures >= place.step.max_attempts", "failures > place.step.max_attempts"
    ),
    "spent dispatches live on": mutant(
        "plan.judge", "return orders.is_exhausted(dispatch.retry, max_attempts)", "return False"
    ),
    "nobody needs to accept": mutant(
        "plan.judge", "        acceptance is None\n        or node.facts", "        True\n        or node.facts"
    ),
    "a third round of questions": mutant(
        "plan.judge", "len(closed) < step.max_question_rounds", "len(closed) <= step.max_question_rounds"
    ),
    "everybody may ask": mutant("plan.judge", "may_ask=step.clarify and", "may_ask="),
    "open questions do not stop work": mutant("plan.judge", "if asked is not None:", "if asked is not None and False:"),
    "work goes on without a run": mutant(
        "plan.judge", "if setting.run_open or work.state is WorkState.FAILED:", "if True:"
    ),
    "superseded work is not voided": mutant(
        "plan.judge", "!= keep\n        and not _is_spent", "!= keep and False and _is_spent"
    ),
    "waiting for a person counts as stuck": mutant(
        "plan.judge",
        "work.state is not WorkState.FAILED)",
        "work.state not in (WorkState.FAILED, WorkState.WAITING_FOR_ACCEPTANCE))",
    ),
    "what is blocked for ever may still come": mutant("plan.judge", "(not found.stuck and work", "(work"),
    "dropped items are never retired": mutant("plan.judge", "owner.retired or not _lists(owner, node)", "False"),
    "checks are not looked at": mutant(
        "plan.judge",
        "node.facts.derived((digest, checks))",
        "next((orders.content for (at, _), orders in node.facts.orders.items() if at == digest), None)",
    ),
    "dispatches forget their retry": mutant("plan.judge", "retry=orders.retry,", "retry=0,"),
    "pins forget what is selected": mutant("plan.inputs", "content=content, select=source.select", "content=content"),
    "a dispatch is bound as any step is": mutant(
        "plan.judge", "setting.bindings[step.id][0]", "next(iter(setting.bindings.values()))[0]"
    ),
    "the first acceptance lists": mutant(
        "plan.index", "newest = decision.content if given", "newest = newest or decision.content if given"
    ),
    "the last acceptance lists before the release": mutant(
        "plan.judge",
        "node.released or _last_released(node, place)",
        "_last_released(node, place) or node.released",
    ),
    "acceptance does not list": mutant("plan.judge", "node.released or _last_released(node, place)", "node.released"),
    # the whole plan
    "models of single steps are ignored": mutant(
        "plan.planner", "adoption.binding_of(step)", "adoption.default_binding"
    ),
    "earlier plans change": mutant("plan.planner", "self._states.copy()", "self._states"),
    "failed runs finish": mutant(
        "plan.planner", "RunOutcome.FAILED if stopped else", "RunOutcome.FINISHED if stopped else"
    ),
    "runs end while people are awaited": mutant(
        "plan.planner", "for state in (*_MOVING, *_AWAITED)", "for state in _MOVING"
    ),
    "who gathers is not told": mutant("plan.planner", "in place.gatherers:", "in ():"),
    "readers are not told": mutant("plan.planner", "in place.readers:", "in ():"),
    "dropped items stay listed": mutant("plan.planner", "if other.key.path not in paths:", "if False:"),
    "facts of the whole project touch nobody": mutant(
        "plan.planner", "for node in self._board.nodes.values():", "for node in ():"
    ),
    "another release is taken": mutant("plan.planner", "adoption.release_digest != definition.digest", "False"),
    "codes of unreleased documents stay": mutant(
        "plan.planner", "                self._codes.pop(name, None)", "                pass"
    ),
    # decisions
    "decisions outlive their input digest": mutant(
        "plan.refusal",
        "(decision.content, decision.input_digest) != (state.content, state.input_digest)",
        "decision.content != state.content",
    ),
    "decisions outlive their policy": mutant(
        "plan.refusal", "state.gate.policy_digest == decision.policy_digest", "True"
    ),
    "decisions need no gate": mutant(
        "plan.refusal", "else Refusal.NOT_WAITING\n\n\ndef refusal_of", "else None\n\n\ndef refusal_of"
    ),
    "retired documents are decided about": mutant("plan.refusal", "return Refusal.RETIRED if", "return None if"),
    "answers to any set are taken": mutant("plan.refusal", "state.gate.question_set == answers.question_set", "True"),
    # recording
    "late results are recorded": mutant("revision", "    if known.has_ended(dispatch):", "    if False:"),
    "only the last send-back is remembered": mutant("revision", "in dispatch.comments)", "in dispatch.comments[-1:])"),
    "unchanged content is a new version": mutant(
        "revision", "if instance.version(digests.content) is None:", "if True:"
    ),
    "answers are not kept with the document": mutant("coding", "    if not answers:", "    if True:"),
    "lists of one document do not know each other": mutant("revision", "here.append(found.fact)", "pass"),
    "lists of other documents are forgotten": mutant("revision", "if entity_type.opens or", "if False and"),
    "versions are counted": mutant(
        "revision",
        "(instance.versions[-1].number if instance.versions else 0)",
        "len(instance.versions)",
    ),
    "citations keep local keys": mutant("coding", 'if field == "assumption" and', "if False and"),
    # identity
    "dropped items come first": mutant("identity", "(entry[0] not in latest, entry[0])", "entry[0]"),
    "items are known by what they were first": mutant(
        "identity", "remembered.pop(code, None)", "key = remembered.get(code, key)"
    ),
    "width tells names apart": mutant("identity", 'unicodedata.normalize("NFKC", name)', "name"),
    "a returning list is matched anew": mutant(
        "identity", "if fact.raw_digest == raw_digest), None)", "if False), None)"
    ),
    "a returning list is not recorded": mutant(
        "identity",
        "latest is not None and latest.raw_digest == raw_digest",
        "raw_digest in [f.raw_digest for f in own]",
    ),
    "keys do not count": mutant("identity", "(_by_key, _by_sources_and_name,", "(_by_sources_and_name,"),
    "names before sources": mutant("identity", "_by_sources, _by_name)", "_by_name, _by_sources)"),
    "sources alone come first": mutant("identity", "_by_sources_and_name, _by_sources,", "_by_sources,"),
    "names do not count": mutant("identity", "_by_sources, _by_name)", "_by_sources)"),
    "missing sources match": mutant(
        "identity", "return key.sources if key.sources != _NOTHING else None", "return key.sources"
    ),
    "dropped items are forgotten": mutant("identity", "    for fact in own:\n", "    for fact in own[-1:]:\n"),
    "numbers of dropped items return": mutant(
        "identity", "for fact in ever for code in fact.codes", "for fact in ever[-1:] for code in fact.codes"
    ),
    "a code is given twice": mutant("identity", "entry = found.pop(0)", "entry = found[0]"),
    "case tells names apart": mutant("identity", ".casefold()", ""),
}


@contextmanager
def core_of(fault: Mutant) -> Iterator[Core]:
    """Give the functions under test with `fault` in them; the real modules stay as they are."""
    loaded: list[str] = []
    try:
        modules = {name: _load(name, fault, loaded) for name in MODULES}
        yield Core(
            planner=modules["plan.planner"].Planner,
            plan=modules["plan.planner"].plan,
            index=modules["plan.index"].FactIndex,
            record=modules["revision"].record,
            record_questions=modules["revision"].record_questions,
            record_failure=modules["revision"].record_failure,
            refusal=modules["plan.refusal"].refusal,
            refusal_of_answers=modules["plan.refusal"].refusal_of_answers,
            identify=modules["identity"].identify,
        )
    finally:
        for name in loaded:
            del sys.modules[name]


def _load(name: str, fault: Mutant, loaded: list[str]) -> ModuleType:
    module = ModuleType(_alias(name))
    sys.modules[module.__name__] = module
    loaded.append(module.__name__)
    code = _compiled(name, fault if name == fault.module else None)
    exec(code, module.__dict__)  # noqa: S102  # our own source, with one edit
    return module


@lru_cache(maxsize=2 * len(MODULES))
def _compiled(name: str, fault: Mutant | None) -> CodeType:
    """Compile a module with `fault` in it; most mutants share most modules, which have none."""
    path = importlib.import_module(f"app.domain.{name}").__file__
    assert path is not None
    source = Path(path).read_text()
    if fault is not None:
        assert fault.says in source, f"{name} no longer says: {fault.says}"
        source = source.replace(fault.says, fault.instead)
    for other in MODULES:
        source = source.replace(f"from app.domain.{other} import", f"from {_alias(other)} import")
    return compile(source, path, "exec")


def _alias(name: str) -> str:
    return "mutated_" + name.replace(".", "_")
