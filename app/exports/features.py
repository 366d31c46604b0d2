"""Features in released documents: what a specification holds, found by what the release declares.

A feature is an item that opens an innermost scope; its stories are the items inside with criteria. What the release
declares as coverage tells the rest: lists that the stories must cover are requirements; of the lists that the features
must cover, those whose items carry a measure are measures of success, the others are principles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.definition.checks.of_references import Covers
from app.domain.definition.release import Release
from app.domain.names import Json, JsonObject
from app.domain.presentation import KEY, Form, Shape, name_of_item, shape_of
from app.domain.schemas import at_path
from app.exports.bundle import BundleDocument, names_of
from app.exports.escaping import slug
from app.exports.work_items import NoWorkItems, Work, WorkItem, words_of, work_in

_MEASURE = "measure"
_PRIORITY = "priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """An item of a list that something must cover."""

    code: str
    words: str
    measure: str
    """Empty where none is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Something that somebody builds and tests."""

    item: WorkItem
    priority: int
    """1 for the first value of its priority; 1 for all where they have none."""

    priority_word: str
    told: tuple[tuple[str, str], ...]
    """Label and words of its short texts, the title left out."""

    scenarios: tuple[tuple[tuple[str, str], ...], ...]
    """For each criterion its parts: label and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One specification."""

    number: int
    item: WorkItem
    told: tuple[tuple[str, str], ...]
    stories: tuple[Story, ...]
    requirements: tuple[Stated, ...]
    measures: tuple[Stated, ...]
    cites: frozenset[str]
    """Codes that the feature itself refers to, other features among them."""

    documents: tuple[BundleDocument, ...]
    """What stands in its scope."""

    @property
    def branch(self) -> str:
        """Name its folder and branch: `003-user-accounts`."""
        return f"{self.number:03d}-{slug(self.item.title, most=40) or 'feature'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Everything that is specified."""

    features: tuple[Feature, ...]
    principles: tuple[Stated, ...]
    names: Mapping[str, str]


def features_in(documents: Sequence[BundleDocument], *, release: Release) -> Features:
    """Find the features, in the order of their documents.

    Raises:
        NoWorkItems: the release has nothing that could be a feature with stories.

    """
    work = work_in(documents, definition=release.definition)
    if not work.has_leaves:
        raise NoWorkItems(release.definition.name, "released items with criteria yet")
    level = work.levels - 2
    items = [item for item in work.items if item.level == level]
    lists = _lists(documents)
    names = names_of(documents)
    leaf = next(item for item in work.items if item.level == level + 1)
    by_story = _covered(release, leaf)
    by_feature = [name for name in _covered(release, items[0]) if name not in by_story] if items else []
    measured = [name for name in by_feature if _has_measure(lists.get(name))]
    return Features(
        features=tuple(
            _feature(number, item, work, documents=documents, names=names, lists=lists, of=(by_story, measured))
            for number, item in zip(_numbers(items), items, strict=True)
        ),
        principles=tuple(
            stated
            for name in by_feature
            if name not in measured and name in lists
            for stated in lists[name].stated(names)
        ),
        names=names,
    )


def assumptions_in(documents: Sequence[BundleDocument]) -> Iterator[tuple[str, str]]:
    """Give code and words of every assumption that the root documents collect."""
    for listed in _lists(documents).values():
        if listed.shape.collect == "assumptions":
            for item in listed.items:
                yield str(item[KEY]), name_of_item(item, listed.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    items: tuple[JsonObject, ...]
    shape: Shape

    def stated(self, names: Mapping[str, str]) -> Iterator[Stated]:
        measure = self.shape.fields.get(_MEASURE)
        for item in self.items:
            yield Stated(
                code=str(item[KEY]),
                words=name_of_item(item, self.shape),
                measure=words_of(item.get(_MEASURE), measure, names) if measure else "",
            )


def _lists(documents: Sequence[BundleDocument]) -> dict[str, _List]:
    """Give the coded lists of the root documents by `type.field`."""
    found = {}
    for document in documents:
        if document.path:
            continue
        for field, shape in shape_of(document.schema).fields.items():
            listed = document.content.get(field)
            if shape.is_list and isinstance(listed, list | tuple):
                items = tuple(item for item in listed if isinstance(item, Mapping) and isinstance(item.get(KEY), str))
                found[f"{document.type}.{field}"] = _List(items=items, shape=shape)
    return found


def _covered(release: Release, item: WorkItem) -> list[str]:
    """Name the lists that the list of `item` must cover, as declared."""
    checks = [check for check in release.checks[item.document.type] if isinstance(check, Covers)]
    return [check.of for check in checks if any(_begins(mention.path, item.field) for mention in check.mentions())]


def _begins(path: str, field: str) -> bool:
    return path.startswith(f"{field}.")


def _has_measure(listed: _List | None) -> bool:
    return listed is not None and _MEASURE in listed.shape.fields


def _numbers(items: Sequence[WorkItem]) -> list[int]:
    """Take the numbers of the codes where they tell the items apart, so that they outlive edits; else count."""
    own = [int(item.code.rpartition("-")[2]) for item in items]
    return own if len(set(own)) == len(own) else list(range(1, len(items) + 1))


def _feature(
    number: int,
    item: WorkItem,
    work: Work,
    *,
    documents: Sequence[BundleDocument],
    names: Mapping[str, str],
    lists: Mapping[str, _List],
    of: tuple[Sequence[str], Sequence[str]],
) -> Feature:
    stories = tuple(_story(child, names) for child in work.children(item.code))
    cited = {code for holder in (item, *(story.item for story in stories)) for code in _texts(holder.content)}
    required, measured = (
        tuple(one for name in wanted if name in lists for one in lists[name].stated(names) if one.code in cited)
        for wanted in of
    )
    return Feature(
        number=number,
        item=item,
        told=_told(item, names),
        stories=stories,
        requirements=required,
        measures=measured,
        cites=frozenset(_texts(item.content)),
        documents=tuple(document for document in documents if document.path == item.code),
    )


def _story(item: WorkItem, names: Mapping[str, str]) -> Story:
    given = item.content.get(_PRIORITY)
    return Story(
        item=item,
        priority=_rank(item, given),
        priority_word=given if isinstance(given, str) else "",
        told=_told(item, names),
        scenarios=tuple(_scenarios(item, names)),
    )


def _rank(item: WorkItem, given: Json) -> int:
    for schema in at_path(item.document.schema, f"{item.field}.{_PRIORITY}"):
        values = schema.get("enum")
        if isinstance(values, list | tuple) and given in values:
            return values.index(given) + 1
    return 1


def _told(item: WorkItem, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give label and words of the item's texts, its lists and choices left out."""
    return tuple(
        (shape.title, words)
        for name, shape in item.shape.fields.items()
        if not shape.is_list and not shape.is_choice and name != item.shape.heading
        if (words := words_of(item.content.get(name), shape, names))
    )


def _scenarios(item: WorkItem, names: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], ...]]:
    for name, shape in item.shape.fields.items():
        listed = item.content.get(name)
        if shape.form is not Form.CRITERIA or not isinstance(listed, list | tuple):
            continue
        for entry in listed:
            if isinstance(entry, Mapping):
                parts = ((inner.title, entry.get(field), inner) for field, inner in shape.fields.items())
                yield tuple((title, words) for title, value, inner in parts if (words := words_of(value, inner, names)))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _texts(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
