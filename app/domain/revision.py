"""What is recorded when an attempt ends: pure construction of facts, for the caller to append in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.canonical import digest_of
from app.domain.coding import ContentDigests, code_content, digests_of_content, with_answers
from app.domain.definition.model import Definition, DocumentType
from app.domain.facts import (
    Asked,
    Attempt,
    CollectionKey,
    Derivation,
    Dispatch,
    Entities,
    Fact,
    Failed,
    FailureReason,
    InstanceKey,
    Version,
    Wrote,
)
from app.domain.findings import Finding, Severity
from app.domain.identity import identify
from app.domain.names import Code, Digest, Json, JsonObject
from app.domain.plan.index import FactIndex
from app.domain.questions import Answered, Question, question_set_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The facts to append, and the content or the explanation to keep with them.

    All empty where the dispatch ended before: the result of a voided dispatch stays in the ledger alone, and a result
    that was recorded already is not recorded twice.
    """

    facts: tuple[Fact, ...] = ()
    content: "JsonObject | None" = None
    """The coded content, whose digest the facts name; present also where an equal one is kept already."""

    content_digest: Digest | None = None
    explanation: Json = None
    """Findings of a failed attempt; their digest is the failure's `detail`."""


def record(
    definition: Definition,
    schema: JsonObject,
    dispatch: Dispatch,
    *,
    attempt: int,
    content: JsonObject,
    answers: Sequence[Answered],
    known: FactIndex,
) -> Recording:
    """Record a document that passed its checks.

    Items get their codes, references follow, answers are added, everything is digested. A content that the instance
    holds already becomes a derivation of that version, so that nothing below moves. One that a person sent back, and
    whose comment this dispatch carries, is a failed attempt.

    Args:
        definition: the release that the dispatch pins.
        schema: of the document type.
        dispatch: the order that this answers.
        attempt: its number within the dispatch.
        content: the document as it was written, with local keys.
        answers: what people answered, in the order of the digest's question sets.
        known: the project's facts, or those of this instance and of lists at its path.

    """
    if known.has_ended(dispatch):
        return Recording()
    key = dispatch.key
    produced = _document_type(definition, key.instance)
    lists, facts = _identify_all(definition, produced, key.instance, content, known)
    kept = with_answers(code_content(content, schema=schema, codes=lists), answers)
    digests = digests_of_content(kept, tuple(produced.collections))
    if any(judged == digests.content for judged, _ in dispatch.comments):
        return record_failure(
            dispatch,
            attempt=attempt,
            reason=FailureReason.UNCHANGED_AFTER_SEND_BACK,
            findings=(UNCHANGED,),
            known=known,
        )
    facts += _kept(dispatch, produced, digests, known)
    facts.append(Attempt(dispatch=key, number=attempt, outcome=Wrote(content=digests.content)))
    return Recording(facts=tuple(facts), content=kept, content_digest=digests.content)


def _kept(
    dispatch: Dispatch, produced: DocumentType, digests: ContentDigests, known: FactIndex
) -> Iterator[Version | Derivation]:
    """Give a version where the content is new to the instance, a derivation where the digest is."""
    key = dispatch.key
    instance = known.instance(key.instance)
    if instance.version(digests.content) is None:
        yield Version(
            instance=key.instance,
            number=(instance.versions[-1].number if instance.versions else 0) + 1,
            document_type=produced.name,
            content=digests.content,
            parts=digests.parts,
            items=digests.items,
        )
    if instance.derived((key.input_digest, key.checks_digest)) is None:
        yield Derivation(
            instance=key.instance,
            input_digest=key.input_digest,
            checks_digest=key.checks_digest,
            content=digests.content,
        )


def record_questions(
    dispatch: Dispatch, *, attempt: int, questions: tuple[Question, ...], known: FactIndex
) -> Recording:
    """Record that an attempt asked; the set's name says at which input digest."""
    if known.has_ended(dispatch):
        return Recording()
    asked = Asked(question_set=question_set_digest(dispatch.key.input_digest, questions))
    return Recording(facts=(Attempt(dispatch=dispatch.key, number=attempt, outcome=asked),))


def record_failure(
    dispatch: Dispatch,
    *,
    attempt: int,
    reason: FailureReason,
    findings: Sequence[Finding],
    known: FactIndex,
    is_final: bool = False,
) -> Recording:
    """Record that an attempt failed, with what was found; final where further attempts cannot help."""
    if known.has_ended(dispatch):
        return Recording()
    explanation: list[Json] = [dict(finding.as_json()) for finding in findings]
    failed = Failed(reason=reason, detail=digest_of(explanation), final=is_final)
    return Recording(
        facts=(Attempt(dispatch=dispatch.key, number=attempt, outcome=failed),),
        explanation=explanation,
    )


UNCHANGED = Finding(
    severity=Severity.ERROR,
    code="document.unchanged_after_send_back",
    path="",
    message="The document is byte for byte one that a person sent back.",
    fix="Change what the comment asks for.",
)


def _document_type(definition: Definition, instance: InstanceKey) -> DocumentType:
    step = next(step for step in definition.steps if step.id == instance.step)
    return definition.document_types[step.produces]


def _identify_all(
    definition: Definition, produced: DocumentType, instance: InstanceKey, content: JsonObject, known: FactIndex
) -> tuple[dict[str, tuple[Code, ...]], list[Fact]]:
    """Give the codes of every collection of the document, and the entity facts to append.

    Numbers go on after every list of this place that the release knows. Codes that open a scope go on after all lists
    that were ever there: documents of an earlier workflow may still stand at such a code.
    """
    lists: dict[str, tuple[Code, ...]] = {}
    facts: list[Fact] = []
    here: list[Entities] = list(known.entities.get(instance.path, {}).values())
    steps = {step.id for step in definition.steps}
    for field, name in produced.collections.items():
        entity_type = definition.entity_types[name]
        found = identify(
            tuple(_items(content.get(field))),
            entity_type=entity_type,
            collection=CollectionKey(instance=instance, field=field),
            known=[fact for fact in here if entity_type.opens or fact.collection.instance.step in steps],
        )
        lists[field] = found.codes
        if found.fact is not None:
            facts.append(found.fact)
            here.append(found.fact)
    return lists, facts


def _items(value: Json) -> Iterator[JsonObject]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item
