"""The environment lists of the Compose files, written from the declared variables."""

from collections.abc import Iterator, Mapping

from app.core.declaration import Declaration, EnvironmentName
from app.core.settings import DECLARATIONS

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
_ALSO_REQUIRED_IN_STAGING = frozenset({"MODEL_PROVIDER"})
"""Required by rule rather than by declaration: staging says which provider it wants, the offline one included."""

COMPOSE_FILES = tuple(_DEFAULTS)


def environment_lines(file_name: str) -> Iterator[str]:
    """Give one line a variable for the environment mapping of `file_name`, in reference order."""
    for name, declaration in DECLARATIONS.items():
        if name not in _IN_IMAGE:
            yield f"  {name}: {_value(file_name, name, declaration)}"


def _value(file_name: str, name: str, declaration: Declaration) -> str:
    if default := _DEFAULTS[file_name].get(name):
        return f"${{{name}:-{default}}}"
    required = EnvironmentName.STAGING in declaration.required_in or name in _ALSO_REQUIRED_IN_STAGING
    if file_name == "docker-compose.staging.yml" and required:
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
