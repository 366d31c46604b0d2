"""Ten thousand probe requests: memory stays flat and the database is not asked more often.

    python bench/probes.py

A real process serves; kept connections ask live, ready and startup in turn. Its resident set is read after a first
thousand and after all; every statement that is sent by health's threads or by those that answer requests is counted,
and divided by the time. (A process that executes polls its queue as well, from threads of the engine.)
`BENCH_DATABASE_URL` names a migrated PostgreSQL database; without it the process makes its own SQLite file.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

FIRST = 1_000
PROBES = 10_000
CONNECTIONS = 8
PATHS = ("/health/live", "/health/ready", "/health/startup")
MOST_GROWTH_MEGABYTES = 2.0
MOST_QUERIES_A_SECOND = 2.0


def serve(port: int, counted: Path) -> None:
    from sqlalchemy import Engine, event  # noqa: PLC0415 - only the server needs them

    from app.cli.serve import serve as serve_http  # noqa: PLC0415 - as above

    def count(*_: object) -> None:
        if not threading.current_thread().name.startswith(("health-", "AnyIO", "MainThread")):
            return
        with counted.open("a") as file:
            file.write(".")

    event.listen(Engine, "before_cursor_execute", count)
    serve_http(port=port)


async def ask(port: int, number: int) -> int:
    """Ask `number` probes over one connection and give how many were no 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    others = 0
    for turn in range(number):
        path = PATHS[turn % len(PATHS)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        others += not head.startswith(b"HTTP/1.1 200")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
    writer.close()
    return others


async def flood(port: int, number: int) -> int:
    return sum(await asyncio.gather(*(ask(port, number // CONNECTIONS) for _ in range(CONNECTIONS))))


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


def wait_until_ready(port: int) -> None:
    for _ in range(600):
        try:
            if asyncio.run(ask(port, 3)) == 0:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("never ready")


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]), Path(sys.argv[3]))
        return 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as text:
        counted = Path(text) / "counted"
        counted.touch()
        variables = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LOG_FORMAT": "json"}
        if url := os.environ.get("BENCH_DATABASE_URL"):  # noqa: TID251 - a bench's own option
            variables["DATABASE_URL"] = url
        server = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, __file__, "serve", str(port), str(counted)],
            cwd=text,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_ready(port)
            time.sleep(5)
            others = asyncio.run(flood(port, FIRST))
            idle, idle_count = time.perf_counter(), counted.stat().st_size
            time.sleep(6)
            idle_rate = (counted.stat().st_size - idle_count) / (time.perf_counter() - idle)
            before, count, began = megabytes(server.pid), counted.stat().st_size, time.perf_counter()
            others += asyncio.run(flood(port, PROBES))
            took = time.perf_counter() - began
            time.sleep(max(0.0, 6 - took))
            rate = (counted.stat().st_size - count) / (time.perf_counter() - began)
            grown = megabytes(server.pid) - before
        finally:
            server.terminate()
            server.wait(timeout=30)
    print(f"{PROBES} probes in {took:.1f} s ({PROBES / took:.0f}/s), {others} of them and of {FIRST} before not 200")
    print(f"resident set {before:.1f} MB, grown by {grown:+.2f} MB (at most {MOST_GROWTH_MEGABYTES})")
    print(f"statements {rate:.2f}/s in the flood, {idle_rate:.2f}/s idle before it (at most {MOST_QUERIES_A_SECOND})")
    return 0 if grown <= MOST_GROWTH_MEGABYTES and rate <= MOST_QUERIES_A_SECOND and not others else 1


if __name__ == "__main__":
    sys.exit(main())
