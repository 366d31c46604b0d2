import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.declaration import Group
from app.core.settings import DECLARATIONS, GROUP_OF, load_settings
from app.operations import reference
from app.operations.compose import COMPOSE_FILES, COMPOSE_VARIABLES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENT = (ROOT / "docs/CONFIGURATION.md").read_text()


def test_the_generated_files_agree_with_the_settings() -> None:
    assert reference.differences(ROOT) == []


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_variable_is_in_every_place(name: str) -> None:
    """Every documented variable is in `.env.example`, in the reference with its anchor, and in the schema."""
    assert len(re.findall(rf"^(?:# )?{name}=", EXAMPLE, re.MULTILINE)) == 1
    assert f'<a id="{name.lower()}"></a>`{name}`' in DOCUMENT
    assert name in json.loads((ROOT / "docs/configuration.schema.json").read_text())["properties"]


def test_no_other_variable_is_documented() -> None:
    documented = set(re.findall(r'<a id="\w+"></a>`(\w+)`', DOCUMENT))
    assert documented == {*DECLARATIONS, *COMPOSE_VARIABLES}
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == documented


def test_every_variable_that_compose_reads_is_documented() -> None:
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in COMPOSE_FILES)
    read = {name.removesuffix("_FILE") for name in re.findall(r"\$\{([A-Z_]+)", text)}
    assert read - set(DECLARATIONS) == set(COMPOSE_VARIABLES)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_the_reference_says_where_a_variable_is_required(name: str) -> None:
    row = next(line for line in DOCUMENT.splitlines() if f'id="{name.lower()}"' in line)
    assert "Required in production and staging" in row


def test_the_example_copied_as_it_stands_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(EXAMPLE)
    with pytest.raises(Exception, match="placeholder") as refused:
        load_settings()
    named = {line.split()[0] for line in str(refused.value).splitlines()}
    assert {
        "DATABASE_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "OPS_TOKEN",
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
    } <= named


def test_a_changed_setting_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / ".env.example").write_text(EXAMPLE.replace("PORT=8000", "PORT=9000"))
    (tmp_path / "docs/CONFIGURATION.md").write_text(DOCUMENT.replace("8000", "9000"))
    for name in COMPOSE_FILES:
        text = (ROOT / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("  SECRET_KEY: ", "  SECRET: "))
    assert set(reference.differences(tmp_path)) >= {".env.example", "docs/CONFIGURATION.md", *COMPOSE_FILES}


def test_text_between_the_tables_is_kept() -> None:
    changed = DOCUMENT.replace("## Models\n", "## Models\n\nA sentence of ours.\n")
    assert "A sentence of ours." in reference.configuration(changed)


def test_a_document_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="markers"):
        reference.configuration(DOCUMENT.replace("<!-- end: Models -->", ""))


def test_every_group_has_variables() -> None:
    assert set(GROUP_OF.values()) == set(Group)


def test_the_command_checks_the_checkout() -> None:
    command = [sys.executable, "-m", "app.operations.reference", "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)  # noqa: S603 - our own module
    assert (ran.returncode, ran.stderr) == (0, b"")
