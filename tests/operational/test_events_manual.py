"""The commands of docs/EVENTS.md, run by a shell against the real service."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Permission, Standing
from app.http.event_channel import HEARTBEAT, MOST_KEPT, MOST_KEPT_BYTES, Ending
from app.http.event_hub import Timing
from app.services import tokens
from tests.api.people import now
from tests.databases import SQLiteTemplates, opened
from tests.event_reader import Parser, Received
from tests.operational.commands_in_documents import commands_by_section
from tests.operational.service_process import ROOT, ServiceProcess
from tests.services.people import add, join, project

PAGE = ROOT / "docs" / "EVENTS.md"
SECTIONS = commands_by_section(PAGE)


def viewers_token(database: Database) -> str:
    person, place = add(database, "viewer"), project(database, "harbour")
    join(database, place, person, Standing.VIEWER)
    with database.begin() as session:
        made = tokens.create_token(
            session, LOCAL_OPERATOR, who=person.id, name="ci", scopes=[Permission.PROJECT_READ], now=now()
        )
    return made.secret


def started(command: str, variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - a command of our own page
        ["/bin/sh", "-c", f"exec {command}"],
        env={"PATH": os.defpath, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def streamed(command: str, variables: dict[str, str], *, count: int) -> list[Received]:
    """Run a command that streams until it printed so many events."""
    found: list[Received] = []
    parser = Parser()
    with started(command, variables) as running:
        assert running.stdout is not None
        while len(found) < count:
            piece = os.read(running.stdout.fileno(), 65536)
            assert piece, "the command ended"
            found += parser.feed(piece)
        running.terminate()
    return found


def test_the_commands_of_the_page_read_watch_and_come_back(tmp_path: Path, sqlite_templates: SQLiteTemplates) -> None:
    assert list(SECTIONS) == ["Read", "Watch", "Come back"]
    (read,), (watch,), (come_back,) = SECTIONS.values()
    with opened(sqlite_templates) as database:
        variables = {"DATABASE_URL": database.url.render_as_string(hide_password=False), "ENVIRONMENT": "test"}
        secret = viewers_token(database)
        with ServiceProcess(tmp_path, variables) as service:
            service.until("/health/ready", 200)
            given = {"COMBINE_URL": f"http://127.0.0.1:{service.port}", "COMBINE_TOKEN": secret}
            with started(read, given) as running:
                listed = json.loads(running.communicate(timeout=90)[0])
            assert [event.data for event in streamed(watch, given, count=len(listed))] == listed
            assert [event.data for event in streamed(come_back, given, count=len(listed) - 1)] == listed[1:]
    assert [event["kind"] for event in listed] == ["project.created", "member.set"]


@pytest.mark.parametrize("ending", Ending)
def test_the_page_names_every_reason_why_a_stream_ends(ending: Ending) -> None:
    assert f"| `{ending}` |" in PAGE.read_text()


def test_the_page_and_the_code_say_the_same_figures() -> None:
    page = " ".join(PAGE.read_text().split())
    timing = Timing()
    assert (timing.check, timing.heartbeat, timing.stall, timing.poll, timing.poll_embedded) == (10, 15, 60, 2, 0.5)
    assert "every ten seconds" in page
    assert "Every fifteen seconds without an event a comment" in page
    assert f"more than {MOST_KEPT} events or {MOST_KEPT_BYTES // 1024} KiB behind" in page
    assert HEARTBEAT.startswith(b":")
