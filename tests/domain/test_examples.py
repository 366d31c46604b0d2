"""The example documents pass the real checks of their releases, and fail them where they are spoiled."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.findings import Finding, Severity
from app.domain.names import JsonObject
from tests.examples_of_documents import ALL_TYPES, brief_of, example, release_of
from tests.judged_documents import judged


def judged_example(document_type: str, content: JsonObject) -> tuple[Finding, ...]:
    return judged(
        content,
        type_name=document_type,
        among={name: example(name).content for name in ALL_TYPES},
        brief=brief_of(release_of(document_type)),
        epic="E-02",
    )


def errors(document_type: str, content: JsonObject) -> list[tuple[str, str]]:
    findings = judged_example(document_type, content)
    return [(finding.code, finding.path) for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_an_example_passes_the_checks_of_its_type(document_type: str) -> None:
    found = [
        finding
        for finding in judged_example(document_type, example(document_type).written)
        if finding.severity is Severity.ERROR
    ]
    assert found == []


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_an_empty_document_fails(document_type: str) -> None:
    assert errors(document_type, {})


Edit = Callable[[dict[str, Any]], object]
SPOILED: list[tuple[str, str, Edit]] = [
    (
        "project_discovery",
        "a quote that the brief does not say",
        lambda new: new["goals"][0]["sources"][0].update(quote="Ten of ten"),
    ),
    (
        "project_discovery",
        "a block that is not there",
        lambda new: new["goals"][0]["sources"][0].update(brief="0" * 16),
    ),
    ("project_discovery", "two items of one key", lambda new: new["goals"][1].update(key="G-01")),
    ("project_discovery", "an item without a source", lambda new: new["goals"][0].update(sources=[])),
    (
        "project_discovery",
        "an assumption that is not listed",
        lambda new: new["risks"][0]["sources"][1].update(assumption="A-09"),
    ),
    (
        "project_discovery",
        "an answer that nobody gave",
        lambda new: new["assumptions"][0]["sources"][0].update(answer="f" * 16),
    ),
    (
        "project_discovery",
        "a requirement said twice",
        lambda new: new["requirements"][1].update(statement=new["requirements"][0]["statement"] + " "),
    ),
    ("project_discovery", "an unused quote that is none", lambda new: new["not_used"][0].update(quote="A kettle.")),
    ("epic_backlog", "a must requirement in no epic", lambda new: new["epics"][1]["requirements"].remove("R-04")),
    ("epic_backlog", "a goal that nothing serves", lambda new: new["epics"][2]["goals"].pop()),
    ("epic_backlog", "a constraint that nothing cites", lambda new: new["overview"]["general_constraints"].pop()),
    (
        "epic_backlog",
        "a circle of dependencies",
        lambda new: new["epics"][0].update(depends_on=[{"epic": "E-03", "reason": "x"}]),
    ),
    ("epic_backlog", "a phase before what it depends on", lambda new: new["epics"][0].update(phase="later")),
    ("epic_backlog", "a requirement that is not there", lambda new: new["epics"][0]["requirements"].append("R-99")),
    ("epic_backlog", "two epics of one name", lambda new: new["epics"][0].update(name=new["epics"][1]["name"].upper())),
    (
        "technical_architecture",
        "an epic that nothing serves",
        lambda new: [part["epics"].clear() for part in new["components"]],
    ),
    (
        "technical_architecture",
        "a quality without a number",
        lambda new: new["quality_targets"][0].update(measure="as fast as possible"),
    ),
    ("technical_architecture", "a datum with two owners", lambda new: new["components"][0]["owns_data"].append("D-01")),
    (
        "technical_architecture",
        "a datum without an owner",
        lambda new: new["components"][1]["owns_data"].remove("D-02"),
    ),
    (
        "technical_architecture",
        "a provider that is not there",
        lambda new: new["interfaces"][0].update(provider="CP-09"),
    ),
    ("epic_architecture", "a component of nowhere", lambda new: new["components"][0].update(component="CP-09")),
    ("epic_architecture", "a component listed twice", lambda new: new["components"][1].update(component="CP-02")),
    (
        "story_backlog",
        "a requirement of the epic in no story",
        lambda new: new["stories"][4].update(requirements=["R-03"]),
    ),
    (
        "story_backlog",
        "a number that is lost",
        lambda new: new["stories"][1]["acceptance_criteria"][0].update(
            given="a mechanic with jobs", then="it is refused"
        ),
    ),
    (
        "story_backlog",
        "two stories alike",
        lambda new: new["stories"][1].update(title=new["stories"][0]["title"], i_want=new["stories"][0]["i_want"]),
    ),
    ("story_backlog", "a circle of dependencies", lambda new: new["stories"][0].update(depends_on=["E-02/S-04"])),
    ("story_backlog", "an actor whom nobody knows", lambda new: new["stories"][0].update(as_a="AC-09")),
    (
        "final_review",
        "a story that the trace does not have",
        lambda new: new["coverage"][0].update(stories=["E-02/S-01"]),
    ),
    ("final_review", "a row that is missing", lambda new: new["coverage"].pop()),
    ("final_review", "a gap that is hidden", lambda new: new["coverage"][0].pop("gap")),
    ("final_review", "a verdict that is too kind", lambda new: new["assessment"].update(verdict="ready")),
    ("strategy_architecture", "a total that does not add up", lambda new: new["budget"].update(total=365_001)),
    (
        "strategy_architecture",
        "a cost that the budget does not have",
        lambda new: new["initiatives"][0]["costs"].append({"year": 2029, "amount": 1}),
    ),
    ("strategy_architecture", "a date outside of the period", lambda new: new["timeline"][0].update(when="2031")),
    ("strategy_architecture", "a constraint without an answer", lambda new: new["constraint_responses"].pop()),
    (
        "strategy_architecture",
        "an objective without a measured initiative",
        lambda new: new["initiatives"][1].pop("measure"),
    ),
    (
        "strategy_architecture",
        "a circle of dependencies",
        lambda new: [one.update(depends_on=["I-01", "I-02"]) for one in new["initiatives"]],
    ),
    ("strategy_review", "a verdict that is too kind", lambda new: new["assessment"].update(verdict="ready")),
    ("strategy_review", "a row that is missing", lambda new: new["coverage"].pop(0)),
    ("strategy_discovery", "an unused quote that is none", lambda new: new["not_used"][0].update(quote="A kettle.")),
    ("strategy_requirements", "a fact that is not there", lambda new: new["objectives"][0].update(facts=["F-09"])),
]


@pytest.mark.parametrize(
    ("document_type", "fault", "edit"), SPOILED, ids=[f"{name}: {fault}" for name, fault, _ in SPOILED]
)
def test_a_spoiled_example_fails(document_type: str, fault: str, edit: Edit) -> None:
    content: dict[str, Any] = copy.deepcopy(dict(example(document_type).written))
    edit(content)
    assert errors(document_type, content), fault


def test_a_link_that_is_only_proposed_is_a_warning() -> None:
    content: dict[str, Any] = copy.deepcopy(dict(example("epic_backlog").written))
    content["epics"][1]["goals"][0]["basis"] = "proposed"
    warnings = [finding for finding in judged_example("epic_backlog", content) if finding.severity is Severity.WARNING]
    assert errors("epic_backlog", content) == []
    assert any("G-01" in finding.message for finding in warnings)
