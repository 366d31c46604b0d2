import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.startup import EXIT_CONFIGURATION
from tests.operational.service_process import ServiceProcess, free_port
from tests.settings import STRICT_VARIABLES

PLANTED = {
    "SECRET_KEY": "planted-key-v81",
    "OPS_TOKEN": "planted-token-v82",
    "DATABASE_URL": "mysql://planted-user:planted-pw-v83@db/x",
    "GOOGLE_CLIENT_SECRET": "planted-google-v84",
    "ANTHROPIC_API_KEY": "planted-anthropic-v85",
    "PORT": "planted-port-v86",
    "LOG_LEVEL": "planted-level-v87",
}


def refused(folder: Path, variables: dict[str, str]) -> list[dict[str, object]]:
    """Start the service with variables that it refuses and give the lines it wrote."""
    with ServiceProcess(folder, variables) as service:
        assert service.ended() == EXIT_CONFIGURATION
        return service.lines()


def named(lines: list[dict[str, object]]) -> set[object]:
    return {line["variable"] for line in lines if line["event"] == "config.invalid"}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in STRICT_VARIABLES.items() if key != name}


class TestStartupValidation:
    def test_missing_database_url_fails(self, tmp_path: Path) -> None:
        """App fails to start without DATABASE_URL."""
        lines = refused(tmp_path, without("DATABASE_URL"))
        assert named(lines) == {"DATABASE_URL"}
        assert str(lines[0]["message"]).startswith("DATABASE_URL is required in production")
        assert lines[0]["doc"] == "docs/CONFIGURATION.md#database_url"

    def test_missing_secret_key_fails(self, tmp_path: Path) -> None:
        """App fails to start without SECRET_KEY; a misspelt name beside it is told."""
        lines = refused(tmp_path, {**without("SECRET_KEY"), "COMBINE_SECRET_KEY": "planted"})
        assert named(lines) == {"SECRET_KEY"}
        assert lines[0]["message"] == "COMBINE_SECRET_KEY is not a variable; did you mean SECRET_KEY?"

    def test_everything_wrong_is_told_at_once_without_a_value_or_a_traceback(self, tmp_path: Path) -> None:
        lines = refused(tmp_path, {"ENVIRONMENT": "staging", **PLANTED})
        # A port stands on the command line, so what PORT says is not in force.
        assert named(lines) >= PLANTED.keys() - {"ANTHROPIC_API_KEY", "GOOGLE_CLIENT_SECRET", "PORT"}
        text = json.dumps(lines)
        assert "planted" not in text
        assert "Traceback" not in text
        assert lines[-1]["event"] == "config.refused"

    def test_an_unknown_environment_names_the_four(self, tmp_path: Path) -> None:
        lines = refused(tmp_path, {"ENVIRONMENT": "prod"})
        assert named(lines) == {"ENVIRONMENT"}  # what another would require, nobody asked for
        assert lines[0]["reason"] == "must be one of development, staging, production, test"

    @pytest.mark.parametrize("level", ["CRITICAL", "FATAL", "off", "60"])
    def test_no_level_silences_its_own_refusal(self, tmp_path: Path, level: str) -> None:
        assert named(refused(tmp_path, {"LOG_LEVEL": level})) == {"LOG_LEVEL"}

    def test_an_application_object_refuses_too(self, tmp_path: Path) -> None:
        """`uvicorn --factory app.api.main:create_app` ends with the same code and no traceback."""
        code = "import uvicorn; uvicorn.run('app.api.main:create_app', factory=True, port=0)"
        variables = ServiceProcess(tmp_path, {"ENVIRONMENT": "production"}).variables
        command = [sys.executable, "-c", code]
        ran = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, timeout=300, check=False)  # noqa: S603 - our own code
        assert ran.returncode == EXIT_CONFIGURATION
        assert b"Traceback" not in ran.stdout + ran.stderr
        assert b"SECRET_KEY" in ran.stdout

    def test_a_port_that_is_taken_ends_the_process_with_a_clear_line(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with ServiceProcess(tmp_path, {}, arguments=("serve", "--port", str(port))) as service:
                service.process.wait(timeout=120)
                assert service.process.returncode == 1
                assert "address already in use" in json.dumps(service.lines())
                assert "process.not_started" in service.events()

    def test_an_address_of_another_computer_is_a_fault_of_configuration(self, tmp_path: Path) -> None:
        with ServiceProcess(tmp_path, {}, arguments=("serve", "--host", "192.0.2.1")) as service:
            assert service.ended() == EXIT_CONFIGURATION
        assert service.events()[-2:] == ["config.invalid", "config.refused"]
        assert service.lines()[-2]["variable"] == "HOST"

    def test_the_start_is_recorded_without_secrets(self, tmp_path: Path) -> None:
        password = "9fKq2LmXv7Tz-hidden"
        url = f"postgresql://combine:{password}@127.0.0.1:{free_port()}/combine"
        with ServiceProcess(tmp_path, {**STRICT_VARIABLES, "DATABASE_URL": url, "LOG_FORMAT": ""}) as service:
            service.until("/health/live", 200)
            (loaded,) = [line for line in service.lines() if line["event"] == "config.loaded"]
        assert loaded["setting_secret_key"] == "set"
        assert loaded["setting_ops_token"] == "unset"
        assert loaded["setting_google_client_id"] == "set"
        assert loaded["setting_model_provider"] == "offline"
        assert loaded["setting_log_format"] == "json"
        assert loaded["setting_support_contact"] == "unset"
        assert str(loaded["database"]).startswith("postgresql://127.0.0.1:")
        assert set(loaded["from_environment"]) == {*STRICT_VARIABLES}  # type: ignore[call-overload]  # a list of names
        text = service.log.read_text()
        assert not any(secret in text for secret in (password, STRICT_VARIABLES["SECRET_KEY"], "GOCSPX"))
