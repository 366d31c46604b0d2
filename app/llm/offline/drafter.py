"""The offline drafter: a document, or questions, out of the author's own words."""

import json
from collections.abc import Mapping
from typing import Final

from app.domain.completions import CompletionRequest
from app.domain.errors import Permanent
from app.domain.names import Json
from app.llm.offline.filling import Filler
from app.llm.offline.gaps import short
from app.llm.offline.hints import KEYWORD, Each, Hint, hint_of
from app.llm.offline.lexicon import lexicon
from app.llm.offline.material import Material, material_of
from app.llm.offline.mending import mended
from app.llm.offline.phrases import phrase
from app.llm.offline.selecting import Selector
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, stems_of, words_of

_NOTE: Final = "drafting_note"
_QUESTIONS: Final = 5
_QUESTIONS_FOR_A_LINE: Final = 3
_LINE_WORDS: Final = 40
_SHARED: Final = 2
_FEWEST_WORDS: Final = 4


def draft(request: CompletionRequest) -> str:
    """Answer a request with one JSON object: a document, or questions where they are allowed and worth it."""
    material = material_of(request)
    _refuse_nothing(material)
    questions = _questions(request, material) if request.may_ask and not request.answers else []
    answer: dict[str, Json] = {"questions": questions} if questions else {"document": _document(request, material)}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _refuse_nothing(material: Material) -> None:
    """Refuse a brief in which nothing is said: the drafter sorts words, and here there are none to sort.

    Raises:
        Permanent: the brief and the answers have too few words together.

    """
    if material.reading is None:
        return
    said = [*(unit.text for unit in material.statements), *(quote.text for quote in material.reading.leftover)]
    count = len({word for text in said for word in words_of(text)})
    if count < _FEWEST_WORDS and not any(is_wide(text) for text in said):
        raise Permanent(
            f"The brief is too short to draft from: it says {count} word{'' if count == 1 else 's'}. "
            "Say in a sentence what is wanted and for whom, then start again."
        )


# -- questions ---------------------------------------------------------------------------------------------------------


def _questions(request: CompletionRequest, material: Material) -> list[Json]:
    """Ask what nobody said, if the brief itself is read here: later documents ask nothing that a person was asked."""
    if material.reading is None or material.documents:
        return []
    selector = Selector(material, lambda _: (), lambda _: ())
    gaps: dict[str, Unit] = {}
    for hint in _gap_hints(request.schema):
        for unit in selector.units(hint, None, ()):
            gaps.setdefault(unit.name, unit)
    words = sum(len(words_of(unit.text)) for unit in material.statements)
    is_line = material.reading.sentences <= _SHARED and words <= _LINE_WORDS
    asked = list(gaps.values())[: _QUESTIONS_FOR_A_LINE if is_line else _QUESTIONS]
    return [
        {
            "key": gap.name,
            "text": gap.text,
            "kind": "text",
            "why": str(gap.fields.get("why")),
            "assumption": str(gap.fields.get("assumption")),
        }
        for gap in asked
    ]


def _gap_hints(node: Json) -> list[Hint]:
    if isinstance(node, Mapping):
        hint = hint_of(node)
        own = [hint] if hint.each is Each.GAP and not hint.of and not hint.rows else []
        return own + [hint for name, child in node.items() if name != KEYWORD for hint in _gap_hints(child)]
    return []


# -- documents ---------------------------------------------------------------------------------------------------------


def _document(request: CompletionRequest, material: Material) -> dict[str, Json]:
    spoken_of = _spoken_of(request, material)
    filler = Filler(request.schema, material, first=spoken_of)
    drafted = filler.document()
    document = mended(drafted, request)
    properties = request.schema.get("properties")
    if isinstance(properties, Mapping) and _NOTE in properties:
        note = _note(request, material, is_moved=bool(spoken_of), unused=filler.unused, is_mended=document != drafted)
        document = {_NOTE: note, **{name: value for name, value in document.items() if name != _NOTE}}
    return document


def _note(request: CompletionRequest, material: Material, *, is_moved: bool, unused: int, is_mended: bool) -> str:
    """Tell the reader how this was made, and what was asked for."""
    language = material.language
    parts = [phrase("note", language)]
    if material.reading is not None and not material.documents:
        total = material.reading.sentences
        parts.append(phrase("note_used", language, used=max(total - unused, 0), all=total))
        parts.append(phrase("note_place", language))
    else:
        parts.append(phrase("note_groups", language))
    for judged in request.sent_back:
        effect = phrase("effect_first" if is_moved else "effect_none", language)
        parts.append(phrase("note_comment", language, comment=short(judged.comment), effect=effect))
    if request.remediation is not None and not is_mended:
        codes = ", ".join(dict.fromkeys(finding.code for finding in request.remediation.findings))
        parts.append(phrase("note_findings", language, codes=codes))
    return " ".join(parts)[:4000]


def _spoken_of(request: CompletionRequest, material: Material) -> tuple[str, ...]:
    """Give the texts and codes of what people's comments name, quote, or share rare words with."""
    found: list[str] = []
    units = [*material.statements, *(unit for units in material.items.values() for unit in units)]
    for judged in request.sent_back:
        wanted = set(_stems(judged.comment, material.language))
        for unit in units:
            named = bool(unit.code) and unit.code in judged.comment
            quoted = bool(unit.text) and unit.text in judged.comment
            if named or quoted or len(wanted & set(_stems(unit.text, unit.language))) >= _SHARED:
                found.append(unit.code or unit.text)
    return tuple(dict.fromkeys(found))


def _stems(text: str, language: str) -> tuple[str, ...]:
    return stems_of(text, language=language, without=lexicon(language).function)
