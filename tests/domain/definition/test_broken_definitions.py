"""Every rule of the validator, by one release that breaks it: the findings are compared whole."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.definition import rules
from app.domain.definition.loading import load_release
from app.domain.definition.release import InvalidDefinition
from app.domain.definition.validation import validate
from app.domain.findings import Severity
from tests.domain.definition.samples import CODE, Sample, document, item, listing, reference

Edit = Callable[[Sample], Any]

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("broken.yaml").read_text())


def broken(edits: list[dict[str, Any]]) -> Sample:
    sample = Sample()
    for edit in edits:
        match edit:
            case {"put": place, "value": value}:
                sample.put(place, value)
            case {"drop": place}:
                sample.drop(place)
            case {"write": path, "text": text}:
                sample.write(path, text.encode("latin-1"))
            case {"remove": path}:
                sample.write(path, None)
            case _:
                raise AssertionError(edit)
    return sample


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_a_broken_definition_is_reported_exactly(case: dict[str, Any]) -> None:
    files = broken(case["edits"]).sealed()

    errors = [finding for finding in validate(files) if finding.severity is Severity.ERROR]

    assert [{finding.code: finding.path} for finding in errors] == case["errors"]
    assert all(finding.message and finding.fix for finding in errors)
    with pytest.raises(InvalidDefinition) as refused:
        load_release(files)
    assert refused.value.findings == validate(files)


def test_every_error_code_of_the_validator_has_a_broken_example() -> None:
    folder = Path(rules.__file__).parent
    code = re.compile(r'fault\(\s*"([a-z_]+)"')
    declared = {f"definition.{name}" for file in folder.glob("*.py") for name in code.findall(file.read_text())}
    covered = {name for case in CASES for error in case["errors"] for name in error}

    assert declared - covered == {"definition.path_escape"}  # in a table of its own below


ESCAPES = (
    "../writer.md",
    "/etc/passwd",
    "prompts/../../x.md",
    "prompts//x.md",
    "./x.md",
    ".hidden/x.md",
    "C:\\x.md",
    "a\\..\\b",
    "prompts/tasks/",
)


@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("pointer", ["/roles/writer/prompt", "/steps/0/task", "/document_types/survey/schema"])
def test_a_path_that_leaves_the_release_is_refused(pointer: str, path: str) -> None:
    errors = [
        finding for finding in validate(Sample().put(pointer, path).sealed()) if finding.severity is Severity.ERROR
    ]

    assert [(finding.code, finding.path) for finding in errors] == [
        ("definition.path_escape", f"workflow.yaml:{pointer}")
    ]


WARNINGS: tuple[tuple[str, Edit, str, str], ...] = (
    (
        "a role",
        lambda s: s.put("/roles/idle", {"title": "Idle", "prompt": "prompts/roles/writer.md"}),
        "unused_role",
        "workflow.yaml:/roles/idle",
    ),
    ("an approver", lambda s: s.put("/approvers/ba", "Analyst"), "unused_approver", "workflow.yaml:/approvers/ba"),
    (
        "an entity type",
        lambda s: s.put("/entity_types/idle", {"prefix": "ZZ"}),
        "unused_entity_type",
        "workflow.yaml:/entity_types/idle",
    ),
    (
        "a scope",
        lambda s: s.drop("/steps/3").drop("/document_types/survey").write("schemas/survey.json", None),
        "unused_scope",
        "workflow.yaml:/scopes/area",
    ),
    ("a file", lambda s: s.write("prompts/idle.md", b"x"), "unused_file", "prompts/idle.md:"),
)


@pytest.mark.parametrize(("edit", "code", "path"), [case[1:] for case in WARNINGS], ids=[case[0] for case in WARNINGS])
def test_what_is_not_used_is_a_warning_and_the_release_loads(edit: Edit, code: str, path: str) -> None:
    sample = Sample()
    edit(sample)

    release = load_release(sample.sealed())

    assert [(finding.severity, finding.code, finding.path) for finding in release.warnings] == [
        (Severity.WARNING, f"definition.{code}", path),
    ]


def test_all_faults_are_reported_in_one_pass() -> None:
    sample = Sample().put("/colour", "red").put("/steps/0/role", "ghost").put("/document_types/review/code", "PD")
    sample.put("schemas/survey.json:/required", []).write("prompts/tasks/plan.md", b"")
    sample.put("/document_types/backlog/checks/1", {"rule": "beautiful"})

    codes = [finding.code.removeprefix("definition.") for finding in validate(sample.sealed())]

    assert codes == ["unknown_check", "malformed", "unknown_role", "duplicate_code", "empty_prompt", "accepts_empty"]


def test_a_definition_that_reads_everything_allowed_has_no_finding() -> None:
    assert validate(Sample().sealed()) == ()


def test_a_reference_may_name_several_lists_nested_lists_and_codes_of_the_item() -> None:
    sample = Sample().put("schemas/detail.json:/properties/text", reference(["topic.requirements", "plan.tasks"]))
    sample.put("schemas/detail.json:/$defs", CODE)

    assert validate(sample.sealed()) == ()


def test_a_schema_that_refers_to_itself_is_walked_once() -> None:
    tree = document(rooms=listing({"$ref": "#/$defs/room"})) | {
        "$defs": {"room": item(rooms=listing({"$ref": "#/$defs/room"}))}
    }

    assert validate(Sample().write("schemas/survey.json", b"").put("/title", "x").sealed())
    sample = Sample()
    sample.schemas["schemas/survey.json"] = tree
    assert validate(sample.sealed()) == ()
