"""Finding the programs that only check: in their own environment, or on the PATH; absent ones skip with their name."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def program(name: str) -> str:
    """Give the path of a checking program, or skip the test that asks for it."""
    for folder in (ROOT / ".venv-tools" / "bin", ROOT / "tools" / "npm" / "node_modules" / ".bin"):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; `make tools` installs the checking programs")
    return found


def run(*command: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with captured output; it never waits for input."""
    return subprocess.run(  # noqa: S603 - the programs are named by tests
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600, check=False, stdin=subprocess.DEVNULL
    )
