"""Runs the certified provider of tools/npm on loopback."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "tools" / "npm"
SECRET = "a-secret-of-this-test"
CLIENT = "combine"
PUBLIC = "http://localhost:8000"


@contextmanager
def running_provider(
    name: str, accounts: Mapping[str, Mapping[str, object]], *, tenant: str | None = None
) -> Iterator[str]:
    """Run a provider and give its issuer; skips where Node or the provider is not installed."""
    node = shutil.which("node")
    if node is None or not (MODULES / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("no OpenID Connect provider: `make tools` installs it where there is npm")
    redirect = f"{PUBLIC}/auth/{name}/callback"
    script = str(Path(__file__).with_name("provider.mjs"))
    command = [node, "--no-warnings", script, str(MODULES), json.dumps(accounts), CLIENT, redirect]
    with subprocess.Popen(  # noqa: S603 - our own words
        [*command, tenant] if tenant else command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()
