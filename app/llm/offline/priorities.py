"""Words that say alone how important something is: the cells of a column of priorities."""

from typing import Final

from app.llm.offline.tags import Tag

_WORDS: Final = {
    Tag.STRONG: "must | m | high | critical | muss | hoch | haute | élevée | alta | hoog | hög | korkea | 必須 | 高",
    Tag.MEDIUM: "should | s | medium | soll | mittel | moyenne | media | média | middel | medel | keskitaso | 中",
    Tag.WEAK: "could | c | low | kann | niedrig | basse | baja | baixa | laag | låg | matala | 低",
}
_STRENGTHS: Final = {word.strip(): tag for tag, words in _WORDS.items() for word in words.split("|")}


def priority_of(text: str) -> Tag | None:
    """Give how important a cell says its row is; None where it says something else."""
    return _STRENGTHS.get(text.strip().casefold())
