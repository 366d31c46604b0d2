"""The access line's way: events whose fields are plain already, written without a record in between."""

import io
import json
import logging

import pytest

from app.core.logging import FrequentEvent, JSONFormatter, configure_logging, write_frequent
from app.core.redaction import Redactor
from app.core.settings import Settings
from tests.core.records import event, lines_written, rendered


class OnlyDirect(JSONFormatter):
    """Renders events and no records."""

    def render(self, record: logging.LogRecord) -> bytes:
        raise AssertionError(record)


@pytest.mark.parametrize("name", ["frequent", "nested.frequent", "deeply.nested.frequent"])
def test_a_frequent_event_becomes_a_line_without_becoming_a_record(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Loggers between this one and the root, which any module may make, cost it nothing."""
    handler = configure_logging(Settings(log_format="json"), descriptor=pipe[1])
    for depth in range(1, len(name.split("."))):
        logging.getLogger(".".join(name.split(".")[:depth]))
    handler.formatter = OnlyDirect(env="test")
    monkeypatch.setattr(logging.root, "handlers", [handler])  # without those that pytest listens with
    write_frequent(FrequentEvent(name, logging.INFO, "it.happened", {"count": 3}), {}, {})
    (line,) = lines_written(pipe[0])
    assert (line["logger"], line["event"], line["message"], line["count"]) == (name, "it.happened", "it.happened", 3)


def test_a_frequent_event_reaches_whoever_else_listens(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    handler = configure_logging(Settings(log_format="json"), descriptor=pipe[1])
    heard = io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [handler])
    monkeypatch.setattr(logging.getLogger("heard"), "handlers", [logging.StreamHandler(heard)])
    write_frequent(FrequentEvent("heard.frequent", logging.INFO, "it.happened", {"count": 3}), {}, {"size": 4})
    assert heard.getvalue() == "it.happened\n"
    assert len(lines_written(pipe[0])) == 1


@pytest.mark.parametrize("where", ["request_id", "http_path", "http_route", "event", "logger"])
def test_a_frequent_event_is_redacted_wherever_a_secret_stands(where: str) -> None:
    formatter = JSONFormatter(redactor=Redactor(("planted-secret-9431",)))
    said = {"event": "it.happened", "logger": "frequent", "http_route": "/x", "request_id": "a1", "http_path": "/y"}
    said[where] = "planted-secret-9431"
    frequent = FrequentEvent(said["logger"], logging.INFO, said["event"], {"http_route": said["http_route"]})
    for _ in range(2):
        fields = {name: said[name] for name in ("request_id", "http_path")}
        line = formatter.render_event(frequent, {"trace_id": "b2"}, fields)
        assert b"planted" not in line
        assert b"[redacted]" in line


def test_a_frequent_event_is_the_line_that_a_record_would_be() -> None:
    formatter = JSONFormatter()
    frequent = FrequentEvent("app.engine", logging.INFO, "it.happened", {"kind": "x", "size": 4})
    direct = json.loads(formatter.render_event(frequent, {"trace_id": "b2"}, {"count": 3}))
    common = rendered(event("it.happened", "", kind="x", size=4, trace_id="b2", count=3))
    assert {**direct, "timestamp": ""} == {**common, "timestamp": ""}
