import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.core.database import Database
from app.core.signing import SigningKey
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import Deed
from app.exports import verify
from app.exports.formats import ExportFormat
from app.exports.work_items import NoWorkItems
from app.services.exports import ExportedFiles, NothingReleased, export_project
from app.services.traces import trace_project
from app.store import audit, facts
from tests.databases import Templates, opened
from tests.services.line import NOON, Line
from tests.services.released import released
from tests.store.statements import counted

SOFTWARE = "software-product-development"
STRATEGY = "strategy-document"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def finished(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Line]]:
    """A released project of each workflow on each database; exports change nothing, so many tests look at them."""
    templates: Templates = request.getfixturevalue(f"{request.param}_templates")
    with opened(templates) as one, opened(templates) as other:
        yield {SOFTWARE: released(one, SOFTWARE), STRATEGY: released(other, STRATEGY)}


def exported(line: Line, wanted: ExportFormat) -> ExportedFiles:
    with line.database.read() as session:
        return export_project(session, LOCAL_OPERATOR, project=line.project, wanted=wanted, release_of=line.release_of)


@pytest.mark.parametrize("wanted", ExportFormat)
def test_the_same_state_gives_the_same_bytes(finished: Mapping[str, Line], wanted: ExportFormat) -> None:
    line = finished[SOFTWARE]
    files = exported(line, wanted)
    assert files
    assert exported(line, wanted) == files


def test_the_contents_of_all_released_documents_are_read_together(finished: Mapping[str, Line]) -> None:
    line, asked = finished[SOFTWARE], dict[str, int]()
    with line.database.read() as session, counted(session, asked, "facts"):
        facts.load(session, line.project)
    with line.database.read() as session, counted(session, asked, "trace"):
        trace_project(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)
    assert asked["trace"] == asked["facts"] + 1


@pytest.mark.parametrize("wanted", ExportFormat)
def test_a_project_without_a_released_document_says_so(line: Line, wanted: ExportFormat) -> None:
    with pytest.raises(NothingReleased, match="school"):
        exported(line, wanted)


def test_what_was_exported_verifies(database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    key = SigningKey("a secret")
    line = released(replace(database, signing=key))
    for name, content in exported(line, ExportFormat.JSON):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert verify.faults(folder, key.public) == []
    with database.read() as session:
        head = audit.head(session, line.project)
    manifest = json.loads((folder / "manifest.json").read_text())
    value = manifest["audit"].pop("signature")
    assert manifest["audit"] == {"chain": line.project, "entries": head.sequence, "head": head.digest}
    assert (value["entries"], value["head"], value["key"]) == (head.sequence, head.digest, key.public)
    told = map(json.loads, (folder / "provenance.jsonl").read_text().splitlines())
    assert {entry["code"]: [one["verdict"] for one in entry["decisions"]] for entry in told} == {
        entry["code"]: ["accept"] for entry in manifest["documents"]
    }


def test_a_long_audit_is_exported_whole(database: Database) -> None:
    line = released(database, STRATEGY)
    with database.begin() as session:
        for _ in range(1100):
            audit.record(session, line.project, Deed(action="thing.done"), at=NOON, actor=LOCAL_OPERATOR)
    files = dict(exported(line, ExportFormat.JSON))
    assert len(files["audit.jsonl"].splitlines()) == json.loads(files["manifest.json"])["audit"]["entries"] > 1100


def test_an_acceptance_in_the_bundle_is_found_in_its_audit(finished: Mapping[str, Line]) -> None:
    files = dict(exported(finished[STRATEGY], ExportFormat.JSON))
    entries = [json.loads(json.loads(line)["entry"]) for line in files["audit.jsonl"].splitlines()]
    accepted = {entry["digests"]["content"] for entry in entries if entry["action"] == "document.accepted"}
    told = [json.loads(line) for line in files["provenance.jsonl"].splitlines()]
    assert {entry["content_digest"] for entry in told if entry["decisions"]} == accepted


@pytest.mark.parametrize("wanted", [ExportFormat.MARKDOWN, ExportFormat.JSON])
def test_any_workflow_can_be_read_and_verified(finished: Mapping[str, Line], wanted: ExportFormat) -> None:
    names = [name for name, _ in exported(finished[STRATEGY], wanted)]
    assert len([name for name in names if name.endswith(".md")]) == 4


@pytest.mark.parametrize(
    "wanted",
    [ExportFormat.SPEC_KIT, ExportFormat.JIRA_CLOUD, ExportFormat.JIRA_DATA_CENTER, ExportFormat.GITHUB],
)
def test_a_workflow_without_levels_is_refused_in_words(finished: Mapping[str, Line], wanted: ExportFormat) -> None:
    with pytest.raises(NoWorkItems, match="'strategy-document' has no items that hold others"):
        exported(finished[STRATEGY], wanted)


def test_each_tracker_gets_every_item_once(finished: Mapping[str, Line]) -> None:
    line = finished[SOFTWARE]
    ((_, cloud),) = exported(line, ExportFormat.JIRA_CLOUD)
    ((_, issues),) = exported(line, ExportFormat.GITHUB)
    rows = list(csv.DictReader(io.StringIO(cloud.decode(), newline="")))
    codes = [json.loads(entry)["code"] for entry in issues.decode().splitlines()]
    assert Counter(row["Labels"] for row in rows) == Counter(f"school:{code}" for code in codes)
    assert Counter(row["Issue Type"] for row in rows) == {"Epic": 3, "Story": 15}
    assert len(set(codes)) == 18


def test_an_export_changes_nothing(finished: Mapping[str, Line]) -> None:
    line = finished[SOFTWARE]
    with line.database.read() as session:
        before = session.execute(text("SELECT chain, sequence, digest FROM audit_heads ORDER BY chain")).all()
    for wanted in ExportFormat:
        exported(line, wanted)
    with line.database.read() as session:
        assert session.execute(text("SELECT chain, sequence, digest FROM audit_heads ORDER BY chain")).all() == before
