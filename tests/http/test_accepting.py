import pytest
from starlette.requests import Request

from app.http.accepting import prefers

STREAM, PAGE = "text/event-stream", "application/json"
CASES = [
    ("text/event-stream", True),
    ("TEXT/Event-Stream", True),
    ("text/event-stream, application/json", True),
    ("application/json, text/event-stream", True),
    ("text/event-stream, */*", True),
    ("text/event-stream;q=0.5", True),
    ("text/event-stream ; q=0.5, */*;q=0.1", True),
    ("application/json;q=0.4, text/event-stream;q=0.5", True),
    ("application/*;q=0, text/event-stream;q=0.001", True),
    ("text/event-stream;charset=utf-8", True),
    ("text/event-stream;q=0", False),
    ("text/event-stream;q=0.0", False),
    ("text/event-stream;q=0.000, */*", False),
    ("text/event-stream;charset=utf-8;q=0", False),
    ("text/event-stream;q=0.4, application/json;q=0.5", False),
    ("text/event-stream;q=0.4, application/*", False),
    ("text/event-stream;q=0.4, */*;q=0.5", False),
    ("text/event-stream;q=nan", False),
    ("text/event-stream;q=-1", False),
    ("text/event-stream;q=2", False),
    ("text/event-stream;q=", False),
    ("text/event-streams", False),
    ("*/*", False),
    ("text/*", False),
    ("application/json", False),
    ("", False),
    (";;,,;q=", False),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_a_type_is_preferred_where_it_is_named_and_liked_no_less(accept: str, *, expected: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert prefers(request, STREAM, over=PAGE) is expected


def test_who_says_nothing_prefers_nothing() -> None:
    assert not prefers(Request({"type": "http", "headers": []}), STREAM, over=PAGE)


def test_several_lines_are_one_list() -> None:
    lines = [(b"accept", b"text/event-stream;q=0.2"), (b"accept", b"application/json;q=0.1")]
    assert prefers(Request({"type": "http", "headers": lines}), STREAM, over=PAGE)
