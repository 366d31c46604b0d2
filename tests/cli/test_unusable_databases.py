"""A database that cannot be used: 69 and what to do, in one sentence, with nothing lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.cli.exits import Exit
from app.core.database import Database
from tests.cli.commands import Combine
from tests.fault_proxy import Fault, FaultProxy
from tests.operational.service_process import ROOT, wait_for

BRIEF = "# School\n\n- The school must offer evening lessons.\n"
STRATEGY = ("--workflow", "strategy-document", "--accept", "all")


def test_a_file_in_a_folder_that_is_not_there_is_named(combine: Combine) -> None:
    combine.settings({"DATABASE_URL": f"sqlite:///{combine.folder}/nowhere/combine.db"})
    ran = combine.run("project", "list")
    assert (ran.code, ran.out) == (Exit.UNAVAILABLE, "")
    assert "nowhere/combine.db cannot be opened. See that its folder is there" in ran.err


@pytest.mark.parametrize("is_empty", [False, True])
@pytest.mark.parametrize(
    "words",
    ["project show", "project list", "document show PD-1", "run list", "audit verify", "users list", "accept PD-1"],
)
def test_a_command_that_reads_makes_no_database_and_names_those_that_do(
    combine: Combine, words: str, *, is_empty: bool
) -> None:
    file = combine.folder / "elsewhere.db"
    if is_empty:
        file.touch()
    combine.settings({"DATABASE_URL": "sqlite:///elsewhere.db"})
    ran = combine.run(*words.split())
    assert (ran.code, ran.out) == (Exit.CONFIGURATION, "")
    assert "There is no database sqlite:///elsewhere.db yet. `combine produce BRIEF` makes it" in ran.err
    assert [(path.name, path.stat().st_size) for path in combine.folder.iterdir()] == [(file.name, 0)] * is_empty


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="a folder is mounted, which needs root")
def test_a_file_that_may_not_be_written_is_named(combine: Combine) -> None:
    with mounted_read_only(combine.folder / "fixed", combine.database_file) as copied:
        combine.settings({"DATABASE_URL": f"sqlite:///{copied}"})
        ran = combine.run("produce", combine.write("school.md", BRIEF), *STRATEGY)
    assert (ran.code, ran.out) == (Exit.UNAVAILABLE, "")
    assert "See that its folder is there and that you may write in it" in ran.err


def test_a_file_that_somebody_else_holds_is_waited_for_and_then_named(combine: Combine) -> None:
    with closing(sqlite3.connect(combine.database_file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        ran = combine.run("produce", combine.write("school.md", BRIEF), *STRATEGY)
    assert (ran.code, ran.out) == (Exit.UNAVAILABLE, "")
    assert "is locked by somebody else. Wait for the other program to finish" in ran.err
    assert combine.projects() == []


def test_a_server_that_goes_away_ends_the_command_and_the_same_one_goes_on(
    combine: Combine, postgresql_database: Database
) -> None:
    url = postgresql_database.url
    assert url.host is not None
    assert url.port is not None
    brief = combine.write("school.md", BRIEF)
    with FaultProxy(url.host, url.port) as proxy:
        through = url.set(host="127.0.0.1", port=proxy.port)
        with produced(combine.folder, brief, through.render_as_string(hide_password=False)) as process:
            said = combine.folder / "said"
            wait_for(lambda: "strategy_discovery: working" in said.read_text(), "the first call", seconds=60)
            proxy.fault = Fault.REFUSE
            proxy.cut()
            out, _ = process.communicate(timeout=300)
    assert (process.returncode, out) == (Exit.UNAVAILABLE, b"")
    progress, complaint = said.read_text().splitlines()
    assert progress.endswith("strategy_discovery: working")
    target = f"postgresql://127.0.0.1:{proxy.port}/{url.database}"
    assert complaint.startswith(f"combine: The database {target} cannot be reached")
    combine.settings({"DATABASE_URL": url.render_as_string(hide_password=False)})
    ran = combine.run("produce", brief, *STRATEGY, "--json")
    assert (ran.code, ran.json()["state"], ran.json()["run"]) == (Exit.FINISHED, "finished", 1)


@contextmanager
def mounted_read_only(folder: Path, file: Path) -> Iterator[Path]:
    """Copy a file to a small file system that may then only be read."""
    folder.mkdir()
    mounted = subprocess.run(  # noqa: S603 - our own words
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)],  # noqa: S607 - wherever the system has it
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode()}")
    try:
        copied = Path(shutil.copy(file, folder))
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)  # noqa: S603, S607 - as above
        yield copied
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - as above


@contextmanager
def produced(folder: Path, brief: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `combine produce` in a process of its own, whose first call does not come back; it says all to `said`."""
    variables = {
        "PATH": os.environ["PATH"],  # noqa: TID251 - the child finds its tools as this process does
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url,
        "OFFLINE_LATENCY_SECONDS": "600",
        "GRACE_SECONDS": "0",
    }
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "app.cli.main", "produce", str(brief), *STRATEGY],
            cwd=folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=said,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=90)
