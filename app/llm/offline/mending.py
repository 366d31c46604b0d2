"""What a further attempt makes of the findings: items that say the same become one, what can be spared is left out.

What nothing else of the document covers stays where it is: an attempt never has more faults than the one before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from app.domain.completions import CompletionRequest
from app.domain.facts import OFFLINE
from app.domain.findings import Severity
from app.domain.names import Json
from app.domain.quality.words import likeness, words_of
from app.llm.offline.units import CODE

_ALIKE: Final = "document.alike"
_PLAIN: Final = frozenset({"key", "sources"})


def mended(document: dict[str, Json], request: CompletionRequest) -> dict[str, Json]:
    """Mend what an attempt before was faulted for, as far as leaving out and merging can mend it."""
    if request.remediation is None:
        return document
    found: dict[str, Any] = {**document, **_before(request, frozenset(document))}
    faults: dict[str, dict[int, set[str]]] = {}
    for finding in request.remediation.findings:
        steps = finding.path.split("/")
        if finding.severity is Severity.ERROR and len(steps) > 2 and steps[2].isdigit():  # noqa: PLR2004  /list/index
            faults.setdefault(steps[1], {}).setdefault(int(steps[2]), set()).add(finding.code)
    for name, places in faults.items():
        items = found.get(name)
        for place in sorted(places, reverse=True):
            if isinstance(items, list) and place < len(items) and len(items) > 1:
                found = _without(found, name, place, is_twin=places[place] == {_ALIKE})
                items = found[name]
    return found


def _before(request: CompletionRequest, fields: frozenset[str]) -> dict[str, Json]:
    """Give what the attempt before wrote: mending goes on from there; nothing where that was no document."""
    try:
        answer = json.loads(request.remediation.output) if request.remediation else None
    except ValueError:
        return {}
    document = answer.get("document") if isinstance(answer, Mapping) else None
    if request.binding.provider != OFFLINE or not isinstance(document, Mapping) or not fields <= set(document):
        return {}
    return {name: document[name] for name in fields}


def _without(document: dict[str, Any], name: str, place: int, *, is_twin: bool) -> dict[str, Any]:
    """Leave out one item of a list; what it covers goes to its twin, or must be covered already."""
    item, rest = document[name][place], [*document[name][:place], *document[name][place + 1 :]]
    if not isinstance(item, Mapping) or not all(isinstance(other, Mapping) for other in rest):
        return {**document, name: rest}
    key = item.get("key")
    if is_twin:
        twin = max(range(len(rest)), key=lambda other: (_likeness(rest[other], item), -other))
        rest[twin] = _merged(rest[twin], item)
        heir = rest[twin].get("key")
        return {**document, name: rest} if key is None else _redirected({**document, name: rest}, key, heir)
    others = {**document, name: rest}
    is_needed = (key is not None and key in set(_references(others))) or set(_covered(item)) - set(_covered(rest))
    return document if is_needed else others


def _likeness(one: Json, other: Json) -> int:
    first, second = (tuple(word for text in _said(value) for word in words_of(text)) for value in (one, other))
    return likeness(first, second)


def _said(item: Json) -> Iterator[str]:
    if isinstance(item, Mapping):
        yield from (value for name, value in item.items() if name not in _PLAIN and isinstance(value, str))


def _merged(twin: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """Give an item with everything that its twin lists besides."""
    found = dict(twin)
    for name, value in item.items():
        if isinstance(value, list):
            found[name] = _united(found.get(name) or [], value)
    return found


def _united(listed: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    found = list(listed)
    for entry in more:
        if any(_bare(entry) == _bare(other) for other in found):
            continue
        keys = {other.get("key") for other in found if isinstance(other, Mapping)}
        if isinstance(entry, Mapping) and entry.get("key") in keys - {None}:
            found.append({**entry, "key": next(key for key in _numbered(str(entry["key"])) if key not in keys)})
        else:
            found.append(entry)
    return found


def _numbered(key: str) -> Iterator[str]:
    yield from (f"{key[:40]}-also-{number}" for number in range(1, 1000))


def _bare(entry: Any) -> Any:  # noqa: ANN401  JSON by nature
    """Give an entry without what only identifies it."""
    if isinstance(entry, Mapping) and "key" in entry:
        return {name: value for name, value in entry.items() if name not in _PLAIN}
    return entry


def _redirected(document: dict[str, Any], key: str, heir: str) -> dict[str, Any]:
    """Let what referred to an item refer to the one that took its place; nothing refers to itself."""
    return {
        name: [_pointing(entry, key, heir, own=_key_of(entry)) for entry in value]
        if isinstance(value, list)
        else _pointing(value, key, heir, own=None)
        for name, value in document.items()
    }


def _pointing(value: Any, key: str, heir: str, *, own: str | None, name: str = "") -> Any:  # noqa: ANN401  JSON by nature
    if isinstance(value, Mapping):
        return {
            field: entry if field in _PLAIN else _pointing(entry, key, heir, own=own, name=field)
            for field, entry in value.items()
        }
    if isinstance(value, list):
        found: list[Any] = []
        for entry in value:
            new = _pointing(entry, key, heir, own=own, name=name)
            if new not in found and not (new != entry and own == heir):
                found.append(new)
        return found
    return heir if value == key else value


def _key_of(entry: Json) -> str | None:
    key = entry.get("key") if isinstance(entry, Mapping) else None
    return key if isinstance(key, str) else None


def _references(value: Json) -> Iterator[str]:
    """Give every text that may be a reference: those of a single word."""
    if isinstance(value, Mapping):
        yield from (text for field, entry in value.items() if field not in _PLAIN for text in _references(entry))
    else:
        yield from (text for text in _listed(value) if len(text.split()) == 1)


def _listed(value: Json) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _references(entry)
    elif isinstance(value, str):
        yield value


def _covered(value: Json) -> Iterable[str]:
    """Give the codes of everything that an item refers to or rests on."""
    if isinstance(value, Mapping):
        return (code for entry in value.values() for code in _covered(entry))
    if isinstance(value, list | tuple):
        return (code for entry in value for code in _covered(entry))
    return (value,) if isinstance(value, str) and CODE.fullmatch(value) else ()
