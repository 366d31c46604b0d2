import io
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from app.core.declaration import EnvironmentName
from app.core.log_lines import LONGEST_LINE
from app.core.logging import JSONFormatter, TextFormatter
from app.core.redaction import Redactor
from tests.core.records import event, rendered, third_party

ALWAYS = {"timestamp", "level", "severity", "event", "message", "logger", "service", "version", "env", "instance"}

VALUES: Mapping[str, tuple[object, object]] = {
    "text": ("plain", "plain"),
    "unicode": ("Ünïcödé 漢字", "Ünïcödé 漢字"),
    "integer": (7, 7),
    "huge integer": (1 << 80, "large integer"),
    "float": (1.5, 1.5),
    "not a number": (float("nan"), "nan"),
    "infinity": (float("inf"), "inf"),
    "true": (True, True),
    "decimal": (Decimal("1.10"), "1.10"),
    "uuid": (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    "path": (Path("/tmp/x"), "/tmp/x"),
    "time": (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
    "enumeration": (EnvironmentName.STAGING, "staging"),
    "secret type": (SecretStr("hidden"), "[redacted]"),
    "list": ([1, "a", None, [2]], [1, "a", "list"]),
    "bytes": (b"raw", "bytes"),
    "exception": (ValueError("text that may hold anything"), "ValueError"),
    "unknown object": (io.StringIO("text"), "StringIO"),
    "class": (ValueError, "type"),
    "terminal colours": ("\x1b[31mred\x1b[0m", "red"),
    "terminal title": ("\x1b]0;owned\x07text", "text"),
    "line breaks": ("one\r\ntwo\tthree", "one two three"),
    "null byte": ("a\x00b", "ab"),
    "right to left": ("user\u202etxt.exe", "usertxt.exe"),
    "lone surrogate": ("a\ud800b", "ab"),
    "line separator": ("one\u2028two", "one two"),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_value_is_rendered(case: str) -> None:
    value, shown = VALUES[case]
    assert rendered(event(value=value))["value"] == shown


def test_what_is_none_is_left_out() -> None:
    assert "value" not in rendered(event(value=None))


def test_mappings_are_flat() -> None:
    line = rendered(event(call={"model": "m", "usage": {"input": 3}}))
    assert (line["call_model"], line["call_usage_input"]) == ("m", 3)


def test_endless_nesting_ends() -> None:
    nested: dict[str, object] = {}
    nested["again"] = nested
    assert len(JSONFormatter().format(event(value=nested))) < 1000


INJECTIONS = (
    '\n{"level":"ERROR","message":"forged"}',
    "\r\n2026-01-01T00:00:00.000000Z ERROR   forged",
    "\u2028{}",
    '"},{"a":"b',
    "\x85forged",
)


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("formatter", [JSONFormatter, TextFormatter])
def test_nobody_forges_a_line(text: str, formatter: Callable[[], logging.Formatter]) -> None:
    for record in (event(value=text), event(message=text), third_party(text), third_party("x", value=text)):
        assert len(formatter().format(record).splitlines()) == 1


@pytest.mark.parametrize("size", [5_000, 20_000, 1_000_000])
def test_a_line_is_never_longer_than_sixteen_kibibytes(size: int) -> None:
    for record in (event(value="x" * size), third_party("y" * size), event(values=["z" * 4000] * (size // 4000))):
        assert len(JSONFormatter().format(record).encode()) <= LONGEST_LINE


def test_a_line_with_too_many_fields_is_cut_and_says_so() -> None:
    line = rendered(event(**{f"field{number}": "x" * 1000 for number in range(100)}))
    assert line["truncated"] is True
    assert line.keys() >= ALWAYS


@pytest.mark.parametrize("cut", [1024 - 10, 4096 - 10, 16384 - 10, 65536 - 10])
def test_a_secret_is_not_saved_by_the_cut(cut: int) -> None:
    secret = "k9Xw2mQz7Lp4Vb8Ty1Rc"
    text = "x" * cut + secret
    formatter = JSONFormatter(redactor=Redactor((secret,)))
    for record in (third_party(text + "y" * 20000), event(value=text + "y" * 20000), event(value=text)):
        assert secret[:10] not in formatter.format(record)
