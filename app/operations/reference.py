"""What is generated from the settings: `.env.example`, the reference's tables, a JSON Schema, compose lists.

python -m app.operations.reference --write    # after a change to a setting
python -m app.operations.reference --check    # exit 1 and name the files that no longer agree
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson
from pydantic import SecretStr

from app.core.declaration import Declaration, Group
from app.core.settings import DECLARATIONS, GROUP_OF, SECRET_NAMES, Settings
from app.core.variables import FILE_SUFFIX
from app.operations.compose import COMPOSE_FILES, COMPOSE_VARIABLES, with_environment

ENV_EXAMPLE: Final = Path(".env.example")
CONFIGURATION: Final = Path("docs/CONFIGURATION.md")
SCHEMA: Final = Path("docs/configuration.schema.json")

_COMPOSE = "Compose"
_TABLE_HEAD = ("| variable | meaning | needed | default | example |", "| --- | --- | --- | --- | --- |")
_HEAD = """\
# The variables of The Combine, made from app/core/settings.py. Development needs none of them.
# For staging or production: copy this file to .env and replace every placeholder; the service refuses those by name.
# Every secret may come from a file instead: set NAME_FILE to its path and leave NAME out.
"""


def env_example() -> str:
    """Render `.env.example`: what staging normally sets is active, the rest is commented out with its example."""
    blocks = [_HEAD]
    for name, declaration in DECLARATIONS.items():
        is_active = declaration.is_usual or bool(declaration.required_in)
        notes = f"{declaration.meaning} {_need(declaration)}; default: {default_text(name)}."
        prefix = "" if is_active else "# "
        blocks.append(f"# {GROUP_OF[name]}: {notes}\n{prefix}{name}={declaration.example}\n")
    for name, variable in COMPOSE_VARIABLES.items():
        notes = f"{variable.meaning} {variable.needed}; default: {variable.default}."
        blocks.append(f"# {_COMPOSE}: {notes}\n# {name}={variable.example}\n")
    return "\n".join(blocks)


def _need(declaration: Declaration) -> str:
    if declaration.required_in:
        return f"Required in {_and(sorted(declaration.required_in))}"
    if declaration.required_when:
        return f"Required when {declaration.required_when}"
    return "Optional"


def _and(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"  # noqa: PLR2004 - two names need no comma


def default_text(name: str) -> str:
    """Give the default of a variable in words."""
    declaration = DECLARATIONS[name]
    if declaration.default_text is not None:
        return declaration.default_text
    default = Settings.model_fields[name.lower()].default
    if default is None or default == ():
        return "none"
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return str(default).lower() if isinstance(default, bool) else str(default)


def table(group: Group) -> str:
    """Render the table of one group for the reference; every row can be linked to by the variable's name."""
    rows = list(_TABLE_HEAD)
    for name, declaration in DECLARATIONS.items():
        if GROUP_OF[name] is not group:
            continue
        secret = f"<br>Secret; also as `{name}{FILE_SUFFIX}`." if name in SECRET_NAMES else ""
        told = (declaration.meaning + secret, _need(declaration), default_text(name), declaration.example)
        rows.append(_row(name, *told))
    return "\n".join(rows)


def compose_table() -> str:
    """Render the table of what only the Compose files read."""
    told = COMPOSE_VARIABLES.items()
    return "\n".join(
        (*_TABLE_HEAD, *(_row(name, one.meaning, one.needed, one.default, one.example) for name, one in told))
    )


def _row(name: str, meaning: str, needed: str, default: str, example: str) -> str:
    cells = (f'<a id="{name.lower()}"></a>`{name}`', meaning, needed, default, f"`{example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def replace_between(text: str, *, marker: str, body: str, comment: tuple[str, str] = ("<!-- ", " -->")) -> str:
    """Replace what stands between `generated: marker` and `end: marker` in a file that people write.

    Raises:
        ValueError: the file has no such pair of markers.

    """
    opening, closing = comment
    start, end = f"{opening}generated: {marker}{closing}", f"{opening}end: {marker}{closing}"
    pattern = re.compile(rf"({re.escape(start)}\n).*?([ \t]*{re.escape(end)})", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the markers of {marker!r} are missing")
    return pattern.sub(lambda found: f"{found[1]}{body}\n{found[2]}", text)


def configuration(text: str) -> str:
    """Bring the tables of the reference up to date."""
    for group in Group:
        text = replace_between(text, marker=group, body=table(group))
    return replace_between(text, marker=_COMPOSE, body=compose_table())


def json_schema() -> bytes:
    """Render the JSON Schema of the variables, as environment files hold them: every value a string."""
    properties = {
        name: {
            "type": "string",
            "description": declaration.meaning,
            "examples": [declaration.example],
            "x-group": GROUP_OF[name],
            "x-sensitivity": declaration.sensitivity,
            "x-default": default_text(name),
            "x-required-in": sorted(declaration.required_in),
            "x-since": declaration.since,
        }
        for name, declaration in DECLARATIONS.items()
    }
    files = {
        f"{name}{FILE_SUFFIX}": {"type": "string", "description": f"A file that holds {name}."}
        for name in DECLARATIONS
        if name in SECRET_NAMES
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The variables of The Combine",
        "type": "object",
        "properties": {**properties, **files},
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n"


def generated(root: Path) -> dict[Path, str]:
    """Render every generated file of a checkout."""
    return {
        ENV_EXAMPLE: env_example(),
        CONFIGURATION: configuration((root / CONFIGURATION).read_text(encoding="utf-8")),
        SCHEMA: json_schema().decode(),
        **{Path(name): with_environment(name, (root / name).read_text(encoding="utf-8")) for name in COMPOSE_FILES},
    }


def differences(root: Path) -> list[str]:
    """Name the generated files that no longer agree with the settings."""
    found = []
    for path, text in generated(root).items():
        target = root / path
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            found.append(str(path))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the generated files of the checkout in the working directory."""
    parser = argparse.ArgumentParser(prog="python -m app.operations.reference", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write the files")
    action.add_argument("--check", action="store_true", help="name the files that differ")
    given = parser.parse_args(arguments)
    if given.write:
        for path, text in generated(Path()).items():
            path.write_text(text, encoding="utf-8")
        return 0
    differing = differences(Path())
    sys.stderr.writelines(f"{path} differs: run python -m app.operations.reference --write\n" for path in differing)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
