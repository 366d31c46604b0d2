"""GitHub issues as payloads, a JSON object a line, parents before children.

Every body carries a marker with the item's code and version, so that whoever sends the payloads finds the issue of an
earlier export, updates it, and never makes a second one. What is sent to GitHub is `payload`, as it stands.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping

from app.domain.names import Json
from app.exports.escaping import inline, line, shortened
from app.exports.work_items import Work, WorkItem, lines_of, stated_in

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
MOST_CHILDREN = 100
"""Sub-issues that GitHub takes under one issue."""

MOST_LEVELS = 8
_PINGS = re.compile(r"(?<![\w&])([@#])(?=\w)")
_CUT = "\n\n*Shortened; the rest is in the document.*\n\n"


def github_issues(work: Work, *, project: str, names: Mapping[str, str]) -> bytes:
    """Write one line for each item: `code`, `marker`, `parent`, `is_sub_issue`, `payload`."""
    by_code = {item.code: item for item in work.items}
    children: Counter[str] = Counter()
    written = []
    for item in work.items:
        parent = by_code.get(item.parent or "")
        if parent:
            children[parent.code] += 1
        fits = parent is not None and children[parent.code] <= MOST_CHILDREN and item.level < MOST_LEVELS
        entry: Json = {
            "code": item.code,
            "marker": marker_of(item, project=project),
            "parent": parent.code if parent else None,
            "is_sub_issue": fits,
            "payload": {
                "title": shortened(item.title, most=LONGEST_TITLE - 1),
                "body": _body(item, parent, project=project, names=names),
                "labels": [item.kind],
            },
        }
        written.append(json.dumps(entry, ensure_ascii=False))
    return "".join(f"{text}\n" for text in written).encode()


def marker_of(item: WorkItem, *, project: str) -> str:
    """Give the comment that names an item; up to its `@` it is the same in every version."""
    return f"<!-- combine:{project}/{item.code}@{item.version} -->"


def _body(item: WorkItem, parent: WorkItem | None, *, project: str, names: Mapping[str, str]) -> str:
    blocks = []
    for field in lines_of(item, names=names):
        blocks.append(f"### {_quiet(line(field.label))}")
        blocks.append("\n".join(f"{'- ' if field.is_list else ''}{_quiet(line(entry))}" for entry in field.entries))
    closing = [f"Part of {inline(parent.code)}: {_quiet(inline(parent.title))}"] if parent else []
    end = "\n\n".join([*closing, f"From {stated_in(item)}.", marker_of(item, project=project)]) + "\n"
    text = "\n\n".join(blocks)
    room = LONGEST_BODY - len(end) - len(_CUT)
    return f"{text}\n\n{end}" if len(text) <= room else f"{text[:room]}{_CUT}{end}"


def _quiet(text: str) -> str:
    """Break what GitHub would take for a mention of somebody or of another issue, and what looks like our marker."""
    return _PINGS.sub(r"\1&#8203;", text.replace(r"\<!--", "&lt;!--"))
