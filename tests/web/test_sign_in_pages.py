"""The pages around signing in, in a real browser: small and large, light and dark, by keyboard alone."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import SQLiteTemplates
from tests.operational.service_process import ServiceProcess
from tests.settings import STRONG_KEY

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]
WATCH = "addEventListener('securitypolicyviolation', e => console.error('violation: ' + e.violatedDirective))"
BASE = {"ENVIRONMENT": "development", "SECRET_KEY": STRONG_KEY, "MODEL_PROVIDER": "offline"}
MANY: Mapping[str, str] = {
    **BASE,
    "PUBLIC_URL": "http://localhost:8000",
    "GOOGLE_CLIENT_ID": "one.apps.googleusercontent.com",
    "GOOGLE_CLIENT_SECRET": "two",
    "MICROSOFT_CLIENT_ID": "three",
    "MICROSOFT_CLIENT_SECRET": "four",
    "OIDC_ISSUER": "http://127.0.0.1:9/",
    "OIDC_CLIENT_ID": "five",
    "OIDC_CLIENT_SECRET": "six",
    "DEVELOPMENT_SIGN_IN": "true",
    "SUPPORT_CONTACT": "support@example.com",
}
NONE: Mapping[str, str] = {**BASE, "ENVIRONMENT": "test"}
STATES = {
    "several providers": ("many", "/sign-in", "Sign in with Microsoft"),
    "no provider": ("none", "/sign-in", "Ask an administrator for a sign-in link"),
    "a link": ("none", "/auth/link?token=abc", "This link signs you in once"),
    "a provider that cannot be reached": ("many", "/auth/oidc/start", "You are not signed in"),
    "a refused sign-in": ("many", "/auth/google/callback?code=x&state=y", "Begin again."),
}


def serving(folder: Path, variables: Mapping[str, str], templates: SQLiteTemplates) -> ServiceProcess:
    return ServiceProcess(folder, {**variables, "DATABASE_URL": templates.migrated()})


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory, sqlite_templates: SQLiteTemplates
) -> Iterator[dict[str, ServiceProcess]]:
    with (
        serving(tmp_path_factory.mktemp("many"), MANY, sqlite_templates) as many,
        serving(tmp_path_factory.mktemp("none"), NONE, sqlite_templates) as none,
    ):
        many.until("/health/ready", 200)
        none.until("/health/ready", 200)
        yield {"many": many, "none": none}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; `make test` installs it on Debian")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text) if "violation" in message.text else None)
        opened.add_init_script(WATCH)
        yield opened
        assert complaints == []


def faults(page: Page) -> list[str]:
    """Give what axe finds against WCAG 2.2 AA and its best practices, and whether the page has to be scrolled aside."""
    found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_without_a_fault_large_and_light_or_small_and_dark(
    services: dict[str, ServiceProcess], page: Page, state: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    name, path, said = STATES[state]
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"http://127.0.0.1:{services[name].port}{path}")
    assert page.get_by_text(said).count() == 1
    assert faults(page) == []


def focused(page: Page) -> str:
    """Say what has the focus, if one can see that it has."""
    page.keyboard.press("Tab")
    is_seen = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2")
    return str(page.evaluate("document.activeElement.textContent")) if is_seen else "nothing that can be seen"


def test_every_way_in_is_reached_by_keyboard_in_the_order_of_the_page(
    services: dict[str, ServiceProcess], page: Page
) -> None:
    page.goto(f"http://127.0.0.1:{services['many'].port}/sign-in")
    ways = ["Google", "Microsoft", "your organisation"]
    assert [focused(page) for _ in range(5)] == [
        *(f"Sign in with {way}" for way in ways),
        "Sign in as the developer",
        "support@example.com",
    ]


def sign_in(page: Page, service: ServiceProcess) -> None:
    page.goto(f"http://127.0.0.1:{service.port}/sign-in")
    page.get_by_role("button", name="Sign in as the developer").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You are signed in")


def test_a_person_sees_where_they_are_signed_in_and_signs_out_elsewhere(
    services: dict[str, ServiceProcess], browser: Browser, page: Page
) -> None:
    agents = ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "curl/8.0 <script>")
    others = [browser.new_context(user_agent=agent).new_page() for agent in agents]
    for opened in (*others, page):
        sign_in(opened, services["many"])
    page.reload()
    assert faults(page) == []
    shown = page.locator("li").all_inner_texts()
    assert [text.partition("\n")[0].partition(",")[0] for text in shown] == [
        "Firefox on Windows",
        "curl/8.0 <script>",
        "Chrome on Linux",
    ]
    assert all(re.search(r"Since \d+ \w+ \d{4}, \d\d:\d\d UTC, last seen", text) for text in shown)
    page.get_by_role("button", name=re.compile("^Sign out there: Firefox on Windows")).click()
    page.wait_for_function("document.querySelectorAll('li').length === 2")
    others[0].reload()
    assert others[0].get_by_role("heading").first.inner_text() == "Sign in"
    others[1].reload()
    assert others[1].get_by_role("heading").first.inner_text() == "You are signed in"
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_selector("text=Sign in with Google")
    for opened in others:
        opened.context.close()
