"""Sixteen writers in two processes on several chains, one process killed in the middle."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import INSTANCE_CHAIN, Signed
from app.services.audit import verify_audit
from app.store import audit
from tests.examples_of_documents import ROOT
from tests.store.audit_writer import SIGNING, WRITERS
from tests.store.conftest import make_project

EACH = 12
KILLED_AFTER = 20
ENDLESS = 100_000


@contextmanager
def writing(database: Database, entries: int, projects: list[str]) -> Iterator["subprocess.Popen[str]"]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.store.audit_writer", url, str(entries), *projects]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield process
        finally:
            process.kill()


def lines(process: "subprocess.Popen[str]", count: int | None = None) -> list[str]:
    assert process.stdout is not None
    if count is None:
        return process.stdout.read().split("\n")
    return [process.stdout.readline().strip() for _ in range(count)]


def test_writers_of_a_killed_and_a_living_process_leave_every_chain_whole(database: Database) -> None:
    made = [str(make_project(database, f"p{number}")) for number in range(3)]
    with writing(database, EACH, made) as living, writing(database, ENDLESS, made) as dying:
        seen = lines(dying, KILLED_AFTER)
        dying.kill()
        seen += lines(dying)
        done = lines(living)
        assert living.wait(timeout=60) == 0
    committed = [tuple(line.split()) for line in seen + done if len(line.split()) == 2 and len(line) == 101]
    assert len(committed) >= KILLED_AFTER + WRITERS * EACH
    with replace(database, signing=SIGNING).read() as session:
        reports = {report.chain: report for report in verify_audit(session, LOCAL_OPERATOR)}
        held = {(chain, entry.digest) for chain in made for entry in audit.entries(session, chain)}
    assert {chain: report.breaks for chain, report in reports.items()} == dict.fromkeys((INSTANCE_CHAIN, *made), ())
    assert {report.signed for report in reports.values()} == {Signed.SIGNED}
    assert set(committed) <= held, "what was committed is there"
    assert sum(reports[chain].head.sequence for chain in made) == reports[INSTANCE_CHAIN].head.sequence
