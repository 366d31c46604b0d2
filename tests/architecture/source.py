"""The project's own files, read once for the tests of this folder."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOREIGN_FOLDERS = ("app/api/static/swagger-ui/",)
"""Other people's files, held to their lock by `tools/vendor.py` and to nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A Python file of the project with its text and syntax tree."""

    path: str
    """From the root, with forward slashes."""

    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Give every function, nested ones and methods included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imported(self) -> Iterator[tuple[int, str]]:
        """Give line and dotted name of everything that is imported: `sqlalchemy.pool.Pool`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def tracked_files() -> tuple[str, ...]:
    """List what belongs to the project, as git sees it: tracked, or new and not ignored."""
    git = shutil.which("git")
    assert git, "the tests of the tree need git"
    listed = subprocess.run(  # noqa: S603  git's own path, constant arguments
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()))


@cache
def text_files() -> tuple[tuple[str, str], ...]:
    """Give path and text of every file of the project that is text."""
    found = []
    for name in tracked_files():
        if name.startswith(FOREIGN_FOLDERS):
            continue
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            found.append((name, content.decode()))
    return tuple(found)


@cache
def modules(folder: str = "app") -> tuple[Module, ...]:
    """Give the Python files below `folder`, in path order."""
    return tuple(
        Module(path=name, text=text, tree=ast.parse(text, name))
        for name, text in text_files()
        if name.startswith(f"{folder}/") and name.endswith(".py")
    )
