"""Documents as Markdown: one writer for every document type, led by its schema.

The text is pleasant to read raw, valid CommonMark with tables, and stable: sections are numbered by the schema, every
paragraph, item and row is one line, nothing is aligned or wrapped, and footnotes are labelled by code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.names import Json, JsonObject
from app.domain.presentation import KEY, PROPOSED, Form, Shape, coded_items, name_of_item, shape_of
from app.exports.blocks import Blocks, is_empty
from app.exports.escaping import heading, inline, line, prose
from app.exports.footnotes import Footnotes
from app.exports.sources import answered_questions, question_text


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """An input that a version was made from."""

    name: str
    """`Brief`, or the code of a document."""

    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """What stands above a document: which one it is and what it was made from."""

    code: str
    version: int | None = None
    state: str = ""
    made_from: tuple[MadeFrom, ...] = ()
    subject: str = ""
    """What the document is about, inside a scope: the name of the item that opened it."""


def render_markdown(
    document: JsonObject, *, schema: JsonObject, title: TitleBlock, names: Mapping[str, str] | None = None
) -> str:
    """Write `document` as Markdown.

    `names` gives the names of coded items in other documents (`names_in`); the document's own are known.
    """
    shape = shape_of(schema)
    known = {**(names or {}), **dict(coded_items(document, shape))}
    notes = Footnotes(document, names=known)
    blocks = Blocks(notes)
    written = [*_title(shape, title), *_notes(document, shape)]
    sections = [name for name, inner in shape.fields.items() if inner.form is not Form.NOTE]
    for number, name in enumerate(sections, start=1):
        inner = shape.fields[name]
        written += [f"## {number}. {heading(inner.title)}", *_section(blocks, document.get(name), inner)]
    written += [*_open_points(blocks, document, shape), *_answered(document)]
    footnotes = notes.lines()
    closing = ["## Sources", *footnotes] if footnotes else []
    return "\n\n".join([*written, *closing]) + "\n"


def names_in(document: JsonObject, *, schema: JsonObject) -> dict[str, str]:
    """Give the name of every coded item in a document, for the rendering of others."""
    return {code: name for code, name in coded_items(document, shape_of(schema)) if name}


def _title(shape: Shape, title: TitleBlock) -> list[str]:
    about = f": {heading(title.subject)}" if title.subject else ""
    rows = [f"- **Document:** {inline(title.code)}"]
    if title.version is not None:
        rows.append(f"- **Version:** {title.version}")
    if title.state:
        rows.append(f"- **State:** {inline(title.state)}")
    if title.made_from:
        inputs = ", ".join(_made_from(entry) for entry in title.made_from)
        rows.append(f"- **Made from:** {inputs}")
    return [f"# {heading(shape.title)}{about}", "\n".join(rows)]


def _made_from(entry: MadeFrom) -> str:
    return inline(entry.name) if entry.version is None else f"{inline(entry.name)} (version {entry.version})"


def _notes(document: JsonObject, shape: Shape) -> list[str]:
    texts = [document.get(name) for name, inner in shape.fields.items() if inner.form is Form.NOTE]
    quoted = [_quoted(prose(text)) for text in texts if isinstance(text, str)]
    return [text for text in quoted if text]


def _quoted(blocks: list[str]) -> str:
    lines = "\n\n".join(blocks).split("\n")
    return "\n".join(f"> {text}" if text else ">" for text in lines) if blocks else ""


def _section(blocks: Blocks, value: Json, shape: Shape) -> list[str]:
    if is_empty(value):
        return ["*None.*" if shape.is_list else "*Nothing stated.*"]
    return blocks.write(value, shape, depth=3)


def _open_points(blocks: Blocks, document: JsonObject, shape: Shape) -> list[str]:
    """Collect open questions, assumptions and what is only proposed once more, each on one line."""
    entries = [f"- {text}" for text in _collected(blocks, document, shape)]
    return ["## Open points", "\n".join(entries)] if entries else []


def _collected(blocks: Blocks, document: JsonObject, shape: Shape) -> Iterator[str]:
    for name, inner in shape.fields.items():
        value = document.get(name)
        if inner.collect is None or not isinstance(value, list | tuple):
            continue
        label = inner.collect.removesuffix("s").capitalize()
        for item in value:
            if isinstance(item, Mapping):
                details = blocks.details(item, inner, leave_out=inner.heading)
                words = inline(name_of_item(item, inner))
                yield f"{label} {inline(str(item.get(KEY, '')))}: {words}{f' ({details})' if details else ''}"
    for name, inner in shape.fields.items():
        value = document.get(name)
        for item in value if isinstance(value, list | tuple) else ():
            if isinstance(item, Mapping):
                yield from _proposals(blocks, item, inner)


def _proposals(blocks: Blocks, item: JsonObject, shape: Shape) -> Iterator[str]:
    """Name what an item is linked with by a proposal alone: whoever accepts the document confirms it."""
    for name, inner in shape.fields.items():
        value = item.get(name)
        if inner.collect != "proposals" or not isinstance(value, list | tuple):
            continue
        for entry in value:
            if isinstance(entry, Mapping) and PROPOSED in entry.values():
                linked = blocks.short(entry.get(inner.heading), inner.fields[inner.heading]) if inner.heading else name
                yield f"Proposal in {inline(str(item.get(KEY, '')))}: {linked}; accepting the document confirms it"


def _answered(document: JsonObject) -> list[str]:
    entries = [_answer(answered) for answered in answered_questions(document)]
    return ["## Questions answered", "\n".join(entries)] if entries else []


def _answer(answered: JsonObject) -> str:
    question = answered.get("question")
    assumption = question.get("assumption") if isinstance(question, Mapping) else None
    if answered.get("assumed") is True:
        words = inline(str(assumption or ""))
        return f"- {line(question_text(answered))} *Not answered; assumed:* {words}"
    return f"- {line(question_text(answered))} **Answer:** {_answer_text(answered.get('answer'))}"


def _answer_text(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(inline(str(part)) for part in value)
    return inline(str(value))
