"""Facts as rows and rows as facts: one pair of functions a kind."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Insert, Select, Table, bindparam, insert, select

from app.domain import facts as f
from app.domain.names import Code, Digest
from app.store import tables

Row: TypeAlias = Mapping[Any, Any]
"""A row by column name; SQLAlchemy types its keys more widely than `str`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How facts of a kind are stored."""

    table: Table
    kinds: tuple[type[f.Fact], ...]
    encode: Callable[[Any], dict[str, Any]]
    decode: Callable[[Row], f.Fact]
    insertion: Insert = field(init=False)
    later: Select[Any] = field(init=False)
    """What a project recorded after the number `last`."""

    def __post_init__(self) -> None:
        columns = self.table.c
        later = select(self.table).where(columns.project == bindparam("project"), columns.sequence > bindparam("last"))
        object.__setattr__(self, "insertion", insert(self.table))
        object.__setattr__(self, "later", later)


# -- parts that several kinds share ----------------------------------------------------------------------------------


def _plain(fact: Any) -> dict[str, Any]:  # noqa: ANN401 - any fact without nested values
    return asdict(fact)


def _of_instance(key: f.InstanceKey) -> dict[str, Any]:
    return {"step": key.step, "path": key.path}


def instance_of(row: Row) -> f.InstanceKey:
    """Read the instance of a row."""
    return f.InstanceKey(step=row["step"], path=row["path"])


def of_dispatch(key: f.DispatchKey) -> dict[str, Any]:
    """Give the columns that name a dispatch."""
    return {
        **_of_instance(key.instance),
        "input_digest": key.input_digest,
        "checks_digest": key.checks_digest,
        "dispatch": key.number,
    }


def dispatch_of(row: Row) -> f.DispatchKey:
    """Read the dispatch of a row."""
    return f.DispatchKey(
        instance=instance_of(row),
        input_digest=row["input_digest"],
        checks_digest=row["checks_digest"],
        number=row["dispatch"],
    )


def _of_binding(binding: f.ModelBinding) -> dict[str, Any]:
    return {"provider": binding.provider, "model": binding.model, "settings": dict(binding.settings)}


def _binding_of(value: Row) -> f.ModelBinding:
    return f.ModelBinding(provider=value["provider"], model=value["model"], settings=value["settings"])


# -- by people -------------------------------------------------------------------------------------------------------


def _of_brief(fact: f.Brief) -> dict[str, Any]:
    return {"number": fact.number, "digest": fact.digest, "blocks": list(fact.blocks)}


def _brief_of(row: Row) -> f.Brief:
    return f.Brief(number=row["number"], digest=row["digest"], blocks=tuple(row["blocks"]))


def _of_adoption(fact: f.Adoption) -> dict[str, Any]:
    return {
        "number": fact.number,
        "name": fact.name,
        "version": fact.version,
        "release_digest": fact.release_digest,
        "default_binding": _of_binding(fact.default_binding),
        "bindings": {step: _of_binding(binding) for step, binding in fact.bindings.items()},
    }


def _adoption_of(row: Row) -> f.Adoption:
    return f.Adoption(
        number=row["number"],
        name=row["name"],
        version=row["version"],
        release_digest=row["release_digest"],
        default_binding=_binding_of(row["default_binding"]),
        bindings={step: _binding_of(binding) for step, binding in row["bindings"].items()},
    )


def _of_run_order(fact: f.RunStarted | f.RunClosed) -> dict[str, Any]:
    if isinstance(fact, f.RunStarted):
        return {"number": fact.number, "kind": "started", "outcome": None}
    return {"number": fact.number, "kind": "closed", "outcome": fact.outcome.value}


def _run_order_of(row: Row) -> f.RunStarted | f.RunClosed:
    if row["kind"] == "started":
        return f.RunStarted(number=row["number"])
    return f.RunClosed(number=row["number"], outcome=f.RunOutcome(row["outcome"]))


def _of_retry(fact: f.Retry) -> dict[str, Any]:
    return {
        **_of_instance(fact.instance),
        "input_digest": fact.input_digest,
        "checks_digest": fact.checks_digest,
        "number": fact.number,
    }


def _retry_of(row: Row) -> f.Retry:
    return f.Retry(
        instance=instance_of(row),
        input_digest=row["input_digest"],
        checks_digest=row["checks_digest"],
        number=row["number"],
    )


def _of_answers(fact: f.Answers) -> dict[str, Any]:
    return {
        **_of_instance(fact.instance),
        "question_set": fact.question_set,
        "number": fact.number,
        "values_digest": fact.values,
    }


def _answers_of(row: Row) -> f.Answers:
    return f.Answers(
        instance=instance_of(row),
        question_set=row["question_set"],
        number=row["number"],
        values=row["values_digest"],
    )


def _of_decision(fact: f.Decision) -> dict[str, Any]:
    return {
        **_of_instance(fact.instance),
        "number": fact.number,
        "content": fact.content,
        "input_digest": fact.input_digest,
        "policy_digest": fact.policy_digest,
        "verdict": fact.verdict.value,
        "comment": fact.comment,
    }


def decision_of(row: Row) -> f.Decision:
    """Read a decision."""
    return f.Decision(
        instance=instance_of(row),
        number=row["number"],
        content=row["content"],
        input_digest=row["input_digest"],
        policy_digest=row["policy_digest"],
        verdict=f.Verdict(row["verdict"]),
        comment=row["comment"],
    )


# -- by the system ---------------------------------------------------------------------------------------------------


def _of_entities(fact: f.Entities) -> dict[str, Any]:
    return {
        **_of_instance(fact.collection.instance),
        "field": fact.collection.field,
        "number": fact.number,
        "raw_digest": fact.raw_digest,
        "codes": list(fact.codes),
        "keys": [_plain(key) for key in fact.keys],
    }


def _entities_of(row: Row) -> f.Entities:
    return f.Entities(
        collection=f.CollectionKey(instance=instance_of(row), field=row["field"]),
        number=row["number"],
        raw_digest=row["raw_digest"],
        codes=tuple(Code(code) for code in row["codes"]),
        keys=tuple(f.IdentityKey(**key) for key in row["keys"]),
    )


def _of_version(fact: f.Version) -> dict[str, Any]:
    return {
        **_of_instance(fact.instance),
        "number": fact.number,
        "document_type": fact.document_type,
        "content": fact.content,
        "parts": dict(fact.parts),
        "items": {field: dict(items) for field, items in fact.items.items()},
    }


def version_of(row: Row) -> f.Version:
    """Read a version."""
    return f.Version(
        instance=instance_of(row),
        number=row["number"],
        document_type=row["document_type"],
        content=row["content"],
        parts=row["parts"],
        items=row["items"],
    )


def _of_derivation(fact: f.Derivation) -> dict[str, Any]:
    return {
        **_of_instance(fact.instance),
        "input_digest": fact.input_digest,
        "checks_digest": fact.checks_digest,
        "content": fact.content,
    }


def _derivation_of(row: Row) -> f.Derivation:
    return f.Derivation(
        instance=instance_of(row),
        input_digest=row["input_digest"],
        checks_digest=row["checks_digest"],
        content=row["content"],
    )


def _of_dispatch_fact(fact: f.Dispatch) -> dict[str, Any]:
    return {
        **of_dispatch(fact.key),
        "release_digest": fact.release_digest,
        "binding": _of_binding(fact.binding),
        "inputs": [{**_plain(pinned), "select": list(pinned.select)} for pinned in fact.inputs],
        "answers": list(fact.answers),
        "comments": [list(pair) for pair in fact.comments],
        "rounds_asked": fact.rounds_asked,
        "may_ask": fact.may_ask,
        "retry": fact.retry,
    }


def _dispatch_fact_of(row: Row) -> f.Dispatch:
    return f.Dispatch(
        key=dispatch_of(row),
        release_digest=row["release_digest"],
        binding=_binding_of(row["binding"]),
        inputs=tuple(f.PinnedInput(**{**pinned, "select": tuple(pinned["select"])}) for pinned in row["inputs"]),
        answers=tuple(Digest(values) for values in row["answers"]),
        comments=tuple((Digest(judged), Digest(comment)) for judged, comment in row["comments"]),
        rounds_asked=row["rounds_asked"],
        may_ask=row["may_ask"],
        retry=row["retry"],
    )


def _of_void(fact: f.Void) -> dict[str, Any]:
    return {**of_dispatch(fact.dispatch), "reason": fact.reason}


def _void_of(row: Row) -> f.Void:
    return f.Void(dispatch=dispatch_of(row), reason=row["reason"])


def _of_attempt(fact: f.Attempt) -> dict[str, Any]:
    row: dict[str, Any] = {
        **of_dispatch(fact.dispatch),
        "number": fact.number,
        "question_set": None,
        "content": None,
        "reason": None,
        "detail": None,
        "final": None,
    }
    match fact.outcome:
        case f.Asked(question_set=question_set):
            return row | {"outcome": "asked", "question_set": question_set}
        case f.Wrote(content=content):
            return row | {"outcome": "wrote", "content": content}
        case f.Failed(reason=reason, detail=detail, final=final):
            return row | {"outcome": "failed", "reason": reason.value, "detail": detail, "final": final}


def _attempt_of(row: Row) -> f.Attempt:
    outcome: f.AttemptOutcome
    if row["outcome"] == "asked":
        outcome = f.Asked(question_set=row["question_set"])
    elif row["outcome"] == "wrote":
        outcome = f.Wrote(content=row["content"])
    else:
        outcome = f.Failed(reason=f.FailureReason(row["reason"]), detail=row["detail"], final=row["final"])
    return f.Attempt(dispatch=dispatch_of(row), number=row["number"], outcome=outcome)


SHAPES: tuple[Shape, ...] = (
    Shape(table=tables.briefs, kinds=(f.Brief,), encode=_of_brief, decode=_brief_of),
    Shape(table=tables.adoptions, kinds=(f.Adoption,), encode=_of_adoption, decode=_adoption_of),
    Shape(table=tables.run_orders, kinds=(f.RunStarted, f.RunClosed), encode=_of_run_order, decode=_run_order_of),
    Shape(table=tables.retries, kinds=(f.Retry,), encode=_of_retry, decode=_retry_of),
    Shape(table=tables.answers, kinds=(f.Answers,), encode=_of_answers, decode=_answers_of),
    Shape(table=tables.decisions, kinds=(f.Decision,), encode=_of_decision, decode=decision_of),
    Shape(table=tables.entities, kinds=(f.Entities,), encode=_of_entities, decode=_entities_of),
    Shape(table=tables.versions, kinds=(f.Version,), encode=_of_version, decode=version_of),
    Shape(table=tables.derivations, kinds=(f.Derivation,), encode=_of_derivation, decode=_derivation_of),
    Shape(table=tables.dispatches, kinds=(f.Dispatch,), encode=_of_dispatch_fact, decode=_dispatch_fact_of),
    Shape(table=tables.voids, kinds=(f.Void,), encode=_of_void, decode=_void_of),
    Shape(table=tables.attempts, kinds=(f.Attempt,), encode=_of_attempt, decode=_attempt_of),
)
"""Every kind of fact, a table after those that it refers to."""

SHAPE_OF: Mapping[type[f.Fact], Shape] = {kind: shape for shape in SHAPES for kind in shape.kinds}
