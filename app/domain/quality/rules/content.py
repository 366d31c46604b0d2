"""Declared checks of what the items themselves say."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from app.domain.definition.checks.of_content import (
    AddsUp,
    Distinct,
    EachHas,
    MustsCited,
    NumbersReappear,
    Quoted,
    Size,
    Testable,
    Verdict,
    WithinPeriod,
)
from app.domain.names import Json
from app.domain.quality.dates import span_of
from app.domain.quality.musts import musts_in
from app.domain.quality.rules.always import quotation
from app.domain.quality.subject import Fault, Spot, Subject, selects, spots, texts_in
from app.domain.quality.words import fold, has_number, likeness, numbers_of, says_something, words_of

_EQUAL = 100


def each_has(check: EachHas, subject: Subject) -> Iterator[Fault]:
    """Each item has enough values in a field."""
    for item in subject.local(check.list):
        if not selects(check.where, item.value):
            continue
        there = sum(not (isinstance(at.value, str) and not at.value.strip()) for at in spots(item.value, check.field))
        if there < check.min:
            yield Fault(
                code="document.lacks",
                pointer=item.pointer,
                message=f"{subject.name_of(check.list, item)} has {there} of at least {check.min} in {check.field!r}",
                fix=f"Fill {check.field!r}, or remove the item.",
            )


def size(check: Size, subject: Subject) -> Iterator[Fault]:
    """A list is neither too short nor too long."""
    count = sum(1 for _ in subject.local(check.list))
    if not check.min <= count <= check.max:
        yield Fault(
            code="document.size",
            pointer=f"/{check.list.replace('.', '/')}",
            message=f"the list has {count} items, not {check.min} to {check.max}",
            fix="Merge items that belong together." if count > check.max else "Split items that hold several things.",
        )


def distinct(check: Distinct, subject: Subject) -> Iterator[Fault]:
    """No two items are alike."""
    elsewhere = {fold(text) for text in subject.identities(check.against)} if check.against else set()
    seen: dict[tuple[str, ...], list[tuple[tuple[str, ...], Spot]]] = {}
    for item in subject.local(check.list):
        words = words_of(" ".join(text for path in check.fields for text in _texts(item.value, path)))
        if not words:
            continue
        if " ".join(words) in elsewhere:
            yield Fault(
                code="document.alike",
                pointer=item.pointer,
                message=f"{subject.name_of(check.list, item)} repeats what stands in {check.against}",
                fix="Refer to it there, or say what differs.",
            )
        others = seen.setdefault(tuple(_texts(item.value, check.per)) if check.per else (), [])
        closest, twin = max(
            ((likeness(words, theirs), other) for theirs, other in others), key=_first, default=(0, item)
        )
        if closest >= check.similarity:
            same = "the same" if closest == _EQUAL else "nearly the same"
            yield Fault(
                code="document.alike",
                pointer=item.pointer,
                message=f"{subject.name_of(check.list, item)} says {same} as {subject.name_of(check.list, twin)} "
                f"at {twin.pointer}, in {subject.titles_of(check.list, (*check.fields, *filter(None, [check.per])))}",
                fix="Merge them, or say what differs.",
            )
        others.append((words, item))


def numbers_reappear(check: NumbersReappear, subject: Subject) -> Iterator[Fault]:
    """The numbers of an item that is referred to stand in what refers to it."""
    said: dict[str, set[str]] = {}
    places: dict[str, str] = {}
    for item in subject.local(check.list):
        numbers = {
            number
            for path in check.within
            for at in spots(item.value, path)
            for text in texts_in(_said_by(at.value))
            for number in numbers_of(text)
        }
        for at in spots(item.value, check.refs):
            if at.identity is not None:
                said.setdefault(at.identity, set()).update(numbers)
                places.setdefault(at.identity, item.pointer)
    for spot in subject.either(check.of):
        name = spot.identity
        if name is None or name not in said:
            continue
        texts = (text for path in check.of_fields for text in _texts(spot.value, path))
        due = dict.fromkeys(number for text in texts for number in numbers_of(text))
        lost = [number for number in due if number not in said[name]]
        if lost:
            yield Fault(
                code="document.number_lost",
                pointer=places[name],
                message=f"{name} says {', '.join(lost)}, and no {' or '.join(check.within)} of what refers to it does",
                fix=f"Let a criterion state {', '.join(lost)}.",
            )


def testable(check: Testable, subject: Subject) -> Iterator[Fault]:
    """Each item has a criterion that can be tested."""
    vague = frozenset(fold(word) for word in check.vague)
    for item in subject.local(check.list):
        if not any(_is_testable(text, vague) for text in _texts(item.value, check.criteria)):
            yield Fault(
                code="document.untestable",
                pointer=item.pointer,
                message=f"{subject.name_of(check.list, item)} has no criterion that can be tested",
                fix="Say what can be observed, with a number where a word like `fast` would stand.",
            )


def quoted(check: Quoted, subject: Subject) -> Iterator[Fault]:
    """Each item is an exact citation of the brief."""
    for item in subject.local(check.list):
        match item.value:
            case {"brief": str(block), "quote": str(quote), **rest}:
                yield from quotation(subject, block, rest.get("occurrence", 1), quote, item.pointer)
            case _:
                yield Fault(
                    code="document.bad_source",
                    pointer=item.pointer,
                    message="this is no citation of the brief",
                    fix="Write brief, occurrence and quote.",
                )


def musts_cited(check: MustsCited, subject: Subject) -> Iterator[Fault]:
    """Each sentence of the brief that leaves no choice is cited by an item."""
    cited: dict[tuple[str, int], set[str]] = {}
    for path in check.by:
        for item in subject.either(path):
            for source in spots(item.value, "sources"):
                match source.value:
                    case {"brief": str(block), "quote": str(quote), **rest}:
                        occurrence = rest.get("occurrence", 1)
                        cited.setdefault((block, occurrence if isinstance(occurrence, int) else 1), set()).add(quote)
                    case _:
                        pass
    for place, text in subject.context.blocks.items():
        quotes = cited.get(place, set())
        for places, sentence in musts_in(text):
            if not any(_touches(text, quote, places) for quote in quotes):
                yield Fault(
                    code="document.must_uncited",
                    pointer="",
                    message=f"the brief demands {sentence[:200]!r}, and no item takes it up",
                    fix="Add an item for it that cites these words, or ask about it.",
                )


def _touches(text: str, quote: str, places: range) -> bool:
    """Tell whether a quotation of a text has one of these places."""
    start = text.find(quote, max(0, places.start - len(quote) + 1)) if quote else -1
    return 0 <= start < places.stop


def adds_up(check: AddsUp, subject: Subject) -> Iterator[Fault]:
    """A total equals the sum of its parts."""
    groups = (
        [(item.pointer, item.value) for item in subject.local(check.each)] if check.each else [("", subject.content)]
    )
    for pointer, group in groups:
        totals = [_amount(at.value) for at in spots(group, check.total)]
        parts = [_amount(at.value) for at in spots(group, check.parts)]
        if (not totals and not parts) or None in totals or None in parts:
            continue
        total, sum_of_parts = sum(filter(None, totals), Decimal(0)), sum(filter(None, parts), Decimal(0))
        if not totals or total != sum_of_parts:
            yield Fault(
                code="document.sum",
                pointer=f"{pointer}/{check.total.replace('.', '/')}",
                message=f"the total is {_plain(total) if totals else 'missing'}, its parts are {_plain(sum_of_parts)}",
                fix=f"Write {_plain(sum_of_parts)}, or correct the parts.",
            )


def within_period(check: WithinPeriod, subject: Subject) -> Iterator[Fault]:
    """Each date lies inside the period."""
    start = next((span for at in subject.either(check.start) if (span := span_of(_date_text(at.value)))), None)
    end = next((span for at in subject.either(check.end) if (span := span_of(_date_text(at.value)))), None)
    for path in check.dates:
        for at in subject.local(path):
            text = _date_text(at.value)
            span = span_of(text)
            if span is None:
                yield Fault(
                    code="document.not_a_date",
                    pointer=at.pointer,
                    message=f"{text!r} is no date",
                    fix="Write 2027, 2027-Q2, 2027-05 or 2027-05-31, or two of them with / between.",
                )
            elif (start and span[0] < start[0]) or (end and span[1] > end[1]):
                yield Fault(
                    code="document.outside_period",
                    pointer=at.pointer,
                    message=f"{text} lies outside the period",
                    fix=f"Stay within {start[0] if start else '...'} and {end[1] if end else '...'}.",
                )


def verdict(check: Verdict, subject: Subject) -> Iterator[Fault]:
    """The verdict agrees with what is found."""
    given = next((at for at in subject.local(check.field)), None)
    if given is None:
        return
    found = [at.value for at in subject.local(check.findings)]
    has_blocking = any(value in check.blocking for value in found)
    has_serious = any(value in check.serious for value in found)
    has_gap = bool(check.gaps) and any(_is_filled(at.value) for at in subject.local(check.gaps or ""))
    has_condition = any(True for _ in subject.local(check.conditions))
    problem: str | None = None
    if has_blocking and given.value != check.not_ready:
        problem = f"a finding blocks, so the verdict is {check.not_ready!r}"
    elif given.value == check.not_ready and not has_blocking:
        problem = "nothing that is found blocks"
    elif given.value == check.ready and (has_serious or has_gap or has_condition):
        problem = f"something serious, a gap or a condition is named, so the verdict is not {check.ready!r}"
    elif given.value == check.conditional and not has_condition:
        problem = "the verdict names conditions, and there are none"
    if problem is not None:
        yield Fault(
            code="document.verdict",
            pointer=given.pointer,
            message=problem,
            fix="Correct the verdict, or the findings and conditions that it rests on.",
        )


def _first(entry: tuple[int, Spot]) -> int:
    return entry[0]


def _is_testable(text: str, vague: frozenset[str]) -> bool:
    return says_something(text) and (has_number(text) or not _has_vague(words_of(text), vague))


def _has_vague(words: tuple[str, ...], vague: frozenset[str]) -> bool:
    padded = f" {' '.join(words)} "
    return any(f" {phrase} " in padded for phrase in vague)


def _said_by(value: Json) -> Json:
    """Leave out what an item cites: a number in a quotation is not a criterion."""
    if isinstance(value, Mapping):
        return {name: entry for name, entry in value.items() if name not in {"sources", "key", "code"}}
    return value


def _is_filled(value: Json) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _texts(value: Json, path: str) -> Iterator[str]:
    for at in spots(value, path):
        yield from texts_in(at.value)


def _amount(value: Json) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")


def _date_text(value: Json) -> str:
    return str(value)
