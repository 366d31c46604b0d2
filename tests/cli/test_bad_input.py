"""Bad input: a clear message with what to do, the right exit code, no traceback, and nothing half-written."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.exits import Exit
from app.domain.definition.bounds import MAX_FILE_BYTES
from tests.cli.commands import Combine
from tests.operational.service_process import free_port

SHIPPED = Path(__file__).parents[2] / "definitions/strategy-document/1.0.0"

BRIEFS: dict[str, tuple[bytes, str]] = {
    "empty.md": (b"", "Write down what the project is about"),
    "blank.md": (b" \n\t\n---\n", "Write down what the project is about"),
    "binary.md": (b"\x89PNG\r\n\x1a\n\x00\x00", "Save it as UTF-8"),
    "control.md": (b"A brief\nwith \x00 inside\n", "Submit a text or Markdown file"),
    "latin.md": ("Die Übersicht".encode("latin-1"), "Save it as UTF-8"),
    "utf16.md": ("A brief.".encode("utf-16"), "Save it as UTF-8"),
    "long.md": (b"word " * 110_000, "at most 524,288 (512 KB)"),
    "huge.md": (b"word " * 1_100_000, "at most 524,288 (512 KB)"),
}


@pytest.mark.parametrize("name", BRIEFS)
def test_a_brief_that_cannot_be_read_starts_nothing(combine: Combine, name: str) -> None:
    content, said = BRIEFS[name]
    ran = combine.run("produce", combine.write(name, content), "--accept", "all", "--out", "documents", "--json")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert said in ran.err
    assert combine.projects() == []
    assert not (combine.folder / "documents").exists()


def test_a_brief_that_is_not_there_or_is_a_folder_is_named(combine: Combine) -> None:
    (combine.folder / "folder").mkdir()
    for path in ("missing.md", "folder"):
        ran = combine.run("produce", path)
        assert (ran.code, path in ran.err, "Name a text or Markdown file" in ran.err) == (Exit.USAGE, True, True)
    assert combine.projects() == []


def test_a_brief_that_says_too_little_is_told_to_say_more_which_helps(combine: Combine) -> None:
    words = ("produce", "b.md", "--workflow", "strategy-document", "--accept", "none")
    combine.write("b.md", "# Shop\n")
    ran = combine.run(*words)
    assert (ran.code, "too short" in ran.out, "run retry" in ran.out) == (Exit.FAILED, True, False)
    assert "Edit the brief and produce again" in ran.out
    assert "    combine produce BRIEF -p b\n" in ran.out
    combine.write("b.md", ASKING)
    assert combine.run(*words).code == Exit.WAITING


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--workflow", "nowhere"), "there are: software-product-development, strategy-document"),
        (("--workflow", "strategy-document@9.9.9"), "there are: 1.0.0"),
        (("--workflow", "../../etc"), "There is no workflow"),
        (("--workflow", ""), "There is no workflow"),
        (("--provider", "gemini:pro"), "Known are: offline, anthropic:MODEL, openai:MODEL"),
        (("--provider", "openai"), "Known are"),
        (("--project", "Not A Slug"), "harbour-permits"),
        (("--project", "../up"), "harbour-permits"),
        (("--accept", "maybe"), "--accept takes all, none or ask, not 'maybe'."),
        (("--accpet", "all"), "has no option --accpet; did you mean --accept?"),
        (("--out", ""), "--out takes the name of a file or folder, not ''."),
        (("more.md",), "does not take 'more.md'"),
    ],
)
def test_unknown_words_start_nothing(combine: Combine, words: tuple[str, ...], said: str) -> None:
    ran = combine.run("produce", combine.write("b.md", "A brief."), *words)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert said in ran.err
    assert combine.projects() == []
    combine.settings({"DATABASE_URL": f"sqlite:///{combine.folder}/none.db"})
    first = combine.run("produce", "--out", "documents", "b.md", *words)
    assert (first.code, first.out) == (Exit.USAGE, "")
    assert [path.name for path in combine.folder.iterdir()] == ["b.md"], "nothing is left where nothing was"


@pytest.mark.parametrize("words", ["users add nobody", "users invite nobody", "users invite a@b.example --project x"])
def test_an_address_or_a_project_that_cannot_be_leaves_no_database(combine: Combine, words: str) -> None:
    combine.settings({"DATABASE_URL": f"sqlite:///{combine.folder}/none.db"})
    assert combine.run(*words.split()).code != 0
    assert list(combine.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_starts_nothing(combine: Combine) -> None:
    file = combine.write("taken", "a file")
    foreign = combine.write("site/manifest.json", '{"name": "a web site"}').parent
    (combine.folder / "odd/manifest.json").mkdir(parents=True)
    for out in (file, file / "below", Path("/proc/combine-out"), foreign, combine.folder / "odd"):
        ran = combine.run("produce", combine.write("b.md", "A brief."), "--out", out)
        assert (ran.code, ran.out) == (Exit.USAGE, "")
        assert "Choose another folder with --out; nothing was started" in ran.err
    assert combine.projects() == []
    assert file.read_text() == "a file"
    assert [path.read_text() for path in foreign.iterdir()] == ['{"name": "a web site"}']


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="a full disk is mounted, which needs root")
def test_a_full_disk_leaves_whole_files_only_and_the_same_command_writes_the_rest(combine: Combine) -> None:
    out = combine.folder / "out"
    out.mkdir()
    mounted = subprocess.run(  # noqa: S603 - our own words
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(out)],  # noqa: S607 - wherever the system has it
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode()}")
    words = ("--workflow", "strategy-document", "--accept", "all", "--out")
    try:
        brief = combine.write("b.md", "# Shop\n\n" + "\n".join(f"- The shop must sell item {n}." for n in range(60)))
        ran = combine.run("produce", brief, *words, out)
        assert (ran.code, ran.out) == (Exit.FAILED, "")
        assert "No space left on device. The documents are kept" in ran.err
        assert [path.name for path in out.rglob(".*")] == []
        written = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        assert "manifest.json" not in written
    finally:
        subprocess.run(["umount", str(out)], check=True)  # noqa: S603, S607 - as above
    again = combine.run("produce", brief, *words, out)
    assert (again.code, "up to date" in again.out) == (0, True)
    assert written.items() <= {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}.items()


# -- definitions -----------------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
WORKFLOWS: dict[str, tuple[bytes, str]] = {
    "a bomb of aliases": (BOMB.encode(), "alias"),
    "a key that stands twice": (b"name: a\nname: b\n", "stands twice"),
    "deep nesting": (b"a: " + b"[" * 5_000 + b"]" * 5_000, "nested deeper"),
    "a tag that calls": (b"a: !!python/object/apply:os.system [id]\n", "tag"),
    "two documents": (b"a: 1\n---\nb: 2\n", "more than one document"),
    "no text": (b"\xff\xfe\x00a", "UTF-8"),
    "nothing": (b"", "empty"),
    "a list": (b"- a\n", "this must be a mapping, not a list"),
    "a list for a mapping": (b"roles: [a]\n", "this must be a mapping, not a list"),
    "a long word for a list": (b"steps: " + b"x" * 99, f'this must be a list, not "{"x" * 39}…'),
    "a number for a word": (b"title: 1.5\n", "this must be text, not 1.5"),
    "a name that is none": (b"name: My Flow\n", '"My Flow" must match \'^[a-z]'),
    "more than it may be": (b"# " + b"x" * 1_100_000, ""),
}


@pytest.mark.parametrize("fault", WORKFLOWS)
def test_a_hostile_workflow_is_judged_and_not_obeyed(combine: Combine, fault: str) -> None:
    content, said = WORKFLOWS[fault]
    combine.write("release/workflow.yaml", content)
    ran = combine.run("definition", "validate", "release")
    assert ran.code in (Exit.FAILED, Exit.USAGE)
    assert said in ran.out + ran.err


def test_findings_are_one_json_value_with_code_path_message_and_fix(combine: Combine) -> None:
    combine.write("release/workflow.yaml", BOMB)
    ran = combine.run("definition", "validate", "release", "--json")
    assert ran.code == Exit.FAILED
    assert all(set(finding) == {"severity", "code", "path", "message", "fix"} for finding in ran.json())
    assert len(ran.json()) > 1, "every fault is told in one pass"


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "/etc/passwd"])
def test_a_release_reaches_nothing_outside_its_folder(combine: Combine, path: str) -> None:
    shutil.copytree(SHIPPED, combine.folder / "release")
    workflow = combine.folder / "release/workflow.yaml"
    first = next(line for line in workflow.read_text().splitlines() if "prompts/" in line).split("prompts/")[1]
    workflow.write_text(workflow.read_text().replace(f"prompts/{first}", path, 1))
    ran = combine.run("definition", "validate", "release")
    assert ran.code == Exit.FAILED
    assert "root:" not in ran.out + ran.err


def hostile(folder: Path) -> list[tuple[str, str]]:
    """Put what must not be read into a copy of the shipped release; give the findings that are due, by path."""
    shutil.copytree(SHIPPED, folder)
    prompts = sorted((folder / "prompts/tasks").glob("*.md"))
    for prompt in prompts[:3]:
        prompt.unlink()
    prompts[0].symlink_to("/etc/passwd")
    os.mkfifo(prompts[1])
    prompts[2].write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    shutil.move(folder / "schemas", folder.parent / "outside")
    (folder / "schemas").symlink_to(folder.parent / "outside")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "a\x1b[2Jb").write_text("x")
    codes = {
        prompts[0]: "linked_file",
        prompts[1]: "special_file",
        prompts[2]: "too_large",
        folder / "schemas": "linked_file",
        folder / "zero": "linked_file",
    }
    due = [(f"definition.{code}", f"{path.relative_to(folder)}:") for path, code in codes.items()]
    return sorted([*due, ("definition.path_escape", "a\\x1b[2Jb:")])


def test_what_must_not_be_read_is_one_finding_each(combine: Combine) -> None:
    due = hostile(combine.folder / "release")
    ran = combine.run("definition", "validate", "release", "--json")
    assert ran.code == Exit.FAILED
    assert sorted((finding["code"], finding["path"]) for finding in ran.json()) == due
    assert all(finding["message"] and finding["fix"] for finding in ran.json())
    assert "root:" not in ran.out + ran.err


def test_what_must_not_be_read_hides_no_other_fault(combine: Combine) -> None:
    due = hostile(combine.folder / "release")
    workflow = combine.folder / "release/workflow.yaml"
    workflow.write_text(workflow.read_text().replace("role: analyst", "role: nobody", 1))
    ran = combine.run("definition", "validate", "release")
    assert ran.code == Exit.FAILED
    told = [f"{code} {path}" for code, path in due]
    assert all(line in ran.out for line in [*told, "definition.unknown_role", "definition.manifest_mismatch"])
    assert ("\x1b[2J" in ran.out, "definition.manifest_digest" in ran.out, "missing" in ran.out) == (False,) * 3


def test_a_release_with_what_must_not_be_read_is_neither_sealed_nor_produced(combine: Combine) -> None:
    folder = combine.folder / "own/strategy-document/9.0.0"
    hostile(folder)
    sealed = combine.run("definition", "seal", folder)
    assert (sealed.code, "not sealed" in sealed.err) == (Exit.FAILED, True)
    combine.settings({"DEFINITIONS_PATH": str(combine.folder / "own")})
    ran = combine.run("produce", combine.write("b.md", "A brief."), "--workflow", "strategy-document@9.0.0")
    assert (ran.code, "is no path inside a release" in " ".join(ran.err.split()), combine.projects()) == (
        Exit.USAGE,
        True,
        [],
    )


def test_a_release_that_is_not_there_is_named(combine: Combine) -> None:
    ran = combine.run("definition", "validate", "nowhere")
    assert (ran.code, "nowhere" in ran.err) == (Exit.USAGE, True)


# -- databases -------------------------------------------------------------------------------------------------------


def produce(combine: Combine) -> tuple[int, str]:
    ran = combine.run("produce", combine.write("b.md", "A brief."), "--accept", "all", "--json")
    assert ran.out == ""
    return ran.code, ran.err


def test_a_damaged_file_is_not_touched(combine: Combine) -> None:
    combine.database_file.write_bytes(b"this is no database" * 100)
    code, said = produce(combine)
    assert (code, "Restore it from a backup" in said) == (Exit.UNAVAILABLE, True)
    assert combine.database_file.read_bytes() == b"this is no database" * 100


def test_a_newer_file_is_not_touched(combine: Combine) -> None:
    with closing(sqlite3.connect(combine.database_file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
        connection.commit()
    code, said = produce(combine)
    assert (code, "newer" in said) == (Exit.CONFIGURATION, True)
    with closing(sqlite3.connect(combine.database_file)) as connection:
        assert connection.execute("SELECT count(*) FROM projects").fetchone() == (0,)


def test_a_file_of_another_program_is_not_touched(combine: Combine) -> None:
    combine.database_file.unlink()
    with closing(sqlite3.connect(combine.database_file)) as connection:
        connection.execute("CREATE TABLE projects (name)")
    code, said = produce(combine)
    assert (code, "another program (projects)" in said) == (Exit.CONFIGURATION, True)
    with closing(sqlite3.connect(combine.database_file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("projects",)]


def test_a_full_file_is_an_unavailable_dependency(combine: Combine) -> None:
    """Pages are limited as a full disk limits them: SQLite answers with the same code."""
    if os.geteuid() != 0:
        pytest.skip("a full disk is mounted, which needs root")
    small = combine.folder / "small"
    small.mkdir()
    size = combine.database_file.stat().st_size + 160 * 1024
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)]
    mounted = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode()}")
    try:
        shutil.copy(combine.database_file, small / "combine.db")
        combine.settings({"DATABASE_URL": f"sqlite:///{small}/combine.db"})
        code, said = produce(combine)
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)  # noqa: S603, S607 - as above
    assert (code, "Free some disk space" in said) == (Exit.UNAVAILABLE, True)
    assert "Traceback" not in said
    assert "dbos" not in said


def test_a_postgresql_that_nobody_answers_for_is_unavailable(combine: Combine) -> None:
    combine.settings({"DATABASE_URL": f"postgresql://combine:pw-hidden@127.0.0.1:{free_port()}/combine"})
    code, said = produce(combine)
    assert (code, "Check that it runs" in said, "pw-hidden" in said) == (Exit.UNAVAILABLE, True, False)


def test_settings_that_cannot_be_used_are_a_configuration_fault(combine: Combine) -> None:
    combine.settings({"DATABASE_URL": "mysql://root:pw-hidden@127.0.0.1/x"})
    code, said = produce(combine)
    assert (code, "DATABASE_URL" in said, "pw-hidden" in said) == (Exit.CONFIGURATION, True, False)


ASKING = "# School\n\nWe want more pupils.\n\n- The school must offer evening lessons.\n"

# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("produce", "b.md", "--project", ""), "'' cannot name a project"),
        (("produce", ""), "Name a text or Markdown file"),
        (("run", "show", "0"), "there is no run 0"),
        (("run", "retry", "nowhere"), "'nowhere' is no document code"),
        (("document", "show", "../../etc/passwd"), "is no document code"),
        (("document", "compare", "SD-1", "1", "9"), "There is no document SD-1 yet"),
        (("serve", "--port", "99999"), "--port takes a whole number from 0 to 65535, not '99999'"),
        (("send-back", "SD-1"), "--comment"),
        (
            ("answer", "SD-1", "--answers", "other.yaml"),
            "'other.yaml' answers none of the questions of SD-1; nothing asked for other.",
        ),
        (("answer", "SD-1", "--answers", "cut.yaml"), "cannot be read as YAML"),
        (("answer", "SD-1", "--answers", "cut.json"), "cannot be read as JSON"),
        (("answer", "SD-1", "--answers", "list.yaml"), "must map each question"),
        (("answer", "SD-1", "--answers", "twice.yaml"), "stands twice"),
        (("answer", "SD-1", "--answers", "nothing.yaml"), "No such file or directory"),
        (("answer", "SD-1"), "name a file with --answers, or say --assume"),
    ],
)
def test_wrong_words_are_answered_with_what_is_right(combine: Combine, words: tuple[str, ...], said: str) -> None:
    files = {"other.yaml": "other: 3", "cut.yaml": "a: [1", "cut.json": '{"a": 1,', "list.yaml": "- a"}
    for name, content in {**files, "twice.yaml": "a: 1\na: 2", "b.md": ASKING}.items():
        combine.write(name, content)
    combine.run("produce", "b.md", "--workflow", "strategy-document", "--accept", "none")
    before = combine.run("project", "show", "--json").json()
    ran = combine.run(*words)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert said in ran.err
    assert combine.run("project", "show", "--json").json() == before
