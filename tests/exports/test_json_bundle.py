"""The bundle that proves itself, and its verifier, run as a program of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.core.signing import SigningKey
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import Deed, Head, Signature, seal, statement
from app.domain.canonical import digest_of, digest_of_bytes
from app.domain.names import Digest
from app.exports import verify
from app.exports.json_bundle import (
    BundleAudit,
    BundleDecision,
    Evidence,
    json_bundle,
    manifest_digest,
)
from tests.exports.released import documents, release

CHAIN = "01890000-0000-7000-8000-000000000000"
SOURCE = Path(verify.__file__).read_bytes()
SOFTWARE = release()
DOCUMENTS = documents(SOFTWARE)


KEY = SigningKey("a secret of the installation")


def signed(head: Head, *, by: SigningKey = KEY) -> Signature:
    return Signature(head=head, key=by.public, value=by.sign(statement(CHAIN, head)))


def chain(length: int) -> BundleAudit:
    entries = []
    head = Head()
    for number in range(1, length + 1):
        deed = Deed(action="thing.done", subject=f"S-{number}")
        sealed = seal(CHAIN, head, deed, actor=LOCAL_OPERATOR, at=datetime(2025, 6, 1, tzinfo=UTC))
        entries.append(sealed)
        head = sealed.head
    return BundleAudit(chain=CHAIN, head=head, signature=signed(head), entries=entries)


def made(*, entries: int = 5) -> dict[str, bytes]:
    accepted = BundleDecision(
        verdict="accept",
        at="2025-06-01T00:00:00.000000+00:00",
        actor_kind="local_operator",
        actor_id="local",
        policy_digest=Digest("c" * 64),
        comment=None,
    )
    evidence = Evidence(
        project="bicycle-workshop",
        release="software-product-development@1.0.0",
        release_digest=SOFTWARE.digest,
        decisions=[[accepted] for _ in DOCUMENTS],
        audit=chain(entries),
        verifier=SOURCE,
    )
    return dict(json_bundle(DOCUMENTS, evidence))


BUNDLE = made()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in BUNDLE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Run the verifier of the folder with nothing of ours on its path."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own file
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_verifier_stands_alone_and_finds_everything_whole(folder: Path) -> None:
    code, said = run(folder)
    assert code == 0
    assert f"{len(BUNDLE) - 1} files, 6 documents, 5 audit entries" in said
    assert f"manifest {manifest_digest(tuple(BUNDLE.items()))}" in said


def test_the_verifier_names_who_signed_and_compares_with_a_key_that_it_is_given(folder: Path) -> None:
    code, said = run(folder)
    assert (code, f"signed by {KEY.public}: compare this key" in said) == (0, True)
    code, said = run(folder, "--key", KEY.public)
    assert (code, said.endswith(f"signed by {KEY.public}\n")) == (0, True)


def test_the_same_state_gives_the_same_bytes() -> None:
    assert made() == BUNDLE


def test_the_manifest_names_the_whole_folder_by_one_digest() -> None:
    manifest = json.loads(BUNDLE["manifest.json"])
    said = manifest.pop("digest")
    assert said == digest_of(manifest)
    assert set(manifest["files"]) == set(BUNDLE) - {"manifest.json"}


def test_each_document_is_there_with_its_schema_and_as_markdown() -> None:
    for entry in json.loads(BUNDLE["manifest.json"])["documents"]:
        assert digest_of(json.loads(BUNDLE[entry["json"]])) == entry["content_digest"]
        assert json.loads(BUNDLE[entry["schema"]])["title"] in BUNDLE[entry["markdown"]].decode()


def test_provenance_says_what_a_version_was_made_from_and_who_accepted_it() -> None:
    first = json.loads(BUNDLE["provenance.jsonl"].decode().splitlines()[0])
    assert first["inputs"] == [{"kind": "brief", "code": "brief", "version": 1, "digest": "b" * 64}]
    assert [decision["verdict"] for decision in first["decisions"]] == ["accept"]


@pytest.mark.parametrize("name", sorted(BUNDLE))
@pytest.mark.parametrize("place", [0.0, 0.31, 0.73, 0.999])
def test_a_flipped_byte_is_named_by_its_file(folder: Path, name: str, place: float) -> None:
    content = bytearray(BUNDLE[name])
    content[int(place * len(content))] ^= 1
    (folder / name).write_bytes(content)
    found = verify.faults(folder)
    assert [fault.split(":")[0] for fault in found] == [name]


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_flipped_byte_of_the_audit_is_named_by_its_entry(folder: Path, number: int) -> None:
    text = BUNDLE["audit.jsonl"].decode().replace(f"S-{number}", f"s-{number}")
    (folder / "audit.jsonl").write_text(text)
    code, said = run(folder)
    assert (code, f"audit.jsonl: the text of entry {number} was changed" in said) == (1, True)


def reseal(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest as somebody would who knows how it is made, file digests included."""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["digest"]
    manifest["files"] = {name: digest_of_bytes((folder / name).read_bytes()) for name in BUNDLE}
    del manifest["files"]["manifest.json"]
    change(manifest)
    manifest["digest"] = verify.digest(verify.canonical(manifest))
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def nothing(manifest: dict[str, object]) -> None:
    """Change nothing more."""
    assert manifest


def test_a_document_changed_together_with_the_list_of_files_is_seen(folder: Path) -> None:
    path = folder / "documents/EB-1-epic-backlog.json"
    path.write_text(path.read_text().replace("E-01", "E-11"))
    reseal(folder, nothing)
    assert verify.faults(folder) == ["documents/EB-1-epic-backlog.json: its content is not version 2 of EB-1"]


LINES = BUNDLE["audit.jsonl"].decode().splitlines(keepends=True)
FORGED = {
    "a missing entry": ([*LINES[:2], *LINES[3:]], "entry 3 does not follow the entry before it"),
    "a lost end": (LINES[:3], "the newest entries are missing after entry 3"),
    "nothing left": ([], "the newest entries are missing after entry 0"),
    "no JSON": ([*LINES[:4], "{\n"], "entry 5 cannot be read"),
    "two exchanged": ([LINES[1], LINES[0], *LINES[2:]], "entry 1 does not follow the entry before it"),
    "a changed text": ([LINES[0].replace("S-1", "S-9"), *LINES[1:]], "the text of entry 1 was changed"),
}


@pytest.mark.parametrize("what", FORGED)
def test_an_audit_forged_together_with_the_list_of_files_is_seen(folder: Path, what: str) -> None:
    lines, reason = FORGED[what]
    (folder / "audit.jsonl").write_text("".join(lines))
    reseal(folder, nothing)
    assert verify.faults(folder) == [f"audit.jsonl: {reason}"]


def test_an_audit_of_another_project_is_seen(folder: Path) -> None:
    reseal(
        folder, lambda manifest: manifest.update(audit={**json.loads(BUNDLE["manifest.json"])["audit"], "chain": "x"})
    )
    assert verify.faults(folder) == ["audit.jsonl: entry 1 does not follow the entry before it"]


def test_provenance_of_other_versions_is_seen(folder: Path) -> None:
    path = folder / "provenance.jsonl"
    path.write_text(path.read_text().replace('"version": 2', '"version": 3'))
    reseal(folder, nothing)
    assert verify.faults(folder) == ["provenance.jsonl: it tells of other documents than the manifest"]


def test_a_missing_file_and_one_too_many_are_named(folder: Path) -> None:
    (folder / "markdown/PD-1-project-discovery.md").unlink()
    (folder / "more.txt").write_text("x")
    assert verify.faults(folder) == [
        "markdown/PD-1-project-discovery.md: it is missing",
        "more.txt: it does not belong to the bundle",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest": "x"}', '"x"'])
def test_a_manifest_that_is_none_is_a_fault_and_no_crash(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    assert [fault.split(":")[0] for fault in verify.faults(folder)] == ["manifest.json"]


def test_a_folder_that_is_no_bundle_is_a_fault(tmp_path: Path) -> None:
    assert verify.main([str(tmp_path)]) == 1


def shortened(folder: Path, entries: int) -> Head:
    """Cut the end of the audit off; give the head that is left."""
    lines = BUNDLE["audit.jsonl"].decode().splitlines(keepends=True)[:entries]
    (folder / "audit.jsonl").write_text("".join(lines))
    return Head(sequence=entries, digest=json.loads(lines[-1])["digest"])


def signature_json(signature: Signature) -> dict[str, object]:
    head = signature.head
    return {"entries": head.sequence, "head": head.digest, "key": signature.key, "value": signature.value}


FORGER = SigningKey("a secret of somebody else")


def test_an_end_that_was_cut_off_everywhere_is_seen_by_the_signature(folder: Path) -> None:
    head = shortened(folder, 3)
    reseal(folder, lambda manifest: manifest["audit"].update(entries=3, head=head.digest))
    assert verify.faults(folder) == ["audit.jsonl: entry 5 is missing, or not the one that was signed"]


@pytest.mark.parametrize(
    ("by", "entries", "with_key", "fault"),
    [
        (KEY, 3, True, "audit.jsonl: the entries after 3 are not signed"),
        (KEY, 3, False, None),
        (FORGER, 5, True, f"audit.jsonl: it is signed by another key, {FORGER.public}"),
        (FORGER, 5, False, None),
        (None, 5, True, "audit.jsonl: nobody signed it"),
        (None, 5, False, None),
    ],
)
def test_what_the_key_of_the_installation_did_not_sign_is_a_fault_for_who_has_the_key(
    folder: Path, by: SigningKey | None, entries: int, *, with_key: bool, fault: str | None
) -> None:
    head = Head(sequence=entries, digest=json.loads(BUNDLE["audit.jsonl"].decode().splitlines()[entries - 1])["digest"])
    given = signature_json(signed(head, by=by)) if by else None
    reseal(folder, lambda manifest: manifest["audit"].update(signature=given))
    assert verify.faults(folder, KEY.public if with_key else "") == ([fault] if fault else [])


@pytest.mark.parametrize("part", ["value", "key", "head", "entries"])
def test_a_signature_that_was_not_given_for_this_head_is_a_fault(folder: Path, part: str) -> None:
    good = signature_json(signed(Head(sequence=5, digest=json.loads(BUNDLE["manifest.json"])["audit"]["head"])))
    other = {"value": "0" * 128, "key": FORGER.public, "head": "1" * 64, "entries": 4}
    reseal(folder, lambda manifest: manifest["audit"].update(signature={**good, part: other[part]}))
    assert verify.faults(folder) == ["audit.jsonl: its signature is not genuine"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_the_verifier_writes_canonical_json_as_the_product_does(value: object) -> None:
    assert verify.canonical(value).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]  # any JSON value


NUMBERS = [0.0, -0.0, 1.0, 0.1, 1.5, -2.25, 1e-6, 1e-7, 1.5e-7, 1e16, 1e20, 1e21, 1.2e21, 123456789012345680000.0]
NUMBERS += [5e-324, 1.7976931348623157e308, 0.00001234, 1e-5, 100.5, 333333333.33333329, 9007199254740991.0]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_written_as_browsers_do(number: float) -> None:
    assert verify.canonical(number).encode() == rfc8785.dumps(number)
