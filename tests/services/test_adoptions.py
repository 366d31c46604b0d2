from dataclasses import replace

import pytest

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.definition.release import Release
from app.domain.errors import Conflict
from app.domain.facts import Adoption, ModelBinding
from app.domain.names import Digest, StepId
from app.domain.plan.outcome import StaleCause
from app.services import adoptions, decisions
from app.store import adopted_releases
from tests.services.line import DISCOVERY, NOON, OFFLINE, REQUIREMENTS, Line, document, software

OTHER = ModelBinding(provider="anthropic", model="large", settings={"temperature": 0})


def adopt(line: Line, release: Release, binding: ModelBinding = OFFLINE) -> adoptions.Adopted:
    with line.database.begin() as session:
        return adoptions.adopt_release(
            session, LOCAL_OPERATOR, project=line.project, release=release, default_binding=binding, now=NOON
        )


def preview(line: Line, release: Release, binding: ModelBinding) -> adoptions.AdoptionPreview:
    with line.database.read() as session:
        return adoptions.preview_adoption(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            release=release,
            default_binding=binding,
            release_of=line.release_of,
        )


@pytest.fixture
def discovered(line: Line) -> Line:
    content = line.write(DISCOVERY, document())
    with line.database.begin() as session:
        decisions.accept_document(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=DISCOVERY,
            content=content,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    return line


def test_the_files_of_an_adopted_release_stay_with_the_project(line: Line) -> None:
    with line.database.read() as session:
        kept = adopted_releases.files_of(session, line.project, line.release.digest)
    assert kept == {path: content for path, content in line.release.files.items() if path != "release.json"}


def test_files_that_are_not_the_release_are_refused(line: Line) -> None:
    changed = replace(line.release, digest=Digest("0" * 64))
    with pytest.raises(Conflict, match="changed while it was adopted"):
        adopt(line, changed)


def test_adopting_the_same_again_is_no_new_fact(line: Line) -> None:
    before = line.facts()
    assert not adopt(line, line.release).is_new
    assert line.facts() == before


def test_another_model_is_an_adoption_of_its_own(line: Line) -> None:
    adopted = adopt(line, line.release, OTHER)
    assert (adopted.is_new, adopted.adoption.number) == (True, 2)
    assert [fact.default_binding for fact in line.facts() if isinstance(fact, Adoption)] == [OFFLINE, OTHER]


def test_a_binding_of_one_step_comes_before_that_of_the_release(line: Line) -> None:
    stated = replace(line.release, bindings={StepId("strategy_discovery"): OTHER, StepId("strategy_review"): OTHER})
    with line.database.begin() as session:
        adopted = adoptions.adopt_release(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            release=stated,
            default_binding=OFFLINE,
            bindings={StepId("strategy_discovery"): OFFLINE},
            now=NOON,
        )
    assert adopted.adoption.bindings == {StepId("strategy_discovery"): OFFLINE, StepId("strategy_review"): OTHER}


def test_a_preview_names_what_would_become_stale_and_why(discovered: Line) -> None:
    found = preview(discovered, discovered.release, OTHER)
    assert found.would_be_stale == {DISCOVERY: (StaleCause(kind="input_differs", input="model"),)}
    assert found.would_be_retired == ()


def test_a_preview_of_the_same_finds_nothing(discovered: Line) -> None:
    assert preview(discovered, discovered.release, OFFLINE).would_be_stale == {}


def test_a_preview_changes_nothing(discovered: Line) -> None:
    before = discovered.facts()
    preview(discovered, software(), OTHER)
    assert discovered.facts() == before


def test_adopting_another_model_makes_the_document_stale(discovered: Line) -> None:
    adopt(discovered, discovered.release, OTHER)
    discovered.reconcile()
    instances = discovered.standing().plan.instances
    assert not instances[DISCOVERY].released
    assert instances[REQUIREMENTS].waits_for
