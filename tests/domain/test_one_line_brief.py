"""An honest first draft of a one-line brief: no field forces an invention, and every check passes."""

from collections.abc import Mapping

import pytest

from app.domain.briefs import blocks_of
from app.domain.findings import Severity
from app.domain.names import Json, JsonObject
from tests.examples_of_documents import ALL_TYPES
from tests.judged_documents import judged

SENTENCE = "An app to book the two tennis courts of our club."
(BLOCK,) = blocks_of(SENTENCE)
QUOTED: Json = [{"brief": BLOCK.id, "occurrence": 1, "quote": SENTENCE}]
REQUIRED: Json = [{"item": "R-01"}]
QUESTION: dict[str, Json] = {"question": "Who may book a court?", "blocking": False}

DRAFT: Mapping[str, JsonObject] = {
    "project_discovery": {
        "summary": {},
        "current_state": [],
        "goals": [],
        "actors": [],
        "requirements": [
            {
                "key": "R-01",
                "statement": SENTENCE,
                "kind": "function",
                "strength": "should",
                "strength_basis": "assumed",
                "sources": QUOTED,
            }
        ],
        "constraints": [],
        "in_scope": [],
        "out_of_scope": [],
        "assumptions": [],
        "open_questions": [{"key": "Q-01", "sources": QUOTED, **QUESTION}],
        "risks": [],
        "glossary": [],
        "not_used": [],
    },
    "epic_backlog": {
        "overview": {},
        "epics": [
            {
                "key": "E-01",
                "name": "Tennis courts",
                "requirements": ["R-01"],
                "goals": [],
                "depends_on": [],
                "phase": "first",
                "sources": REQUIRED,
            }
        ],
    },
    "technical_architecture": {
        "summary": {},
        "context": [],
        "quality_targets": [],
        "components": [
            {
                "key": "CP-01",
                "name": "Tennis courts",
                "purpose": SENTENCE,
                "responsibilities": [],
                "owns_data": [],
                "epics": ["E-01"],
                "sources": REQUIRED,
            }
        ],
        "interfaces": [],
        "data": [],
        "flows": [],
        "decisions": [],
        "deployment": "",
        "security": [],
        "risks": [],
        "open_questions": [],
    },
    "epic_architecture": {
        "approach": "",
        "components": [
            {
                "key": "E-01/EC-01",
                "component": "CP-01",
                "work": SENTENCE,
                "requirements": ["R-01"],
                "sources": REQUIRED,
            }
        ],
        "interfaces": [],
        "data_changes": [],
        "flows": [],
        "decisions": [],
        "quality": [],
        "tests": [],
        "rollout": "",
        "open_questions": [],
    },
    "story_backlog": {
        "stories": [
            {
                "key": "E-01/S-01",
                "title": "Book the two tennis courts",
                "i_want": SENTENCE,
                "acceptance_criteria": [{"key": "ac1", "then": SENTENCE, "sources": REQUIRED}],
                "requirements": ["R-01"],
                "components": [],
                "priority": "should",
                "depends_on": [],
                "sources": REQUIRED,
            }
        ],
        "definition_of_done": [],
    },
    "final_review": {
        "assessment": {"verdict": "ready_with_conditions"},
        "coverage": [{"requirement": "R-01", "epics": ["E-01"], "stories": ["E-01/S-01"]}],
        "findings": [],
        "conditions": [
            {"key": "RC-01", "statement": "Who may book a court?", "items": ["Q-01"], "sources": [{"item": "Q-01"}]}
        ],
    },
    "strategy_discovery": {
        "situation": {},
        "facts": [],
        "people": [],
        "constraints": [],
        "decisions_taken": [],
        "assumptions": [],
        "open_questions": [{"key": "Q-01", "sources": QUOTED, **QUESTION}],
        "not_used": [],
    },
    "strategy_requirements": {
        "purpose": "",
        "objectives": [{"key": "O-01", "statement": SENTENCE, "facts": [], "sources": QUOTED}],
        "stops": [],
        "non_negotiables": [],
        "options": [],
        "open_questions": [],
    },
    "strategy_architecture": {
        "direction": "",
        "period": {},
        "pillars": [],
        "initiatives": [],
        "budget": {"years": [], "total": 0},
        "timeline": [],
        "constraint_responses": [],
        "risks": [],
        "open_questions": [
            {
                "key": "PQ-01",
                "question": "What is done for this, by when, and how is it measured?",
                "blocking": True,
                "sources": [{"item": "O-01"}],
            }
        ],
    },
    "strategy_review": {
        "assessment": {"verdict": "ready_with_conditions"},
        "coverage": [{"objective": "O-01", "initiatives": [], "gap": "Nobody has said what is done for it."}],
        "findings": [],
        "conditions": [
            {"key": "RC-01", "statement": "An initiative is named.", "items": ["PQ-01"], "sources": [{"item": "PQ-01"}]}
        ],
    },
}


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_a_draft_with_nothing_invented_passes(document_type: str) -> None:
    findings = judged(DRAFT[document_type], type_name=document_type, among=DRAFT, brief=SENTENCE, epic="E-01")
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


def test_what_is_thin_is_said_as_advice() -> None:
    findings = judged(
        DRAFT["strategy_requirements"], type_name="strategy_requirements", among=DRAFT, brief=SENTENCE, epic="E-01"
    )
    assert [(finding.severity, finding.path) for finding in findings] == [(Severity.WARNING, "/objectives/0")]
