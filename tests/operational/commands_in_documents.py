"""The commands that a document tells its reader to run, in order."""

import re
from pathlib import Path

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)


def commands_by_section(document: Path) -> dict[str, list[str]]:
    """Give the shell blocks below each heading; sections without any are left out."""
    parts = _HEADING.split(document.read_text(encoding="utf-8"))
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return {heading: blocks for heading, text in sections if (blocks := _BLOCK.findall(text))}


def as_script(sections: dict[str, list[str]]) -> str:
    """Join all blocks into one script that stops at the first failure and marks where each section begins."""
    lines = ["set -euo pipefail"]
    for heading, blocks in sections.items():
        lines.append(f"printf '%s\\n' '{_mark(heading)}'")
        lines.extend(blocks)
    return "\n".join(lines)


def outputs_by_section(sections: dict[str, list[str]], output: str) -> dict[str, str]:
    """Cut the output of such a script at its marks; sections that were not reached are left out."""
    found = {}
    for heading in sections:
        _, mark, rest = output.partition(_mark(heading) + "\n")
        if mark:
            found[heading] = rest.split("\n== ", maxsplit=1)[0]
    return found


def _mark(heading: str) -> str:
    return f"== {heading}"
