#!/usr/bin/env python3
"""Refresh or check the third-party files that the service delivers to browsers.

usage: tools/vendor.py check            compare the files with the lock; no network
       tools/vendor.py refresh VERSION  fetch that version with npm, verify it, replace files and lock
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "swagger-ui-dist"
FOLDER = ROOT / "app/api/static/swagger-ui"
LOCK = FOLDER / "vendor.lock.json"
FILES = (
    "LICENSE",
    "NOTICE",
    "favicon-32x32.png",
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
)


def digest(content: bytes) -> str:
    """Give the SHA-512 of some bytes as the integrity string that npm and browsers use."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def differences() -> list[str]:
    """Name every file that is not as the lock says, or that the lock does not know."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    present = {path.name for path in FOLDER.iterdir()} - {LOCK.name}
    wrong = [f"{name}: not in the lock" for name in sorted(present - lock["files"].keys())]
    for name, expected in lock["files"].items():
        if name not in present:
            wrong.append(f"{name}: missing")
        elif digest((FOLDER / name).read_bytes()) != expected:
            wrong.append(f"{name}: differs from the lock")
    return wrong


def refresh(version: str) -> None:
    """Fetch one version, verify it against the registry's integrity, and replace the files and the lock."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--json", "--ignore-scripts", f"{PACKAGE}@{version}"]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)  # noqa: S603 - fixed command, a version from the caller
        told = json.loads(packed.stdout)
        entry = told[0] if isinstance(told, list) else next(iter(told.values()))
        tarball = Path(folder, entry["filename"]).read_bytes()
        if digest(tarball) != entry["integrity"]:
            sys.exit(f"{entry['filename']} does not have the integrity that the registry states")
        with tarfile.open(Path(folder, entry["filename"])) as archive:
            for name in FILES:
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    sys.exit(f"{PACKAGE} {version} has no file {name}")
                (FOLDER / name).write_bytes(member.read())
    lock = {
        "package": PACKAGE,
        "version": entry["version"],
        "integrity": entry["integrity"],
        "files": {name: digest((FOLDER / name).read_bytes()) for name in FILES},
    }
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("refresh").add_argument("version")
    arguments = parser.parse_args()
    if arguments.command == "refresh":
        refresh(arguments.version)
    wrong = differences()
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
