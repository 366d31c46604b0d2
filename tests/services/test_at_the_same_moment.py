"""Two people in two processes at the very same moment: one is first, the other learns who was, and when."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text

from app.core.database import Database, DatabaseKind
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.facts import Answers, Decision, Fact, RunClosed, RunStarted
from app.services.audit import verify_audit
from app.services.decisions import accept_document
from app.services.runs import cancel_run
from app.store import projects
from tests.examples_of_documents import ROOT
from tests.services.line import DISCOVERY, NOON, Line, document, person
from tests.services.rival import SIGNING

NAMES = ("Ada", "Bela")
_PATIENCE_SECONDS = 5.0
_BOTH_WAIT = """SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'"""


class RivalProcess:
    """One of the two, in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def prepare(self, order: dict[str, str]) -> None:
        """Say what is going to be done."""
        self._write(json.dumps(order))
        assert self.read() == {"ready": True}

    def go(self) -> None:
        """Let it be done."""
        self._write("go")

    def read(self) -> dict[str, Any]:
        """Wait for what came of it."""
        assert self._process.stdout is not None
        read: dict[str, Any] = json.loads(self._process.stdout.readline())
        return read

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


@pytest.fixture(scope="module")
def rivals() -> Iterator[tuple[RivalProcess, ...]]:
    command = [sys.executable, "-m", "tests.services.rival"]
    with ExitStack() as stack:
        started = []
        for _ in NAMES:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            started.append(RivalProcess(process))
        yield tuple(started)


def wait_until_both_wait(database: Database) -> None:
    """See both stand before the lock; SQLite tells nobody who waits for it, so there they get a moment to come."""
    if database.kind is DatabaseKind.SQLITE:
        time.sleep(0.15)
        return
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with database.read() as session:
            if session.execute(text(_BOTH_WAIT)).scalar_one() == len(NAMES):
                return
        time.sleep(0.01)
    raise AssertionError("the two never waited for the lock together")


def together(line: Line, rivals: tuple[RivalProcess, ...], deeds: tuple[str, str], about: str) -> dict[str, Any]:
    """Let both act while the project is locked, then let it go; give what came of it by name."""
    url = line.database.url.render_as_string(hide_password=False)
    for rival, name, deed in zip(rivals, NAMES, deeds, strict=True):
        rival.prepare({"database": url, "project": line.project, "name": name, "deed": deed, "about": about})
    with line.database.begin() as session:
        projects.lock(session, line.project)
        for rival in rivals:
            rival.go()
        wait_until_both_wait(line.database)
    return dict(zip(NAMES, (rival.read() for rival in rivals), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What the two do, how the one who comes second is refused, and what is recorded once."""

    deeds: tuple[str, str]
    refused: str
    said: dict[str, str]
    """What the second one reads, by the deed of the first; `{}` stands for the first."""

    fact: type[Fact]


ACCEPTED = {"accept": "was accepted by id-of-{} at 2025-06-01T12:00:00+00:00"}
SENT_BACK = {"send_back": "was sent back by id-of-{} at 2025-06-01T12:00:00+00:00"}
REOPENED = {"reopen": "was reopened by id-of-{} at 2025-06-01T12:00:00+00:00"}
ANSWERED = {"answer": "were answered by id-of-{} at 2025-06-01T12:00:00+00:00"}
RACES = (
    Race(deeds=("accept", "accept"), refused="AlreadyDecided", said=ACCEPTED, fact=Decision),
    Race(deeds=("accept", "send_back"), refused="AlreadyDecided", said=ACCEPTED | SENT_BACK, fact=Decision),
    Race(deeds=("send_back", "send_back"), refused="AlreadyDecided", said=SENT_BACK, fact=Decision),
    Race(deeds=("reopen", "reopen"), refused="AlreadyDecided", said=REOPENED, fact=Decision),
    Race(deeds=("answer", "answer"), refused="AlreadyAnswered", said=ANSWERED, fact=Answers),
    Race(deeds=("start", "start"), refused="RunOpen", said={"start": "Run 2 is open"}, fact=RunStarted),
    Race(deeds=("cancel", "cancel"), refused="Conflict", said={"cancel": "cancelled already"}, fact=RunClosed),
)


def prepared(line: Line, deed: str) -> str:
    """Bring the project to where the deed can be done; give what it is about."""
    if deed == "answer":
        return line.ask(DISCOVERY)
    if deed == "cancel":
        return ""
    if deed == "start":
        with line.database.begin() as session:
            cancel_run(session, LOCAL_OPERATOR, project=line.project, now=NOON)
        return ""
    content = line.write(DISCOVERY, document())
    if deed == "reopen":
        with line.database.begin() as session:
            accept_document(
                session,
                person("lead", name="Cleo"),
                project=line.project,
                instance=DISCOVERY,
                content=content,
                release_of=line.release_of,
                now=NOON,
            )
        line.reconcile()
    return content


@pytest.mark.parametrize("race", RACES, ids=lambda race: " and ".join(race.deeds))
def test_one_of_two_is_first_and_the_other_learns_who_was_and_when(
    database: Database, rivals: tuple[RivalProcess, ...], race: Race
) -> None:
    line = Line(replace(database, signing=SIGNING)).begin()
    about = prepared(line, race.deeds[0])
    before = sum(isinstance(fact, race.fact) for fact in line.facts())
    ended = together(line, rivals, race.deeds, about)
    (first,) = [name for name, outcome in ended.items() if outcome["refused"] is None]
    (second,) = set(NAMES) - {first}
    assert ended[second]["refused"] == race.refused
    assert race.said[race.deeds[NAMES.index(first)]].format(first) in ended[second]["text"]
    assert sum(isinstance(fact, race.fact) for fact in line.facts()) == before + 1
    with line.database.read() as session:
        assert [report.breaks for report in verify_audit(session, LOCAL_OPERATOR)] == [(), ()]
