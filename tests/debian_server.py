"""A PostgreSQL server of its own for tests, from Debian's binaries: started, stopped, and killed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path


class NoPostgreSQL(Exception):
    """No PostgreSQL can run here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebianServer:
    """A server in a folder of its own."""

    url: str
    """Of its maintenance database."""

    folder: Path
    control: tuple[str, ...]
    options: str

    def start(self) -> None:
        """Start it, on what it wrote before if it ran before."""
        log = f"--log={self.folder / 'log'}"
        _run(*self.control, log, f"--options={self.options}", "start", folder=self.folder)

    def stop(self) -> None:
        """Stop it in order."""
        _run(*self.control, "--mode=fast", "stop", folder=self.folder)

    def crash(self) -> None:
        """Kill it without notice; its other processes end when they see that."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def own_server(folder: Path, settings: Mapping[str, str]) -> AbstractContextManager[DebianServer]:
    binaries = debian_binaries()
    if binaries is None:
        raise NoPostgreSQL("no initdb in /usr/lib/postgresql or on the path")
    return debian_server(binaries, folder, settings)


def debian_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def debian_server(binaries: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[DebianServer]:
    data = folder / "data"
    as_owner = _become_owner(folder)
    port = _free_port()
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    _run(
        *as_owner,
        str(binaries / "initdb"),
        f"--pgdata={data}",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        folder=folder,
    )
    control = (*as_owner, str(binaries / "pg_ctl"), f"--pgdata={data}", "--wait", "--timeout=60")
    server = DebianServer(
        url=f"postgresql://postgres@127.0.0.1:{port}/postgres",
        folder=folder,
        control=control,
        options=f"-p {port} -k {folder} {options}",
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _become_owner(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: hand the folder to `postgres` and become that user for each command."""
    if os.geteuid() != 0:
        return ()
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError as error:
        raise NoPostgreSQL("running as root, and there is no user postgres to run PostgreSQL as") from error
    if shutil.which("setpriv") is None:
        raise NoPostgreSQL("running as root, and there is no setpriv to run PostgreSQL as another user")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for parent in folder.parents:
        if not parent.stat().st_mode & 0o001:
            raise NoPostgreSQL(f"the user postgres cannot enter {parent}; set TMPDIR to a folder that all may enter")
    return ("setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")


def _run(*command: str, folder: Path) -> None:
    # Output goes to a file: the server inherits it, and a pipe would keep this process waiting for its end.
    with (folder / "commands").open("a+") as output:
        done = subprocess.run(  # noqa: S603 - commands of this module with paths found above
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=90, check=False
        )
        if done.returncode:
            output.seek(0)
            raise NoPostgreSQL(f"{command[-1]} ended with {done.returncode}: {output.read()[-800:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
