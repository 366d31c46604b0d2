"""The conventions of schemas, as they are written down for people."""

import re
from pathlib import Path

from app.domain.presentation import Form

README = (Path(__file__).parent.parent.parent / "definitions/README.md").read_text(encoding="utf-8")


def test_every_form_is_described_and_no_other() -> None:
    forms = README.split("| form | shows |")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", forms, flags=re.MULTILINE)) == {form.value for form in Form}


def test_the_hints_that_presentation_reads_are_described() -> None:
    described = set(re.findall(r"`x-render\.(\w+)`", README))
    assert described == {"order", "heading", "as", "collect", "group"}
