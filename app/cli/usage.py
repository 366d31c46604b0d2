"""Words on the command line that cannot be: each is answered in one sentence that says what can."""

import re
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer

_A_DAY = datetime(2026, 1, 31)  # noqa: DTZ001 - an example of how a day is written


def help_for(error: typer.TyperException) -> str:
    """Give the help of a group that was named alone; empty where something else is wrong."""
    context: typer.Context | None = getattr(error, "ctx", None)
    said = error.format_message()
    return said if context and said == context.get_help() else ""


def sentence_for(error: typer.TyperException) -> str:
    """Say what was given and what may be given; a sentence of the library's own where there is nothing to add."""
    context: typer.Context | None = getattr(error, "ctx", None)
    sentence = _sentence(error, context)
    return f"{sentence} See `{context.command_path} --help`." if context else sentence


def _sentence(error: Any, context: typer.Context | None) -> str:  # noqa: ANN401 - kinds that Typer keeps private
    path = context.command_path if context else "combine"
    if isinstance(error, typer.BadParameter) and error.param is not None:
        return _about_parameter(error, path)
    option = getattr(error, "option_name", "")
    if hasattr(error, "possibilities"):
        meant = get_close_matches(option.strip("-"), [one.strip("-") for one in error.possibilities or ()], 1)
        return f"`{path}` has no option {option}" + (f"; did you mean --{meant[0]}?" if meant else ".")
    if option:
        takes = "takes no value" if "does not take" in error.message else "needs a value"
        return f"{option} {takes}."
    command = re.match(r"No such command '(.*)'\.", error.message)
    if command and context:
        return _about_command(command[1], path, list(getattr(context.command, "commands", ())))
    extra = re.match(r"Got unexpected extra argument\(s\) \((.*)\)", error.message)
    return f"`{path}` does not take {extra[1]!r}." if extra else error.format_message()


def _about_command(given: str, path: str, known: list[str]) -> str:
    meant = get_close_matches(given, known, 1)
    what = f"did you mean {meant[0]}?" if meant else f"it has {', '.join(known)}."
    return f"`{path}` has no command {given!r}; {what}"


def _about_parameter(error: typer.BadParameter, path: str) -> str:
    parameter: Any = error.param
    name = parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0]
    cause: Any = error.__cause__
    if cause is None:  # it is missing
        what = str(getattr(parameter, "help", "") or "").partition(";")[0].rstrip(".")
        return f"`{path}` needs {name}" + (f" ({what[:1].lower()}{what[1:]})." if what else ".")
    given = cause.errors()[0]["input"]
    return f"{name} takes {_may_be(parameter.type_descriptor)}, not {given!r}."


def _may_be(kind: Any) -> str:  # noqa: ANN401 - a type that Typer keeps private
    """Say what a value of this kind may be."""
    said = kind.parameter_info
    if kind.choices:
        *some, last = map(str, kind.choices)
        return f"{', '.join(some)} or {last}"
    if kind.annotation is Path:
        return "the name of a file or folder"
    if kind.is_datetime:
        return f"a day such as {_A_DAY.strftime(said.formats[0])}"
    if not kind.is_ranged:
        return "a whole number"
    return f"a whole number from {said.min} to {said.max}" if said.max is not None else f"a number from {said.min} on"
