"""Planted secrets are found in no output, no response and no metric, whatever fails."""

import base64
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from app.domain.tokens import write_token
from tests.databases import PostgreSQLTemplates
from tests.fault_proxy import Fault, FaultProxy
from tests.operational.service_process import ServiceProcess
from tests.settings import STRICT_VARIABLES

CANARIES = {
    "SECRET_KEY": "kZ3qWv8Lm2Xt9Rb5Yn7Hc4Jd6Fg1Ps0AuEiOwQxTzKlMv",
    "OPS_TOKEN": "t7Kp2Vx9Lq4Wm8Zr3Nb6Yc1Hd5JfGsTa",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-m4Nq8Rw2Tz6Kx",
    "ANTHROPIC_API_KEY": "sk-ant-REDACTED",
    "OPENAI_API_KEY": "sk-proj-p3Wm7Kx1Vz5Rb9Nq",
}
PASSWORD = "d6/Yk+0Jw 4Hs"
SENT = "user-typed-hunter2-canary"
PERSONAL = write_token(bytes(range(32)))
"""A well-formed token, so that the database is asked for it."""

ALWAYS_ALIKE = ("/health/startup", "/docs", "/openapi.json")
CHANGING = ("/health/ready", "/health/detailed", "/metrics", "/api/v1/projects", "/sign-in", "/no")


def spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]}


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        link.sendall(request)
        link.settimeout(2)
        answer = b""
        try:
            while piece := link.recv(65536):
                answer += piece
        except TimeoutError:
            pass
        return answer


def plain(url: URL) -> str:
    """Give the address as the driver itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def database_with_a_password(templates: PostgreSQLTemplates) -> Iterator[tuple[URL, psycopg.Connection]]:
    """A migrated database as a role sees it that has the planted password, and the owner's connection to it."""
    url, role = templates.migrated(), f"canary_{uuid4().hex}"
    with psycopg.connect(plain(make_url(url)), autocommit=True) as owner:
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE pg_read_all_data, pg_write_all_data")
        owner.execute(made.format(sql.Identifier(role), sql.Literal(PASSWORD)))
        try:
            yield make_url(url).set(username=role, password=PASSWORD), owner
        finally:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    templates.drop(url)


def asked(service: ServiceProcess, *paths: str) -> bytes:
    """Ask with planted secrets in every place; give what was answered."""
    token = CANARIES["OPS_TOKEN"]
    basic = base64.b64encode(f"ops:{token}".encode()).decode()
    seen = b""
    for path in paths:
        for headers in (
            {"Authorization": f"Bearer {token}"},
            {"Authorization": f"Bearer {PERSONAL}"},
            {"Authorization": f"Basic {basic}"},
            {"Authorization": f"Bearer {token}x", "Cookie": f"__Host-combine={SENT}", "X-Request-ID": token},
            {"Cookie": f"__Host-combine={SENT}"},
            {"X-Request-ID": CANARIES["SECRET_KEY"]},
        ):
            answer = service.ask(
                f"{path}?password={SENT}&token={quote(token)}", headers={"Host": "combine.internal", **headers}
            )
            own = headers.get("X-Request-ID")
            told = {name: value for name, value in answer.headers.items() if value != own}
            seen += repr(told).encode() + answer.body.replace((own or "\0").encode(), b"")
    return seen


def asked_badly(service: ServiceProcess) -> bytes:
    """Send what is hardly a request; give what was answered."""
    token = CANARIES["OPS_TOKEN"]
    requests = (
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        f"GET /{quote(token)} HTTP/1.1\r\nHost: combine.internal\r\nConnection: close\r\n\r\n".encode(),
        f"GET / HTTP/9 {token}\r\nHost: {token}\r\n\r\n".encode(),
        b"POST /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n" + SENT.encode(),
    )
    return b"".join(raw(service.port, request) for request in requests)


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_planted_secret_is_ever_seen(
    tmp_path: Path, postgresql_templates: PostgreSQLTemplates, log_format: str
) -> None:
    """In one process: before the database is there, while it serves, while a table fails, and once it is lost."""
    with ExitStack() as stack:
        url, owner = stack.enter_context(database_with_a_password(postgresql_templates))
        proxy = stack.enter_context(FaultProxy(url.host or "127.0.0.1", url.port or 5432))
        proxy.fault = Fault.REFUSE
        variables = {
            **STRICT_VARIABLES,
            **CANARIES,
            "DATABASE_URL": plain(url.set(host="127.0.0.1", port=proxy.port)),
            "LOG_FORMAT": log_format,
            "LOG_LEVEL": "DEBUG",
            "DRAIN_SECONDS": "0.5",
        }
        service = stack.enter_context(ServiceProcess(tmp_path, variables))
        service.until("/health/live", 200)
        service.until("/health/ready", 503)
        seen = asked(service, *CHANGING, *ALWAYS_ALIKE) + asked_badly(service)
        proxy.fault = Fault.NONE
        service.until("/health/ready", 200)
        seen += asked(service, *CHANGING)
        owner.execute("ALTER TABLE api_tokens ALTER COLUMN digest TYPE bytea USING convert_to(digest, 'UTF8')")
        seen += asked(service, *CHANGING)
        proxy.fault = Fault.REFUSE
        proxy.cut()
        service.until("/health/ready", 503)
        seen += asked(service, *CHANGING)
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
    seen += service.log.read_bytes() + service.errors.read_bytes()
    text = seen.decode("utf-8", "replace")
    found = {name for name, secret in CANARIES.items() for form in spellings(secret) if form in text}
    found |= {"DATABASE_URL" for form in spellings(PASSWORD) if form in text}
    found |= {"typed" for sent in (SENT, PERSONAL) for form in spellings(sent) if form in text}
    assert found == set()
    assert "[redacted]" in text
    assert b"http.unhandled_error" in service.log.read_bytes()
