"""Reading variables: real ones before those of `./.env`, empty as unset, secrets from files named by `NAME_FILE`."""

import difflib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dotenv import dotenv_values

from app.core.declaration import Problem

FILE_SUFFIX = "_FILE"
LARGEST_SECRET_FILE_BYTES = 64 * 1024
OWN_PREFIX = "COMBINE_"
QUOTES = ("'", '"')


class Origin(StrEnum):
    """Where a value came from."""

    ENVIRONMENT = "environment"
    DOTENV = ".env"
    FILE = "file"
    ARGUMENT = "argument"
    DEFAULT = "default"


@dataclass(kw_only=True, slots=True)
class Readings:
    """The variables that are set, where each came from, and what was wrong while reading."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_variables(
    real: Mapping[str, str], *, dotenv_path: Path, names: Collection[str], secret_names: Collection[str]
) -> Readings:
    """Read the variables called `names` from `real` and, where unset there, from the file at `dotenv_path`."""
    readings = Readings()
    dotenv = _read_dotenv(dotenv_path, readings)
    for name in sorted(names):
        _read_one(name, real=real, dotenv=dotenv, may_be_file=name in secret_names, readings=readings)
    readings.warnings.extend(_unknown_names(real, dotenv, known=frozenset(names)))
    return readings


def _read_dotenv(path: Path, readings: Readings) -> dict[str, str]:
    if path.is_dir():
        reason = "is a folder, as Docker makes of a file that is not there; remove it, or put the file in its place"
        readings.problems.append(Problem(variable=".env", reason=reason))
    if not path.is_file():
        return {}
    complaints = logging.getLogger("dotenv.main")
    complaints.disabled = True  # its warnings name lines, not variables; a line it cannot read sets nothing
    try:
        parsed = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        readings.problems.append(Problem(variable=".env", reason="cannot be read as a UTF-8 text file"))
        return {}
    finally:
        complaints.disabled = False
    return {name: value for name, value in parsed.items() if value}


def _read_one(
    name: str, *, real: Mapping[str, str], dotenv: Mapping[str, str], may_be_file: bool, readings: Readings
) -> None:
    value, origin = _first_set(name, real, dotenv)
    if may_be_file:
        path, _ = _first_set(name + FILE_SUFFIX, real, dotenv)
        if path and value:
            reason = f"and {name}{FILE_SUFFIX} are both set; keep one of them"
            readings.problems.append(Problem(variable=name, reason=reason))
            return
        if path:
            value, origin = _read_secret_file(name, Path(path), readings), Origin.FILE
    if value:
        if origin is Origin.ENVIRONMENT and value[0] in QUOTES and value[-1] == value[0]:
            reason = "stands between quotes, which are part of it here; leave them out"
            readings.problems.append(Problem(variable=name, reason=reason))
        readings.values[name] = value
        readings.origins[name] = origin


def _first_set(name: str, real: Mapping[str, str], dotenv: Mapping[str, str]) -> tuple[str, Origin]:
    if value := real.get(name, "").strip():
        return value, Origin.ENVIRONMENT
    return dotenv.get(name, "").strip(), Origin.DOTENV


def _read_secret_file(name: str, path: Path, readings: Readings) -> str:
    problem = None
    value = ""
    try:
        if path.exists() and not path.is_file():
            problem = "names no regular file"  # a device has no end, and a pipe may have no beginning
        elif path.stat().st_size > LARGEST_SECRET_FILE_BYTES:
            problem = "names a file of more than 64 KiB"
        else:
            value = path.read_text(encoding="utf-8").strip()
            problem = None if value else "names an empty file"
    except (OSError, UnicodeDecodeError, ValueError):
        problem = "names a file that cannot be read as text"
    if problem:
        readings.problems.append(
            Problem(variable=name + FILE_SUFFIX, reason=problem, example=f"/run/secrets/{name.lower()}")
        )
    return value


def _unknown_names(real: Mapping[str, str], dotenv: Mapping[str, str], *, known: frozenset[str]) -> list[Problem]:
    warnings = []
    for name in sorted({*real, *dotenv}):
        stem = name.removesuffix(FILE_SUFFIX)
        if stem in known:
            continue
        is_ours = name.startswith(OWN_PREFIX)
        bare = stem.removeprefix(OWN_PREFIX)
        if not is_ours and name not in dotenv:
            continue
        close = [bare] if bare in known else difflib.get_close_matches(bare, sorted(known), n=1, cutoff=0.8)
        if close:
            warnings.append(Problem(variable=name, reason=f"is not a variable; did you mean {close[0]}?"))
        elif is_ours:
            warnings.append(Problem(variable=name, reason="is not a variable and has no effect"))
    return warnings
