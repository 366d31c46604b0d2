"""Requests of the many instances that one list opens."""

import sys
from types import FrameType

import pytest

from app.domain.canonical import canonical_bytes, digest_of
from app.domain.completions import CompletionRequest, PartKind
from app.domain.facts import Dispatch, DispatchKey, InstanceKey, ModelBinding, PinnedInput
from app.domain.names import ROOT, Digest, Json, JsonObject, ScopePath, StepId
from app.domain.prompts import Contents, build_request
from tests.engine.small_release import small_release

RELEASE = small_release()


def survey(points: int) -> JsonObject:
    items: list[Json] = [{"key": f"P-{number}", "name": f"point {number}"} for number in range(1, points + 1)]
    return {"summary": f"{points} points", "points": items}


def stored(document: Json) -> Contents:
    return {digest_of(document): canonical_bytes(document)}


def note_request(contents: Contents, code: str) -> CompletionRequest:
    """Give the request of the note on one point of the one survey that is stored."""
    (content,) = contents
    key = DispatchKey(
        instance=InstanceKey(step=StepId("note"), path=ScopePath(code)),
        input_digest=Digest("1"),
        checks_digest=Digest("2"),
        number=1,
    )
    pins = (
        PinnedInput(kind="item", name="point", path=ScopePath(code), content=content),
        PinnedInput(kind="document", name="survey", path=ROOT, content=content, select=("summary",)),
    )
    dispatch = Dispatch(
        key=key,
        release_digest=RELEASE.digest,
        binding=ModelBinding(provider="test"),
        inputs=pins,
        answers=(),
        comments=(),
    )
    return build_request(RELEASE, dispatch, contents)


def calls_an_instance(points: int) -> float:
    """Count the function calls of building the request of every point of a survey."""
    contents, calls = stored(survey(points)), 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for number in range(1, points + 1):
            note_request(contents, f"P-{number}")
    finally:
        sys.setprofile(before)
    return calls / points


def test_an_instance_reads_the_item_that_opened_it_and_the_selected_fields() -> None:
    parts = {part.kind: part.content for part in note_request(stored(survey(3)), "P-2").inputs}
    assert parts[PartKind.ITEM] == {"key": "P-2", "name": "point 2"}
    assert parts[PartKind.DOCUMENT] == {"summary": "3 points"}


@pytest.mark.parametrize(
    "document", [{"summary": "none"}, {"points": None}, {"points": [None, "P-2", {"name": "no code"}]}]
)
def test_an_item_that_its_list_does_not_have_is_absent(document: Json) -> None:
    parts = {part.kind: part.content for part in note_request(stored(document), "P-2").inputs}
    assert parts[PartKind.ITEM] is None


def test_a_content_that_is_no_document_is_refused() -> None:
    with pytest.raises(TypeError, match="is no document"):
        note_request(stored(["P-2"]), "P-2")


def test_one_of_many_instances_costs_no_more_than_one_of_few() -> None:
    assert calls_an_instance(400) < 2 * calls_an_instance(20)
