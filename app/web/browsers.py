"""What people call a browser, from what it calls itself."""

from typing import Final

UNKNOWN: Final = "An unknown program"
LONGEST: Final = 60

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Give a name such as `Firefox on Windows`; the agent's own first words where it is no known browser."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    if browser is None:
        return agent.strip()[:LONGEST] or UNKNOWN
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return f"{browser} on {system}" if system else browser
