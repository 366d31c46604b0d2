"""The example documents of `tests/examples`, each with the schema of its type and the brief that it was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.names import JsonObject

ROOT = Path(__file__).parent.parent
RELEASES = {
    "software-product-development": ROOT / "definitions/software-product-development/1.0.0",
    "strategy-document": ROOT / "definitions/strategy-document/1.0.0",
}
BRIEFS = {
    "software-product-development": ROOT / "examples/briefs/bicycle-workshop.md",
    "strategy-document": ROOT / "examples/briefs/music-school-strategy.md",
}
TYPES = {
    "software-product-development": (
        "project_discovery",
        "epic_backlog",
        "technical_architecture",
        "epic_architecture",
        "story_backlog",
        "final_review",
    ),
    "strategy-document": (
        "strategy_discovery",
        "strategy_requirements",
        "strategy_architecture",
        "strategy_review",
    ),
}
ALL_TYPES = tuple(name for names in TYPES.values() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A valid document of one type."""

    type: str
    content: JsonObject
    """As it is stored: coded, with the answers that the product adds."""

    schema: JsonObject

    @property
    def written(self) -> JsonObject:
        """The document without what the product adds."""
        return {name: value for name, value in self.content.items() if name != "answers"}


def release_of(document_type: str) -> str:
    """Give the name of the release that has this document type."""
    return next(release for release, names in TYPES.items() if document_type in names)


def example(document_type: str) -> Example:
    """Read the example of a document type."""
    schema = RELEASES[release_of(document_type)] / "schemas" / f"{document_type}.json"
    content = ROOT / "tests/examples" / f"{document_type}.json"
    return Example(type=document_type, content=_object(content), schema=_object(schema))


def release_files(release: str) -> Mapping[str, bytes]:
    """Read every file of a shipped release, by its path relative to the release's folder."""
    folder = RELEASES[release]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def brief_of(release: str) -> str:
    """Read the brief that the examples of a release were made from."""
    return BRIEFS[release].read_text(encoding="utf-8")


def _object(path: Path) -> JsonObject:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value
