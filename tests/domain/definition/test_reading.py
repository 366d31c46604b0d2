"""Files as they come: hostile YAML, manifests, sizes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.definition.bounds import MAX_FILES
from app.domain.definition.gathered import WHOLE, Gathered, is_covered, linked, too_much
from app.domain.definition.loading import load_release
from app.domain.definition.manifest import MANIFEST_FILE, seal
from app.domain.definition.strict_yaml import MAX_BYTES, MAX_DEPTH, read_yaml
from app.domain.definition.validation import validate, validate_gathered
from app.domain.errors import Invalid
from tests.domain.definition.samples import Sample

FAULTS: tuple[tuple[bytes, tuple[tuple[str, str], ...]], ...] = (
    (b"a: &x 1\nb: 2\n", (("alias", "/a"),)),
    (b"a: &x 1\nb: *x\n", (("alias", "/a"), ("alias", "/b"))),
    (b"a: [*x]\n", (("alias", "/a/0"),)),
    (b"&k a: 1\n", (("alias", "/a"),)),
    (b"a: !!python/object/apply:os.system [x]\n", (("tag", "/a"),)),
    (b"a: !!str 1\n", (("tag", "/a"),)),
    (b"!x {a: 1}\n", (("tag", ""),)),
    (b"a: 1\na: 2\n", (("duplicate_key", "/a"),)),
    (b"a: {b: 1, b: 2}\nc: 1\nc: 2", (("duplicate_key", "/a/b"), ("duplicate_key", "/c"))),
    (b"a/b: {c~d: 1, c~d: 2}", (("duplicate_key", "/a~1b/c~0d"),)),
    (b"? [a]\n: 1\n", (("not_yaml", ""),)),
    (b"? {a: 1}\n: 1\n", (("not_yaml", ""),)),
    (b"a: 1\n---\na: 2\n", (("many_documents", ""),)),
    (b"", (("not_yaml", ""),)),
    (b"# nothing\n", (("not_yaml", ""),)),
    (b"a: [1\n", (("not_yaml", ""),)),
    (b"a: 'x\n", (("not_yaml", ""),)),
    (b"a:\t- b: {", (("not_yaml", ""),)),
    (b"a: \x00\n", (("not_yaml", ""),)),
    (b"\xff\xfea", (("not_utf8", ""),)),
    (b"a: caf\xe9\n", (("not_utf8", ""),)),
    (b"x" * (MAX_BYTES + 1), (("too_large", ""),)),
    (b"[" * 100_000, (("too_deep", "/0" * (MAX_DEPTH + 1)),)),
    (b"{a: " * 100_000, (("too_deep", "/a" * (MAX_DEPTH + 1)),)),
)


@pytest.mark.parametrize(("content", "expected"), FAULTS, ids=range(len(FAULTS)))
def test_hostile_yaml_is_refused_with_its_place(content: bytes, expected: tuple[tuple[str, str], ...]) -> None:
    _, findings = read_yaml(content, file="w")

    assert [(finding.code, finding.path) for finding in findings] == [
        (f"definition.{code}", f"w:{path}") for code, path in expected
    ]


def test_a_billion_laughs_are_refused_at_once() -> None:
    bomb = b"a0: &a0 [lol]\n" + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
    )

    value, findings = read_yaml(bomb, file="w")

    assert {finding.code for finding in findings} == {"definition.alias"}
    assert len(json.dumps(value)) < 10_000


SCALARS: tuple[tuple[str, object], ...] = (
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("true", True),
    ("False", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("12", 12),
    ("-3", -3),
    ("012", 12),
    ("1_000", "1_000"),
    ("0x1f", "0x1f"),
    ("1.5", 1.5),
    ("1e3", 1000.0),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("1.0.0", "1.0.0"),
    ("2027-01-01", "2027-01-01"),
    ("12:30:45", "12:30:45"),
    ("'12'", "12"),
    ('"true"', "true"),
    ("<<", "<<"),
    ("=", "="),
)


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    assert read_yaml(f"a: {text}\n".encode(), file="w") == ({"a": value}, ())


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**9), 10**9)
        | st.text(st.characters(codec="ascii", min_codepoint=32), max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_json_is_read_as_itself(value: object) -> None:
    assert read_yaml(json.dumps({"v": value}).encode(), file="w") == ({"v": value}, ())


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    value, findings = read_yaml(content, file="w")

    assert value is None or isinstance(value, (dict, list, str, int, float, bool)) or findings


def test_a_sealed_release_loads_and_sealing_is_repeatable() -> None:
    files = Sample().unsealed()
    assert seal(files) == seal(dict(reversed(files.items()))) == seal(Sample().sealed())
    assert load_release(Sample().sealed()).digest == json.loads(seal(files))["digest"]


def manifest(**changes: object) -> bytes:
    return json.dumps(json.loads(seal(Sample().unsealed())) | changes).encode()


MANIFESTS: tuple[tuple[str, bytes | None, tuple[tuple[str, str], ...]], ...] = (
    ("absent", None, (("missing_manifest", "release.json:"),)),
    ("no JSON", b"{", (("malformed_manifest", "release.json:"),)),
    ("another encoding", b"\xff", (("malformed_manifest", "release.json:"),)),
    (
        "without a digest",
        json.dumps({"name": "sample", "version": "1.0.0", "files": []}).encode(),
        (("malformed_manifest", "release.json:/digest"),),
    ),
    ("of another release", manifest(name="other"), (("manifest_identity", "release.json:/name"),)),
    ("of another version", manifest(version="1.0.1"), (("manifest_identity", "release.json:/version"),)),
    ("with another digest", manifest(digest="0" * 64), (("manifest_digest", "release.json:/digest"),)),
    (
        "with a file too many",
        manifest(files=[*json.loads(manifest())["files"], {"path": "x.md", "sha256": "0" * 64}]),
        (("listed_file_missing", "release.json:/files/14"),),
    ),
    (
        "with a file too few",
        manifest(files=json.loads(manifest())["files"][1:]),
        (("unlisted_file", "prompts/roles/writer.md:"),),
    ),
)


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in MANIFESTS], ids=[case[0] for case in MANIFESTS])
def test_a_manifest_that_does_not_fit_is_refused(content: bytes | None, expected: tuple[tuple[str, str], ...]) -> None:
    files = Sample().unsealed() | ({MANIFEST_FILE: content} if content is not None else {})

    assert [(finding.code, finding.path) for finding in validate(files)] == [
        (f"definition.{code}", path) for code, path in expected
    ]


def test_a_file_that_changed_after_sealing_is_named() -> None:
    files = dict(Sample().sealed())
    files["prompts/tasks/plan.md"] += b" "

    assert [(finding.code, finding.path) for finding in validate(files)] == [
        ("definition.manifest_mismatch", "release.json:/files/4"),
    ]


def test_a_file_that_was_added_after_sealing_is_named() -> None:
    files = dict(Sample().sealed()) | {"README.md": b"new"}

    assert [(finding.code, finding.path) for finding in validate(files)] == [
        ("definition.unlisted_file", "README.md:"),
    ]


@pytest.mark.parametrize("content", [b"", b"name: x\n", b"name: x\nname: y\nversion: 1.0.0\n", b"[]"])
def test_what_names_no_release_cannot_be_sealed(content: bytes) -> None:
    with pytest.raises(Invalid, match="cannot be sealed"):
        seal({"workflow.yaml": content})


def test_no_workflow_is_one_fault_of_its_own() -> None:
    assert [finding.code for finding in validate({})] == ["definition.missing_file", "definition.missing_manifest"]


def test_a_release_that_is_too_large_is_refused_unread() -> None:
    many = {f"f{number}": b"" for number in range(MAX_FILES + 1)}
    large = {"workflow.yaml": b"x" * 1_048_577}
    heavy = {f"f{number}": b"x" * 1_000_000 for number in range(17)}

    assert [[finding.code for finding in validate(files)] for files in (many, large, heavy)] == [
        ["definition.too_large"]
    ] * 3


@pytest.mark.parametrize(
    "raw", [b"[]", b"x", b"1", b"null", b"{}", b"steps: {}", b"roles: []\nsteps: 3\ndocument_types: x"]
)
def test_a_workflow_of_another_shape_is_reported_and_never_raises(raw: bytes) -> None:
    findings = validate({"workflow.yaml": raw})

    assert findings
    assert {finding.code for finding in findings} <= {
        "definition.malformed",
        "definition.unknown_language",
        "definition.missing_manifest",
    }


@pytest.mark.parametrize("file", ["schemas/backlog.json", "schemas/plan.json"])
def test_a_schema_that_is_no_json_is_told_once(file: str) -> None:
    files = dict(Sample().sealed())
    files[file] = b"{"

    assert [(finding.code, finding.path.partition(":")[0]) for finding in validate(files)] == [
        ("definition.manifest_mismatch", "release.json"),
        ("definition.schema_not_json", file),
    ]


@pytest.mark.parametrize("path", [*Sample().sealed(), "schemas", "prompts", "prompts/tasks", "."])
def test_a_refused_file_or_folder_has_one_finding_and_nothing_follows_from_it(path: str) -> None:
    files = {name: content for name, content in Sample().sealed().items() if not is_covered(name, {path})}

    findings = validate_gathered(Gathered(files=files, refused={path: linked(path)}))

    assert findings == (linked(path),)


def test_more_than_a_release_may_have_is_all_that_is_said() -> None:
    gathered = Gathered(files={"workflow.yaml": b"{"}, refused={"a": linked("a"), WHOLE: too_much()})

    assert validate_gathered(gathered) == (linked("a"), too_much())
