"""Eight writers of the audit in a process of their own, for the test that kills it.

Usage: python -m tests.store.audit_writer DATABASE_URL ENTRIES PROJECT...

Each writer appends so many entries to one of the projects, in turn, and anchors the chain with each. A line is written
for every entry that was committed.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from app.core.database import open_database
from app.core.signing import SigningKey
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.names import ProjectId
from app.store import audit, projects
from tests.databases import PATIENT
from tests.store.conftest import NOON

WRITERS = 8
SIGNING = SigningKey("a secret that every process has")


def main() -> None:
    url, entries, *named = sys.argv[1:]
    database = replace(open_database(url, timeouts=PATIENT), signing=SIGNING)

    def write(writer: int) -> None:
        for number in range(int(entries)):
            project = ProjectId(named[(writer + number) % len(named)])
            with database.begin() as session:
                projects.lock(session, project)
                deed = Deed(action="thing.done", subject=f"{os.getpid()} {writer} {number}")
                written = audit.record(session, project, deed, at=NOON, actor=SYSTEM)
                audit.anchor(session, project, at=NOON)
            os.write(sys.stdout.fileno(), f"{project} {written.digest}\n".encode())

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


if __name__ == "__main__":
    main()
