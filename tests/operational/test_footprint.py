"""What a web process has loaded when it answers its first probe."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("dbos", "alembic", "pydantic_ai", "anthropic", "openai", "genai_prices", "rich", "typer")
SCRIPT = """
import sys
from fastapi.testclient import TestClient
sys.modules.pop("rich", None)
before = set(sys.modules)
from app.api.main import create_app
from app.cli.serve import serve
client = TestClient(create_app())
assert client.get("/health/live").status_code == 200
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
assert client.get("/health/ready").status_code == 503
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    ran = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path_factory.mktemp("footprint"),
        env={"PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [set(line.split()) for line in ran.stdout.splitlines()[-2:]]


@pytest.fixture(scope="module")
def loaded(stages: list[set[str]]) -> set[str]:
    return stages[1]


@pytest.mark.parametrize("library", ["sqlalchemy", "psycopg", "jsonschema_rs", "yaml", *HEAVY])
def test_liveness_does_not_wait_for(stages: list[set[str]], library: str) -> None:
    assert library not in stages[0]


@pytest.mark.parametrize("library", HEAVY)
def test_readiness_does_not_wait_for(loaded: set[str], library: str) -> None:
    assert library not in loaded


def test_the_service_itself_was_loaded(loaded: set[str]) -> None:
    assert {"app", "uvicorn", "sqlalchemy", "prometheus_client"} <= loaded
