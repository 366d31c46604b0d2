"""The real service in a process of its own, on a database with projects in every stage and people of every standing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Permission, Standing
from app.services import sessions, tokens
from app.store.users import User
from tests.api.people import now
from tests.operational.service_process import ServiceProcess
from tests.services.line import DISCOVERY, Line, document
from tests.services.people import add, join
from tests.services.released import released

ROLES = ("lead", "pm")
CANARIES = {
    "SECRET_KEY": "kZ3qWv8Lm2Xt9Rb5Yn7Hc4Jd6Fg1Ps0AuEiOwQxTzKlMv",
    "OPS_TOKEN": "t7Kp2Vx9Lq4Wm8Zr3Nb6Yc1Hd5JfGsTa",
    "ANTHROPIC_API_KEY": "sk-ant-REDACTED",
    "OPENAI_API_KEY": "sk-proj-p3Wm7Kx1Vz5Rb9Nq",
}
"""Secrets of the service, which no answer may hold."""

UNLIMITED = {f"RATE_LIMIT_{name}": "0" for name in ("ADDRESS", "USER", "TOKEN", "SIGN_IN")}


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running service and who may talk to it."""

    service: ServiceProcess
    database: Database
    people: Mapping[str, User]

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.service.port}"

    def cookie(self, who: str) -> str:
        """Sign a person in and give their cookie."""
        with self.database.begin() as session:
            made = sessions.begin_session(session, self.people[who], agent="test", now=now())
        return f"combine={made.secret}"

    def token(self, who: str) -> str:
        """Give a person a token that may do whatever they may."""
        with self.database.begin() as session:
            made = tokens.create_token(
                session, LOCAL_OPERATOR, who=self.people[who].id, name="ci", scopes=Permission, now=now()
            )
        return made.secret


@contextmanager
def serving(database: Database, folder: Path, **variables: str) -> Iterator[Served]:
    """`school` is released, `bridge` waits for a decision, `tunnel` for answers, `secret` is foreign."""
    people = {name: add(database, name) for name in ("owner", "viewer", "foreigner")}
    people["administrator"] = add(database, "administrator", is_administrator=True)
    lines = {"school": released(database, "strategy-document")}
    for slug in ("bridge", "tunnel", "secret"):
        lines[slug] = Line(database).begin(slug=slug)
    lines["bridge"].write(DISCOVERY, document())
    lines["tunnel"].ask(DISCOVERY)
    lines["secret"].write(DISCOVERY, document("Nobody else may read this."))
    for slug in ("school", "bridge", "tunnel"):
        place = lines[slug].project
        join(database, place, people["owner"], Standing.OWNER, *ROLES)
        join(database, place, people["administrator"], Standing.OWNER, *ROLES)
        join(database, place, people["viewer"], Standing.VIEWER)
    join(database, lines["secret"].project, people["foreigner"], Standing.OWNER, *ROLES)
    own = {
        "ENVIRONMENT": "test",
        "DEVELOPMENT_SIGN_IN": "true",
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
    }
    with ServiceProcess(folder, {**own, **CANARIES, **UNLIMITED, **variables}) as service:
        service.until("/health/ready", 200)
        yield Served(service=service, database=database, people=people)
