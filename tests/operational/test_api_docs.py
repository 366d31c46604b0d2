"""The description of the interface as a browser shows it that reaches nothing but this computer."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.databases import SQLiteTemplates
from tests.operational.service_process import ServiceProcess

FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
WATCH = "addEventListener('securitypolicyviolation', e => console.error('violation: ' + e.violatedDirective))"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: SQLiteTemplates) -> Iterator[ServiceProcess]:
    with ServiceProcess(tmp_path_factory.mktemp("docs"), {"DATABASE_URL": sqlite_templates.migrated()}) as running:
        running.until("/health/ready", 200)
        yield running


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; `make test` installs it on Debian")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page(viewport={"width": 1200, "height": 900})
        browser.close()


def test_the_description_is_shown_offline_and_within_its_policy(
    service: ServiceProcess, page: Page, tmp_path: Path
) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{service.port}/docs")
    page.wait_for_selector(".opblock", timeout=90_000)
    described = service.ask("/openapi.json").json()["paths"]
    assert isinstance(described, dict)
    operations = sum(len(methods) for methods in described.values())
    page.wait_for_function(f"document.querySelectorAll('.opblock').length >= {operations}", timeout=90_000)
    shown = page.locator("#swagger-ui").inner_text().replace("\u200b", "")
    assert {"/health/ready", "Send traffic here"} <= set(shown.splitlines())
    page.locator(".opblock-summary-control").first.click()
    page.wait_for_selector(".opblock-body", timeout=90_000)
    page.screenshot(path=tmp_path / "docs.png", full_page=True)
    assert complaints == []
    own = (f"http://127.0.0.1:{service.port}/", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert page.title() == "The Combine: HTTP interface"
