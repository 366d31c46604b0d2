"""A person at a service process of their own, for tests of two who decide at the very same moment.

Usage: python -m tests.services.rival

For each line on its input, a JSON object that says who does what, it opens the database, writes `ready`, waits for one
more line, does it, and writes what came of it.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.core.database import open_database
from app.core.database_session import Session
from app.core.signing import SigningKey
from app.domain.errors import AppError
from app.domain.names import Digest, ProjectId
from app.services import answers, decisions, runs
from app.services.standing import ReleaseOf
from tests.databases import PATIENT
from tests.services.line import DISCOVERY, NOON, person, strategy

SIGNING = SigningKey("a secret that both processes have")
_DECIDE: Mapping[str, Callable[..., object]] = {
    "accept": decisions.accept_document,
    "send_back": decisions.send_back_document,
    "reopen": decisions.reopen_document,
}


def do(session: Session, order: Mapping[str, str], release_of: ReleaseOf) -> None:
    """Do what the order says, at noon, as the person whom it names."""
    actor, project, about = person("lead", name=order["name"]), ProjectId(order["project"]), Digest(order["about"])
    if order["deed"] == "answer":
        answers.answer_questions(
            session,
            actor,
            project=project,
            instance=DISCOVERY,
            question_set=about,
            values={"q1": 320},
            release_of=release_of,
            now=NOON,
        )
    elif order["deed"] == "cancel":
        runs.cancel_run(session, actor, project=project, now=NOON)
    elif order["deed"] == "start":
        runs.start_run(session, actor, project=project, now=NOON)
    else:
        _DECIDE[order["deed"]](
            session,
            actor,
            project=project,
            instance=DISCOVERY,
            content=about,
            comment="Why.",
            release_of=release_of,
            now=NOON,
        )


def say(value: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    release = strategy()
    for line in sys.stdin:
        order = json.loads(line)
        database = replace(open_database(order["database"], timeouts=PATIENT), signing=SIGNING)
        with database.read() as session:
            session.connection()
        say({"ready": True})
        sys.stdin.readline()
        try:
            with database.begin() as session:
                do(session, order, lambda _session, _project, _digest: release)
            say({"refused": None, "text": ""})
        except AppError as error:
            say({"refused": type(error).__name__, "text": str(error)})
        database.dispose()


if __name__ == "__main__":
    main()
