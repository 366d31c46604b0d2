"""Jira's CSV import: a row an item, parents before children (RFC 4180, UTF-8)."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.exports.escaping import shortened
from app.exports.work_items import NoWorkItems, Work, WorkItem, lines_of, stated_in

LONGEST_SUMMARY = 255
LONGEST_DESCRIPTION = 32_767
_TYPES = ("Story", "Epic", "Initiative")
"""Jira's own levels, innermost first."""

_LEVELS_OF_DATA_CENTER = 2
_FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  full-width signs begin a formula too
_WIKI = re.compile(r"[\\{}\[\]|!]")
_CUT = "\n\n(shortened)"


class Edition(StrEnum):
    """Which Jira takes the file; they link a row to its parent differently."""

    CLOUD = "cloud"
    """By `Parent`: the parent's `Issue ID`."""

    DATA_CENTER = "data_center"
    """By `Epic Link`: the parent's `Epic Name`."""


_COLUMNS = {
    Edition.CLOUD: ("Issue Type", "Issue ID", "Summary", "Parent", "Description", "Labels"),
    Edition.DATA_CENTER: ("Issue Type", "Issue ID", "Summary", "Epic Name", "Epic Link", "Description", "Labels"),
}


def jira_csv(work: Work, *, edition: Edition, project: str, workflow: str, names: Mapping[str, str]) -> bytes:
    """Write the file that Jira's importer takes.

    `Issue ID` numbers the rows of this file alone. A cell that a spreadsheet would take for a formula begins with an
    apostrophe.

    Raises:
        NoWorkItems: there are more levels than this edition's importer links.

    """
    types = _types(work, edition, workflow)
    numbers = {item.code: str(number) for number, item in enumerate(work.items, start=1)}
    by_code = {item.code: item for item in work.items}
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, _COLUMNS[edition], lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for item in work.items:
        parent = by_code.get(item.parent or "")
        row = {
            "Issue Type": types[item.level],
            "Issue ID": numbers[item.code],
            "Summary": shortened(item.title, most=LONGEST_SUMMARY - 1),
            "Parent": numbers[parent.code] if parent else "",
            "Epic Name": _epic_name(item) if types[item.level] == _TYPES[1] else "",
            "Epic Link": _epic_name(parent) if parent else "",
            "Description": _description(item, names),
            "Labels": f"{project}:{item.code}",
        }
        writer.writerow({column: safe_cell(text) for column, text in row.items()})
    return target.getvalue().encode()


def safe_cell(text: str) -> str:
    """Give `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _types(work: Work, edition: Edition, workflow: str) -> Sequence[str]:
    """Name Jira's issue type for each level, outermost first."""
    innermost = 0 if work.has_leaves else 1
    most = _LEVELS_OF_DATA_CENTER if edition is Edition.DATA_CENTER else len(_TYPES)
    wanted = _TYPES[innermost : innermost + work.levels]
    if len(wanted) < work.levels or innermost + work.levels > most:
        raise NoWorkItems(workflow, f"hierarchy that fits into the {most} levels of this Jira")
    return tuple(reversed(wanted))


def _epic_name(item: WorkItem) -> str:
    return f"{item.code} {shortened(item.title, most=LONGEST_SUMMARY - len(item.code) - 2)}"


def _description(item: WorkItem, names: Mapping[str, str]) -> str:
    """Write the item in Jira's markup, its own words escaped."""
    blocks = []
    for line in lines_of(item, names=names):
        words = [_WIKI.sub(r"\\\g<0>", entry) for entry in line.entries]
        listed = "".join(f"\n* {entry}" for entry in words)
        blocks.append(f"*{line.label}:*{listed}" if line.is_list else f"*{line.label}:* {words[0]}")
    text = "\n\n".join([*blocks, f"From {stated_in(item)}."])
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - len(_CUT)] + _CUT
