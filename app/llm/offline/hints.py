"""Drafting hints: what the drafter must know of a document type, written as `x-draft` into its schema.

The drafter fills a schema node by node. A hint on an array says what its items are made from; a hint on any other node
says what is written there, always about the unit at hand: the statement, party, group or input item of the nearest
array around it. `key` and `sources` need no hint. A node without one is left out, or empty where it is required.

Arrays:
    each: `statement` (of the brief), `clause` (of the unit), `party`, `group` (of the selected items), `item` (of an
        input or of another list of this document), `noun` (things that the items speak of; a second list names people),
        `gap` (what nobody said), `leftover` (sentences of the brief that nothing used), `year` (of the period),
        `need` (what the unit rests on among its siblings, whose list `of` names), `part` (of a solution: `of` names
        the demands, the outside parties and the groups), `channel` and `occasion` (what people do through the parts,
        and what sets it off: `of` names the demands, the parts and the people), `given` (what the author lists as
        entered with a thing), `choice` (what is decided, and what is not: `of` names the limits, the demands and the
        people), `sum` and `dated` (the items that name money, or a time within the period: those of the list that
        `kind` names only with a year), `risk` and `check` (what may go wrong with the items, and what a person
        checks before accepting: `kind` says which), `answer` (what an aim of the brief wants answered, each for
        itself), `deed` (what an item lists as things to do; an item that lists
        none, whole).
    of: where items come from: `document_type.field` of an input, `#field` of this document, `@` the unit's members.
    by: how items relate to the unit, tried in order: `self`, `members`, `referred` (the unit names their code),
        `referring` (they name the unit's code), `common` (both name the same code), `source` (same words of the
        brief), `mentioned` (named in its words),
        `nearest` (shared words: a proposal), `assigned` (each item to one unit only: by source, else to the nearest),
        `citing` (their sources name its code), `kept` (a part keeps them), `borne` (of the scope, and cited by the
        unit), `scope` (they name the item that opened the scope), `in_scope` (that item names them), `rests` (their
        sources are items that it names), `subject` (who the unit's words begin with), `about` (shared words that few
        others have: a proposal, where there are at least three).
    where, unless: tags, of which an item needs one, or none. with: a field and the values that select.
    not_in: `field.field` of this document whose references are left out here.
    most: how many at most. size: [least, most] groups. else: hints to try where nothing is found.
    also: hints whose units follow.
    checklist: for gaps, in this order: `id` (`asked` asks once for all items that stand to be answered), `unless`
        (tags that answer it), `where` (tags that raise it), and where the drafter does not know the id: `text`, `why`,
        `assumption`, each by language. With `rows`, one gap for all rows of that list together in which each field of
        `lacks` is empty.

Other nodes:
    put: see `Put`. choose: [[tag, value], ...] with `otherwise`. say: a phrase of the drafter's own, by id or by
        language.
        A value that begins with `~` is the id of a phrase.
    field: with `put: field`, the field of the item that is copied. only: tags of which the unit needs one.
    absent: sibling fields of which one must be empty for this to be written.
        A value that is an object is a hint of its own. without: what holds instead where `of` gives no unit.
    some, none: values for whether `of` gives any unit. rows: a list of this document that a phrase counts; a row
        is covered where none of its lists is empty, and known where a field of `lacks` is not. complete: the phrase
        where every row is known; without one nothing is written.
    of, by, where, unless, with, most: which units a `gather`, `code` or `names` is made from, as above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from app.domain.names import Json, JsonObject
from app.llm.offline.phrases import has_phrase
from app.llm.offline.tags import Tag

KEYWORD: Final = "x-draft"


class Each(StrEnum):
    """What the items of an array are made from."""

    STATEMENT = "statement"
    CLAUSE = "clause"
    PARTY = "party"
    GROUP = "group"
    ITEM = "item"
    NOUN = "noun"
    GAP = "gap"
    LEFTOVER = "leftover"
    YEAR = "year"
    NEED = "need"
    PART = "part"
    CHANNEL = "channel"
    OCCASION = "occasion"
    GIVEN = "given"
    CHOICE = "choice"
    ANSWER = "answer"
    SUM = "sum"
    DATED = "dated"
    RISK = "risk"
    CHECK = "check"
    DEED = "deed"


class By(StrEnum):
    """How an item relates to the unit at hand."""

    SELF = "self"
    MEMBERS = "members"
    REFERRED = "referred"
    REFERRING = "referring"
    COMMON = "common"
    SOURCE = "source"
    MENTIONED = "mentioned"
    NEAREST = "nearest"
    ASSIGNED = "assigned"
    SCOPE = "scope"
    SUBJECT = "subject"
    IN_SCOPE = "in_scope"
    RESTS = "rests"
    CITING = "citing"
    KEPT = "kept"
    BORNE = "borne"
    ABOUT = "about"


class Put(StrEnum):
    """What is written at a node."""

    QUOTE = "quote"
    TITLE = "title"
    NAME = "name"
    CODE = "code"
    DEED = "deed"
    SIZE = "size"
    SIZING = "sizing"
    NUMBER = "number"
    BASELINE = "baseline"
    FIGURE = "figure"
    DATE = "date"
    FIGURES = "figures"
    FIGURES_AND_DATES = "figures_and_dates"
    ONLY_DATE = "only_date"
    ISO_DATE = "iso_date"
    CONDITION = "condition"
    EVENT = "event"
    RESULT = "result"
    PURPOSE = "purpose"
    WISH = "wish"
    NOTE = "note"
    SAID = "said"
    TERM = "term"
    MEANING = "meaning"
    GATHER = "gather"
    NAMES = "names"
    COUNT = "count"
    QUESTION = "question"
    REASON = "reason"
    ASSUMPTION = "assumption"
    FIELD = "field"
    YEAR = "year"
    YEARLY = "yearly"
    SUMS = "sums"
    COSTS = "costs"
    CURRENCY = "currency"
    OWNER = "owner"
    WHEN = "when"
    CITED = "cited"
    STARTS = "starts"
    ENDS = "ends"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    NO = "no"


class BadHint(ValueError):
    """A hint that says nothing the drafter understands; its message names the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One thing that a good text of this kind says."""

    id: str
    where: frozenset[Tag] = frozenset()
    unless: frozenset[Tag] = frozenset()
    lacks: tuple[str, ...] = ()
    text: Mapping[str, str] | None = None
    why: Mapping[str, str] | None = None
    assumption: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A hint, read and checked."""

    each: Each | None = None
    of: tuple[str, ...] = ()
    by: tuple[By, ...] = ()
    where: frozenset[Tag] = frozenset()
    unless: frozenset[Tag] = frozenset()
    having: tuple[tuple[str, tuple[Json, ...]], ...] = ()
    not_in: str = ""
    most: int = 10_000
    size: tuple[int, int] = (1, 9)
    otherwise_each: tuple["Hint", ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    put: Put | None = None
    choose: tuple[tuple[Tag, Json], ...] = ()
    otherwise: Json = None
    say: str | Mapping[str, str] = ""
    field: str = ""
    only: frozenset[Tag] = frozenset()
    absent: tuple[str, ...] = ()
    some: Json = None
    none: Json = None
    rows: str = ""
    lacks: tuple[str, ...] = ()
    kind: str = ""
    without: Json = None
    complete: str = ""
    also: tuple["Hint", ...] = ()


NOTHING: Final = Hint()
INTENT: Final = "intent"
"""Said of a group by counting it, not by a phrase."""

_SPELLED: Final = {"having": "with", "otherwise_each": "else"}
_KNOWN: Final = frozenset(_SPELLED.get(field.name, field.name) for field in fields(Hint))


def hint_of(node: JsonObject) -> Hint:
    """Read the hint of a schema node; a node without one has the empty hint.

    Raises:
        BadHint: an unknown word, or a value of the wrong form.

    """
    raw = node.get(KEYWORD)
    return NOTHING if raw is None else read_hint(raw)


def read_hint(raw: Json) -> Hint:
    """Read one hint.

    Raises:
        BadHint: an unknown word, or a value of the wrong form.

    """
    if not isinstance(raw, Mapping):
        raise BadHint(f"a hint is an object, not {raw!r}")
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise BadHint(f"unknown hint {unknown[0]!r} in {dict(raw)!r}")
    try:
        return Hint(
            each=Each(str(raw["each"])) if "each" in raw else None,
            of=_texts(raw.get("of", ())),
            by=tuple(By(word) for word in _texts(raw.get("by", ()))),
            where=_tags(raw.get("where", ())),
            unless=_tags(raw.get("unless", ())),
            having=_having(raw.get("with", {})),
            not_in=str(raw.get("not_in", "")),
            most=_number(raw.get("most", 10_000)),
            size=_size(raw.get("size", (1, 9))),
            otherwise_each=tuple(read_hint(entry) for entry in _entries(raw.get("else", ()))),
            checklist=tuple(_check_item(entry) for entry in _entries(raw.get("checklist", ()))),
            put=Put(str(raw["put"])) if "put" in raw else None,
            choose=tuple(_choice(entry) for entry in _entries(raw.get("choose", ()))),
            otherwise=raw.get("otherwise"),
            say=_said(raw.get("say", "")),
            field=str(raw.get("field", "")),
            only=_tags(raw.get("only", ())),
            absent=_texts(raw.get("absent", ())),
            some=raw.get("some"),
            none=raw.get("none"),
            rows=str(raw.get("rows", "")),
            lacks=_texts(raw.get("lacks", ())),
            kind=str(raw.get("kind", "")),
            without=raw.get("without"),
            complete=_sayable(str(raw.get("complete", ""))),
            also=tuple(read_hint(entry) for entry in _entries(raw.get("also", ()))),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise BadHint(f"{error} in {dict(raw)!r}") from error


def check_hints(schema: Json, pointer: str = "") -> tuple[str, ...]:
    """Name every place of a schema whose hint cannot be read, with why."""
    found: list[str] = []
    if isinstance(schema, Mapping):
        if KEYWORD in schema:
            try:
                read_hint(schema[KEYWORD])
            except BadHint as fault:
                found.append(f"{pointer}/{KEYWORD}: {fault}")
        for name, entry in schema.items():
            if name != KEYWORD:
                found += check_hints(entry, f"{pointer}/{name}")
    elif isinstance(schema, Sequence) and not isinstance(schema, str):
        for index, entry in enumerate(schema):
            found += check_hints(entry, f"{pointer}/{index}")
    return tuple(found)


def _texts(raw: Json) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(str(entry) for entry in _entries(raw))


def _entries(raw: Json) -> tuple[Json, ...]:
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return tuple(raw)
    if isinstance(raw, Mapping):
        return (raw,)
    raise TypeError(f"{raw!r} is no list")


def _tags(raw: Json) -> frozenset[Tag]:
    return frozenset(Tag(word) for word in _texts(raw))


def _having(raw: Json) -> tuple[tuple[str, tuple[Json, ...]], ...]:
    if not isinstance(raw, Mapping):
        raise TypeError(f"{raw!r} is no object")
    return tuple((name, _entries(values)) for name, values in sorted(raw.items()))


def _number(raw: Json) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise ValueError(f"{raw!r} is no count")
    return raw


def _size(raw: Json) -> tuple[int, int]:
    least, most = (_number(entry) for entry in _entries(raw))
    return least, most


def _choice(raw: Json) -> tuple[Tag, Json]:
    tag, value = _entries(raw)
    return Tag(str(tag)), value


def _said(raw: Json) -> str | Mapping[str, str]:
    return _sayable(raw) if isinstance(raw, str) else _by_language(raw)


def _sayable(name: str) -> str:
    if name not in {"", INTENT} and not has_phrase(name):
        raise ValueError(f"nobody has words for {name!r}")
    return name


def _by_language(raw: Json) -> Mapping[str, str]:
    if not isinstance(raw, Mapping) or "en" not in raw:
        raise ValueError(f"{raw!r} is no text by language with at least `en`")
    return {language: str(text) for language, text in raw.items()}


def _check_item(raw: Json) -> CheckItem:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        raise TypeError(f"{raw!r} is no checklist entry with an id")
    given = {name: _by_language(raw[name]) for name in ("text", "why", "assumption") if name in raw}
    return CheckItem(
        id=str(raw["id"]),
        where=_tags(raw.get("where", ())),
        unless=_tags(raw.get("unless", ())),
        lacks=_texts(raw.get("lacks", ())),
        **given,
    )
