"""The layout of spec-kit: its names, its headings, its numbers."""

import json
import re
from datetime import date

import pytest

from app.exports.spec_kit import spec_kit
from app.exports.work_items import NoWorkItems
from tests.exports.released import STRATEGY, document, documents, release

SOFTWARE = release()
DAY = date(2025, 6, 1)
FILES = {
    path: content.decode()
    for path, content in spec_kit(documents(SOFTWARE), release=SOFTWARE, project="bicycle-workshop", on=DAY)
}
FOLDER = "specs/002-the-mechanics-job-list"
SPEC, PLAN, TASKS = (FILES[f"{FOLDER}/{name}.md"] for name in ("spec", "plan", "tasks"))


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


def test_the_files_stand_where_spec_kit_looks_for_them() -> None:
    assert set(FILES) == {
        ".specify/feature.json",
        ".specify/memory/constitution.md",
        "specs/bicycle-workshop/roadmap.md",
        f"{FOLDER}/EA-1-epic-architecture.md",
        f"{FOLDER}/SB-1-story-backlog.md",
        *(
            f"specs/{feature}/{name}.md"
            for feature in ("001-booking-and-taking-in", "002-the-mechanics-job-list", "003-agreement-and-messages")
            for name in ("spec", "plan", "tasks")
        ),
    }


def test_the_active_feature_exists() -> None:
    folder = json.loads(FILES[".specify/feature.json"])["feature_directory"]
    assert f"{folder}/spec.md" in FILES


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith("/spec.md")])
def test_a_specification_has_every_mandatory_part(path: str) -> None:
    text = FILES[path]
    assert headings(text, 1)[0].startswith("Feature Specification: ")
    assert headings(text, 2) == [
        "User Scenarios & Testing *(mandatory)*",
        "Requirements *(mandatory)*",
        "Success Criteria *(mandatory)*",
        "Assumptions",
    ]
    assert {"Edge Cases", "Functional Requirements", "Key Entities", "Measurable Outcomes"} <= set(headings(text, 3))
    branch = path.split("/")[1]
    for line in (f"**Feature Branch**: `{branch}`", "**Created**: 2025-06-01", "**Status**: Draft"):
        assert f"\n{line}\n" in text
    assert re.search(r'^\*\*Input\*\*: User description: ".+" Parent roadmap: ', text, re.MULTILINE)


def test_user_stories_are_numbered_and_have_a_priority() -> None:
    stories = [title for title in headings(SPEC, 3) if title.startswith("User Story")]
    assert len(stories) == 5
    for number, title in enumerate(stories, start=1):
        assert re.fullmatch(rf"User Story {number} - .+ \(Priority: P[123]\)", title)
    assert stories[:2] == [
        "User Story 1 - See the next job (Priority: P1)",
        "User Story 2 - Take a job (Priority: P2)",
    ]


def test_a_story_has_the_parts_that_spec_kit_asks_for() -> None:
    story = SPEC.split("### User Story")[1]
    parts = ("**Why this priority**", "**Independent Test**", "**Acceptance Scenarios**:")
    assert [story.index(part) for part in parts] == sorted(story.index(part) for part in parts)
    assert (
        "1. **Given** two jobs promised for Friday and for Thursday, **When** a mechanic opens the list, "
        "**Then** the job for Thursday stands first"
    ) in story


@pytest.mark.parametrize(("letters", "heading"), [("FR", "Functional Requirements"), ("SC", "Measurable Outcomes")])
def test_what_is_required_is_numbered_and_keeps_its_code(letters: str, heading: str) -> None:
    lines = re.findall(
        rf"^- \*\*{letters}-(\d{{3}})\*\*: .+ \[[A-Z]+-\d\d\]$", SPEC.split(f"### {heading}")[1], re.MULTILINE
    )
    assert lines
    assert lines == [f"{number:03d}" for number in range(1, len(lines) + 1)]


def test_requirements_are_those_that_the_stories_must_cover() -> None:
    codes = re.findall(r"^- \*\*FR-\d{3}\*\*: .+ \[(.+)\]$", SPEC, re.MULTILINE)
    assert codes == ["R-03", "R-04", "R-07", "R-08", "R-11"]


def test_success_is_what_the_features_must_serve_and_can_be_measured() -> None:
    assert re.findall(r"^- \*\*SC-\d{3}\*\*: .+ \[(.+)\]$", SPEC, re.MULTILINE) == ["G-01"]


def test_a_plan_has_the_parts_of_its_template() -> None:
    assert headings(PLAN, 1) == ["Implementation Plan: The mechanics' job list"]
    assert headings(PLAN, 2) == [
        "Summary",
        "Technical Context",
        "Constitution Check",
        "Project Structure",
        "Complexity Tracking",
    ]
    assert "**Branch**: `002-the-mechanics-job-list` | **Date**: 2025-06-01 | **Spec**: [spec.md](./spec.md)" in PLAN
    assert PLAN.count("NEEDS CLARIFICATION") == 9


def test_a_plan_leads_to_the_documents_of_its_feature() -> None:
    for target in re.findall(r"\]\(\./(.+?)\)", PLAN):
        assert f"{FOLDER}/{target}" in FILES


def test_tasks_are_numbered_through_all_phases() -> None:
    phases = headings(TASKS, 2)
    assert phases[:2] == ["Phase 1: Setup", "Phase 2: Foundational"]
    assert [re.sub(r" - .*", "", phase) for phase in phases[2:]] == [
        f"Phase {number + 2}: User Story {number}" for number in range(1, 6)
    ]
    tasks = re.findall(r"^- \[ \] T(\d{3,}) \[US\d\] .+$", TASKS, re.MULTILINE)
    assert [int(task) for task in tasks] == list(range(1, len(tasks) + 1))
    assert len(tasks) == SPEC.count("**Then**")


def test_the_constitution_holds_the_principles_and_its_version() -> None:
    text = FILES[".specify/memory/constitution.md"]
    assert "- **C-01**: " in text
    assert text.endswith("**Version**: 1.0.0 | **Ratified**: 2025-06-01 | **Last Amended**: 2025-06-01\n")


def test_the_roadmap_has_a_row_for_each_feature_with_what_it_depends_on() -> None:
    rows = [line for line in FILES["specs/bicycle-workshop/roadmap.md"].splitlines() if line.startswith("| R")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert [(cell[0], cell[4], cell[6]) for cell in cells] == [
        ("R1", "", "`specs/001-booking-and-taking-in`"),
        ("R2", "R1", "`specs/002-the-mechanics-job-list`"),
        ("R3", "R2", "`specs/003-agreement-and-messages`"),
    ]
    assert {len(cell) for cell in cells} == {7}


def test_the_back_link_names_a_row_of_the_roadmap() -> None:
    assert "Parent roadmap: `specs/bicycle-workshop/roadmap.md` → entry **R2**." in SPEC


def test_a_workflow_without_features_is_refused() -> None:
    strategy = release(STRATEGY)
    with pytest.raises(NoWorkItems):
        spec_kit(documents(strategy), release=strategy, project="x", on=DAY)


def test_features_without_stories_are_refused() -> None:
    early = [document("project_discovery", of=SOFTWARE), document("epic_backlog", of=SOFTWARE)]
    with pytest.raises(NoWorkItems, match="no released items with criteria yet"):
        spec_kit(early, release=SOFTWARE, project="x", on=DAY)


def test_hostile_words_begin_no_heading_and_lead_nowhere() -> None:
    epics = {"epics": [{"key": "E-02", "name": "../../x\n# Y", "intent": "# Z\n<script>", "requirements": []}]}
    hostile = [document("epic_backlog", of=SOFTWARE, content=epics), document("story_backlog", of=SOFTWARE)]
    files = dict(spec_kit(hostile, release=SOFTWARE, project="../p", on=DAY))
    assert not [path for path in files if ".." in path]
    text = files["specs/002-x-y/spec.md"].decode()
    assert len(headings(text, 1)) == 1
    assert "<script>" not in text.replace("\\<script>", "")
