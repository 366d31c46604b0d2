"""Two people and a program, from sign-in to accepted documents and a verified export, over two service processes."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core.database import Database
from tests.e2e.journey import HERE, Browser, Installation, Program
from tests.fault_proxy import FaultProxy
from tests.operational.service_process import wait_for
from tests.store.conftest import unguarded
from tests.web.provider import running_provider

WORKFLOW = "strategy-document"
BRIEF = """# Repair café

People bring broken things; volunteers mend them.

- Visitors must see when the café opens.
- Volunteers must record each repair.
"""
ACCOUNTS = {
    "ada": {"email": "ada@example.com", "email_verified": True, "name": "Ada"},
    "bela": {"email": "bela@else.org", "email_verified": True, "name": "Bela"},
    "carl": {"email": "carl@else.org", "email_verified": True, "name": "Carl"},
}
STREAMS = "combine_event_streams "
SCOPES = ["project:read", "project:edit", "run:order", "gate:answer", "gate:decide"]


@pytest.fixture
def installation(postgresql_database: Database, tmp_path: Path) -> Iterator[Installation]:
    with (
        running_provider("oidc", ACCOUNTS) as issuer,
        Installation(tmp_path, postgresql_database, issuer) as made,
    ):
        yield made


@dataclass
class Journey:
    """Who takes part, and the steps in their order."""

    installation: Installation
    database: Database
    folder: Path
    ada: Browser
    bela: Browser

    def sign_in(self) -> None:
        """Ada is the first administrator; Bela comes by invitation; nobody else enters."""
        refused = self.bela.sign_in("carl")
        assert (refused.status_code, "not invited" in refused.text) == (403, True)
        assert self.ada.sign_in("ada").status_code == 303
        assert self.ada.get("/api/v1/me")["is_administrator"] is True
        self.ada.post("/api/v1/projects", {"slug": "repairs", "title": "Repair café"})
        invited = {"email": "bela@else.org", "standing": "contributor", "roles": ["lead", "sponsor"]}
        self.ada.post(f"{HERE}/invitations", invited)
        assert self.bela.sign_in("bela").status_code == 303
        (found,) = [one for one in self.ada.get(f"{HERE}/members") if one["name"] == "Bela"]
        assert (found["standing"], found["roles"]) == ("contributor", ["lead", "sponsor"])

    def begin(self) -> Program:
        """A program with Ada's token gives the brief and orders the run; repeating it does nothing more."""
        made = self.ada.post("/api/v1/tokens", {"name": "ci", "scopes": SCOPES})
        program = Program(ports=self.installation.ports, folder=self.folder, token=made["token"])
        (self.folder / "brief.md").write_text(BRIEF, encoding="utf-8")
        words = ("begin", "repairs", "brief.md", "--workflow", WORKFLOW, "--key", "key-of-the-journey")
        assert program.run(*words) == program.run(*words)
        assert len(self.ada.get(f"{HERE}/runs")) == 1
        return program

    def follow_over_a_broken_line(self, program: Program) -> None:
        """The program watches, its line breaks, it comes back: no event is missing, none comes twice."""
        with FaultProxy("127.0.0.1", self.installation.ports[1]) as proxy:
            following = program.start("follow", "repairs", port=proxy.port)
            wait_for(lambda: self.streams_open() == 1, "the program to watch")
            proxy.cut()
            wait_for(lambda: proxy.accepted >= 4, "the program to come back")
            self.installation.start_worker()
            told = program.end(following)
        assert (told["state"], [wait["for"] for wait in told["waiting"]]) == ("waiting", ["answers"])
        assert told["streams"] >= 2
        assert told["events"] == len(self.ada.get(f"{HERE}/events?limit=200"))

    def streams_open(self) -> int:
        """Count the streams of the service process that the program watches."""
        metrics = self.installation.services[1].ask("/metrics").body.decode()
        return sum(int(float(line.split()[1])) for line in metrics.splitlines() if line.startswith(STREAMS))

    def waits(self, program: Program) -> list[dict[str, Any]]:
        """Let the program follow the run until people are needed; give what waits."""
        told = program.run("follow", "repairs")
        self.state = told["state"]
        return list(told["waiting"])

    def answer_everything(self) -> None:
        """Bela answers the first question of each set; the rest takes its assumption."""
        gates = [gate for gate in self.bela.get(f"{HERE}/gates?mine=true") if gate["kind"] == "answers"]
        for gate in gates:
            path = f"{HERE}/instances/{gate['instance']}/questions/{gate['question_set']}/answers"
            values = {one["key"]: "Bela's answer" for one in gate["questions"] if one["kind"] == "text"}
            self.bela.post(path, {"values": values})

    def accept(self, program: Program, code: str) -> None:
        """Bela accepts; Ada without the role may not, the program never may, and nobody may a second time."""
        refused = self.ada.decide(code, "accept", status=403)
        assert "do not include gate:decide" in refused["detail"]
        with self.installation.browser() as bare:
            bare.client.headers["Authorization"] = f"Bearer {program.token}"
            bare.decide(code, "accept", status=403)
        assert self.bela.decide(code, "accept")["verdict"] == "accept"
        again = self.bela.decide(code, "send-back", status=409, comment="Too late.")
        assert (
            f"accepted by Bela at {self.ada.get(f'{HERE}/documents/{code}')['decisions'][-1]['at'][:16]}"
            in (again["detail"])
        )

    def work_until_finished(self, program: Program) -> list[str]:
        """Answer, send the first document back once, accept the rest; give the codes in the order of acceptance."""
        accepted: list[str] = []
        was_sent_back = False
        while waiting := self.waits(program):
            assert self.state == "waiting"
            codes = [wait["code"] for wait in waiting if wait["for"] == "acceptance"]
            self.answer_everything()
            for code in codes:
                if not was_sent_back:
                    self.bela.decide(code, "send-back", comment="The café opens on Saturdays only.")
                    was_sent_back = True
                    continue
                self.accept(program, code)
                accepted.append(code)
        assert self.state == "finished"
        return accepted


def verify(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "verify.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 - the exported file
    return done.returncode, done.stdout


def flip_a_byte(database: Database) -> None:
    """Do what somebody could who owns the database: no trigger holds them."""
    with unguarded(database) as session:
        session.execute(
            text(
                "UPDATE audit SET entry = replace(entry, 'document.sent_back', 'document.sent_bacK')"
                " WHERE project IS NOT NULL"
            )
        )


def test_two_people_and_a_program_come_from_sign_in_to_a_verified_export(
    installation: Installation, postgresql_database: Database, tmp_path: Path
) -> None:
    with installation.browser() as ada, installation.browser() as bela:
        journey = Journey(installation, postgresql_database, tmp_path, ada, bela)
        journey.sign_in()
        program = journey.begin()
        journey.follow_over_a_broken_line(program)
        accepted = journey.work_until_finished(program)
        versions = [bela.get(f"{HERE}/documents/SD-1?version={number}") for number in (1, 2)]
        assert [[one["verdict"] for one in version["decisions"]] for version in versions] == [["send_back"], ["accept"]]
    assert accepted == ["SD-1", "SR-1", "SA-1", "SV-1"]
    key = installation.combine("audit", "key").stdout.strip()
    program.run("fetch", "repairs", "bundle")
    code, said = verify(tmp_path / "bundle", "--key", key)
    assert (code, "everything holds" in said) == (0, True), said
    document = next((tmp_path / "bundle" / "documents").glob("SD-1*.json"))
    content = bytearray(document.read_bytes())
    content[len(content) // 2] ^= 1
    document.write_bytes(content)
    code, said = verify(tmp_path / "bundle")
    assert (code, said) == (1, f"FAULT documents/{document.name}: it is not as it was written\n")
    whole = installation.combine("audit", "verify")
    assert (whole.returncode, whole.stdout.count("signed")) == (0, 2), whole.stdout
    flip_a_byte(postgresql_database)
    broken = installation.combine("audit", "verify")
    assert (broken.returncode, "its text was changed" in broken.stdout) == (1, True), broken.stdout
    assert [service.errors.read_bytes() for service in installation.services] == [b"", b""]
