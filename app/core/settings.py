"""The settings of every process: one model, from which the reference, the checks and the start-up record follow.

Only this module reads the environment.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.core import setting_rules
from app.core.declaration import (
    STRICT,
    ConfigurationError,
    Declaration,
    EnvironmentName,
    Group,
    Problem,
    Sensitivity,
)
from app.core.provider_settings import ModelsSettings, SignInSettings
from app.core.setting_groups import (
    DatabaseSettings,
    ExecutionSettings,
    LogFormat,
    LoggingSettings,
    SecuritySettings,
    ServiceSettings,
)
from app.core.setting_types import credentials, shown_database, without_password
from app.core.variables import FILE_SUFFIX, Origin, Readings, read_variables

DOTENV_PATH = Path(".env")
GROUPS: tuple[type[BaseSettings], ...] = (
    ServiceSettings,
    DatabaseSettings,
    SecuritySettings,
    SignInSettings,
    ModelsSettings,
    ExecutionSettings,
    LoggingSettings,
)


class Settings(
    LoggingSettings,
    ExecutionSettings,
    ModelsSettings,
    SignInSettings,
    SecuritySettings,
    DatabaseSettings,
    ServiceSettings,
):
    """Everything that an operator may set; each field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True, str_strip_whitespace=True
    )

    @property
    def is_strict(self) -> bool:
        """Tell whether this environment holds other people's work."""
        return self.environment in STRICT

    @property
    def effective_log_format(self) -> LogFormat:
        """The log format, by environment where none is set."""
        return self.log_format or (LogFormat.JSON if self.is_strict else LogFormat.TEXT)

    @property
    def effective_allowed_hosts(self) -> tuple[str, ...]:
        """The hosts that requests may name: those set, or else the public one; loopback names always."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        named = self.allowed_hosts or ((public,) if public else ())
        return (*named, "localhost", "127.0.0.1", "[::1]")

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is the embedded one."""
        return self.database_url.get_secret_value().startswith("sqlite")

    @property
    def shown_database(self) -> str:
        """The database as people may see it: scheme, host and name."""
        return shown_database(self.database_url.get_secret_value())

    @property
    def live_secrets(self) -> tuple[str, ...]:
        """Every secret value in force, for the redaction of what the process writes."""
        fields = (getattr(self, name) for name in Settings.model_fields)
        secrets = {value.get_secret_value() for value in fields if isinstance(value, SecretStr)}
        url = self.database_url.get_secret_value()
        return tuple(sorted((secrets - {url}) | set(credentials(url))))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values only as given: `load_settings` reads them, with origins and problems that sources cannot tell."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadedSettings:
    """Settings that passed every rule, with the origin of each variable and what deserves a warning."""

    settings: Settings
    origins: Mapping[str, Origin]
    warnings: tuple[Problem, ...]

    @property
    def fingerprint(self) -> str:
        """Twelve digits that differ when any setting differs; secrets enter only under the secret key."""
        key = self.settings.secret_key.get_secret_value().encode() if self.settings.secret_key else b""
        digest = hmac.new(key, digestmod=hashlib.sha256)
        for name in sorted(DECLARATIONS):
            value = getattr(self.settings, name.lower())
            if isinstance(value, SecretStr):
                value = value.get_secret_value() if key else "set"
            digest.update(f"{name}={value}\n".encode())
        return digest.hexdigest()[:12]


def _declarations() -> Mapping[str, Declaration]:
    found: dict[str, Declaration] = {}
    for group in GROUPS:
        for name in group.model_fields:
            metadata = Settings.model_fields[name].metadata
            found[name.upper()] = next(item for item in metadata if isinstance(item, Declaration))
    return MappingProxyType(found)


DECLARATIONS: Mapping[str, Declaration] = _declarations()
"""Every variable by name, in the order of the reference."""

GROUP_OF: Mapping[str, Group] = MappingProxyType(
    {name.upper(): model.group for model in GROUPS for name in model.model_fields}  # type: ignore[attr-defined]  # each group model has it
)
SECRET_NAMES = frozenset(name for name, d in DECLARATIONS.items() if d.sensitivity is Sensitivity.SECRET)


def read_environment() -> Readings:
    """Read the real environment and `./.env` as they are now."""
    real = os.environ  # noqa: TID251 - the one place that reads the environment
    return read_variables(real, dotenv_path=DOTENV_PATH, names=DECLARATIONS.keys(), secret_names=SECRET_NAMES)


def environment_in(readings: Readings) -> EnvironmentName:
    """Give the environment that the variables name.

    Raises:
        ConfigurationError: the name is none of the four.

    """
    given = readings.values.get("ENVIRONMENT", EnvironmentName.DEVELOPMENT).lower()
    try:
        return EnvironmentName(given)
    except ValueError:
        allowed = ", ".join(EnvironmentName)
        problem = Problem(variable="ENVIRONMENT", reason=f"must be one of {allowed}", example="production")
        raise ConfigurationError((problem,)) from None


def load_settings(arguments: Mapping[str, str | int | None] | None = None) -> LoadedSettings:
    """Read the variables and hold them, and what the command line said instead, against every rule.

    Args:
        arguments: settings that the command line gave, by their names; None where it did not.

    Raises:
        ConfigurationError: with every problem at once.

    """
    readings = read_environment()
    given = {name.upper(): str(value) for name, value in (arguments or {}).items() if value is not None}
    readings.values.update(given)
    readings.origins.update(dict.fromkeys(given, Origin.ARGUMENT))
    problems = list(readings.problems)
    try:
        environment = environment_in(readings)
    except ConfigurationError as error:
        problems += error.problems
        environment = EnvironmentName.DEVELOPMENT  # what another would require, nobody asked for
    settings, malformed = _parse(readings)
    problems += malformed
    problems += setting_rules.find_problems(readings.values, environment=environment, declarations=DECLARATIONS)
    if problems or settings is None:
        raise ConfigurationError(_one_each(problems), warnings=tuple(readings.warnings))
    origins = {name: readings.origins.get(name, Origin.DEFAULT) for name in DECLARATIONS}
    return LoadedSettings(settings=settings, origins=origins, warnings=tuple(readings.warnings))


def declared_settings(settings: Settings) -> LoadedSettings:
    """Wrap settings that a program made itself, such as a test's."""
    given = settings.model_fields_set
    origins = {name: Origin.ARGUMENT if name.lower() in given else Origin.DEFAULT for name in DECLARATIONS}
    return LoadedSettings(settings=settings, origins=origins, warnings=())


def _parse(readings: Readings) -> tuple[Settings | None, list[Problem]]:
    values = {name.lower(): value for name, value in readings.values.items()}
    try:
        return Settings.model_validate(values), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    problems = []
    for item in found:
        name = str(item["loc"][0]).upper()
        if name != "ENVIRONMENT":
            reason = _reason(item["msg"])
            problems.append(Problem(variable=name, reason=reason, example=DECLARATIONS[name].example))
    return None, problems


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be").partition(", unable to")[0]


def _one_each(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep the first problem of each variable, for others follow from it, with an example, in the reference's order."""
    first: dict[str, Problem] = {}
    for problem in problems:
        name = problem.variable.removesuffix(FILE_SUFFIX)
        example = problem.example or (DECLARATIONS[name].example if name in DECLARATIONS else None)
        first.setdefault(name, replace(problem, example=without_password(example) if example else None))
    order = {name: position for position, name in enumerate(DECLARATIONS)}
    return tuple(first[name] for name in sorted(first, key=lambda name: (order.get(name, -1), name)))


def forget_variables(prefix: str) -> None:
    """Remove the process's variables that begin with `prefix`, which a library would else obey behind our back."""
    real = os.environ  # noqa: TID251 - the one place that knows the environment
    for name in [name for name in real if name.startswith(prefix)]:
        del real[name]
