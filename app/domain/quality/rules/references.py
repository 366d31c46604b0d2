"""Declared checks of what refers to what."""

from collections.abc import Iterator, Mapping

from app.domain.definition.checks.declared import Mention
from app.domain.definition.checks.of_references import Acyclic, CoverageTable, Covers, Known, Ordered, OwnedOnce
from app.domain.findings import Severity
from app.domain.quality.context import identity_of
from app.domain.quality.subject import Fault, Spot, Subject, selects, spots, texts_in
from app.domain.quality.words import fold, has_number

_SHOWN = 30


def covers(check: Covers, subject: Subject) -> Iterator[Fault]:
    """Each item that must be covered is referred to; what is only proposed is a condition of acceptance."""
    covered = _mentioned(subject, check.mentions())
    proposed = _mentioned(subject, check.proposals())
    allowed = None if check.within is None else frozenset(subject.identities(check.within))
    places = ", ".join(mention.path for mention in check.mentions())
    for spot in subject.either(check.of):
        name = spot.identity
        if name is None or name in covered or not selects(check.where, spot.value):
            continue
        if allowed is not None and name not in allowed:
            continue
        if name in proposed:
            yield Fault(
                code="document.proposed_only",
                pointer="",
                message=f"{name} ({check.of}) is served by a proposal only",
                fix="Accepting the document confirms the proposal; send it back if it is wrong.",
                severity=Severity.WARNING,
            )
        else:
            yield Fault(
                code="document.uncovered",
                pointer="",
                message=f"{name} ({check.of}) is referred to by nothing in {places}",
                fix=f"Let something in {places} refer to {name}.",
            )


def acyclic(check: Acyclic, subject: Subject) -> Iterator[Fault]:
    """No item depends on itself, by any way."""
    items, edges = _graph(subject, check.list, check.edges)
    for circle in _circles(edges):
        names = [subject.name_of(check.list, items[key]) for key in (*circle, circle[0])]
        yield Fault(
            code="document.cycle",
            pointer=items[circle[0]].pointer,
            message=f"these depend on each other in a circle: {' -> '.join(names)}",
            fix="Remove one of the dependencies.",
        )


def ordered(check: Ordered, subject: Subject) -> Iterator[Fault]:
    """No item comes before one that it depends on."""
    rank = {value: index for index, value in enumerate(check.order)}
    items, edges = _graph(subject, check.list, check.edges)
    stands: dict[str, str] = {}
    for spot in subject.local(check.list):
        value = next((at.value for at in spots(spot.value, check.field)), None)
        if spot.identity is not None and isinstance(value, str) and value in rank:
            stands[spot.identity] = value
    for key, needed in edges.items():
        for target in needed:
            if key in stands and target in stands and rank[stands[key]] < rank[stands[target]]:
                name, other = (subject.name_of(check.list, items[one]) for one in (key, target))
                yield Fault(
                    code="document.out_of_order",
                    pointer=items[key].pointer,
                    message=f"{name} is {stands[key]!r} and depends on {other}, which is {stands[target]!r}",
                    fix=f"Move {name} to {stands[target]!r} or later, or {other} to {stands[key]!r} or earlier.",
                )


def owned_once(check: OwnedOnce, subject: Subject) -> Iterator[Fault]:
    """Each item is referred to exactly once."""
    owners: dict[str, list[str]] = {}
    for spot in subject.local(check.by):
        if spot.identity is not None:
            owners.setdefault(spot.identity, []).append(spot.pointer)
    for name in subject.identities(check.of):
        places = owners.get(name, [])
        if not places:
            yield Fault(
                code="document.not_owned",
                pointer="",
                message=f"{name} ({check.of}) is owned by nothing in {check.by}",
                fix=f"Name it in {check.by} once.",
            )
        for pointer in places[1:]:
            yield Fault(
                code="document.owned_twice",
                pointer=pointer,
                message=f"{name} ({check.of}) is owned already at {places[0]}",
                fix="Keep one owner; the others refer to it by its interface.",
            )


def known(check: Known, subject: Subject) -> Iterator[Fault]:
    """Each value is one of those that are known."""
    values = [text for path in check.among for text in subject.identities(path)]
    folded = {fold(text) for text in values}
    for spot in subject.local(check.values):
        if spot.identity is not None and fold(spot.identity) not in folded:
            yield Fault(
                code="document.unknown_value",
                pointer=spot.pointer,
                message=f"{spot.identity!r} is not known from {', '.join(check.among)}",
                fix=f"Use one of: {', '.join(values[:_SHOWN])}." if values else "Leave it out.",
            )


def coverage_table(check: CoverageTable, subject: Subject) -> Iterator[Fault]:
    """The table equals the computed trace, row by row and column by column."""
    wanted = [spot for spot in subject.either(check.of) if spot.identity and selects(check.where, spot.value)]
    rows: dict[str, Spot] = {}
    for row in subject.local(check.list):
        name = next((at.identity for at in spots(row.value, check.row)), None)
        if name is None or name in rows or all(spot.identity != name for spot in wanted):
            yield Fault(
                code="document.coverage_row",
                pointer=row.pointer,
                message=f"no row is due for {name!r}" if name not in rows else f"{name!r} has a row already",
                fix="Remove the row.",
            )
        else:
            rows[name] = row
    columns = {column: _column(subject, path) for column, path in check.columns.items()}
    for spot in wanted:
        name = spot.identity or ""
        if name not in rows:
            yield Fault(
                code="document.coverage_row",
                pointer=f"/{check.list.replace('.', '/')}",
                message=f"{name} has no row",
                fix=f"Add a row for {name}.",
            )
            continue
        due = {column: index.get(name, ()) for column, index in columns.items()}
        yield from _compare_row(check, rows[name], due, is_counted=selects(check.gap_where, spot.value))


def _compare_row(
    check: CoverageTable,
    row: Spot,
    due: Mapping[str, tuple[str, ...]],
    *,
    is_counted: bool,
) -> Iterator[Fault]:
    for column, codes in due.items():
        written = {at.identity for at in spots(row.value, column)}
        if written != set(codes):
            yield Fault(
                code="document.coverage_column",
                pointer=f"{row.pointer}/{column}",
                message="the column is not what the inputs say",
                fix=f"Write exactly: {', '.join(codes)}." if codes else "Leave the column empty.",
            )
    if check.gap is None:
        return
    has_gap = is_counted and any(not codes for codes in due.values())
    says_gap = any(_is_filled(at) for at in spots(row.value, check.gap))
    if has_gap != says_gap:
        yield Fault(
            code="document.coverage_gap",
            pointer=f"{row.pointer}/{check.gap}",
            message="something is not covered here" if has_gap else "everything that must be covered is covered here",
            fix="Say what is missing." if has_gap else "Leave the gap empty.",
        )


def _is_filled(spot: Spot) -> bool:
    return bool(spot.value.strip()) if isinstance(spot.value, str) else bool(spot.value)


def _column(subject: Subject, path: str) -> dict[str, tuple[str, ...]]:
    """Give, for each code that stands at the end of `path`, the items of the list whose references hold it."""
    first, *rest = path.split(".")
    start = 1 if first in subject.fields else 2
    steps = [first, *rest]
    list_path, reference = ".".join(steps[:start]), ".".join(steps[start:])
    found: dict[str, list[str]] = {}
    for item in subject.either(list_path):
        name = identity_of(item.value)
        if name is None:
            continue
        for at in spots(item.value, reference):
            if at.identity is not None and name not in found.setdefault(at.identity, []):
                found[at.identity].append(name)
    return {code: tuple(names) for code, names in found.items()}


def _mentioned(subject: Subject, mentions: tuple[Mention, ...]) -> frozenset[str]:
    found: set[str] = set()
    for mention in mentions:
        for spot in subject.local(mention.path):
            if spot.identity is None or not selects(mention.where, spot.holder):
                continue
            if mention.number_in is None or _has_number_in(spot, mention.number_in):
                found.add(spot.identity)
    return frozenset(found)


def _has_number_in(spot: Spot, field: str) -> bool:
    value = spot.holder.get(field) if isinstance(spot.holder, Mapping) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True
    return any(has_number(text) for text in texts_in(value))


def _graph(subject: Subject, list_path: str, edges: str) -> tuple[dict[str, Spot], dict[str, tuple[str, ...]]]:
    """Give each item and the items of the same list that it refers to."""
    items = {spot.identity: spot for spot in subject.local(list_path) if spot.identity is not None}
    joined = {
        name: tuple(at.identity for at in spots(spot.value, edges) if at.identity is not None and at.identity in items)
        for name, spot in items.items()
    }
    return items, joined


def _circles(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give circles that share no item, until none is left."""
    left = {name: [other for other in needed if other in edges] for name, needed in edges.items()}
    while True:
        free = [name for name, needed in left.items() if not any(other in left for other in needed)]
        if free:
            for name in free:
                del left[name]
            continue
        if not left:
            return
        trail: list[str] = []
        name = next(iter(left))
        while name not in trail:
            trail.append(name)
            name = next(other for other in left[name] if other in left)
        circle = tuple(trail[trail.index(name) :])
        yield circle
        for member in circle:
            del left[member]
