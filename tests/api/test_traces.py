"""Where documents come from, how items hang together, what calls cost and why work failed, over HTTP."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.accounts import Standing
from app.domain.facts import Verdict
from app.store import blobs, ledger
from tests.api.conftest import School
from tests.api.people import place_on
from tests.databases import Templates, opened
from tests.examples_of_documents import brief_of
from tests.services.line import DISCOVERY, NOON, Line, document
from tests.services.people import add, join
from tests.services.released import released
from tests.services.test_decisions import decide
from tests.store.request_samples import completion, request

HERE = "/api/v1/projects/school"
PROBLEM = "application/problem+json"
CALLS = ("calls", "completed", "unknown_cost", "cost")


def whole_trace(client: TestClient) -> Any:  # noqa: ANN401 - what the pages hold together
    """Read a trace page by page; each page tells of its own items alone."""
    whole: dict[str, Any] = {"items": [], "links": [], "coverage": {}}
    address = f"{HERE}/trace?limit=20"
    while address:
        answer = client.get(address)
        told = answer.json()
        here = {item["code"] for item in told["items"]}
        assert {link["source"] for link in told["links"]} <= here
        whole["items"] += told["items"]
        whole["links"] += told["links"]
        for row in told["coverage"]:
            assert {*row["covered"], *row["uncovered"], *row["orphans"]} <= here
            known = whole["coverage"].setdefault(
                (row["of"], row["by"]), {**row, "covered": {}, "uncovered": [], "orphans": []}
            )
            known["covered"] |= row["covered"]
            known["uncovered"] += row["uncovered"]
            known["orphans"] += row["orphans"]
        address = answer.links.get("next", {}).get("url", "")
    return {**whole, "coverage": [*whole["coverage"].values()]}


class TestAReleasedProject:
    """The example documents of the software workflow, all accepted, as a viewer sees them."""

    @pytest.fixture(scope="class", params=["sqlite", "postgresql"])
    @classmethod
    def viewer(cls, request: pytest.FixtureRequest) -> Iterator[TestClient]:
        templates: Templates = request.getfixturevalue(f"{request.param}_templates")
        with opened(templates) as database:
            line = released(database)
            ada = add(database, "ada")
            join(database, line.project, ada, Standing.VIEWER)
            with place_on(database) as place:
                yield place.signed_in(ada)

    def test_is_traced_from_requirements_to_stories(self, viewer: TestClient) -> None:
        found = whole_trace(viewer)
        codes = {item["code"]: item for item in found["items"]}
        story = next(code for code in codes if code.startswith("E-01/S-01"))
        assert codes[story]["list"].startswith("story_backlog.")
        assert {link["source"] for link in found["links"]} <= set(codes)
        assert {link["target"] for link in found["links"]} <= set(codes)
        covered = {(row["of"], row["by"]): row for row in found["coverage"]}
        by_epics = covered["project_discovery.requirements", "epic_backlog.epics.requirements"]
        assert by_epics["covered"]
        assert all(code.startswith("E-") for codes in by_epics["covered"].values() for code in codes)
        assert not set(by_epics["covered"]) & set(by_epics["uncovered"])
        assert ([*codes], len(codes) > 50) == (sorted(codes), True)
        first = viewer.get(f"{HERE}/trace").json()
        assert [item["code"] for item in first["items"]] == [*codes][:50]
        assert [link for link in found["links"] if link["source"] in [*codes][:50]] == first["links"]
        assert viewer.get(f"{HERE}/trace?cursor=WzFd").status_code == 422

    def test_says_where_each_document_comes_from(self, viewer: TestClient) -> None:
        for listed in viewer.get(f"{HERE}/documents").json():
            found = viewer.get(f"{HERE}/documents/{listed['code']}/provenance").json()
            assert (found["instance"], found["content_digest"]) == (listed["instance"], listed["content_digest"])
            (made,) = found["made"]
            assert (made["is_current"], made["provider"]) == (True, "offline")
            assert made["workflow"].startswith("software-product-development@")
            assert [attempt["outcome"] for attempt in made["attempts"]] == ["wrote"]
            assert found["decisions"] == [] or found["decisions"][-1]["verdict"] == "accept"
        discovery = viewer.get(f"{HERE}/documents/PD-1/provenance").json()
        assert [given["kind"] for given in discovery["made"][0]["inputs"]] == ["brief"]
        assert {cited["quote"] for cited in discovery["cited"]}
        assert all(cited["line"] for cited in discovery["cited"])

    def test_cites_lines_of_the_brief_that_hold_the_quote(self, viewer: TestClient) -> None:
        lines = brief_of("software-product-development").splitlines()
        for cited in viewer.get(f"{HERE}/documents/PD-1/provenance").json()["cited"]:
            assert lines[cited["line"] - 1].find(cited["quote"].split("\n")[0][:20]) >= 0


def test_unchanged_content_keeps_every_way_in_which_it_was_made(school: School) -> None:
    line = school.line
    decide(line, Verdict.SEND_BACK, line.write(DISCOVERY, document("Old rooms.")))
    line.write(DISCOVERY, document("New rooms."))
    found = school.by("viewer").get(f"{HERE}/documents/SD-1/provenance").json()
    assert (found["version"], len(found["made"]), len(found["made"][0]["sent_back"])) == (2, 1, 1)
    before = school.by("viewer").get(f"{HERE}/documents/SD-1/provenance?version=1").json()
    assert (before["made"][0]["is_current"], before["decisions"][0]["verdict"]) == (False, "send_back")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("documents/SD-1/provenance", 404),
        ("documents/nothing/provenance", 422),
        ("documents/SD-1/provenance?version=0", 422),
        ("instances/strategy_discovery/failure", 404),
        ("instances/nothing/failure", 404),
        ("instances/%00/failure", 404),
    ],
)
def test_what_is_not_there_has_no_past(school: School, path: str, status: int) -> None:
    answer = school.by("viewer").get(f"{HERE}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def test_a_project_without_a_workflow_has_no_trace_and_no_costs(school: School) -> None:
    owner = school.by("owner")
    owner.post("/api/v1/projects", json={"slug": "bridge"})
    assert owner.get("/api/v1/projects/bridge/trace").json()["code"] == "nothing-adopted"
    assert owner.get("/api/v1/projects/bridge/costs").json()["total"]["calls"] == 0


def call(line: Line, *, cost: Decimal | None, run: int = 1, task: str = "a") -> None:
    """Enter a completed call for the discovery into the ledger."""
    key = next(dispatch.key for dispatch in line.dispatched if dispatch.key.instance == DISCOVERY)
    with line.database.begin() as session:
        made = ledger.intend(session, line.project, request(task), dispatch=key, retry=0, run=run, at=NOON)
        ledger.complete(session, line.project, made, completion(), cost=cost, price_version="x", at=NOON)


def counted(calls: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(calls[name] for name in CALLS)


def test_costs_are_exact_and_add_up_each_way(school: School) -> None:
    for number, cost in enumerate(("0.1", "0.2", "0.000000000000000001")):
        call(school.line, cost=Decimal(cost), task=str(number), run=1 + number % 2)
    call(school.line, cost=None, task="unknown", run=2)
    found = school.by("viewer").get(f"{HERE}/costs").json()
    assert counted(found["total"]) == (4, 4, 1, "0.300000000000000001")
    assert [(row["run"], counted(row["calls"])) for row in found["by_run"]] == [
        (1, (2, 2, 0, "0.100000000000000001")),
        (2, (2, 2, 1, "0.2")),
    ]
    (instance,), (role,), (model,) = found["by_instance"], found["by_role"], found["by_model"]
    assert (instance["instance"], role["role"], model["provider"]) == ("strategy_discovery", "analyst", "offline")
    assert all(row["calls"] == found["total"] for row in (instance, role, model))


def test_a_price_that_nobody_knows_is_unknown_and_never_nothing(school: School) -> None:
    call(school.line, cost=None)
    assert counted(school.by("viewer").get(f"{HERE}/costs").json()["total"]) == (1, 1, 1, "unknown")
    (run,) = school.by("viewer").get(f"{HERE}/runs").json()
    assert run["calls"]["cost"] == "unknown"


def test_a_call_stands_in_the_provenance_of_what_it_wrote(school: School) -> None:
    call(school.line, cost=None)
    school.line.write(DISCOVERY, document())
    (made,) = school.by("viewer").get(f"{HERE}/documents/SD-1/provenance").json()["made"]
    (found,) = made["calls"]
    assert (found["status"], found["cost"], found["provider_request_id"]) == ("completed", "unknown", "req-1")
    assert found["request"] == request("a").digest()


def test_a_failure_is_explained_with_its_attempts_and_its_remedy(school: School) -> None:
    school.line.fail(DISCOVERY)
    finding = {"severity": "error", "code": "provider.quota", "path": "", "message": "no money", "fix": "Pay."}
    with school.place.database.begin() as session:
        blobs.put_json(session, school.line.project, [finding], at=NOON)
    found = school.by("viewer").get(f"{HERE}/instances/strategy_discovery/failure").json()
    assert (found["instance"], found["reason"]) == ("strategy_discovery", "quota")
    assert "order a retry" in found["remedy"]
    assert [(attempt["number"], attempt["is_final"]) for attempt in found["attempts"]] == [(1, True)]
