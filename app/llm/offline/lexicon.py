"""The cues of one language, ready to be looked up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.llm.offline.cues import LANGUAGES, text_of
from app.llm.offline.words import is_wide, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A cue found in a sentence."""

    category: str
    start: int
    """Index of its first word; for languages without blanks, of its first character."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Cues by their first word, by prefix, and as plain substrings for languages without blanks."""

    language: str
    categories: Mapping[str, tuple[str, ...]]
    by_word: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    by_prefix: Mapping[str, tuple[str, ...]]
    prefix_lengths: tuple[int, ...]
    wide: tuple[tuple[str, str], ...]
    function: frozenset[str]

    def members(self, category: str) -> tuple[str, ...]:
        """Give the cues of a category in the order of the file."""
        return self.categories.get(category, ())

    def hits(self, text: str, words: Sequence[str]) -> tuple[Hit, ...]:
        """Find every cue in `text`, whose words are `words`, in order."""
        found = list(self._worded(words))
        if self.wide:
            found += [
                Hit(category=category, start=text.index(cue), words=(cue,))
                for cue, category in self.wide
                if cue in text
            ]
        return tuple(found)

    def _worded(self, words: Sequence[str]) -> Iterator[Hit]:
        for index, word in enumerate(words):
            asked = index > 0 and words[index - 1] in _DEGREES
            for cue, category in self.by_word.get(word, ()):
                if (asked and category == "vague") or (category == "medium" and index and words[index - 1] in _ASKING):
                    continue
                if len(cue) == 1 or tuple(words[index : index + len(cue)]) == cue:
                    yield Hit(category=category, start=index, words=cue)
            for length in self.prefix_lengths:
                for category in self.by_prefix.get(word[:length], ()) if len(word) >= length else ():
                    yield Hit(category=category, start=index, words=(word,))


_ASKING = frozenset({"what", "which"})
"""Before a demand they name its object: "what is to be done" demands nothing."""

_DEGREES = frozenset({"how", "as", "wie"})
"""Before a word of measure they ask or compare: "how many" is not vague."""


def _parse(text: str) -> dict[str, tuple[str, ...]]:
    """Read a cue file: categories with their cues."""
    joined: list[str] = []
    for line in text.strip().splitlines():
        if line[:1].isspace() and joined:
            joined[-1] += " " + line.strip()
        elif line.strip():
            joined.append(line.strip())
    found: dict[str, tuple[str, ...]] = {}
    for name, _, cues in (line.partition(":") for line in joined):
        members = tuple(cue.strip() for cue in cues.split("|") if cue.strip())
        found[name.strip()] = (*found.get(name.strip(), ()), *members)
    return found


_PLAIN = frozenset(
    {
        "abbreviations",
        "adjectives",
        "afterwards",
        "articles",
        "asking",
        "attends",
        "attributes",
        "auxiliaries",
        "creates",
        "dues",
        "function",
        "inner",
        "joins",
        "means",
        "months",
        "occasions",
        "plurals",
        "pronouns",
        "perhaps",
        "purse",
        "receives",
        "relative",
        "roleless",
        "colourless",
        "units",
        "universals",
        "values",
        "verbs",
    }
)
"""Categories that are asked for by name and never sought in a text."""


@lru_cache(maxsize=len(LANGUAGES) + 1)
def lexicon(language: str) -> Lexicon:
    """Give the cues of `language`; an unknown language has none."""
    categories = _parse(text_of(language))
    by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    by_prefix: dict[str, list[str]] = {}
    wide: list[tuple[str, str]] = []
    for category, cues in categories.items():
        if category in _PLAIN:
            continue
        for cue in cues:
            if is_wide(cue) or not words_of(cue):
                wide.append((cue, category))
            elif cue.endswith("*"):
                by_prefix.setdefault(cue[:-1].casefold(), []).append(category)
            else:
                words = tuple(words_of(cue))
                by_word.setdefault(words[0], []).append((words, category))
    return Lexicon(
        language=language,
        categories=categories,
        by_word={word: tuple(cues) for word, cues in by_word.items()},
        by_prefix={prefix: tuple(names) for prefix, names in by_prefix.items()},
        prefix_lengths=tuple(sorted({len(prefix) for prefix in by_prefix})),
        wide=tuple(wide),
        function=frozenset(word.casefold() for word in categories.get("function", ())),
    )
