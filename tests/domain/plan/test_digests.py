from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.canonical import digest_of
from app.domain.facts import ModelBinding
from app.domain.names import Digest
from app.domain.plan.digests import base_digest, binding_digest, digest_of_lists, input_digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NESTED = st.recursive(st.none() | TEXT, lambda inner: st.lists(inner, max_size=4), max_leaves=12)


@settings(derandomize=True, deadline=None, database=None)
@given(st.lists(NESTED))
def test_lists_of_text_are_digested_as_canonical_json(value: list[object]) -> None:
    assert digest_of_lists(value) == digest_of(value)  # type: ignore[arg-type]  # nested lists of text are JSON


def test_bases_of_different_material_are_told_apart() -> None:
    one = base_digest(Digest("d"), Digest("b"), (("brief", ("x",)), None))
    others = {
        base_digest(Digest("e"), Digest("b"), (("brief", ("x",)), None)),
        base_digest(Digest("d"), Digest("c"), (("brief", ("x",)), None)),
        base_digest(Digest("d"), Digest("b"), (("brief", ("y",)), None)),
        base_digest(Digest("d"), Digest("b"), (None, ("brief", ("x",)))),
        base_digest(Digest("d"), Digest("b"), (("brief", ("x",)),)),
    }
    assert len(others | {one}) == 6


def test_settings_of_a_model_are_part_of_its_binding_in_any_order() -> None:
    one = ModelBinding(provider="p", model="m", settings={"a": 1, "b": True})
    assert binding_digest(one) == binding_digest(ModelBinding(provider="p", model="m", settings={"b": True, "a": 1}))
    assert binding_digest(one) != binding_digest(ModelBinding(provider="p", model="m", settings={"a": 1}))


def test_answers_and_comments_never_stand_for_each_other() -> None:
    pair = [(Digest("a"), Digest("b"))]
    assert len({input_digest(Digest("x"), pair, []), input_digest(Digest("x"), [], pair)}) == 2
