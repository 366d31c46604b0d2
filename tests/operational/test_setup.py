"""Setting up on machines that lack something: the real scripts, with a PATH that holds stand-ins for what is there."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL = {name: found for name in ("sh", "tr", "grep", "dirname") if (found := shutil.which(name))}


def command(folder: Path, name: str, script: str) -> None:
    """Put a stand-in for the program `name` into `folder`."""
    path = folder / name
    path.write_text(f"#!{SHELL['sh']}\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that will be the whole PATH, with nothing but a shell's companions in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, found in SHELL.items():
        (folder / name).symlink_to(found)
    return folder


def run(script: str, *arguments: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own scripts
        [SHELL["sh"], str(ROOT / "tools" / script), *arguments],
        env={"PATH": str(path), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


OLD = '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1'
THIS = f'exec {sys.executable} "$@"'
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


class TestFindPython:
    def test_the_usual_name_is_taken_when_it_is_new_enough(self, machine: Path) -> None:
        command(machine, "python3", THIS)
        done = run("find-python", path=machine)
        assert (done.returncode, done.stdout.strip()) == (0, sys.executable)

    @pytest.mark.parametrize("name", ["python3.13", "python3.12", "python3.11"])
    def test_a_newer_one_is_found_by_its_name_beside_an_old_one(self, machine: Path, name: str) -> None:
        command(machine, "python3", OLD)
        command(machine, name, THIS)
        done = run("find-python", path=machine)
        assert (done.returncode, done.stdout.strip()) == (0, sys.executable)

    def test_an_old_one_alone_is_refused_with_what_to_do(self, machine: Path) -> None:
        command(machine, "python3", OLD)
        done = run("find-python", path=machine)
        assert (done.returncode, done.stdout) == (1, "")
        assert "needs Python 3.11 or newer; python3 here is: Python 3.9.2" in done.stderr
        assert "make PYTHON=" in done.stderr

    def test_a_machine_without_python_is_told_so(self, machine: Path) -> None:
        done = run("find-python", path=machine)
        assert done.returncode == 1
        assert "needs Python 3.11 or newer" in done.stderr

    def test_the_one_that_is_named_comes_first(self, machine: Path) -> None:
        command(machine, "python3", OLD)
        done = run("find-python", path=machine, PYTHON=sys.executable)
        assert (done.returncode, done.stdout.strip()) == (0, sys.executable)

    def test_a_given_version_is_found_and_no_other(self, machine: Path) -> None:
        command(machine, "python3", THIS)
        assert run("find-python", HERE, path=machine).stdout.strip() == sys.executable
        absent = run("find-python", "3.8", path=machine)
        assert (absent.returncode, absent.stdout) == (1, "")

    def test_a_version_that_only_a_version_manager_knows_is_found(self, machine: Path, tmp_path: Path) -> None:
        folder = tmp_path / "pyenv" / "versions" / f"{HERE}.0" / "bin"
        folder.mkdir(parents=True)
        command(folder, "python", THIS)
        command(machine, "python3", OLD)
        command(machine, "pyenv", f"echo {tmp_path}/pyenv")
        assert run("find-python", HERE, path=machine).stdout.strip() == sys.executable


class TestDebianPackages:
    INSTALLED = '[ "$3" = jq ] && echo "install ok installed"'

    def test_what_is_there_is_left_alone(self, machine: Path) -> None:
        command(machine, "dpkg-query", self.INSTALLED)
        command(machine, "apt-get", "exit 9")
        done = run("debian-packages", "jq", path=machine)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_another_system_is_told_what_is_missing(self, machine: Path) -> None:
        done = run("debian-packages", "jq", "postgresql", path=machine)
        assert done.returncode == 0
        assert "no apt-get here: jq postgresql" in done.stderr

    def test_who_is_not_root_is_told_the_command(self, machine: Path) -> None:
        command(machine, "dpkg-query", self.INSTALLED)
        command(machine, "apt-get", "exit 9")
        command(machine, "id", "echo 1000")
        done = run("debian-packages", "jq", "postgresql", path=machine)
        assert done.returncode == 0
        assert "sudo apt-get install postgresql" in done.stderr

    def test_root_installs_what_is_missing_and_nothing_else(self, machine: Path, tmp_path: Path) -> None:
        log = tmp_path / "log"
        command(machine, "dpkg-query", self.INSTALLED)
        command(machine, "id", "echo 0")
        command(machine, "apt-get", f'echo "$@" >> {log}')
        done = run("debian-packages", "jq", "postgresql", "prometheus", path=machine)
        assert done.returncode == 0
        assert log.read_text().splitlines() == [
            "-qq -o Acquire::Retries=3 update",
            "-qq -o Acquire::Retries=3 install --yes --no-install-recommends postgresql",
            "-qq -o Acquire::Retries=3 install --yes --no-install-recommends prometheus",
        ]

    def test_a_package_that_cannot_be_had_is_named_and_stops_nothing(self, machine: Path) -> None:
        command(machine, "id", "echo 0")
        command(machine, "apt-get", '[ "$4" = update ] || [ "$7" = jq ] || exit 100')
        done = run("debian-packages", "nowhere", "jq", path=machine)
        assert done.returncode == 0
        assert "the Debian package nowhere, apt-get failed" in done.stderr
        assert "package jq" not in done.stderr


BESIDE = 'case "$*" in *"-n 2 "*)'
KEPT = ".pytest_cache/v/cache/lastfailed"


class TestRunTests:
    """What pytest would do stands in a script: its exit codes, and the list of what failed that it keeps."""

    def attempt(self, folder: Path, *, beside: int, alone: int, first: list[str], again: list[str]) -> tuple[int, str]:
        for name in ("sh", "sed", "grep", "rm"):
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(shutil.which(name) or name)
        (folder / KEPT).parent.mkdir(parents=True)
        for name, failed in (("first", first), ("again", again)):
            (folder / name).write_text(json.dumps(dict.fromkeys(failed, True), indent=2))
        command(
            folder, "python", f"{BESIDE} cat first > {KEPT}; exit {beside};; esac; cat again > {KEPT}; exit {alone}"
        )
        (folder / "cat").symlink_to(shutil.which("cat") or "cat")
        done = subprocess.run(  # noqa: S603  our own script
            [SHELL["sh"], str(ROOT / "tools" / "run-tests"), str(folder / "python"), "2", "-k", "two words"],
            cwd=folder,
            env={"PATH": str(folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout

    @pytest.mark.parametrize("code", [0, 2, 3, 4, 5])
    def test_only_failed_tests_run_again(self, tmp_path: Path, code: int) -> None:
        assert self.attempt(tmp_path, beside=code, alone=9, first=["a::b"], again=[]) == (code, "")

    def test_what_passes_alone_fails_no_build_and_is_named(self, tmp_path: Path) -> None:
        code, told = self.attempt(tmp_path, beside=1, alone=0, first=["a::b[x y]", "a::c"], again=[])
        assert code == 0
        assert told.endswith("2 tests failed beside others and passed alone:\n  a::b[x y]\n  a::c\n")

    def test_what_fails_again_fails_the_build(self, tmp_path: Path) -> None:
        code, told = self.attempt(tmp_path, beside=1, alone=1, first=["a::b[x]", "a::c"], again=["a::b[x]"])
        assert code == 1
        passed, failed = "1 test failed beside others and passed alone:\n  a::c\n", "a::b[x]\n"
        assert told.endswith(f"{passed}\n1 test failed beside others and again alone:\n  {failed}")

    @pytest.mark.parametrize("alone", [2, 3, 5])
    def test_an_end_without_a_verdict_is_no_success(self, tmp_path: Path, alone: int) -> None:
        code, told = self.attempt(tmp_path, beside=1, alone=alone, first=["a::b"], again=["a::b"])
        assert (code, "passed alone" in told) == (alone, False)

    def test_what_is_not_found_again_is_no_success(self, tmp_path: Path) -> None:
        code, told = self.attempt(tmp_path, beside=1, alone=0, first=["a::b"], again=["a::b"])
        assert (code, "cannot be found alone" in told) == (1, True)

    def test_more_than_twenty_are_not_tried_again(self, tmp_path: Path) -> None:
        many = [f"a::b[{number}]" for number in range(21)]
        code, told = self.attempt(tmp_path, beside=1, alone=0, first=many, again=[])
        assert (code, told) == (1, "21 tests failed beside others: more than 20 are not tried again\n")


class TestMake:
    @pytest.fixture
    def elsewhere(self, tmp_path: Path) -> Path:
        """A copy of what make reads, in a folder whose name has a space."""
        folder = tmp_path / "a checkout"
        folder.mkdir()
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("node_modules"))
        return folder

    def make(self, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        found = shutil.which("make")
        assert found
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # noqa: TID251  a child process needs a PATH
        return subprocess.run(  # noqa: S603  our own Makefile
            [found, *arguments], cwd=cwd, env=kept | variables, capture_output=True, text=True, timeout=300, check=False
        )

    def test_make_alone_lists_what_it_can_do(self) -> None:
        listed = self.make(cwd=ROOT).stdout
        goals = ("setup", "demo", "serve", "test", "check", "format", "bench", "clean")
        assert [goal for goal in goals if f"\n  make {goal} " not in listed] == []

    def test_it_works_from_any_folder(self, elsewhere: Path) -> None:
        direct = self.make("help", cwd=elsewhere)
        by_folder = self.make("-s", "-C", str(elsewhere), "help", cwd=Path("/"))
        by_file = self.make("-f", str(elsewhere / "Makefile"), cwd=Path("/"))
        assert direct.returncode == by_folder.returncode == by_file.returncode == 0
        assert direct.stdout in by_folder.stdout
        assert direct.stdout == by_file.stdout

    def test_without_a_usable_python_it_stops_with_the_reason_and_leaves_nothing(
        self, elsewhere: Path, machine: Path
    ) -> None:
        for name in ("make", "awk", "touch"):
            found = shutil.which(name)
            assert found
            (machine / name).symlink_to(found)
        (elsewhere / "requirements").mkdir()
        (elsewhere / "requirements" / "bootstrap.txt").touch()
        command(machine, "python3", OLD)
        done = self.make(
            "setup", "-o", "requirements/runtime.txt", "-o", "pyproject.toml", cwd=elsewhere, PATH=str(machine)
        )
        assert done.returncode != 0
        assert "needs Python 3.11 or newer" in done.stderr
        assert not (elsewhere / ".tools").exists()
        assert not (elsewhere / ".venv").exists()
