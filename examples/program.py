"""A program that works with The Combine over HTTP: gives a brief, orders a run, follows it, fetches what was released.

It needs Python alone. A person makes its token, with the scopes project:read, project:edit and run:order; what is
written is still accepted by people.

    export COMBINE_URL=https://combine.example.com COMBINE_TOKEN=cmb_...
    python3 program.py begin bicycle-workshop brief.md --workflow software-product-development
    python3 program.py follow bicycle-workshop
    python3 program.py fetch bicycle-workshop bundle && python3 bundle/verify.py

Whatever was lost on the way is asked again. Each change carries a key, so that what was done is not done a second time;
`begin` may itself be repeated with the `--key` that it printed. `follow` watches events until the run ends or waits for
people, and prints what it waits for.
"""

import argparse
import http.client
import io
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WAIT_SECONDS = 1.0
TIMEOUT_SECONDS = 60
MOST_TRIES = 5
BUSY = (429, 503)
LOST = (OSError, http.client.HTTPException)
TELLING = {"questions.asked", "document.written", "document.unchanged", "attempt.failed", "run.closed"}
"""After these events a run may have ended, or wait for people."""


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
        """Send a request; send it again where the answer was lost, or when a busy service says."""
        for _ in range(MOST_TRIES):
            wait = WAIT_SECONDS
            try:
                with self._open(path, data, headers or {}) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in BUSY:
                    raise Refused(said(error)) from error
                wait, reason = float(error.headers.get("Retry-After", WAIT_SECONDS)), said(error)
            except LOST as error:
                reason = str(error)
            time.sleep(wait)
        raise Refused(f"{self._address} does not answer: {reason}")

    def events(self, path: str, *, after: int) -> Iterator[tuple[int, str]]:
        """Give number and kind of each event behind `after`, until the stream ends; it may end at any moment."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        try:
            with self._open(f"{path}/events", None, headers) as answer:
                fields: dict[str, str] = {}
                for line in answer:
                    name, _, value = line.decode().rstrip("\r\n").partition(":")
                    if name:
                        fields[name] = value.removeprefix(" ")
                    elif "id" in fields and "event" in fields:
                        yield int(fields["id"]), fields["event"]
                        fields = {}
        except urllib.error.HTTPError as error:
            if error.code not in BUSY:
                raise Refused(said(error)) from error
        except LOST:
            return

    def _open(self, path: str, data: bytes | None, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        sent = {"Authorization": f"Bearer {self._token}", **headers}
        request = urllib.request.Request(f"{self._address}/api/v1{path}", data, sent)  # noqa: S310 - the person's own address
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)  # noqa: S310 - as above
        return answer


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
    """Watch until the newest run has ended or waits for people; give its state, and what waits."""
    path = f"/projects/{project}"
    seen = streams = 0
    while (run := newest_run(service, path))["state"] == "running":
        streams += 1
        for number, kind in service.events(path, after=seen):
            if number != seen + 1:
                raise Refused(f"event {number} came after event {seen}")
            seen = number
            if kind in TELLING and newest_run(service, path)["state"] != "running":
                break
        else:
            time.sleep(WAIT_SECONDS)
    gates = service.get(f"{path}/gates")
    waiting = [{"for": gate["kind"], "code": gate["code"], "roles": gate["roles"]} for gate in gates]
    return {"run": run["number"], "state": run["state"], "waiting": waiting, "events": seen, "streams": streams}


def newest_run(service: Service, path: str) -> Any:  # noqa: ANN401 - as above
    """Give the run that was ordered last."""
    runs = service.get(f"{path}/runs?limit=1")
    if not runs:
        raise Refused("there is no run yet")
    return runs[0]


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
    surroundings = os.environ  # noqa: TID251 - a program of its own
    try:
        service = Service(surroundings["COMBINE_URL"], surroundings["COMBINE_TOKEN"])
        if asked.command == "begin":
            done = begin(service, asked.project, asked.brief, workflow=asked.workflow, key=asked.key)
        elif asked.command == "follow":
            done = follow(service, asked.project)
        else:
            done = fetch(service, asked.project, asked.folder)
    except KeyError as missing:
        sys.stderr.write(f"set {missing.args[0]}\n")
        return 1
    except (Refused, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(json.dumps(done, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
