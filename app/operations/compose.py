"""The environment lists of the Compose files, written from the declared variables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.core.declaration import EnvironmentName
from app.core.settings import DECLARATIONS, SECRET_NAMES
from app.core.variables import FILE_SUFFIX

BEGIN = "  # variables: begin"
END = "  # variables: end"

_IN_IMAGE = frozenset({"HOST", "PORT"})
"""Fixed inside the container; where a port is published is the Compose file's."""

_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "docker-compose.yml": {
        "ENVIRONMENT": "development",
        "DATABASE_URL": "postgresql://combine:combine@db:5432/combine",
    },
    "docker-compose.staging.yml": {"ENVIRONMENT": "staging"},
}

COMPOSE_FILES = tuple(_DEFAULTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComposeVariable:
    """A variable that the Compose files read from `.env` themselves and the service does not know."""

    meaning: str
    needed: str = "Optional"
    default: str
    example: str


COMPOSE_VARIABLES: Mapping[str, ComposeVariable] = {
    "APP_IMAGE": ComposeVariable(
        meaning="The image that is run; a version under a tag of its own can be gone back to.",
        default="combine:local",
        example="combine:first",
    ),
    "SECRETS_PATH": ComposeVariable(
        meaning="The folder that the containers see as /run/secrets.",
        default="./deploy/secrets",
        example="/etc/combine/secrets",
    ),
    "POSTGRES_PASSWORD": ComposeVariable(
        meaning="The password of the bundled database, the same as in DATABASE_URL, which names the host `db`.",
        needed="Required in staging with `--profile bundled-db`",
        default="combine in docker-compose.yml",
        example="change-me-database-password",
    ),
}


def environment_lines(file_name: str) -> Iterator[str]:
    """Give one line a variable for the environment mapping of `file_name`, in reference order.

    A secret is followed by the variable that names a file for it. In staging either will do, and a list beside the
    mapping has Compose ask for one of the two where a secret is required.
    """
    required = [name for name in DECLARATIONS if _is_required(file_name, name)]
    for name in DECLARATIONS:
        if name in _IN_IMAGE:
            continue
        yield f"  {name}: {_value(file_name, name)}"
        if name in SECRET_NAMES and name not in _DEFAULTS[file_name]:
            yield f"  {name}{FILE_SUFFIX}: ${{{name}{FILE_SUFFIX}:-}}"
    if either := [name for name in required if name in SECRET_NAMES]:
        yield "x-given:"
        for name in either:
            told = f"set {name} or {name}{FILE_SUFFIX} in .env, see docs/CONFIGURATION.md"
            yield f"  - ${{{name}{FILE_SUFFIX}:-${{{name}:?{told}}}}}"


def _is_required(file_name: str, name: str) -> bool:
    required = EnvironmentName.STAGING in DECLARATIONS[name].required_in
    return file_name == "docker-compose.staging.yml" and required and name not in _DEFAULTS[file_name]


def _value(file_name: str, name: str) -> str:
    if default := _DEFAULTS[file_name].get(name):
        return f"${{{name}:-{default}}}"
    if _is_required(file_name, name) and name not in SECRET_NAMES:
        return f"${{{name}:?set {name} in .env, see docs/CONFIGURATION.md}}"
    return f"${{{name}:-}}"


def with_environment(file_name: str, text: str) -> str:
    """Give the text of a Compose file with its list of variables written anew between the markers.

    Raises:
        ValueError: a marker is missing.

    """
    before, begin, rest = text.partition(BEGIN)
    note, _, _ = rest.partition("\n")
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file_name} has lost its markers {BEGIN.strip()!r} and {END.strip()!r}")
    lines = "\n".join(environment_lines(file_name))
    return f"{before}{begin}{note}\n{lines}\n{end}{after}"
