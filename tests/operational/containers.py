"""A host for containers without a Docker engine: real builds, runtime and Compose, stand-ins for public images."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.operational.check_tools import ROOT, program
from tests.operational.service_process import wait_for

NEEDED = ("buildah", "podman", "runc", "pg_dump", "psql", "curl", "git", "jq")
PORTS = (8000, 5432)
"""What the Compose files publish."""
IN_MEMORY_BYTES = 6 * 1024**3
DATABASE_IMAGE = "docker.io/library/postgres:17"
COMPANIONS = ("/usr/libexec/podman/catatonit", "/usr/lib/podman/netavark", "/usr/lib/podman/aardvark-dns")
SHIM = """#!/bin/sh
# `docker`, as far as the manual uses it, without a Docker engine.
set -eu
[ "$1" = build ] || exec podman "$@"
shift
for word in "$@"; do
    shift
    [ "${previous:-}" = --tag ] && word="docker.io/library/$word"
    previous=$word
    set -- "$@" "$word"
done
exec buildah bud --quiet --layers --isolation chroot --format docker --pull-never "$@"
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerHost:
    """Where containers run: a folder of its own for images, networks and shims."""

    folder: Path
    env: dict[str, str]

    def run(self, *command: str, timeout: float = 600, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program on this host to its end, its output captured."""
        result = subprocess.run(  # noqa: S603 - the programs are named by tests
            command,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert not check or result.returncode == 0, f"{command}: {result.stdout[-3000:]}{result.stderr[-3000:]}"
        return result

    def inspect(self, container: str, form: str) -> str:
        """Read something of a container by a Go template."""
        return self.run("podman", "inspect", "--format", form, container).stdout.strip()


def why_not() -> str | None:
    """Say why containers cannot run here; None where they can."""
    if os.geteuid() != 0:
        return "containers without a Docker engine need root here"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    missing += [path.rpartition("/")[2] for path in COMPANIONS if not Path(path).exists()]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if taken := [port for port in PORTS if is_taken(port)]:
        return f"another program listens on port {taken[0]} of this computer"
    if not (ROOT / ".git").exists():
        return "this is no git checkout, and the manual begins with a clone"
    if subprocess.run([ROOT / "tools" / "find-python", "3.13"], capture_output=True, check=False).returncode != 0:  # noqa: S603 - our script
        return "no Python 3.13 on this machine to make a base image from"
    return None


def is_taken(port: int) -> bool:
    """Tell whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def container_host(folder: Path) -> Iterator[ContainerHost]:
    """Make `folder` with the stand-in images and run an engine there; all is stopped and removed at the end."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    compose = Path(program("docker-compose")).parent
    folder.mkdir(mode=0o700)
    keep_in_memory(folder)
    make_images(folder)
    shims = folder / "bin"
    shims.mkdir(exist_ok=True)
    (shims / "docker").write_text(SHIM)
    (shims / "docker").chmod(0o755)
    host = ContainerHost(folder=folder, env=_environment(folder, programs=f"{shims}:{compose}"))
    try:
        with _engine(host), _health_checks(host):
            yield host
    finally:
        clear(host)


def keep_in_memory(folder: Path) -> None:
    """Mount `folder` in memory where there is plenty: to write images and databases to a disk takes half the time."""
    figures = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    if int(figures["MemAvailable"].split()[0]) * 1024 >= 2 * IN_MEMORY_BYTES:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={IN_MEMORY_BYTES},mode=0700", "combine-containers", str(folder)]
        subprocess.run(mount, check=False)  # noqa: S603 - a fixed command; without it all is on disk


def make_images(folder: Path) -> None:
    """Make the stand-ins for the public images in `folder`."""
    made = subprocess.run(  # noqa: S603 - our script
        [ROOT / "tools" / "stand-in-images", folder], capture_output=True, text=True, timeout=1800, check=False
    )
    assert made.returncode == 0, made.stderr[-3000:]


def clear(host: ContainerHost) -> None:
    """Remove every container, network, volume and mount of `host`, and its folder with the images."""
    remove_containers(host)
    for process in working_on(host.folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with contextlib.suppress(AssertionError):
        wait_for(lambda: not working_on(host.folder), "what watched over the containers to be gone")
    for mounted in (host.folder / "graph" / "overlay", host.folder):
        host.run("umount", "--recursive", str(mounted), check=False)
    shutil.rmtree(host.folder, ignore_errors=True)


def working_on(folder: Path) -> list[int]:
    """List the processes that name the folder on their command line.

    Whatever ran in a container by `exec` is watched for minutes after its end, and would then make the folder anew.
    """
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if folder.name.encode() in line.read_bytes():
                found.append(int(line.parent.name))
    return found


def remove_containers(host: ContainerHost) -> None:
    """Remove every container of `host` with its networks and volumes."""
    host.run("podman", "rm", "--force", "--all", "--time", "2", check=False)
    host.run("podman", "volume", "rm", "--force", "--all", check=False)
    host.run("podman", "network", "prune", "--force", check=False)


def _environment(folder: Path, *, programs: str) -> dict[str, str]:
    around = os.environ  # noqa: TID251 - package clients are set up through it; nothing else is handed on
    kept = {name: value for name, value in around.items() if name.startswith(("PIP_", "SSL_")) or name == "HOME"}
    return {
        **kept,
        "PATH": f"{programs}:{around['PATH']}",
        "LANG": "C.UTF-8",
        "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        "CONTAINERS_CONF": str(folder / "containers.conf"),
        "STORAGE_DRIVER": "overlay",
        "BUILDAH_ISOLATION": "chroot",
        "DOCKER_HOST": f"unix://{folder}/engine.sock",
        "GIT_CONFIG_GLOBAL": "/dev/null",
    }


@contextlib.contextmanager
def _engine(host: ContainerHost) -> Iterator[None]:
    socket = host.folder / "engine.sock"
    with (host.folder / "engine.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            ["podman", "system", "service", "--time=0", f"unix://{socket}"],  # noqa: S607 - found on the PATH on purpose
            env=host.env,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(socket.exists, "the engine's socket")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=90)


@contextlib.contextmanager
def _health_checks(host: ContainerHost) -> Iterator[None]:
    """Do for this engine what it does not do by itself: the health checks that Compose waits for, for want of systemd.

    Only a database is waited for. Others are left alone: a container that ends during a check is not tidied up.
    """
    ended = threading.Event()
    awaited = ("--filter", "health=starting", "--filter", f"ancestor={DATABASE_IMAGE}")

    def check() -> None:
        while not ended.wait(1):
            for container in host.run("podman", "ps", "--quiet", *awaited, check=False).stdout.split():
                host.run("podman", "healthcheck", "run", container, check=False)

    thread = threading.Thread(target=check, name="health-checks")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
