"""The interface's description, seen in a real browser that can reach nothing but this computer."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operational.service_process import ServiceProcess

NO_OTHER_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def seen(address: str, folder: Path) -> str:
    """Open a page in Chromium, let its scripts run, and give the document that came of it."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed")
    command = (browser, *QUIET, NO_OTHER_MACHINE, f"--user-data-dir={folder}", "--virtual-time-budget=8000")
    shown = subprocess.run(  # noqa: S603 - the browser that was found
        [*command, "--dump-dom", address], capture_output=True, text=True, timeout=90, check=False
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def test_the_description_renders_without_any_other_machine(tmp_path: Path) -> None:
    with ServiceProcess(tmp_path, {}) as service:
        service.until("/health/live", 200)
        page = seen(f"http://127.0.0.1:{service.port}/docs", tmp_path / "browser")
    assert 'class="swagger-ui"' in page
    assert "/health/ready" in page
    assert "Send traffic here" in page
