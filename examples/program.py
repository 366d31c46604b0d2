"""A program that works with The Combine over HTTP: gives a brief, orders a run, follows it, fetches what was released.

It needs Python alone. A person makes its token, with the scopes project:read, project:edit and run:order; what is
written is still accepted by people.

    export COMBINE_URL=https://combine.example.com COMBINE_TOKEN=cmb_...
    python3 program.py begin bicycle-workshop brief.md --workflow software-product-development
    python3 program.py follow bicycle-workshop
    python3 program.py fetch bicycle-workshop bundle && python3 bundle/verify.py

`begin` may be repeated with the `--key` that it printed, if an answer was lost: what was done is not done again.
`follow` ends when the run ends or waits for people, and prints what it waits for.
"""

import argparse
import io
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_LOOKS = 1.0
TIMEOUT_SECONDS = 60
BUSY = (429, 503)


class Refused(Exception):
    """The service said no; the message is its own."""


class Service:
    """The Combine, as a holder of a token sees it."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._token = token

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON by nature
        """Read something."""
        return json.loads(self.read(path))

    def post(self, path: str, body: Mapping[str, object] | bytes, *, key: str) -> Any:  # noqa: ANN401 - as above
        """Change something, once for each key."""
        sent = {"Idempotency-Key": f'"{key}"'}
        if isinstance(body, bytes):
            return json.loads(self.read(path, data=body, headers={**sent, "Content-Type": "text/plain; charset=utf-8"}))
        data = json.dumps(body).encode()
        return json.loads(self.read(path, data=data, headers={**sent, "Content-Type": "application/json"}))

    def read(self, path: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """Send a request; where the service is busy, send it again when it says."""
        sent = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        request = urllib.request.Request(f"{self._address}/api/v1{path}", data, sent)  # noqa: S310 - the person's own address
        while True:
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in BUSY:
                    raise Refused(said(error)) from error
                time.sleep(float(error.headers.get("Retry-After", SECONDS_BETWEEN_LOOKS)))


def said(error: urllib.error.HTTPError) -> str:
    """Give the words of a problem (RFC 9457)."""
    try:
        problem = json.loads(error.read())
    except ValueError:
        return f"HTTP {error.code}"
    return f"HTTP {error.code}: {problem.get('detail') or problem.get('title')}"


def begin(service: Service, project: str, brief: Path, *, workflow: str, key: str) -> dict[str, object]:
    """Give the project a brief and a workflow, and order a run."""
    path = f"/projects/{project}"
    taken = service.post(f"{path}/briefs", brief.read_bytes(), key=f"{key}-brief")
    adopted = service.post(f"{path}/adoption", {"workflow": workflow}, key=f"{key}-adoption")
    run = service.post(f"{path}/runs", {}, key=f"{key}-run")
    return {"key": key, "brief": taken["number"], "workflow": adopted["version"], "run": run["number"]}


def follow(service: Service, project: str) -> dict[str, object]:
    """Wait until the newest run has ended or waits for people; give its state, and what waits."""
    path = f"/projects/{project}"
    while True:
        runs = service.get(f"{path}/runs?limit=1")
        if not runs:
            raise Refused(f"{project} has no run yet")
        if runs[0]["state"] != "running":
            break
        time.sleep(SECONDS_BETWEEN_LOOKS)
    gates = service.get(f"{path}/gates")
    waiting = [{"for": gate["kind"], "code": gate["code"], "roles": gate["roles"]} for gate in gates]
    return {"run": runs[0]["number"], "state": runs[0]["state"], "waiting": waiting}


def fetch(service: Service, project: str, folder: Path) -> dict[str, object]:
    """Unpack what the project has released, with the verifier that checks it."""
    with zipfile.ZipFile(io.BytesIO(service.read(f"/projects/{project}/export/json"))) as archive:
        archive.extractall(folder)
        return {"files": len(archive.namelist()), "folder": str(folder)}


def main(words: list[str] | None = None) -> int:
    """Do one thing and print what came of it, as JSON."""
    parser = argparse.ArgumentParser(description="Work with The Combine over HTTP.")
    commands = parser.add_subparsers(dest="command", required=True)
    beginning = commands.add_parser("begin", help="give a brief and order a run")
    beginning.add_argument("project")
    beginning.add_argument("brief", type=Path)
    beginning.add_argument("--workflow", default="software-product-development")
    beginning.add_argument("--key", default=str(uuid.uuid4()), help="repeat with this key if an answer was lost")
    commands.add_parser("follow", help="wait for the run").add_argument("project")
    fetching = commands.add_parser("fetch", help="fetch what was released")
    fetching.add_argument("project")
    fetching.add_argument("folder", type=Path)
    asked = parser.parse_args(words)
    service = Service(os.environ["COMBINE_URL"], os.environ["COMBINE_TOKEN"])  # noqa: TID251 - a program of its own
    try:
        if asked.command == "begin":
            done = begin(service, asked.project, asked.brief, workflow=asked.workflow, key=asked.key)
        elif asked.command == "follow":
            done = follow(service, asked.project)
        else:
            done = fetch(service, asked.project, asked.folder)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(json.dumps(done, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
