import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("app/api/static/swagger-ui")


def check(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools/vendor.py"), "check"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - our own tool


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/vendor.py", tmp_path / "tools/vendor.py")
    return tmp_path


def test_the_files_are_those_of_the_lock() -> None:
    checked = check(ROOT)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_lock_names_package_version_and_integrity() -> None:
    lock = json.loads((ROOT / FOLDER / "vendor.lock.json").read_text())
    assert lock["package"] == "swagger-ui-dist"
    assert lock["integrity"].startswith("sha512-")
    assert {"LICENSE", "NOTICE", "swagger-ui-bundle.js", "swagger-ui.css"} <= lock["files"].keys()


def test_a_changed_file_is_named(copy: Path) -> None:
    with (copy / FOLDER / "swagger-ui.css").open("a") as sheet:
        sheet.write("body{}")
    assert "swagger-ui.css: differs" in check(copy).stderr


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / FOLDER / "LICENSE").unlink()
    assert "LICENSE: missing" in check(copy).stderr


def test_a_file_beside_them_is_named(copy: Path) -> None:
    (copy / FOLDER / "extra.js").write_text("")
    checked = check(copy)
    assert (checked.returncode, checked.stderr) == (1, "extra.js: not in the lock\n")
