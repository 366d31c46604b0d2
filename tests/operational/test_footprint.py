"""What a web process has loaded when it answers its first probe, and when it waits for its first request."""

import json
import subprocess
import sys
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.databases import PostgreSQLTemplates

ROOT = Path(__file__).resolve().parents[2]
MOST_IDLE_MEGABYTES = 100
FOR_WORK = ("dbos", "alembic", "pydantic_ai", "anthropic", "openai", "genai_prices", "rich")
FOR_SIGN_IN = ("authlib", "joserfc", "cryptography", "httpx", "httpx2", "httpcore")
FOR_DEFINITIONS = ("yaml", "jsonschema_rs", "app.domain.definition.language", "app.domain.definition.loading")
FOR_EXPORTS = ("app.exports.markdown", "app.exports.jira", "app.exports.github", "app.exports.archive")
FOR_DATABASES = ("sqlalchemy", "psycopg", "sqlite3")
OBJECT_MAPPER = "sqlalchemy.orm"
NEVER_AT_IDLE = (OBJECT_MAPPER, *FOR_WORK, *FOR_SIGN_IN, *FOR_DEFINITIONS, *FOR_EXPORTS)
SCRIPT = """
import asyncio, os, socket, sys, threading, time
from app.api.main import create_app
from app.cli.main import main
from app.cli.serve import serve

async def status_of(app, path):
    # As the server asks, but with nothing in the background that loads meanwhile.
    said = []
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        said.append(message)
    head = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    place = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1"}
    await app({**head, **place, "headers": [], "asgi": {"version": "3.0"}, "root_path": ""}, receive, send)
    return said[0]["status"]

status = asyncio.run(status_of(create_app(), "/health/live"))
first = sorted(sys.modules)

def ask(port, path):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        link.sendall(f"GET {path} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n".encode())
        return b"".join(iter(lambda: link.recv(65536), b""))

def watch(port):
    answer = b""
    while not answer.startswith(b"HTTP/1.1 200"):
        time.sleep(0.05)
        try:
            answer = ask(port, "/health/ready")
        except OSError:
            continue
    with open("/proc/self/status", encoding="ascii") as lines:
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    idle = sorted(sys.modules)
    import json
    with open("footprint.json", "w", encoding="utf-8") as file:
        json.dump({"status": status, "first": first, "idle": idle, "kilobytes": kilobytes}, file)
    os._exit(0)

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
threading.Thread(target=watch, args=(port,), daemon=True).start()
main(["serve", "--port", str(port)])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Footprint:
    """What a process held: modules at its first answer and at idle, resident memory at idle."""

    first: frozenset[str]
    idle: frozenset[str]
    megabytes: float


@pytest.fixture(scope="module")
def footprint(tmp_path_factory: pytest.TempPathFactory, postgresql_templates: PostgreSQLTemplates) -> Footprint:
    """Serve for real, on a database that answers, until the process is ready: all has loaded that does by itself."""
    folder = tmp_path_factory.mktemp("footprint")
    environment = {
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": postgresql_templates.migrated(),
    }
    # An installed service finds its modules compiled: the first start compiles them, the second is what is measured.
    for _ in range(2):
        subprocess.run([sys.executable, "-c", SCRIPT], cwd=folder, env=environment, timeout=300, check=True)  # noqa: S603 - our own script
    said = json.loads((folder / "footprint.json").read_text(encoding="utf-8"))
    assert said["status"] == HTTPStatus.OK
    return Footprint(
        first=frozenset(said["first"]), idle=frozenset(said["idle"]), megabytes=int(said["kilobytes"]) / 1024
    )


@pytest.mark.parametrize("module", [*FOR_DATABASES, *NEVER_AT_IDLE, "app.api.interface"])
def test_the_first_answer_does_not_wait_for(footprint: Footprint, module: str) -> None:
    assert module not in footprint.first


@pytest.mark.parametrize("module", NEVER_AT_IDLE)
def test_an_idle_process_does_not_hold(footprint: Footprint, module: str) -> None:
    assert module not in footprint.idle


@pytest.mark.parametrize("module", ["sqlalchemy", "psycopg", "app.api.interface", "app.api.routers.projects"])
def test_an_idle_process_holds_what_requests_need(footprint: Footprint, module: str) -> None:
    assert module in footprint.idle


def test_an_idle_process_stays_below_its_memory(footprint: Footprint) -> None:
    assert footprint.megabytes <= MOST_IDLE_MEGABYTES
