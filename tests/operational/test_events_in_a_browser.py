"""Live events as a browser follows them, by what it brings itself."""

import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from app.core.database import open_database
from app.domain.accounts import LOCAL_OPERATOR
from app.services import briefs, projects
from tests.databases import SQLiteTemplates
from tests.operational.service_process import ServiceProcess, wait_for
from tests.operational.test_api_docs import FLAGS
from tests.services.line import NOON

FOLLOW = """() => {
    window.seen = [];
    const events = new EventSource("/api/v1/projects/school/events");
    const note = (event) => window.seen.push([Number(event.lastEventId), event.type, JSON.parse(event.data).kind]);
    for (const kind of ["project.created", "brief.submitted"]) events.addEventListener(kind, note);
}"""


def submit(url: str, text: str) -> None:
    """Write as another process does."""
    database = open_database(url)
    try:
        with database.begin() as session:
            project = projects.find_project(session, LOCAL_OPERATOR, slug="school").id
            briefs.submit_brief(session, LOCAL_OPERATOR, project=project, content=text.encode(), now=NOON)
    finally:
        database.dispose()


def test_a_browser_comes_back_by_itself_and_misses_nothing(tmp_path: Path, sqlite_templates: SQLiteTemplates) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; `make test` installs it on Debian")
    url = sqlite_templates.migrated()
    database = open_database(url)
    with database.begin() as session:
        projects.create_project(session, LOCAL_OPERATOR, slug="school", now=NOON)
    database.dispose()
    service = ServiceProcess(tmp_path, {"DATABASE_URL": url})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        with service:
            service.until("/health/ready", 200)
            page.goto(f"http://127.0.0.1:{service.port}/docs")
            page.evaluate(FOLLOW)
            submit(url, "The school must have 400 pupils.")
            wait_for(lambda: page.evaluate("window.seen.length") == 2, "event 2")
            service.signal(signal.SIGKILL)
            service.ended()
        submit(url, "The school must have 500 pupils.")
        with service:
            wait_for(lambda: page.evaluate("window.seen.length") == 3, "event 3")
            submit(url, "The school must have 600 pupils.")
            wait_for(lambda: page.evaluate("window.seen.length") == 4, "event 4")
        seen = page.evaluate("window.seen")
        browser.close()
    kinds = ["project.created", "brief.submitted", "brief.submitted", "brief.submitted"]
    assert seen == [[number, kind, kind] for number, kind in enumerate(kinds, start=1)]
