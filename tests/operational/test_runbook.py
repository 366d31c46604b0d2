"""The runbook and the checklist: every command is run on a real deployment, after the failure it is meant for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from app.cli.exits import Exit
from app.operations.checks import RUNBOOK as RUNBOOK_PATH
from tests.http.applications import breaking_app, settings_for
from tests.operational.check_tools import ROOT, program, run
from tests.operational.commands_in_documents import commands_by_section
from tests.operational.deployment import Deployment
from tests.operational.failures import (
    CLOSED_TO_OTHERS,
    DISK_FULL,
    MANY_HEADS,
    POOL_FREE,
    POOL_SATURATED,
    PROVIDER_OUTAGE,
    REQUESTS_FAIL,
    SECRETS_IN_FILES,
    UNTIL_ABSENT,
    UNTIL_NOT_READY,
)

RUNBOOK = ROOT / RUNBOOK_PATH
CHECKLIST = ROOT / "docs" / "DEPLOYMENT-CHECKLIST.md"
DATABASE_SQL = ROOT / "deploy" / "database.sql"
ALERTS = ROOT / "deploy" / "alerts.yml"
IN_RUNBOOK, IN_CHECKLIST = commands_by_section(RUNBOOK), commands_by_section(CHECKLIST)
BEFORE_RUNBOOK, BEFORE_CHECKLIST = "Before you start", "Before you check"
WITH_BUNDLED_DATABASE = "With the bundled database"  # run by test_staging_deployment.py
READY = '"database":"pass"'
MISSION_LINES = [
    "[ ] All required env vars set",
    "[ ] Database migrations run",
    "[ ] Health check passes",
    "[ ] OAuth redirect URIs configured",
    "[ ] Log aggregation configured",
    "[ ] Alerts configured",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drill:
    """A section of the runbook, the failure that is caused before its blocks, what they then show, and the mending."""

    section: str
    shows: tuple[str, ...]
    before: Mapping[int, str] = field(default_factory=dict)
    after: str = ""


DRILLS = (
    Drill(
        section="The application",
        shows=(READY, '"migrations":"warn: ahead"', '"migration": "9999"', "9999 (ahead)"),
    ),
    Drill(section="A migration", shows=(READY, '"migrations":"pass"')),
    Drill(
        section="Migrations behind",
        before={
            0: "docker-compose stop app worker; docker-compose run --rm --no-deps -T app alembic downgrade base;"
            f" podman start combine-app-1 combine-worker-1; {UNTIL_ABSENT}"
        },
        shows=(
            '"migrations":"fail: absent"',
            '"before":"not checked","status":"fail","reason":"absent"',
            'combine_migration_info{state="absent"} 1.0',
            "(head)",
            READY,
            "signed the heads of",
            "whole; head",
        ),
    ),
    Drill(
        section="Many heads",
        before={0: MANY_HEADS},
        shows=('"migrations":"fail: many heads"', "(2 rows)", "(head)", "DELETE 1", "No new upgrade operations", READY),
    ),
    Drill(
        section="The service does not start",
        before={0: "deploy/set-variable SECRET_KEY tooshort"},
        shows=('"config.invalid"', "SECRET_KEY is shorter than 32 bytes", '"config.refused"', READY),
    ),
    Drill(
        section="Database unreachable",
        before={
            0: f"podman stop --time 1 operators-database; {UNTIL_NOT_READY}",
            1: "podman start operators-database",
        },
        shows=(
            '"database":"fail: ',
            "combine_ready 0.0",
            'combine_health_check_status{check="database"} 0.0',
            '"before":"pass","status":"fail"',
            "unreachable from this host too",
            READY,
            '"before":"fail","status":"pass"',
        ),
    ),
    Drill(
        section="How to diagnose issues",
        shows=('{"status":"alive"}', "combine_ready 1.0", '"level":"WARNING"', '"report-4711"'),
    ),
    Drill(section="A definition release", shows=("software-product-development",)),
    Drill(
        section="Database pool saturated",
        before={0: POOL_SATURATED, 1: POOL_FREE},
        shows=(
            '"reason": "saturated"',
            'db_client_connections{state="idle"} 0.0',
            "db_client_connections_pending_requests 1.0",
            '"check":"pool","before":"pass","status":"warn"',
            "combine",
            READY,
        ),
        after="deploy/set-variable DB_MAX_OVERFLOW",
    ),
    Drill(
        section="Disk full",
        before={0: DISK_FULL},
        shows=(
            '"reason": "nearly full"',
            'combine_health_check_status{check="disk"} 0.5',
            '"check":"disk","before":"pass","status":"warn"',
            "Mounted on",
        ),
    ),
    Drill(
        section="Requests fail",
        before={0: REQUESTS_FAIL},
        shows=(
            "error_count_total 3.0",
            'http_response_status_code="500",http_route="/api/v1/projects"} 3.0',
            '"error_type":"ProgrammingError"',
            '"commit"',
        ),
        after='psql "$DATABASE" --quiet --command="ALTER TABLE api_tokens ALTER COLUMN digest TYPE varchar(64)'
        " USING convert_from(digest, 'UTF8')\"",
    ),
    Drill(section="Stuck runs", shows=("runbook", "SUCCESS", '"worker.started"')),
    Drill(
        section="Provider outage",
        before={0: PROVIDER_OUTAGE},
        shows=('"event":"call.repeated"', '"event":"call.given_up"', "503", "openai", "failed", "openai:some-model"),
        after="docker rm --force outage; deploy/set-variable MODEL_PROVIDER offline;"
        " deploy/set-variable OPENAI_API_KEY; deploy/set-variable OPENAI_BASE_URL; docker-compose up --detach; ready",
    ),
    Drill(section="A process does not stop", shows=('"process.draining"', '"process.stopped"', READY)),
    Drill(section="Backing up", shows=()),
    Drill(section="Restoring", shows=(READY, "runbook"), after=CLOSED_TO_OTHERS),
    Drill(
        section="Secret rotation",
        before={0: SECRETS_IN_FILES},
        shows=("whole; head", READY, "signed the heads of"),
        after="metrics | grep '^combine_ready 1'",
    ),
    Drill(section="Scaling", shows=("\n2\n",)),
    Drill(
        section="Contact/escalation info",
        shows=("users turn to: support@test.internal", "operators escalate to: on-call@test.internal"),
    ),
)


def sections(document: Path, *, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py")))


@pytest.fixture
def measured(tmp_path: Path) -> str:
    """What a running application says under /metrics after a request."""
    with TestClient(breaking_app(settings_for(tmp_path))) as client:
        client.get("/nowhere")
        return client.get("/metrics").text


class TestDocuments:
    def test_the_checklist_opens_with_the_six_lines(self) -> None:
        text = CHECKLIST.read_text(encoding="utf-8")
        assert re.findall(r"^- (\[ \] .+)$", text, re.MULTILINE) == MISSION_LINES
        assert [line.removeprefix("[ ] ") for line in MISSION_LINES] == sections(CHECKLIST, level=2)[1:]

    def test_the_runbook_has_the_sections_that_operators_look_for(self) -> None:
        wanted = ["Common failure scenarios", "How to diagnose issues", "How to rollback", "Contact/escalation info"]
        assert [name for name in wanted if name not in sections(RUNBOOK, level=2)] == []

    def test_every_section_with_commands_is_drilled(self) -> None:
        assert {drill.section for drill in DRILLS} == IN_RUNBOOK.keys() - {BEFORE_RUNBOOK, WITH_BUNDLED_DATABASE}

    @pytest.mark.parametrize("event", sorted(set(re.findall(r"`([a-z]+\.[a-z_]+)`", RUNBOOK.read_text()))))
    def test_every_event_that_the_runbook_names_is_logged_somewhere(self, event: str) -> None:
        assert f'"{event}"' in code()

    def test_every_level_that_the_runbook_looks_for_is_one_that_the_log_writes(self) -> None:
        assert set(re.findall(r'\.level == "(\w+)"', RUNBOOK.read_text(encoding="utf-8"))) == {"ERROR", "WARNING"}

    def test_the_checklist_begins_as_the_runbook_does(self) -> None:
        lines = [
            {*"".join(blocks).splitlines()} for blocks in (IN_CHECKLIST[BEFORE_CHECKLIST], IN_RUNBOOK[BEFORE_RUNBOOK])
        ]
        assert lines[0] <= lines[1]

    def test_a_restored_database_is_made_as_the_first_one_was(self) -> None:
        made = re.findall(r"^(.* DATABASE .*);$", DATABASE_SQL.read_text(encoding="utf-8"), re.MULTILINE)
        places = ["".join(IN_RUNBOOK["Restoring"]).find(statement) for statement in made]
        assert len(places) == 3
        assert -1 not in places
        assert places == sorted(places)

    @pytest.mark.parametrize("document", [RUNBOOK, CHECKLIST, ALERTS], ids=lambda path: path.name)
    def test_every_figure_that_is_named_is_measured(self, document: Path, measured: str) -> None:
        text = document.read_text(encoding="utf-8")
        named = set(re.findall(r"\b(combine_[a-z_]+|db_client_connections|\w+_count_total|http_server_\w+)", text))
        named -= {"combine_replaced"}
        assert len(named) >= 2  # else the pattern finds nothing any more
        assert [
            name for name in sorted(named) if name not in measured and "(" not in name and not name.endswith("_")
        ] == []

    def test_every_exit_code_in_the_runbook_is_one_of_ours(self) -> None:
        told = {int(number) for number in re.findall(r"\| (\d+) \|", RUNBOOK.read_text(encoding="utf-8"))}
        assert told <= {exit_code.value for exit_code in Exit}

    def test_every_place_that_the_code_points_to_is_there(self) -> None:
        pointed = set(re.findall(r"\{RUNBOOK\}#([\w-]+)", code()))
        assert len(pointed) > 3
        assert pointed <= anchors(RUNBOOK)

    def test_every_alert_leads_to_its_section(self) -> None:
        rules = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
        targets = {rule["annotations"]["runbook_url"].rpartition("#") for rule in rules}
        assert {path for path, _, _ in targets} == {RUNBOOK_PATH}
        assert {anchor for _, _, anchor in targets} <= anchors(RUNBOOK)

    def test_prometheus_takes_the_alerts(self) -> None:
        result = run(program("promtool"), "check", "rules", str(ALERTS))
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.containers
@pytest.mark.xdist_group("containers")
class TestCommands:
    """In this order: what comes later builds on what came before."""

    @pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.section)
    def test_the_runbook_does_what_it_says(self, deployment: Deployment, drill: Drill) -> None:
        printed = ""
        for number, block in enumerate(IN_RUNBOOK[drill.section]):
            begin = "\n".join(IN_RUNBOOK[BEFORE_RUNBOOK])
            done = deployment.follow(f"{begin}\n{drill.before.get(number, '')}\n{block}")
            printed += done.stdout + "\n"
            assert done.returncode == 0, f"block {number + 1}: {printed[-4000:]}"
        assert [text for text in drill.shows if text not in printed] == [], printed[-4000:]
        begin = "\n".join(IN_RUNBOOK[BEFORE_RUNBOOK])
        mended = deployment.follow(f"{begin}\n{drill.after}")
        assert mended.returncode == 0, mended.stdout[-4000:]

    @pytest.mark.parametrize("section", sorted(IN_CHECKLIST.keys() - {BEFORE_CHECKLIST}))
    def test_the_checklist_holds(self, deployment: Deployment, section: str) -> None:
        begin = "\n".join(IN_CHECKLIST[BEFORE_CHECKLIST])
        done = deployment.follow("\n".join([begin, *IN_CHECKLIST[section]]))
        assert done.returncode == 0, done.stdout[-4000:]

    def test_the_redirect_address_is_the_one_of_the_provider_that_is_set(self, deployment: Deployment) -> None:
        begin = "\n".join(IN_CHECKLIST[BEFORE_CHECKLIST])
        done = deployment.follow("\n".join([begin, *IN_CHECKLIST["OAuth redirect URIs configured"]]))
        assert done.stdout.split() == ["https://combine.test.internal/auth/oidc/callback"]
