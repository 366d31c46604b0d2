"""The files of a release as they were found: what could be read, and a finding for each that must not be read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.definition.faults import fault
from app.domain.findings import Finding

WHOLE = ""
"""The path of a finding that is about all files together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The files of a release by path, and what stands in their place where a file was refused."""

    files: Mapping[str, bytes]
    refused: Mapping[str, Finding] = field(default_factory=dict)
    """By path; at `WHOLE` where there is more than a release may have, and the rest was left unread."""


def is_covered(path: str, refused: Collection[str]) -> bool:
    """Tell whether a file, or a folder around it, was refused; mostly nothing was."""
    if not refused:
        return False
    return path in refused or any(str(folder) in refused for folder in PurePosixPath(path).parents)


def linked(path: str) -> Finding:
    """Refuse a link."""
    return fault("linked_file", f"{path}:", "this is a link, which is never followed", "Put the file itself there.")


def special(path: str) -> Finding:
    """Refuse a pipe, a socket or a device."""
    return fault("special_file", f"{path}:", "this is no regular file, and is never opened", "Remove it.")


def too_long(path: str) -> Finding:
    """Refuse a file that is longer than one may be."""
    message = f"the file is longer than the {MAX_FILE_BYTES:,} bytes that it may have"
    return fault("too_large", f"{path}:", message, "Shorten the file.")


def too_much() -> Finding:
    """Refuse a release that is larger than one may be."""
    message = f"a release has at most {MAX_FILES:,} files and {MAX_RELEASE_BYTES:,} bytes"
    return fault("too_large", ":", message, "Remove what is not used.")


def unreadable(path: str, reason: str) -> Finding:
    """Refuse what cannot be read."""
    return fault("unreadable_file", f"{path}:", f"it cannot be read: {reason}", "Make the file readable, or remove it.")


def doubled(path: str) -> Finding:
    """Refuse a second file of the same name."""
    return fault("duplicate_file", f"{path}:", "the file is there twice", "Send it once.")


def misnamed(name: str) -> Finding:
    """Refuse a name that systems read differently, or that would not show as it is."""
    shown = ascii(name)[1:-1]
    return fault("path_escape", f"{shown}:", "this is no path inside a release", "Use plain relative paths with /.")
