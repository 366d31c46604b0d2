import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import DocumentCode, MalformedDocumentCode, document_code, parse_document_code
from app.domain.errors import Invalid
from app.domain.names import ROOT, ScopePath

CODES = [
    ("PD-1", DocumentCode(letters="PD", path=ROOT)),
    ("SB-1@E-03", DocumentCode(letters="SB", path=ScopePath("E-03"))),
    ("TX-1@E-03/S-02", DocumentCode(letters="TX", path=ScopePath("E-03/S-02"))),
    ("ABCD-12", DocumentCode(letters="ABCD", path=ROOT, number=12)),
    ("EA-1@E-110", DocumentCode(letters="EA", path=ScopePath("E-110"))),
]
paths = st.lists(st.from_regex(r"[A-Z]{1,4}-[0-9]{2,6}", fullmatch=True), max_size=3).map("/".join)
letters = st.from_regex(r"[A-Z]{1,4}", fullmatch=True)


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_code_is_read_and_written_back(text: str, code: DocumentCode) -> None:
    assert parse_document_code(text) == code
    assert str(code) == text


@pytest.mark.parametrize("text", ["pd-1", " PD-1 ", "Pd-1\n"])
def test_case_and_space_around_a_code_do_not_count(text: str) -> None:
    assert parse_document_code(text) == document_code("PD")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PD",
        "PD-0",
        "PD-01",
        "PD1",
        "1-PD",
        "ABCDE-1",
        "PD-1@",
        "PD-1@E-3",
        "PD-1@E",
        "PD-1@../E-03",
        "PD-1@E-03/",
        "PD-1/E-03",
        "PD-1@E-03@E-04",
        "PD-1 v2",
        "ПД-1",
        "PD-\uff11",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(MalformedDocumentCode, match="write it like PD-1") as refused:
        parse_document_code(text)
    assert isinstance(refused.value, Invalid)
    assert refused.value.text == text


@given(letters=letters, path=paths)
def test_every_code_survives_the_way_through_text(letters: str, path: str) -> None:
    code = document_code(letters, path=ScopePath(path))
    assert parse_document_code(str(code)) == code


def test_codes_sort_by_place_and_then_by_letters() -> None:
    codes = [document_code(name, path=ScopePath(path)) for path, name in (("E-02", "EA"), ("", "TA"), ("", "PD"))]
    assert [str(code) for code in sorted(codes)] == ["PD-1", "TA-1", "EA-1@E-02"]
