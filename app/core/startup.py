"""The first thing every process does: settings, or a clear refusal."""

import sys
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn

from pydantic import SecretStr

from app.core.declaration import ConfigurationError, Problem, Sensitivity
from app.core.logging import configure_logging, get_logger
from app.core.setting_groups import LogFormat
from app.core.settings import DECLARATIONS, LoadedSettings, load_settings
from app.core.variables import Origin

EXIT_CONFIGURATION: Final = 78
"""EX_CONFIG of sysexits.h: something was found in an unconfigured or misconfigured state."""

_log = get_logger(__name__)


def validate_on_startup(
    *, captures: bool = False, announces: bool = True, arguments: Mapping[str, str | int | None] | None = None
) -> LoadedSettings:
    """Read and check the settings, configure logging by them, and record them without secrets.

    Args:
        captures: prints, warnings and unhandled exceptions of the process become records.
        announces: log `config.loaded`; commands that talk to a person leave it out.
        arguments: settings that the command line gave, by their names; None where it did not.

    Raises:
        SystemExit: with 78, after every problem was logged; without a traceback.

    """
    configure_logging(captures=captures)
    try:
        loaded = load_settings(arguments)
    except ConfigurationError as error:
        refuse(error)
    configure_logging(loaded.settings, captures=captures)
    if announces:
        record_settings(loaded)
    return loaded


def refuse(error: ConfigurationError) -> NoReturn:
    """Log every problem, and what may explain it, and end the process with 78."""
    _warn(error.warnings)
    for problem in error.problems:
        _log.error(
            "config.invalid",
            f"{problem.variable} {problem.reason}",
            variable=problem.variable,
            reason=problem.reason,
            doc=problem.anchor,
            example=problem.example,
        )
    count = len(error.problems)
    _log.error("config.refused", "The process does not start with these settings", problems=count)
    sys.exit(EXIT_CONFIGURATION)


def record_settings(loaded: LoadedSettings) -> None:
    """Log what is in force: public values, `set` or `unset` for others, origins, the fingerprint.

    A person who reads text is told what was set, and nothing of what has its default.
    """
    shown = sanitised(loaded)
    shown["log_format"] = loaded.settings.effective_log_format.value
    is_text = loaded.settings.effective_log_format is LogFormat.TEXT
    if is_text:
        shown = {name: shown[name] for name in shown if loaded.origins[name.upper()] is not Origin.DEFAULT}
    absent: list[str] | None = None if is_text else []
    _warn(loaded.warnings)
    _log.info(
        "config.loaded",
        "The settings are valid",
        fingerprint=loaded.fingerprint,
        database=loaded.settings.shown_database,
        setting=shown,
        from_environment=_named(loaded, Origin.ENVIRONMENT) or absent,
        from_dotenv=_named(loaded, Origin.DOTENV) or absent,
        from_file=_named(loaded, Origin.FILE) or absent,
    )


def _warn(warnings: Iterable[Problem]) -> None:
    for warning in warnings:
        _log.warning("config.unknown_variable", f"{warning.variable} {warning.reason}", variable=warning.variable)


def _named(loaded: LoadedSettings, origin: Origin) -> list[str]:
    return sorted(name for name, where in loaded.origins.items() if where is origin)


def sanitised(loaded: LoadedSettings) -> dict[str, object]:
    """Give each setting as it may be shown."""
    shown: dict[str, object] = {}
    for name, declaration in DECLARATIONS.items():
        value = getattr(loaded.settings, name.lower())
        if declaration.sensitivity is Sensitivity.PUBLIC and not isinstance(value, SecretStr):
            plain = ",".join(map(str, value)) if isinstance(value, tuple) else value
            shown[name.lower()] = "unset" if plain is None or plain == "" else plain
        else:
            shown[name.lower()] = "set" if value else "unset"
    return shown
