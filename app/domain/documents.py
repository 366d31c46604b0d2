"""Documents' public codes: the type's letters, a number, and the place where the document stands (`SB-1@E-03`)."""

import re
from dataclasses import dataclass

from app.domain.errors import Invalid
from app.domain.names import ROOT, ScopePath

_CODE = re.compile(
    r"(?P<letters>[A-Z]{1,4})-(?P<number>[1-9][0-9]{0,5})(?:@(?P<path>[A-Z]{1,4}-[0-9]{2,6}(?:/[A-Z]{1,4}-[0-9]{2,6})*))?"
)


class MalformedDocumentCode(Invalid):
    """A text that should name a document and does not."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no document code; write it like PD-1, or SB-1@E-03 inside a scope")
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DocumentCode:
    """One document of a project; its versions are numbered apart from it."""

    path: ScopePath
    letters: str
    """The code of the document type: `PD`."""

    number: int = 1
    """1: a type has one document in each place."""

    def __str__(self) -> str:
        code = f"{self.letters}-{self.number}"
        return f"{code}@{self.path}" if self.path else code


def document_code(letters: str, *, path: ScopePath = ROOT) -> DocumentCode:
    """Name the document of the type with these letters at `path`."""
    return DocumentCode(letters=letters, path=path)


def parse_document_code(text: str) -> DocumentCode:
    """Read a code as a person writes it; case and surrounding space do not count.

    Raises:
        MalformedDocumentCode: `text` is no document code.

    """
    found = _CODE.fullmatch(text.strip().upper())
    if found is None:
        raise MalformedDocumentCode(text)
    path = ScopePath(found["path"] or ROOT)
    return DocumentCode(letters=found["letters"], number=int(found["number"]), path=path)
