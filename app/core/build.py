"""Which build this is."""

import platform
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

SERVICE = "combine"
COMMIT_FILE = Path(__file__).resolve().parent.parent / "COMMIT"
COMMIT_PATTERN = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """The versions that a log line, the health page and a bug report name."""

    service: str
    version: str
    commit: str
    python: str


@cache
def current_build() -> Build:
    """Give this build; the commit is what the image's build wrote, or `unknown` in a checkout."""
    try:
        version = metadata.version("the-combine")
    except metadata.PackageNotFoundError:
        version = "0.1.0"
    try:
        written = COMMIT_FILE.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        written = ""
    commit = written if COMMIT_PATTERN.fullmatch(written) else "unknown"
    return Build(service=SERVICE, version=version, commit=commit, python=platform.python_version())
