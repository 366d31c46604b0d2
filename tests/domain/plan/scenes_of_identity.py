"""Scenes: which items keep their code, on `identify` alone."""

import random
from collections.abc import Sequence

from app.domain.definition.model import EntityType
from app.domain.facts import CollectionKey, Entities
from app.domain.names import DocumentTypeName, EntityTypeName, Json, JsonObject
from tests.domain.plan.project import Core
from tests.domain.plan.scenes import key

AREAS = CollectionKey(instance=key("outline"), field="areas")
PARTS = CollectionKey(instance=key("area_plan", "A-02"), field="parts")


def entity(prefix: str = "A") -> EntityType:
    return EntityType(
        name=EntityTypeName("area"), prefix=prefix, document_type=DocumentTypeName("outline"), collection="areas"
    )


def item(local: str, name: str, *sources: str) -> dict[str, Json]:
    return {"key": local, "name": name, "sources": list(sources)}


class Lists:
    """One collection through its versions."""

    def __init__(self, core: Core, collection: CollectionKey = AREAS, prefix: str = "A") -> None:
        self.core, self.collection, self.prefix = core, collection, prefix
        self.facts: list[Entities] = []

    def take(self, *items: JsonObject) -> list[str]:
        found = self.core.identify(items, entity_type=entity(self.prefix), collection=self.collection, known=self.facts)
        if found.fact is not None:
            self.facts.append(found.fact)
        return list(found.codes)


ONE, TWO, THREE = item("x", "Alpha", "s1"), item("y", "Beta", "s2"), item("z", "Gamma", "s3")


def first_items_are_numbered_in_order_with_two_digits(core: Core) -> None:
    assert Lists(core).take(ONE, TWO, THREE) == ["A-01", "A-02", "A-03"]
    many = [item(f"k{number}", f"Name {number}", f"s{number}") for number in range(100)]
    assert Lists(core).take(*many)[98:] == ["A-99", "A-100"]


def codes_below_an_item_carry_its_path(core: Core) -> None:
    assert Lists(core, PARTS, "P").take(ONE) == ["A-02/P-01"]


def an_identical_list_keeps_its_codes_and_adds_no_fact(core: Core) -> None:
    lists = Lists(core)
    assert lists.take(ONE, TWO) == lists.take(ONE, TWO)
    assert len(lists.facts) == 1


def a_returning_list_is_recorded_again(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    lists.take(THREE)
    assert lists.take(ONE, TWO) == ["A-01", "A-02"]
    assert [fact.number for fact in lists.facts] == [1, 2, 3]
    assert lists.facts[2].raw_digest == lists.facts[0].raw_digest


def a_returning_list_has_the_codes_it_had_whatever_happened_to_its_items(core: Core) -> None:
    """The names wandered from item to item meanwhile; the list as it was written is what counts."""
    lists = Lists(core)
    first = [item("", "Alpha"), item("", "Beta")]
    lists.take(*first)
    lists.take(item("", "Beta", "s1"), item("", "Gamma", "s2"))
    lists.take(item("", "Alpha", "s1"), item("", "Beta", "s2"))
    assert lists.take(*first) == ["A-01", "A-02"]


def renamed_and_reordered_items_keep_their_codes(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO, THREE)
    assert lists.take(item("n", "Alpha renamed", "s1"), TWO, THREE) == ["A-01", "A-02", "A-03"]
    assert lists.take(THREE, ONE, TWO) == ["A-03", "A-01", "A-02"]
    assert lists.take(item("p", "Third", "s3"), item("q", "Second", "s2"), item("r", "First", "s1")) == [
        "A-03",
        "A-02",
        "A-01",
    ]


def changed_sources_with_the_same_name_keep_the_code(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    assert lists.take(item("n", "  ALPHA ", "s9"), TWO) == ["A-01", "A-02"]
    assert lists.take(item("m", "\uff21lpha", "s8"), TWO) == ["A-01", "A-02"]


def an_item_is_known_by_what_it_was_last(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE)
    lists.take(item("x", "Beta", "s2"))
    assert lists.take(item("n", "Beta", "s9")) == ["A-01"]


def items_of_the_latest_list_come_before_dropped_ones(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE)
    lists.take(THREE)
    lists.take(item("z", "Alpha", "s1"))
    assert lists.take(item("n", "Alpha", "s1")) == ["A-02"]


def the_order_of_sources_does_not_matter(core: Core) -> None:
    lists = Lists(core)
    lists.take(item("x", "Alpha", "s1", "s2"), TWO)
    assert lists.take(TWO, item("n", "Renamed", "s2", "s1")) == ["A-02", "A-01"]


def swapped_names_follow_the_key_and_the_sources(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    assert lists.take(item("x", "Beta", "s1"), item("y", "Alpha", "s2")) == ["A-01", "A-02"]
    assert lists.take(item("v", "Alpha", "s1"), item("w", "Beta", "s2")) == ["A-01", "A-02"]


def the_key_wins_over_sources_and_name(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    assert lists.take(item("y", "Alpha", "s1"), item("x", "Beta", "s2")) == ["A-02", "A-01"]


def dropped_items_that_return_regain_their_code(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    lists.take(TWO)
    assert lists.take(TWO, item("n", "Alpha renamed", "s1"), THREE) == ["A-02", "A-01", "A-03"]


def the_number_of_a_dropped_item_is_not_given_again(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    lists.take(ONE)
    assert lists.take(ONE, THREE) == ["A-01", "A-03"]


def a_split_keeps_the_code_once(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE)
    assert lists.take(item("l", "Alpha one", "s1"), item("m", "Alpha two", "s1")) == ["A-01", "A-02"]
    again = Lists(core)
    again.take(ONE)
    assert again.take(item("l", "Other", "s8"), item("m", "Alpha", "s9")) == ["A-02", "A-01"]


def name_and_sources_both_new_is_a_new_item(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE)
    assert lists.take(item("n", "Delta", "s9")) == ["A-02"]


def a_merge_under_a_new_name_is_a_new_item(core: Core) -> None:
    lists = Lists(core)
    lists.take(ONE, TWO)
    assert lists.take(item("n", "Both", "s1", "s2")) == ["A-03"]


def items_with_equal_sources_are_told_apart_by_name(core: Core) -> None:
    lists = Lists(core)
    lists.take(item("x", "Alpha", "s"), item("y", "Beta", "s"))
    assert lists.take(item("v", "Beta", "s"), item("w", "Alpha", "s")) == ["A-02", "A-01"]


def nothing_matches_by_what_is_missing(core: Core) -> None:
    lists = Lists(core)
    lists.take({"name": "Alpha"}, {"text": "without anything"})
    assert lists.take({"name": "Beta"}, {"text": "another"}) == ["A-03", "A-04"]


def numbers_go_on_after_other_lists_of_the_same_place(core: Core) -> None:
    """The step that owned the list was replaced by another; its codes are still taken."""
    lists = Lists(core)
    lists.take(ONE, TWO)
    renamed = Lists(core, CollectionKey(instance=key("outline_v2"), field="areas"))
    renamed.facts = list(lists.facts)
    assert renamed.take(THREE) == ["A-03"]


def random_histories_never_reuse_a_code_and_replay_the_same(core: Core) -> None:
    """Lists change at random; every list met again has its codes again, and known facts in any order give the same."""
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311  # a history that can be repeated, not a secret
        lists, ever = Lists(core), set[str]()
        given: dict[str, tuple[Sequence[JsonObject], list[str]]] = {}
        for _ in range(12):
            items = _random_list(chance)
            codes = lists.take(*items)
            assert len(set(codes)) == len(codes)
            assert given.setdefault(repr(items), (items, codes))[1] == codes
            new = [code for code in codes if code not in ever]
            assert new == [f"A-{number:02d}" for number in range(len(ever) + 1, len(ever) + len(new) + 1)]
            ever.update(codes)
            chance.shuffle(lists.facts)
        for items, codes in given.values():
            assert lists.take(*items) == codes


def _random_list(chance: random.Random) -> Sequence[JsonObject]:
    names, sources = ["Alpha", "Beta", "Gamma", "Delta"], ["s1", "s2", "s3"]
    chance.shuffle(names)
    return [
        item(chance.choice(("x", "y", "z", "v")) + str(position), name, *chance.sample(sources, chance.randint(0, 2)))
        for position, name in enumerate(names[: chance.randint(1, 4)])
    ]
