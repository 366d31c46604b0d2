"""Where the sentences of a brief stand: what headings, lead-ins and lists say of them."""

from dataclasses import dataclass, field
from typing import Final

from app.llm.offline.classify import ANYWHERE, Place, demand_of, heading_kind, is_bare_heading, tags_of
from app.llm.offline.language import UNKNOWN
from app.llm.offline.structure import Outline, Passage, Section
from app.llm.offline.tags import Tag

_INHERITED: Final = frozenset(
    {"obligation", "quality", "constraint", "criterion", "out", "goal", "external", "data", "open"}
)


@dataclass(slots=True)
class Layout:
    """The outline of a brief in its language."""

    outline: Outline
    language: str
    announcements: set[tuple[str, int]] = field(default_factory=set)
    """Blocks that only call the list behind them one of wishes."""

    demanding_lists: frozenset[int] = frozenset()
    """Sections without a kind whose list items mostly demand."""

    def __post_init__(self) -> None:
        """Find the lists that demand."""
        self.demanding_lists = self.find_demanding_lists()

    def place_of(self, passage: Passage, lead: str = "") -> Place:
        """Say where a passage stands; a lead-in outranks the heading."""
        lead = lead or passage.lead
        demand = demand_of(lead, self.language) if lead else None
        kind = heading_kind(lead, self.language) if lead else ""
        section = self.outline.sections[passage.section]
        intro = section.number == 0 or (section.number == 1 and section.level == 1)
        kind = kind or self.section_kind(section)
        foreign = self.language == UNKNOWN and bool(passage.root)
        listed = bool(passage.root) and section.number in self.demanding_lists
        if not kind and (foreign or (listed and not self.says_its_kind(passage))):
            kind = "obligation"
        return Place(kind=kind, demand=demand, intro=intro, told=intro and self.is_introduced(section))

    def says_its_kind(self, passage: Passage) -> bool:
        """Tell whether an entry of a list states a limit, or what something costs, by its own words."""
        bare = tags_of(passage.text, self.language, ANYWHERE)
        return bool(bare & {Tag.CONSTRAINT, Tag.DECIDED}) or {Tag.NOW, Tag.MONEY} <= bare

    def is_introduced(self, section: Section) -> bool:
        """Tell whether sections with kinds of their own follow the opening text."""
        kinds = [heading_kind(other.title, self.language) for other in self.outline.sections[section.number + 1 :]]
        return sum(bool(kind) for kind in kinds) > 1

    def find_demanding_lists(self) -> frozenset[int]:
        """Find the lists whose other items demand by place: two of five do so by their words, or a title says so."""
        items: dict[int, list[bool]] = {}
        titled: set[int] = set()
        before: Passage | None = None
        for passage in self.outline.passages:
            if passage.root and before is not None and self.announces_wishes(before.text):
                titled.add(passage.section)
                self.announcements.add((before.block.id, before.block.occurrence))
            before = None if passage.root else passage
            if passage.root == passage.item and passage.root:
                demand = demand_of(passage.text, self.language)
                items.setdefault(passage.section, []).append(demand in {Tag.STRONG, Tag.MEDIUM})
        return frozenset(titled) | frozenset(
            section
            for section, demands in items.items()
            if len(demands) > 2 and sum(demands) * 5 >= len(demands) * 2  # noqa: PLR2004  two items are no list
        )

    def announces_wishes(self, text: str) -> bool:
        """Tell whether the line before a list calls it one of wishes: "Club app - wish list (collected in June)"."""
        title = text.partition("(")[0].strip(" :：-–")
        return "\n" not in title and heading_kind(title, self.language) == "obligation"

    def section_kind(self, section: Section) -> str:
        """Name the kind that the nearest heading announces, or one above it that hands its kind on."""
        own = heading_kind(section.title, self.language)
        while not own and section.number:
            section = self.outline.sections[section.parent]
            inherited = heading_kind(section.title, self.language)
            own = inherited if inherited in _INHERITED else ""
        return own

    def topic_of(self, section: Section) -> str:
        """Give the nearest heading that names a subject."""
        while section.number:
            is_title = section.number == 1 and self.is_whole_title(section)
            if not is_title and section.title and not is_bare_heading(section.title, self.language):
                return section.title
            section = self.outline.sections[section.parent]
        return ""

    def is_whole_title(self, section: Section) -> bool:
        """Tell whether every other section stands below `section`: then it is the title of the whole."""
        return all(other.level > section.level or other.number <= section.number for other in self.outline.sections)
