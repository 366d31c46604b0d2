"""The staging manual, followed to the letter: every command, in order, from an empty host to rollback and away."""

import json

import pytest

from tests.operational.check_tools import ROOT
from tests.operational.commands_in_documents import commands_by_section
from tests.operational.containers import ContainerHost
from tests.operational.deployment import MANUAL, PLANTED, Deployment
from tests.operational.service_process import wait_for

pytestmark = [pytest.mark.containers, pytest.mark.xdist_group("containers")]


def test_every_section_with_commands_was_reached(deployment: Deployment) -> None:
    assert list(deployment.printed) == list(MANUAL)[:-1]


def test_the_tables_are_current_after_the_start(deployment: Deployment) -> None:
    assert "(head)" in deployment.section(5)


def test_the_service_is_ready_and_started(deployment: Deployment) -> None:
    answers = deployment.section(6)
    ready, end = json.JSONDecoder().raw_decode(answers[answers.index('{"status"') :])
    started, _ = json.JSONDecoder().raw_decode(answers[answers.index('{"status"') + end :].lstrip())
    assert (ready["status"], started["status"]) == ("pass", "pass")


def test_every_line_of_the_service_log_is_one_json_object(deployment: Deployment) -> None:
    lines = deployment.section(6).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith('{"timestamp"'))
    records = [json.loads(line) for line in lines[first:]]
    assert {"config.loaded", "process.started_up"} <= {record["event"] for record in records}
    assert {record["env"] for record in records} == {"staging"}


def test_a_secret_came_from_its_file_and_no_container_names_it(deployment: Deployment) -> None:
    (loaded,) = [line for line in deployment.section(6).splitlines() if '"event":"config.loaded"' in line]
    assert json.loads(loaded)["from_file"] == ["OIDC_CLIENT_SECRET"]
    assert PLANTED in (deployment.folder / "combine/deploy/secrets/oidc_client_secret").read_text(encoding="utf-8")
    containers = deployment.host.run("podman", "ps", "--all", "--quiet").stdout.split()
    assert len(containers) >= 3
    assert PLANTED not in deployment.host.run("podman", "inspect", *containers).stdout


@pytest.mark.parametrize("number", [8, 9], ids=["upgrade", "rollback"])
def test_the_service_is_ready_again(deployment: Deployment, number: int) -> None:
    assert '"database":"pass"' in deployment.section(number)


def test_the_version_before_works_on_the_tables_of_the_version_after(deployment: Deployment) -> None:
    assert '"migrations":"pass"' in deployment.section(8)
    assert '"migrations":"warn: ahead"' in deployment.section(9)


def asked_to_sign_in(deployment: Deployment, address: str) -> list[str]:
    """Give the statuses of two visitors more than one address may be in a minute; `$n` in it numbers them."""
    asked = f'curl --silent --output /dev/null --write-out "%{{http_code}}\\n" --header "X-Forwarded-For: {address}"'
    done = deployment.follow(f"for n in $(seq 32); do {asked} http://localhost:8000/auth/oidc/start; done")
    assert done.returncode == 0, done.stdout
    return done.stdout.split()


def test_visitors_are_told_apart_behind_the_proxy(deployment: Deployment) -> None:
    assert "429" not in asked_to_sign_in(deployment, "203.0.113.$n")
    assert asked_to_sign_in(deployment, "198.51.100.7")[-2:] == ["429", "429"]


def test_no_secret_was_printed(deployment: Deployment) -> None:
    assert [heading for heading, text in deployment.printed.items() if PLANTED in text] == []


@pytest.mark.usefixtures("deployment")
class TestImage:
    """The image that the manual built, on its own."""

    NAME = "docker.io/library/combine:first"

    def test_it_runs_as_an_ordinary_user_on_a_read_only_file_system(self, host: ContainerHost) -> None:
        script = "import os; print(os.getuid(), os.access('/srv/combine', os.W_OK), os.access('/tmp', os.W_OK))"
        printed = host.run("podman", "run", "--rm", "--read-only", "--network=none", self.NAME, "python", "-c", script)
        assert printed.stdout.split() == ["10001", "False", "True"]

    def test_missing_settings_stop_it_with_every_name_and_without_a_traceback(self, host: ContainerHost) -> None:
        result = host.run("podman", "run", "--rm", "--read-only", "--network=none", self.NAME, check=False)
        records = [json.loads(line) for line in (result.stdout + result.stderr).splitlines() if line.startswith("{")]
        named = {record["variable"] for record in records if record["event"] == "config.invalid"}
        assert result.returncode == 78
        assert {"DATABASE_URL", "SECRET_KEY", "MODEL_PROVIDER"} <= named
        assert "Traceback" not in result.stdout + result.stderr

    def test_probes_answer_and_sigterm_drains_to_a_clean_end(self, host: ContainerHost) -> None:
        variables = {
            "DATABASE_URL": "postgresql://combine:kq3vX9wLr7TzB2mN@127.0.0.1:1/combine",
            "SECRET_KEY": "Zt7Qw2Lm9XcV4bNk8RjH5sPd1FgY6aUe0IoT3xWq",
            "MODEL_PROVIDER": "offline",
            "PUBLIC_URL": "https://combine.test.internal",
            "OIDC_ISSUER": "https://id.test.internal",
            "OIDC_CLIENT_ID": "combine",
            "OIDC_CLIENT_SECRET": PLANTED,
            "DRAIN_SECONDS": "1",
        }
        flags = [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        host.run("podman", "run", "--detach", "--name", "alone", "--read-only", "--tmpfs", "/tmp", *flags, self.NAME)
        address = host.inspect("alone", "{{.NetworkSettings.IPAddress}}")
        probe = ("curl", "--silent", "--write-out", " %{http_code}", "--retry", "900", "--retry-delay", "1")
        alive = host.run(*probe, "--retry-connrefused", f"http://{address}:8000/health/live", timeout=900)
        ready = host.run(*probe[:4], f"http://{address}:8000/health/ready")
        # Its own limit of three seconds is short for a machine that is busy with other things.
        wait_for(
            lambda: host.run("podman", "healthcheck", "run", "alone", check=False).returncode == 0, "a healthy one"
        )
        host.run("podman", "stop", "--time", "600", "alone", timeout=900)
        assert (alive.stdout, ready.stdout.split()[-1]) == ('{"status":"alive"} 200', "503")
        assert host.inspect("alone", "{{.State.ExitCode}}") == "0"
        assert '"event":"process.draining"' in host.run("podman", "logs", "alone").stdout

    def test_it_says_which_revision_it_was_built_from(self, host: ContainerHost, deployment: Deployment) -> None:
        label = host.run("podman", "image", "inspect", "--format", "{{.Labels}}", self.NAME).stdout
        written = host.run("podman", "run", "--rm", "--network=none", self.NAME, "cat", "app/COMMIT").stdout.strip()
        built = host.run("git", "-C", str(deployment.folder / "combine"), "rev-parse", "HEAD~1").stdout.strip()
        assert f"org.opencontainers.image.revision:{built}" in label
        assert written == built


class TestOtherStacks:
    """In this order: the manual's last section, then the stacks that bring their own database."""

    def test_the_manual_takes_the_deployment_down_and_leaves_the_database(self, deployment: Deployment) -> None:
        assert deployment.take_down().returncode == 0
        names = deployment.follow(
            'psql "$ADMIN_DATABASE_URL" --tuples-only --command="SELECT datname FROM pg_database"'
        )
        running = deployment.host.run("podman", "ps", "--format", "{{.Names}}").stdout.split()
        assert "combine" in names.stdout.split()
        assert running == ["operators-database"]

    def test_staging_runs_with_the_bundled_database(self, deployment: Deployment) -> None:
        script = """
            cd combine
            export COMPOSE_FILE=docker-compose.yml:docker-compose.staging.yml
            password=$(python3 -c 'import secrets; print(secrets.token_urlsafe(24))')
            deploy/set-variable POSTGRES_PASSWORD "$password"
            deploy/set-variable DATABASE_URL "postgresql://combine:$password@db:5432/combine"
            docker-compose --profile bundled-db up --detach
            curl --fail --silent --retry 90 --retry-delay 1 --retry-all-errors http://localhost:8000/health/ready
        """
        followed = ("Before you start", "With the bundled database", "Backing up", "Restoring")
        in_runbook = commands_by_section(ROOT / "docs" / "RUNBOOK.md")
        kept = "\n".join(block for section in followed for block in in_runbook[section]).replace("cd combine\n", "")
        done = deployment.follow(f"{script}\n{kept}\ndocker-compose down --volumes --timeout 1")
        assert (done.returncode, '"status":"pass"' in done.stdout) == (0, True), done.stdout[-3000:]

    def test_development_runs_from_the_checkout_with_nothing_set(self, deployment: Deployment) -> None:
        script = """
            cd combine
            rm .env
            export APP_IMAGE=combine:first
            docker-compose up --detach
            curl --fail --silent --retry 90 --retry-delay 1 --retry-all-errors http://localhost:8000/health/ready
            docker-compose exec -T app python -c 'import app.core.build as b; print("", b.COMMIT_FILE.exists())'
            docker-compose down --volumes --timeout 1
        """
        done = deployment.follow(script)
        assert (done.returncode, '"status":"pass"' in done.stdout) == (0, True), done.stdout[-3000:]
        assert "False" in done.stdout.split()  # the checkout's code runs, not the image's
