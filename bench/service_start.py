"""How soon a new web process answers its first probe, and what it holds in memory when idle.

    python bench/service_start.py [rounds]

Each contestant is a fresh process; the figure is the time from its start to the first 200 on /health/live, asked every
two milliseconds. Bare is a FastAPI application of one route under uvicorn with the same flags; it runs twice in each
round, in a rotating order, and the second of the two is the A/A control. Memory is the resident set once the process
has had five seconds to load everything that it loads after its first answer. The PostgreSQL database is a migrated one
that the bench makes, or the one that `BENCH_DATABASE_URL` names.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.databases import PostgreSQLTemplates, postgresql_server

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9
OVER_BARE = 2.0
IDLE_SECONDS = 5.0
MOST_IDLE_MEGABYTES = 100
PATIENCE_SECONDS = 60
BARE = """
import sys
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/health/live")
async def live():
    return {"status": "alive"}
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False, ws="none")
"""
SERVED = "serve, PostgreSQL"
CONTESTANTS: dict[str, dict[str, str] | None] = {
    "bare": None,
    "bare (control)": None,
    SERVED: {},
    "serve, SQLite": {},
}


class Server:
    """One fresh process of a contestant."""

    def __init__(self, name: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        variables = CONTESTANTS[name]
        program = ["-c", BARE] if variables is None else ["-m", "app.cli.main", "serve", "--port"]
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LOG_FORMAT": "json", **(variables or {})}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *program, str(self.port)],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def seconds_to_first_answer(self) -> float:
        while time.perf_counter() - self.started < PATIENCE_SECONDS:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                    link.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if link.recv(64).startswith(b"HTTP/1.1 200"):
                        return time.perf_counter() - self.started
            except OSError:
                time.sleep(0.002)
        raise SystemExit("no answer")

    def megabytes(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024

    def end(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


def main() -> int:
    if url := os.environ.get("BENCH_DATABASE_URL"):  # noqa: TID251 - a bench's own option
        return compared(url)
    with postgresql_server() as server:
        return compared(PostgreSQLTemplates(server).migrated())


def compared(url: str) -> int:
    CONTESTANTS[SERVED] = {"DATABASE_URL": url}
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    names = list(CONTESTANTS)
    taken: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        for number in range(rounds + 1):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                server = Server(name, folder)
                seconds = server.seconds_to_first_answer()
                server.end()
                if number:  # the first round warms the caches of bytecode and files, and migrates the SQLite file
                    taken[name].append(seconds)
        memory = {name: idle_megabytes(name, folder) for name in names if name != "bare (control)"}
    ratios = {}
    for name, values in taken.items():
        ratios[name] = statistics.median(value / bare for value, bare in zip(values, taken["bare"], strict=True))
        median = statistics.median(values) * 1000
        print(f"first answer  {name:18} {median:7.0f} ms  best {min(values) * 1000:6.0f}  {ratios[name]:5.2f} of bare")
    for name, megabytes in memory.items():
        print(f"idle memory   {name:18} {megabytes:7.1f} MB")
    print(f"targets: at most {OVER_BARE} of bare, at most {MOST_IDLE_MEGABYTES} MB for a process that only serves")
    return 0 if ratios[SERVED] <= OVER_BARE and memory[SERVED] <= MOST_IDLE_MEGABYTES else 1


def idle_megabytes(name: str, folder: Path) -> float:
    server = Server(name, folder)
    server.seconds_to_first_answer()
    time.sleep(IDLE_SECONDS)
    megabytes = server.megabytes()
    server.end()
    return megabytes


if __name__ == "__main__":
    sys.exit(main())
