"""What a journey over HTTP needs: two service processes and a worker on PostgreSQL, a provider, browsers."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from app.core.database import Database
from tests.examples_of_documents import ROOT
from tests.operational.service_process import ServiceProcess
from tests.settings import STRONG_KEY
from tests.web.provider import CLIENT, PUBLIC, SECRET

PROGRAM = ROOT / "examples" / "program.py"
HERE = "/api/v1/projects/repairs"


class Doors(httpx.BaseTransport):
    """Stands where a load balancer would: hands each request to the next of the service processes."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = itertools.cycle(ports)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request that is meant for the public address to a process."""
        port = next(self._ports)
        address = request.url.copy_with(host="127.0.0.1", port=port)
        sent = httpx.Request(
            request.method, address, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return self._inner.handle_request(sent)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


@dataclass
class Browser:
    """A person's browser: keeps cookies and says where its requests come from."""

    client: httpx.Client

    def sign_in(self, who: str) -> httpx.Response:
        """Sign in with the provider, as the account that is called so."""
        began = self.client.get("/auth/oidc/start")
        assert began.status_code == 303, began.text
        with httpx.Client(timeout=300) as elsewhere:
            answer = elsewhere.get(began.headers["location"] + f"&login_hint={who}")
            while answer.is_redirect and not answer.headers["location"].startswith(PUBLIC):
                answer = elsewhere.get(answer.url.join(answer.headers["location"]))
        return self.client.get(answer.headers["location"])

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON by nature
        """Read something that is there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, *, status: int = 201, **headers: str) -> Any:  # noqa: ANN401 - as above
        """Change something and see how that is answered; an underscore in a header's name is a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.post(path, json=body, headers=named)
        assert answer.status_code == status, answer.text
        return answer.json()

    def decide(self, code: str, verdict: str, *, status: int = 200, comment: str = "") -> Any:  # noqa: ANN401 - as above
        """Read a document, then say what one thinks of exactly that content."""
        seen = self.client.get(f"{HERE}/documents/{code}").headers["etag"]
        return self.post(f"{HERE}/documents/{code}/{verdict}", {"comment": comment}, status=status, If_Match=seen)


@dataclass
class Program:
    """The documented example, run as whoever copied it would run it."""

    ports: list[int]
    folder: Path
    token: str
    _turn: int = field(default=0)

    def start(self, *words: str, port: int | None = None) -> "subprocess.Popen[str]":
        """Start it against the next of the service processes, or what listens on `port`."""
        self._turn += 1
        address = f"http://127.0.0.1:{port or self.ports[self._turn % len(self.ports)]}"
        return subprocess.Popen(  # noqa: S603 - our own example
            [sys.executable, "-I", str(PROGRAM), *words],
            cwd=self.folder,
            env={"PATH": os.defpath, "COMBINE_URL": address, "COMBINE_TOKEN": self.token},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> Any:  # noqa: ANN401 - as above
        """Run it to its end; give what it printed."""
        return self.end(self.start(*words))

    @staticmethod
    def end(process: "subprocess.Popen[str]") -> Any:  # noqa: ANN401 - as above
        """Wait until it has done what it was started for; give what it printed."""
        with process:
            try:
                out, error = process.communicate(timeout=300)
            finally:
                process.kill()
        assert (process.returncode, error) == (0, "")
        return json.loads(out)


class Installation:
    """Two service processes and a worker, with what an operator can do beside them."""

    def __init__(self, folder: Path, database: Database, issuer: str) -> None:
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.variables: Mapping[str, str] = {
            "ENVIRONMENT": "test",
            "DATABASE_URL": url,
            "SECRET_KEY": STRONG_KEY,
            "MODEL_PROVIDER": "offline",
            "PUBLIC_URL": PUBLIC,
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "ADMIN_EMAILS": "ada@example.com",
        }
        self._folder = folder
        self._stack = ExitStack()
        self.services: list[ServiceProcess] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.services = [stack.enter_context(self._process(name, "serve")) for name in ("one", "two")]
            for service in self.services:
                service.until("/health/ready", 200, seconds=60)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def start_worker(self) -> None:
        """Let work begin."""
        self._stack.enter_context(self._process("worker", "worker"))

    def _process(self, name: str, word: str) -> ServiceProcess:
        place = self._folder / name
        place.mkdir()
        return ServiceProcess(place, self.variables, arguments=(word,))

    @property
    def ports(self) -> list[int]:
        """Where the service processes listen."""
        return [service.port for service in self.services]

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        """Open a browser without cookies."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(transport=Doors(self.ports), base_url=PUBLIC, headers=headers, timeout=90) as client:
            yield Browser(client)

    def combine(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the operator."""
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "app.cli.main", *words],
            cwd=self._folder,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **self.variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
