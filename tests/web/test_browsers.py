"""What a browser is called in the list of places where somebody is signed in."""

import pytest

from app.web.browsers import browser_name

GECKO = "Gecko/20100101 Firefox/140.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
MOBILE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
NAMES = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) {GECKO}": "Firefox on Windows",
    f"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) {GECKO}": "Firefox on Linux",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Safari/537.36": "Chrome on macOS",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Safari/537.36 Edg/140.0": "Edge on Windows",
    f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Safari/537.36": "Chrome on ChromeOS",
    f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Safari/537.36 OPR/110.0": "Opera on Windows",
    f"Mozilla/5.0 (Linux; Android 15; Pixel) {WEBKIT} Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {MOBILE} Version/18.0 Safari/604.1": "Safari on iPhone",
    f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {MOBILE} CriOS/140.0 Safari/604.1": "Chrome on iPad",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) {MOBILE} Version/18.0 Safari/605.1.15": "Safari on macOS",
    "Firefox/1": "Firefox",
    "curl/8.10.1": "curl/8.10.1",
    "x" * 200: "x" * 60,
    "": "An unknown program",
    "   ": "An unknown program",
}


@pytest.mark.parametrize("agent", NAMES)
def test_a_browser_is_called_as_people_do(agent: str) -> None:
    assert browser_name(agent) == NAMES[agent]
