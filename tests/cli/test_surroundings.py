"""`combine` where the surroundings are odd: full or closed outputs, poor locales, narrow terminals, several at once."""

import fcntl
import json
import logging
import os
import pty
import re
import shlex
import sqlite3
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from rich.text import Text

from app.cli.exits import Exit, complain
from app.cli.opening import opened
from app.cli.output import messages, print_rows, results
from app.core.database import Database
from app.engine.locks import AdvisoryLocks, FileLock, is_executed
from tests.cli.commands import Combine, once
from tests.operational.service_process import ROOT, wait_for

BRIEF = "# Müsikschule “Ton”\n\nWir wollen mehr Schüler. 多目的室\n\n- Die Schule muss Abendkurse anbieten.\n"
STRATEGY = ("--workflow", "strategy-document")
PROGRAM = (sys.executable, "-c", "from app.cli.entry import main; main()")


def variables(combine: Combine, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],  # noqa: TID251 - the child finds its tools as this process does
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": combine.url,
        "GRACE_SECONDS": "0",
        **more,
    }


def shell(
    combine: Combine, words: str, *, stdout: int = subprocess.PIPE, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `combine` with these words and redirections in bash."""
    return subprocess.run(  # noqa: S603 - our own words
        ["bash", "-o", "pipefail", "-c", f"{shlex.join(PROGRAM)} {words}"],  # noqa: S607 - wherever the system has it
        cwd=combine.folder,
        env=variables(combine, **(more or {})),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=300,
        check=False,
    )


@pytest.fixture
def asked(combine: Combine) -> Combine:
    """`combine` with a project whose first step asks."""
    assert combine.run("produce", combine.write("ton.md", BRIEF), *STRATEGY, "--accept", "none").code == Exit.WAITING
    return combine


@pytest.mark.parametrize("words", ["project show", "project show --json", "project list"])
def test_a_full_standard_output_is_told_in_one_line(asked: Combine, words: str) -> None:
    done = shell(asked, f"{words} > /dev/full")
    said = "the result could not be written to standard output: No space left on device. What was done is kept."
    assert (done.returncode, done.stderr.decode()) == (Exit.FAILED, f"combine: {said}\n")


@pytest.mark.parametrize("words", ["project show >&-", "document --help >&-"])
def test_a_closed_output_is_no_fault(asked: Combine, words: str) -> None:
    done = shell(asked, words)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", ["project show", "project show --json", "--help"])
def test_an_output_that_nobody_reads_ends_as_a_shell_expects(asked: Combine, words: str) -> None:
    """As the shell itself reports it, without a word."""
    read, write = os.pipe()
    os.close(read)
    done = shell(asked, words, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_fault_that_nobody_can_read_keeps_its_exit_code(combine: Combine) -> None:
    assert shell(combine, "project show nowhere 2> /dev/full").returncode == Exit.USAGE


LOADING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored
class Loading:
    def find_spec(self, name, *more):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Loading())
from app.cli.entry import main
main()
"""


@pytest.mark.parametrize("name", ["typer", "app.cli.project", "sqlalchemy"])
def test_ctrl_c_while_libraries_are_loaded_ends_without_a_word(combine: Combine, name: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", LOADING.format(name=name), "project", "list"],
        cwd=combine.folder,
        env=variables(combine),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_closed_output_harms_no_database(asked: Combine) -> None:
    assert shell(asked, "produce ton.md --accept all >&- 2>&-").returncode == Exit.FINISHED
    assert asked.run("project", "show", "--json").json()["run"]["state"] == "finished"


def test_a_migration_tells_a_person_what_was_set_and_a_program_everything(combine: Combine) -> None:
    lines = shell(combine, "migrate", more={"RATE_LIMIT_TOKEN": "4711"}).stdout.decode().splitlines()
    told = re.findall(r"setting_(\w+)=(\S+)", lines[0])
    assert told == [("database_url", "set"), ("rate_limit_token", "4711"), ("grace_seconds", "0.0")]
    assert lines[0].endswith(" from_environment=DATABASE_URL,GRACE_SECONDS,RATE_LIMIT_TOKEN")
    record = json.loads(shell(combine, "migrate", more={"LOG_FORMAT": "json"}).stdout.splitlines()[0])
    assert {"setting_host", "setting_secret_key", "setting_log_level", "from_dotenv"} <= record.keys()
    assert record["setting_rate_limit_token"] == 300


def test_the_executing_library_is_silent_where_a_person_reads(combine: Combine) -> None:
    """What it could not do is said in a sentence by the command; everybody else's errors are shown."""
    combine.capfd.readouterr()
    with opened() as runtime:
        runtime.launch()
        for name in ("dbos", "dbos.queue", "dbosx", "app.engine"):
            logging.getLogger(name).error("%s failed", name)
        logging.getLogger("psycopg").warning("psycopg failed")
    shown = combine.capfd.readouterr()
    assert (shown.out, re.findall(r"(\S+) failed", shown.err)) == ("", ["dbosx", "app.engine"])


STEERING = "a\x1b]0;title\x07 \x1b[2J\u202eb\x9b1m\tc"


@pytest.mark.parametrize(
    "show",
    [
        lambda: results().print(Text(STEERING)),
        lambda: messages().print(STEERING, markup=False),
        lambda: print_rows(("x", "y"), [(STEERING, STEERING)]),
        lambda: complain(STEERING),
    ],
    ids=["a text", "a remark", "a table", "a complaint"],
)
def test_foreign_words_steer_no_terminal(capsys: pytest.CaptureFixture[str], show: Callable[[], None]) -> None:
    show()
    shown = "".join(capsys.readouterr())
    assert "a]0;title [2Jb1m" in shown
    assert not set(STEERING) & set(shown) & {"\x1b", "\x07", "\u202e", "\x9b"}


POOR = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


def test_a_locale_without_the_letters_loses_letters_and_no_work(asked: Combine) -> None:
    done = shell(asked, "produce ton.md --accept all", more={**POOR, "PYTHONIOENCODING": ""})
    assert done.returncode == Exit.FINISHED
    shown = shell(asked, "document show SD-1", more=POOR)
    assert (shown.returncode, b"Wir wollen mehr Sch?ler" in shown.stdout) == (0, True)


def test_json_is_utf_8_in_every_locale(asked: Combine) -> None:
    done = shell(asked, "project show --json", more=POOR)
    assert json.loads(done.stdout.decode())["title"] == "Müsikschule “Ton”"


def test_nothing_is_cut_in_a_pipe(asked: Combine) -> None:
    shown = shell(asked, "project show").stdout.decode()
    last = "it waits for strategy_discovery, strategy_requirements, strategy_architecture"
    assert [line.split()[:2] for line in shown.splitlines() if last in line] == [["SV-1", "strategy_review"]]


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_nothing_is_cut_on_a_narrow_terminal(asked: Combine, columns: int) -> None:
    shown = on_terminal(asked, columns, "project", "show")
    assert "…" not in shown
    assert "strategy_architecture" in "".join(shown.split())


def on_terminal(combine: Combine, columns: int, *words: str) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        subprocess.run(  # noqa: S603 - our own program
            [*PROGRAM, *words],
            cwd=combine.folder,
            env=variables(combine, TERM="xterm"),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            timeout=300,
            check=True,
        )
        return os.read(ours, 65_536).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_two_who_produce_the_same_at_once_both_come_to_the_end(combine: Combine) -> None:
    combine.write("ton.md", BRIEF)
    words = f"produce ton.md {' '.join(STRATEGY)} --accept all --json --out"
    with ThreadPoolExecutor(max_workers=2) as both:
        first, second = both.map(lambda out: shell(combine, f"{words} {out}"), ("one", "two"))
    assert (first.returncode, second.returncode) == (Exit.FINISHED, Exit.FINISHED), first.stderr + second.stderr
    assert {json.loads(done.stdout)["state"] for done in (first, second)} == {"finished"}
    assert files_in(combine.folder / "one") == files_in(combine.folder / "two") != {}
    assert combine.run("project", "show", "--json").json()["calls"] == 5, "each step once, and the first one asks"


def test_a_run_that_somebody_cancels_meanwhile_is_said_to_be_cancelled_by_whom(combine: Combine) -> None:
    combine.write("ton.md", BRIEF)

    def is_working() -> bool:
        with closing(sqlite3.connect(combine.database_file)) as connection:
            return bool(connection.execute("SELECT count(*) FROM dispatches").fetchone()[0])

    combine.settings({"OFFLINE_LATENCY_SECONDS": "600"})
    with once(is_working, lambda: shell(combine, "run cancel")):
        ran = combine.run("produce", combine.folder / "ton.md", *STRATEGY, "--accept", "all")
    assert ran.code == Exit.FAILED
    told = "run 1 was cancelled by the local operator; the same command goes on with a new run\n"
    assert ran.err.count(told) == 1


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_that_nobody_works_at_is_told_so_until_somebody_does(asked: Combine) -> None:
    assert asked.run("answer", "SD-1", "--assume").code == 0
    told = "no process executes it now: run the same `combine produce` again"
    assert asked.run("run", "show").out.startswith("run 1: interrupted, started ")
    assert all(told in asked.run("run", word).out for word in ("show", "list"))
    assert [run["interrupted"] for run in asked.run("run", "list", "--json").json()] == [True]
    assert told in asked.run("project", "show").out
    assert asked.run("run", "show", "--json").json()["interrupted"] is True
    with closing(FileLock(asked.database_file, executor_id="another process")):
        assert asked.run("run", "show").out.startswith("run 1: running, started ")
        assert asked.run("run", "list").out.splitlines()[1].split()[:2] == ["1", "running"]
        assert asked.run("project", "show", "--json").json()["interrupted"] is False


def test_on_postgresql_an_executor_is_known_by_its_connection(postgresql_database: Database) -> None:
    url = postgresql_database.url.render_as_string(hide_password=False)
    assert not is_executed(postgresql_database)
    locks = AdvisoryLocks(url, executor_id="another process", on_lost=lambda: None)
    assert is_executed(postgresql_database)
    locks.close()
    wait_for(lambda: not is_executed(postgresql_database), "the server to see that the connection ended", seconds=60)


def test_whoever_asks_whether_a_file_is_executed_keeps_nobody_from_executing_it(tmp_path: Path) -> None:
    file = tmp_path / "combine.db"
    FileLock(file, executor_id="ended").close()
    with (tmp_path / "combine.db.executing").open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        lock = FileLock(file, executor_id="begins", wait=lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
        with closing(lock):
            assert lock.lives("begins")
