import io
import logging
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from app.core.log_output import LogStream
from app.core.logging import (
    JSONFormatter,
    LineHandler,
    TextFormatter,
    bind_context,
    configure_logging,
    get_logger,
)
from app.core.settings import Settings
from tests.core.records import event, fail, failed, lines_written, rendered, third_party

ALWAYS = {"timestamp", "level", "severity", "event", "message", "logger", "service", "version", "env", "instance"}


class TestJSONFormatter:
    def test_a_line_holds_what_every_line_holds(self) -> None:
        assert rendered(third_party()).keys() == ALWAYS

    def test_the_time_is_the_records_in_utc_with_microseconds(self) -> None:
        record = third_party()
        record.created = 1_700_000_000.000123
        assert rendered(record)["timestamp"] == "2023-11-14T22:13:20.000123Z"

    def test_an_event_carries_its_name_and_fields(self) -> None:
        line = rendered(event("run.started", "The run started", project="harbour", step_count=3))
        assert {name: line[name] for name in ("event", "message", "project", "step_count")} == {
            "event": "run.started",
            "message": "The run started",
            "project": "harbour",
            "step_count": 3,
        }

    def test_a_librarys_record_takes_its_loggers_name_as_event(self) -> None:
        line = rendered(third_party("Hello", user="ada"))
        assert (line["event"], line["message"], line["user"]) == ("some.library", "Hello", "ada")

    def test_arguments_are_put_into_the_message(self) -> None:
        record = logging.LogRecord("x", logging.INFO, "", 0, "%d of %s", (3, "ten"), None)
        assert rendered(record)["message"] == "3 of ten"

    def test_the_environment_is_named(self) -> None:
        assert rendered(third_party(), env="staging")["env"] == "staging"

    def test_an_error_brings_type_message_and_stack(self) -> None:
        try:
            fail("no such step", KeyError("draft"))
        except ValueError as error:
            record = failed(error)
        line = rendered(record)
        assert (line["error_type"], line["error_message"]) == ("ValueError", "no such step")
        assert "KeyError: 'draft'" in str(line["error_stack"])

    def test_a_stack_holds_no_local_values(self) -> None:
        def hold(planted: str) -> None:
            fail(f"{len(planted)} characters")

        try:
            hold("local-value-" + "91c2".lower())
        except ValueError as error:
            record = failed(error)
        assert "value-91c2" not in JSONFormatter().format(record)

    def test_the_deepest_stack_is_capped_and_keeps_its_end(self) -> None:
        def sink(depth: int) -> None:
            if depth:
                sink(depth - 1)
            else:
                raise ValueError("the cause")

        try:
            sink(200)
        except ValueError as error:
            record = failed(error)
        stack = str(rendered(record)["error_stack"])
        assert len(stack) < 9000
        assert stack.endswith("ValueError: the cause")

    def test_a_field_never_replaces_what_every_line_holds(self) -> None:
        line = rendered(event(level="mine", event_name="x", timestamp=1))
        assert (line["level"], line["field_level"], line["field_timestamp"]) == ("INFO", "mine", 1)


class TestTextFormatter:
    def test_a_line_reads_from_left_to_right(self) -> None:
        record = event("run.started", "The run started", project="harbour", note="two words", empty="")
        record.created = 0
        assert TextFormatter().format(record) == (
            '1970-01-01T00:00:00.000000Z INFO    run.started The run started project=harbour note="two words" empty=""'
        )

    def test_a_stack_follows_indented(self) -> None:
        try:
            fail("no")
        except ValueError as error:
            record = failed(error)
        first, *others = TextFormatter().format(record).splitlines()
        assert first.endswith("Failed error_type=ValueError error_message=no")
        assert all(line.startswith("    ") for line in others)
        assert others[-1] == "    ValueError: no"


class TestContext:
    def test_fields_are_added_inside_the_block_only(self) -> None:
        with bind_context(request_id="r1"), bind_context(user_id="u1"):
            inside = rendered(event())
        assert (inside["request_id"], inside["user_id"]) == ("r1", "u1")
        assert "request_id" not in rendered(event())

    def test_a_records_own_field_wins(self) -> None:
        with bind_context(project="outer"):
            assert rendered(event(project="inner"))["project"] == "inner"

    def test_another_thread_starts_without(self) -> None:
        seen = {}
        with bind_context(request_id="r1"):
            thread = threading.Thread(target=lambda: seen.update(rendered(event())))
            thread.start()
            thread.join()
        assert "request_id" not in seen


class TestConfigureLogging:
    def test_everything_goes_through_one_handler(self, pipe: tuple[int, int]) -> None:
        configure_logging(Settings(log_format="json"), descriptor=pipe[1])
        get_logger("app.x").info("a.happened")
        logging.getLogger("library").warning("from a library")
        assert [line["event"] for line in lines_written(pipe[0])] == ["a.happened", "library"]

    def test_calling_it_again_replaces_the_first(self, pipe: tuple[int, int]) -> None:
        for _ in range(3):
            configure_logging(Settings(log_format="json"), descriptor=pipe[1])
        get_logger("app.x").info("a.happened")
        assert len(lines_written(pipe[0])) == 1

    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ("development", TextFormatter),
            ("test", TextFormatter),
            ("staging", JSONFormatter),
            ("production", JSONFormatter),
            ("nonsense", JSONFormatter),
        ],
    )
    def test_the_format_follows_the_environment(
        self, monkeypatch: pytest.MonkeyPatch, environment: str, expected: type[logging.Formatter]
    ) -> None:
        monkeypatch.setenv("ENVIRONMENT", environment)
        assert type(configure_logging().formatter) is expected

    def test_the_level_is_kept(self, pipe: tuple[int, int]) -> None:
        configure_logging(Settings(log_level="WARNING", log_format="json"), descriptor=pipe[1])
        get_logger("app.x").info("quiet")
        get_logger("app.x").warning("loud")
        assert [line["event"] for line in lines_written(pipe[0])] == ["loud"]

    def test_live_secrets_are_taken_out(self, pipe: tuple[int, int]) -> None:
        secret = "f8Gh2Kq9Zx4Lm7Pw"
        configure_logging(Settings(ops_token=secret, log_format="json"), descriptor=pipe[1])
        logging.getLogger("library").warning("the token is %s", secret)
        assert lines_written(pipe[0])[0]["message"] == "the token is [redacted]"

    def test_uvicorns_own_streams_are_taken_away(self, pipe: tuple[int, int]) -> None:
        stream = io.StringIO()
        logging.getLogger("uvicorn").addHandler(logging.StreamHandler(stream))
        configure_logging(Settings(log_format="json"), descriptor=pipe[1])
        logging.getLogger("uvicorn.error").info("Started")
        (line,) = lines_written(pipe[0])
        assert (stream.getvalue(), line["message"], line["event"]) == ("", "Started", "server.message")

    def test_a_print_a_warning_and_a_thread_become_lines(self, pipe: tuple[int, int]) -> None:
        configure_logging(Settings(log_format="json"), descriptor=pipe[1], captures=True)
        sys.stdout.write("half ")
        sys.stdout.write("a line\nnext")
        sys.stdout.write("\n")
        warnings.showwarning("beware", UserWarning, "file.py", 3)
        thread = threading.Thread(target=fail, args=("in a thread",), name="worker")
        thread.start()
        thread.join()
        lines = lines_written(pipe[0])
        assert [(line["event"], line["message"]) for line in lines] == [
            ("stdout", "half a line"),
            ("stdout", "next"),
            ("python.warning", "beware"),
            ("thread.unhandled_exception", "A thread ended with an exception"),
        ]
        assert lines[-1]["error_message"] == "in a thread"


class TestLineHandler:
    def test_a_record_that_cannot_be_rendered_says_where_it_came_from(self, pipe: tuple[int, int]) -> None:
        class Broken:
            def __str__(self) -> str:
                raise RuntimeError("no text")

        handler = LineHandler(JSONFormatter(), descriptor=pipe[1])
        record = logging.LogRecord("library", logging.INFO, "/x/file.py", 12, "%s", (Broken(),), None)
        handler.emit(record)
        (line,) = lines_written(pipe[0])
        assert (line["event"], line["error_type"], line["from_file"], line["from_line"]) == (
            "log.unrenderable",
            "RuntimeError",
            "file.py",
            12,
        )

    def test_it_counts_by_level(self, pipe: tuple[int, int]) -> None:
        handler = LineHandler(JSONFormatter(), descriptor=pipe[1])
        handler.emit(event())
        handler.emit(third_party())
        assert handler.counts == {"INFO": 1, "WARNING": 1}


def test_an_endless_print_without_line_break_is_cut_into_lines(pipe: tuple[int, int]) -> None:
    configure_logging(Settings(log_format="json"), descriptor=pipe[1])
    LogStream("stdout", logging.INFO).write("x" * 9000)
    assert len(lines_written(pipe[0])) == 1


def test_a_logger_costs_nothing_below_its_level(pipe: tuple[int, int]) -> None:
    configure_logging(Settings(log_format="json"), descriptor=pipe[1])
    get_logger("app.x").debug("quiet", value=object())
    assert not get_logger("app.x").is_enabled(logging.DEBUG)


SCRIPT = """
import logging, sys, threading, warnings
from app.core.startup import validate_on_startup
validate_on_startup(captures=True)
from app.core.logging import get_logger
print("printed")
sys.stderr.write("written\\n")
warnings.warn("beware")
logging.getLogger("library").error("broken %s", "badly", exc_info=ValueError("no"))
get_logger("app.x").info("a.happened", value=float("nan"), nested={"api_key": "k"})
raise RuntimeError("the end")
"""


PYTHON_PARSER = [sys.executable, "-c", "import json, sys; [json.loads(line) for line in sys.stdin]"]


@pytest.mark.parametrize("command", [["jq", "-c", "."], PYTHON_PARSER], ids=["jq", "python"])
def test_every_byte_of_a_failing_process_parses(command: list[str], tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", SCRIPT],
        env={"PATH": os.defpath, "PYTHONPATH": str(root), "LOG_FORMAT": "json"},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert len(ran.stdout.splitlines()) == 7
    try:
        parsed = subprocess.run(command, input=ran.stdout, capture_output=True, timeout=30, check=False)  # noqa: S603 - as above
    except FileNotFoundError:
        pytest.skip(f"{command[0]} is not installed")
    assert parsed.returncode == 0, parsed.stderr
