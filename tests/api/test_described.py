"""Whatever the served description allows, and what it does not, asked of the real service by Schemathesis.

Nothing breaks, nothing undocumented comes back, and none of it holds a secret. The seed is fixed, so that a failure
comes back the next time.
"""

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.api.served import CANARIES, Served, serving
from tests.databases import PostgreSQLTemplates, opened
from tests.operational.check_tools import program

EXAMPLES = {"administrator": 3, "viewer": 1, "nobody": 1}
"""How many requests are made up for each operation, beside those that the description's own limits suggest."""

PHASES = {
    "administrator": "examples,coverage,fuzzing,stateful",
    "viewer": "examples,coverage,fuzzing,stateful",
    "nobody": "examples,coverage,fuzzing",
}
"""Nobody makes anything that a later request could build on."""

LEFT_OUT = {
    "administrator": r"^/api/v1/(sessions/|users/[^/]+/(disable|administrator))",
    "viewer": "^/api/v1/sessions/",
    "nobody": "^$",
}
"""What would end somebody's being here before the end."""

PATIENCE_SECONDS = 900
HOOKS = """
import schemathesis

@schemathesis.serializer("application/zip")
def as_it_is(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
"""
CONFIGURATION = """
hooks = "hooks.py"
warnings = false
[parameters]
slug = "bridge"
code = "SD-1"
# What is one line, an address, a cursor, a provider that is set up, an answer to a question, or a key that was used for
# another request, no schema says to the end.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 412, 422, 428]
"""


@pytest.fixture(scope="module")
def served(postgresql_templates: PostgreSQLTemplates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with opened(postgresql_templates) as database, serving(database, tmp_path_factory.mktemp("described")) as made:
        yield made


def asked(served: Served, folder: Path, who: str) -> subprocess.CompletedProcess[str]:
    (folder / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "hooks.py").write_text(HOOKS, encoding="utf-8")
    signed_in = ("--header", f"Cookie: {served.cookie(who)}") if who != "nobody" else ()
    return subprocess.run(  # noqa: S603 - our own words
        [
            program("schemathesis"),
            "run",
            f"{served.address}/openapi.json",
            "--checks=all",
            f"--phases={PHASES[who]}",
            f"--max-examples={EXAMPLES[who]}",
            "--seed=1",
            "--generation-deterministic",
            "--suppress-health-check=all",
            "--no-color",
            "--report=har",
            f"--report-har-path={folder / 'received.har'}",
            "--output-sanitize=false",
            f"--exclude-path-regex={LEFT_OUT[who]}",
            "--header",
            "Sec-Fetch-Site: same-origin",
            *signed_in,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]}


def received(path: Path) -> str:
    """Give all that was answered: every header and every body."""
    told: list[str] = []
    for entry in json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]:
        answer = entry["response"]
        told.extend(f"{header['name']}: {header['value']}" for header in answer["headers"])
        text = answer["content"].get("text", "")
        is_encoded = answer["content"].get("encoding") == "base64"
        told.append(base64.b64decode(text).decode("utf-8", "replace") if is_encoded else text)
    return "\n".join(told)


@pytest.mark.parametrize("who", EXAMPLES)
def test_nothing_breaks_nothing_is_undocumented_and_no_secret_comes_back(
    served: Served, tmp_path: Path, who: str
) -> None:
    others = {"a session": served.cookie("foreigner").partition("=")[2], "a token": served.token("foreigner")}
    done = asked(served, tmp_path, who)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    cases = re.search(r"(\d+) generated", done.stdout)
    assert cases is not None
    assert int(cases[1]) > 100
    told = received(tmp_path / "received.har")
    assert "There is nothing at this address" in told or '"alive"' in told
    assert {
        name for name, secret in {**CANARIES, **others}.items() for form in spellings(secret) if form in told
    } == set()
    assert ("A school." in told, "Nobody else may read this." in told) == (who != "nobody", False)
    assert served.service.status("/health/live") == 200
