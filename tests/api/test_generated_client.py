"""A client that a generator makes from the served description works against the service, from project to document."""

import json
import shutil
import subprocess
from pathlib import Path

from app.core.database import Database
from app.services import sessions
from tests.api.people import now
from tests.api.served import UNLIMITED
from tests.operational.check_tools import program
from tests.operational.service_process import ServiceProcess
from tests.services.people import add

JOURNEY = Path(__file__).with_name("generated_journey.py")
CONFIGURATION = """
content_type_overrides:
  text/plain: application/octet-stream
  application/zip: application/octet-stream
post_hooks: []
"""


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words
        words, cwd=folder, capture_output=True, text=True, timeout=600, check=False, stdin=subprocess.DEVNULL
    )


def test_a_generated_client_goes_from_a_project_to_an_accepted_document(
    sqlite_database: Database, tmp_path: Path
) -> None:
    generator = program("openapi-python-client")
    ada = add(sqlite_database, "ada")
    with sqlite_database.begin() as session:
        secret = sessions.begin_session(session, ada, agent="test", now=now()).secret
    (tmp_path / "generator.yaml").write_text(CONFIGURATION, encoding="utf-8")
    variables = {"ENVIRONMENT": "test", "DATABASE_URL": str(sqlite_database.url), "DEVELOPMENT_SIGN_IN": "true"}
    with ServiceProcess(tmp_path, {**variables, **UNLIMITED}) as service:
        service.until("/health/ready", 200)
        address = f"http://127.0.0.1:{service.port}"
        (tmp_path / "openapi.json").write_bytes(service.ask("/openapi.json").body)
        made = run(
            generator,
            *("generate", "--path", "openapi.json", "--meta", "none", "--config", "generator.yaml"),
            *("--output-path", "combine_client", "--fail-on-warning"),
            folder=tmp_path,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        shutil.copy(JOURNEY, tmp_path)
        gone = run(str(Path(generator).with_name("python")), JOURNEY.name, address, secret, folder=tmp_path)
    assert gone.returncode == 0, gone.stdout + gone.stderr
    told = json.loads(gone.stdout)
    assert {"facts", "situation"} <= set(told.pop("content"))
    assert told == {
        "project": "Fair",
        "run": 1,
        "code": "SD-1",
        "decisions": ["accept"],
        "missing": [404, "not-found"],
    }
