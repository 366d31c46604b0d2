"""The locks pin everything that pyproject.toml asks for, with hashes, from no address in particular."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]

LOCKS: dict[str, list[str]] = {
    "bootstrap": GROUPS["bootstrap"],
    "runtime": RUNTIME,
    "dev": RUNTIME + GROUPS["dev"],
    "bench": RUNTIME + GROUPS["dev"] + GROUPS["bench"],
    "tools": GROUPS["tools"],
}

PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for pin in PIN.finditer((ROOT / f"requirements/{lock}.txt").read_text()):
        found.setdefault(canonicalize_name(pin["name"]), set()).add(Version(pin["version"]))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_what_is_asked_for(lock: str) -> None:
    pinned = pins(lock)
    unmet = [
        str(wanted)
        for wanted in map(Requirement, LOCKS[lock])
        if not any(version in wanted.specifier for version in pinned.get(canonicalize_name(wanted.name), set()))
    ]
    assert unmet == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    lines = (ROOT / f"requirements/{lock}.txt").read_text().splitlines()
    bare = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.match(line) and not following.strip().startswith("--hash=sha256:")
    ]
    assert bare == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_pins_hashes_and_reasons_only(lock: str) -> None:
    lines = (ROOT / f"requirements/{lock}.txt").read_text().splitlines()
    assert [line for line in lines if not (PIN.match(line) or line.startswith(("    --hash=sha256:", "    #")))] == []


@pytest.mark.parametrize("larger", ["dev", "bench"])
def test_larger_environment_runs_what_production_runs(larger: str) -> None:
    wider = pins(larger)
    assert {name: versions for name, versions in pins("runtime").items() if wider.get(name) != versions} == {}
