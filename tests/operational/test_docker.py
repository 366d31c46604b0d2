"""The image's recipe and the Compose files, held against the real parsers and against what the project promises."""

import json
import re
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from app.core.settings import DECLARATIONS, SECRET_NAMES, Settings
from app.operations.compose import COMPOSE_FILES, with_environment
from tests.operational.check_tools import ROOT, program, run

BASE, OVERRIDE, STAGING = "docker-compose.yml", "docker-compose.override.yml", "docker-compose.staging.yml"
SECRETS = {"DATABASE_URL": "postgresql://u:p@db/c", "SECRET_KEY": "k" * 40, "MODEL_PROVIDER": "offline"}
SET_VARIABLE, GET_VARIABLE = (str(ROOT / "deploy" / name) for name in ("set-variable", "get-variable"))
IN_EVERY_FORM = pytest.mark.parametrize("files", [(STAGING,), (BASE, STAGING)], ids="+".join)


def instructions() -> list[tuple[str, str]]:
    """List the Dockerfile's instructions with their arguments, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines()]


def argument_of(name: str) -> str:
    """Give the last argument of an instruction: the one in force in the final stage."""
    return [argument for instruction, argument in instructions() if instruction == name][-1]


def copied() -> set[str]:
    """List what the image takes from the checkout."""
    sources = [argument for name, argument in instructions() if name == "COPY" and "--from" not in argument]
    return {next(word for word in source.split() if not word.startswith("--")) for source in sources}


def compose(*files: str, env: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - parsed YAML
    """Read Compose files through the real Compose, or fail with what it says; to be read, not changed."""
    return _composed(files, tuple((env or {}).items()))


@cache
def _composed(files: tuple[str, ...], env: tuple[tuple[str, str], ...]) -> Any:  # noqa: ANN401 - as above
    flags = list(chain.from_iterable(("-f", file) for file in files))
    result = run(program("docker-compose"), *flags, "--profile", "*", "config", env=dict(env))
    assert result.returncode == 0, result.stderr
    return yaml.safe_load(result.stdout)


class TestDockerBuild:
    def test_dockerfile_syntax_valid(self) -> None:
        """Dockerfile parses correctly."""
        result = run(program("hadolint"), "--format", "json", "Dockerfile")
        assert (result.returncode, result.stdout.strip()) == (0, "[]"), result.stderr

    @pytest.mark.parametrize("files", [(BASE,), (BASE, OVERRIDE), (BASE, STAGING), (STAGING,)], ids="+".join)
    def test_compose_syntax_valid(self, files: tuple[str, ...]) -> None:
        """docker-compose files are valid YAML, and the real Compose takes them."""
        assert set(compose(*files, env=SECRETS)["services"]) == {"app", "migrate", "worker", "db"}

    @pytest.mark.parametrize("name", [BASE, OVERRIDE, STAGING])
    def test_compose_files_are_plain_yaml_without_tags_or_a_version(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "version" not in yaml.safe_load(text)
        assert not re.search(r"(^|\s)!\w", text)

    @pytest.mark.parametrize("name", [BASE, OVERRIDE, STAGING])
    def test_compose_files_follow_the_compose_specification(self, name: str) -> None:
        result = run(program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", name)
        assert result.returncode == 0, result.stdout

    def test_compose_files_pass_the_linter_without_exceptions(self) -> None:
        result = run(program("dclint"), "--max-warnings", "0", ".")
        assert (result.returncode, result.stdout.strip()) == (0, "")


class TestImageRecipe:
    def test_the_base_image_can_be_replaced_by_a_build_argument(self) -> None:
        assert instructions()[0] == ("ARG", "PYTHON_IMAGE=docker.io/library/python:3.13-slim")
        bases = [argument for name, argument in instructions() if name == "FROM"]
        assert bases == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]

    def test_nothing_runs_as_root(self) -> None:
        assert argument_of("USER") == "10001:10001"

    def test_signals_reach_the_process_and_the_port_is_declared(self) -> None:
        found = argument_of("STOPSIGNAL"), argument_of("EXPOSE"), argument_of("CMD")
        assert found == ("SIGTERM", "8000", '["combine", "serve"]')

    def test_the_health_check_needs_no_program_but_python(self) -> None:
        assert argument_of("HEALTHCHECK").endswith('CMD ["python", "/srv/combine/deploy/healthcheck.py"]')

    def test_dependencies_are_installed_by_their_hashes_alone(self) -> None:
        installs = [argument for name, argument in instructions() if name == "RUN" and "python -m pip" in argument]
        assert ["--require-hashes" in argument for argument in installs] == [True]

    def test_nothing_enters_the_build_but_what_is_let_in_by_name(self) -> None:
        lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        assert "*" in lines
        assert copied() == {line[1:] for line in lines if line.startswith("!")}

    def test_everything_that_is_copied_exists(self) -> None:
        assert {source for source in copied() if not (ROOT / source).exists()} == set()

    def test_the_image_is_production_unless_told_otherwise(self) -> None:
        assert {"ENVIRONMENT=production", "HOST=0.0.0.0"} <= set(argument_of("ENV").split())


class TestComposeEnvironment:
    @pytest.mark.parametrize("name", COMPOSE_FILES)
    def test_the_list_of_variables_is_the_one_that_the_settings_declare(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert with_environment(name, text) == text

    def test_a_file_without_markers_is_refused_by_name(self) -> None:
        with pytest.raises(ValueError, match=r"docker-compose\.yml has lost its markers"):
            with_environment(BASE, "services: {}\n")

    @pytest.mark.parametrize("service", ["app", "worker", "migrate"])
    @pytest.mark.parametrize("files", [(BASE,), (BASE, STAGING), (STAGING,)], ids="+".join)
    def test_every_declared_variable_reaches_the_container(self, files: tuple[str, ...], service: str) -> None:
        environment = compose(*files, env=SECRETS)["services"][service]["environment"]
        assert {name for name in environment if not name.endswith("_FILE")} == set(DECLARATIONS) - {"HOST", "PORT"}

    @pytest.mark.parametrize("secret", sorted(SECRET_NAMES))
    @IN_EVERY_FORM
    def test_every_secret_may_come_from_a_file(self, files: tuple[str, ...], secret: str) -> None:
        named = {f"{name}_FILE": f"/run/secrets/{name.lower()}" for name in sorted(SECRET_NAMES)}
        services = compose(*files, env={"MODEL_PROVIDER": "offline", **named})["services"]
        for service in ("app", "worker", "migrate"):
            environment = services[service]["environment"]
            assert (environment[secret], environment[f"{secret}_FILE"]) == ("", named[f"{secret}_FILE"])

    @pytest.mark.parametrize("secret", sorted(SECRET_NAMES - {"DATABASE_URL"}))
    def test_in_development_every_secret_but_the_database_may_come_from_a_file(self, secret: str) -> None:
        environment = compose(BASE, env={f"{secret}_FILE": "/run/secrets/one"})["services"]["app"]["environment"]
        assert (environment[secret], environment[f"{secret}_FILE"]) == ("", "/run/secrets/one")
        assert "DATABASE_URL_FILE" not in environment  # this file names its own database

    @pytest.mark.parametrize("service", ["app", "worker", "migrate"])
    @pytest.mark.parametrize("files", [(BASE,), (BASE, STAGING), (STAGING,)], ids="+".join)
    @pytest.mark.parametrize("folder", [None, "/etc/combine/secrets"])
    def test_the_folder_of_secrets_is_there_to_be_read(
        self, files: tuple[str, ...], service: str, folder: str | None
    ) -> None:
        env = SECRETS if folder is None else SECRETS | {"SECRETS_PATH": folder}
        (mounted,) = [
            volume
            for volume in compose(*files, env=env)["services"][service]["volumes"]
            if volume["target"] == "/run/secrets"
        ]
        assert mounted["source"] == (folder or str(ROOT / "deploy" / "secrets"))
        assert mounted["read_only"] is True

    def test_an_unset_variable_arrives_empty_and_so_counts_as_unset(self) -> None:
        assert compose(BASE, STAGING, env=SECRETS)["services"]["app"]["environment"]["OPS_TOKEN"] == ""

    def test_a_value_that_was_set_arrives_as_it_is_in_compose_and_in_the_service(self, tmp_path: Path) -> None:
        (tmp_path / ".env").touch()
        given = {
            **SECRETS,
            "OIDC_CLIENT_SECRET": "with$HOME and ${PATH}",
            "OPENAI_API_KEY": "with # and #",
            "ANTHROPIC_API_KEY": '"quoted"',
            "GOOGLE_CLIENT_SECRET": "in'the middle",
            "SUPPORT_CONTACT": "Two words",
        }
        for name, value in given.items():
            set_it = run(SET_VARIABLE, name, value, cwd=tmp_path)
            assert set_it.returncode == 0, set_it.stderr
            assert run(GET_VARIABLE, name, cwd=tmp_path).stdout == f"{value}\n"
        assert dotenv_values(tmp_path / ".env", interpolate=False) == given
        env_file = str(tmp_path / ".env")
        read = run(program("docker-compose"), "--env-file", env_file, "-f", STAGING, "config", "--format", "json")
        found = json.loads(read.stdout)["services"]["app"]["environment"]
        assert {name: found[name].replace("$$", "$") for name in given} == given

    def test_a_variable_is_taken_out_however_it_was_set_and_a_link_stays_one(self, tmp_path: Path) -> None:
        (tmp_path / "kept").mkdir()
        file, link = tmp_path / "kept" / "settings", tmp_path / ".env"
        file.write_text("PORT=1\nexport OPS_TOKEN=abc\nMY_OPS_TOKEN=other\n")
        link.symlink_to("kept/settings")
        assert run(SET_VARIABLE, "OPS_TOKEN", cwd=tmp_path).returncode == 0
        assert run(GET_VARIABLE, "OPS_TOKEN", cwd=tmp_path).returncode == 1
        assert (link.is_symlink(), file.read_text()) == (True, "PORT=1\n# OPS_TOKEN=\nMY_OPS_TOKEN=other\n")
        assert file.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize(
        ("name", "value"),
        [("OPS_TOKEN", "a$'b"), ("OPS_TOKEN", "two\nlines"), ("ops_token", "x"), ("A B", "x"), ("", "x")],
    )
    def test_what_cannot_be_set_is_refused_and_changes_nothing(self, tmp_path: Path, name: str, value: str) -> None:
        (tmp_path / ".env").write_text("OPS_TOKEN=before\n")
        assert run(SET_VARIABLE, name, value, cwd=tmp_path).returncode in {1, 2}
        assert (tmp_path / ".env").read_text() == "OPS_TOKEN=before\n"

    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            ("OPS_TOKEN=two # words", "two"),
            ('OPS_TOKEN=first\nexport OPS_TOKEN="last one"', "last one"),
            ("SECRETS_PATH=elsewhere\nOPS_TOKEN=\nOPS_TOKEN_FILE='/run/secrets/token'", "from a file"),
            ("# OPS_TOKEN=out\nMY_OPS_TOKEN=other", ""),
        ],
    )
    def test_what_is_in_force_is_told_wherever_it_stands(self, tmp_path: Path, lines: str, told: str) -> None:
        (tmp_path / ".env").write_text(lines + "\n")
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "token").write_text("from a file")
        found = run(GET_VARIABLE, "OPS_TOKEN", cwd=tmp_path)
        assert (found.returncode, found.stdout.strip(), "is not set" in found.stderr) == (int(not told), told, not told)

    def test_a_secret_that_comes_from_a_file_is_set_there_and_nowhere_else(self, tmp_path: Path) -> None:
        named = "SECRETS_PATH=elsewhere\nOPS_TOKEN_FILE='/run/secrets/token'\n"
        (tmp_path / ".env").write_text(named + "OPS_TOKEN=also here\n")
        refused = run(SET_VARIABLE, "OPS_TOKEN", "new", cwd=tmp_path)
        assert (refused.returncode, "elsewhere/token" in refused.stderr) == (1, True)
        (tmp_path / "elsewhere").mkdir()
        file = tmp_path / "elsewhere" / "token"
        file.write_text("from a file, and longer")
        file.chmod(0o640)
        assert run(SET_VARIABLE, "OPS_TOKEN", "a$'new", cwd=tmp_path).returncode == 0
        assert (file.read_text(), file.stat().st_mode & 0o777) == ("a$'new", 0o640)
        assert (tmp_path / ".env").read_text() == named + "# OPS_TOKEN=\n"
        assert run(GET_VARIABLE, "OPS_TOKEN", cwd=tmp_path).stdout == "a$'new\n"


class TestStaging:
    @pytest.mark.parametrize("missing", sorted(SECRETS))
    @IN_EVERY_FORM
    def test_a_missing_required_variable_stops_compose_and_is_named(self, files: tuple[str, ...], missing: str) -> None:
        flags = list(chain.from_iterable(("-f", file) for file in files))
        env = {name: value for name, value in SECRETS.items() if name != missing}
        result = run(program("docker-compose"), *flags, "config", env=env)
        assert result.returncode != 0
        assert f"required variable {missing} is missing a value" in result.stderr

    @pytest.mark.parametrize("service", ["app", "worker", "migrate"])
    def test_containers_are_read_only_unprivileged_limited_and_rotate_their_logs(self, service: str) -> None:
        config = compose(BASE, STAGING, env=SECRETS)["services"][service]
        assert config["read_only"] is True
        assert config["cap_drop"] == ["ALL"]
        assert config["security_opt"] == ["no-new-privileges:true"]
        assert set(config["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
        assert set(config["logging"]["options"]) == {"max-size", "max-file"}

    @IN_EVERY_FORM
    def test_only_the_service_is_published_and_only_to_this_computer(self, files: tuple[str, ...]) -> None:
        services = compose(*files, env=SECRETS)["services"]
        published = {
            name: [(port["host_ip"], port["published"]) for port in config.get("ports", ())]
            for name, config in services.items()
        }
        assert published == {"app": [("127.0.0.1", "8000")], "db": [], "migrate": [], "worker": []}

    @IN_EVERY_FORM
    def test_the_bundled_database_starts_only_when_asked_for(self, files: tuple[str, ...]) -> None:
        assert compose(*files, env=SECRETS)["services"]["db"]["profiles"] == ["bundled-db"]

    @pytest.mark.parametrize("service", ["migrate", "worker"])
    @IN_EVERY_FORM
    def test_who_does_not_listen_is_not_asked_for_its_health(self, files: tuple[str, ...], service: str) -> None:
        assert compose(*files, env=SECRETS)["services"][service]["healthcheck"] == {"disable": True}

    @pytest.mark.parametrize("service", ["app", "worker"])
    def test_nothing_starts_before_the_migration_has_ended_well(self, service: str) -> None:
        config = compose(BASE, STAGING, env=SECRETS)["services"][service]
        assert config["depends_on"]["migrate"] == {"condition": "service_completed_successfully", "required": True}

    @pytest.mark.parametrize("service", ["app", "worker"])
    def test_compose_waits_longer_than_drain_and_grace_together(self, service: str) -> None:
        config = compose(BASE, STAGING, env=SECRETS)["services"][service]
        assert config["stop_grace_period"] == "1m15s"
        assert sum(Settings.model_fields[name].default for name in ("drain_seconds", "grace_seconds")) < 75
