"""Versions of releases, in the order of semantic versioning (semver.org, 2.0.0, item 11)."""

import re

VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-([0-9a-z]+(?:\.[0-9a-z]+)*))?")


def order_of_version(version: str) -> tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]:
    """Give a key that sorts versions; a pre-release comes before its release, numbers in it before words.

    Raises:
        ValueError: `version` is not a version.

    """
    match = VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is not a version such as 1.2.0")
    major, minor, patch, extra = match.groups()
    parts = tuple(
        (False, int(part), "") if part.isdigit() else (True, 0, part) for part in (extra.split(".") if extra else ())
    )
    return (int(major), int(minor), int(patch)), extra is None, parts
