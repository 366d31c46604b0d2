"""What every document is judged by without any declaration: keys, references and sources."""

from collections.abc import Iterator, Mapping

from app.domain.names import Json
from app.domain.quality.subject import Fault, Subject, spots
from app.domain.schemas import describe, escape, references_of

_SHOWN = 30


def unique_keys(subject: Subject) -> Iterator[Fault]:
    """No two items of a list have the same key."""
    for pointer, members in _lists(subject.content, ""):
        seen: set[str] = set()
        for index, member in enumerate(members):
            key = member.get("key") if isinstance(member, Mapping) else None
            if not isinstance(key, str):
                continue
            if key in seen:
                yield Fault(
                    code="document.duplicate_key",
                    pointer=f"{pointer}/{index}/key",
                    message=f"the key {key!r} stands twice in this list",
                    fix="Give each item a key of its own.",
                )
            seen.add(key)


def unresolved_references(subject: Subject) -> Iterator[Fault]:
    """Each reference names an item of the list that its schema says."""
    known: dict[str, tuple[str, ...]] = {}
    for described in describe(subject.schema, subject.content):
        targets = references_of(described.schema)
        if not targets or not isinstance(described.value, str):
            continue
        for target in targets:
            if target not in known:
                known[target] = subject.identities(target)
        if not any(described.value in known[target] for target in targets):
            there = [identity for target in targets for identity in known[target]]
            yield Fault(
                code="document.unresolved_reference",
                pointer=described.pointer,
                message=f"{described.value!r} is not in {' or '.join(targets)}",
                fix=f"Use one of: {_listed(there)}." if there else "Remove the reference: that list is empty.",
            )


def sources(subject: Subject) -> Iterator[Fault]:
    """Each item that must name sources has at least one, and each is real."""
    seen: set[str] = set()
    for described in describe(subject.schema, subject.content):
        properties = described.schema.get("properties")
        if not isinstance(properties, Mapping) or "sources" not in properties or described.pointer in seen:
            continue
        if not isinstance(described.value, Mapping):
            continue
        seen.add(described.pointer)
        cited = described.value.get("sources")
        if not isinstance(cited, list | tuple) or not cited:
            yield Fault(
                code="document.missing_source",
                pointer=described.pointer,
                message="the item names no source",
                fix="Cite the brief, an answer, an item of an input, or an assumption; or remove the item.",
            )
            continue
        for index, source in enumerate(cited):
            yield from judge_source(subject, source, f"{described.pointer}/sources/{index}")


def judge_source(subject: Subject, source: Json, pointer: str) -> Iterator[Fault]:
    """Say why a source is not real."""
    match source:
        case {"brief": str(block), "quote": str(quote), **rest}:
            yield from quotation(subject, block, rest.get("occurrence", 1), quote, pointer)
        case {"answer": str(answer)}:
            if answer not in subject.context.answers:
                yield _not_real(pointer, "answer", answer, sorted(subject.context.answers), "answer that was given")
        case {"item": str(code)}:
            if code not in subject.context.codes:
                yield _not_real(pointer, "item", code, (), "item of an input")
        case {"assumption": str(name)}:
            own = [spot.identity for spot in spots(subject.content, "assumptions")]
            if name not in own and name not in subject.context.codes:
                there = [identity for identity in own if identity]
                yield _not_real(pointer, "assumption", name, there, "assumption of this document or of an input")
        case _:
            yield Fault(
                code="document.bad_source",
                pointer=pointer,
                message="this is no source",
                fix="Write brief with occurrence and quote, or answer, or item, or assumption.",
            )


def quotation(subject: Subject, block: str, occurrence: object, quote: str, pointer: str) -> Iterator[Fault]:
    """Say why a quotation is not an exact part of the block that it names."""
    blocks = subject.context.blocks
    number = occurrence if isinstance(occurrence, int) else 1
    text = blocks.get((block, number))
    if text is None:
        yield _not_real(pointer, "brief", f"{block} (occurrence {number})", (), "block of the brief")
    elif not quote or quote not in text:
        elsewhere = next((name for (name, _), words in blocks.items() if quote and quote in words), None)
        hint = f"It stands in the block {elsewhere}." if elsewhere else "Copy the words exactly as they stand there."
        yield Fault(
            code="document.quote_not_found",
            pointer=f"{pointer}/quote",
            message=f"the block {block} does not hold these words",
            fix=hint,
        )


def retired_codes(subject: Subject) -> Iterator[Fault]:
    """No key is a code that was retired: a code is never given to another item."""
    for pointer, members in _lists(subject.content, ""):
        for index, member in enumerate(members):
            key = member.get("key") if isinstance(member, Mapping) else None
            if isinstance(key, str) and key in subject.context.retired:
                yield Fault(
                    code="document.retired_code",
                    pointer=f"{pointer}/{index}/key",
                    message=f"{key!r} is the code of an item that was dropped",
                    fix="Choose a key of your own; the product gives the code.",
                )


def _not_real(pointer: str, form: str, named: str, there: "list[str] | tuple[str, ...]", what: str) -> Fault:
    return Fault(
        code="document.bad_source",
        pointer=f"{pointer}/{form}",
        message=f"there is no {what} {named!r}",
        fix=f"Cite one of: {_listed(there)}." if there else "Cite one that is there, or another kind of source.",
    )


def _lists(value: Json, pointer: str) -> "Iterator[tuple[str, list[Json] | tuple[Json, ...]]]":
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _lists(entry, f"{pointer}/{escape(name)}")
    elif isinstance(value, list | tuple):
        yield pointer, value
        for index, entry in enumerate(value):
            yield from _lists(entry, f"{pointer}/{index}")


def _listed(names: "list[str] | tuple[str, ...]") -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
