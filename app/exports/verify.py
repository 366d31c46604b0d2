"""Verify an exported bundle: files, documents, the audit chain and its signature. Needs nothing but Python.

Run it inside the folder, or name the folder: `python3 verify.py [FOLDER] [--key KEY]`. It reads and never writes. Exit
0 where everything holds; else 1, and each fault is named with its file and, in the audit, its entry. With the public
key of the installation it also says whether that installation signed this audit up to its newest entry.
"""

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path

GENESIS = "0" * 64
MANIFEST = "manifest.json"
_BROKEN = 1
_LARGEST_PLAIN_POINT = 21
_SMALLEST_PLAIN_POINT = -6


def canonical(value: object) -> str:
    """Write a JSON value as RFC 8785 does: sorted keys, shortest numbers, no space."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(entry)}" for name, entry in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(entry) for entry in value) + "]"
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """Write a number as ECMAScript does (ECMA-262, Number::toString)."""
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    if len(digits) <= point <= _LARGEST_PLAIN_POINT:
        return sign + digits.ljust(point, "0")
    if 0 < point <= _LARGEST_PLAIN_POINT:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _SMALLEST_PLAIN_POINT < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


def digest(text: str) -> str:
    """Give the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


# -- Ed25519 (RFC 8032), as far as checking a signature needs it ------------------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_BYTES = 32
_MINUS_X = 1 << 255


def is_genuine(message: bytes, signature: str, key: str) -> bool:
    """Tell whether the holder of the public key signed the message; what cannot be read was not signed."""
    try:
        raw, public = bytes.fromhex(signature), bytes.fromhex(key)
        if len(raw) != _BYTES * 2 or len(public) != _BYTES:
            return False
        point, commitment = _decoded(public), _decoded(raw[:_BYTES])
    except ValueError:
        return False
    scalar = int.from_bytes(raw[_BYTES:], "little")
    challenge = int.from_bytes(hashlib.sha512(raw[:_BYTES] + public + message).digest(), "little") % _ORDER
    base = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(_BYTES, "little"))
    return scalar < _ORDER and _same(_times(scalar, base), _sum(commitment, _times(challenge, point)))


def _decoded(encoded: bytes) -> "tuple[int, int, int]":
    """Give the point of the curve behind 32 bytes, its y and the parity of its x: as x, y and their divisor, 1."""
    number = int.from_bytes(encoded, "little")
    y, is_odd = number % _MINUS_X, number >= _MINUS_X
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT % _P
    if x * x % _P != square or y >= _P or (x == 0 and is_odd):
        raise ValueError("no point of the curve")
    return (_P - x if x % 2 != is_odd else x), y, 1


def _sum(one: "tuple[int, int, int]", other: "tuple[int, int, int]") -> "tuple[int, int, int]":
    """Add two points without dividing: to divide modulo a prime costs more than all the rest."""
    (x1, y1, z1), (x2, y2, z2) = one, other
    divisor, xs, ys = z1 * z2 % _P, x1 * x2 % _P, y1 * y2 % _P
    twist = _D * xs * ys % _P
    less, more = divisor * divisor - twist, divisor * divisor + twist
    x = divisor * less * ((x1 + y1) * (x2 + y2) - xs - ys)
    y = divisor * more * (ys + xs)
    return x % _P, y % _P, less * more % _P


def _same(one: "tuple[int, int, int]", other: "tuple[int, int, int]") -> bool:
    (x1, y1, z1), (x2, y2, z2) = one, other
    return (x1 * z2 - x2 * z1) % _P == 0 and (y1 * z2 - y2 * z1) % _P == 0


def _times(scalar: int, point: "tuple[int, int, int]") -> "tuple[int, int, int]":
    total = (0, 1, 1)
    while scalar:
        if scalar & 1:
            total = _sum(total, point)
        point, scalar = _sum(point, point), scalar >> 1
    return total


# -- the bundle ------------------------------------------------------------------------------------------------------


def faults(folder: Path, key: str = "") -> list[str]:
    """Check everything in the folder, and that `key` signed the audit; give one sentence for each fault."""
    try:
        manifest = _manifest(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{MANIFEST}: {error}"]
    found = _files(folder, manifest["files"])
    if found:
        return found
    found.extend(_documents(folder, manifest["documents"]))
    found.extend(_provenance(folder, manifest["documents"]))
    found.extend(_audit(folder, manifest["audit"]) or _signature(folder, manifest["audit"], key))
    return found


def _manifest(folder: Path) -> dict:  # type: ignore[type-arg]  # JSON by nature, and this file reads on old versions
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    manifest: dict = json.loads(text)  # type: ignore[type-arg]  # as below
    if not isinstance(manifest, dict):
        raise TypeError("it is no JSON object")
    said = manifest.pop("digest")
    whole = json.dumps({**manifest, "digest": said}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if digest(canonical(manifest)) != said or text != whole:
        raise ValueError("it is not as it was written")
    return manifest


def _files(folder: Path, listed: dict) -> list[str]:  # type: ignore[type-arg]  # as above
    found = []
    for name, expected in sorted(listed.items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{name}: it is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            found.append(f"{name}: {_where(path)}it is not as it was written")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found.extend(f"{name}: it does not belong to the bundle" for name in sorted(present - set(listed) - {MANIFEST}))
    return found


def _where(path: Path) -> str:
    """Name the first entry of a changed audit that does not hold."""
    if path.name != "audit.jsonl":
        return ""
    broken = _chain_fault(path.read_bytes().decode(errors="replace"), None)
    return f"{broken}; " if broken else ""


def _documents(folder: Path, documents: list) -> list[str]:  # type: ignore[type-arg]  # as above
    found = []
    for entry in documents:
        content = json.loads((folder / entry["json"]).read_text(encoding="utf-8"))
        if digest(canonical(content)) != entry["content_digest"]:
            found.append(f"{entry['json']}: its content is not version {entry['version']} of {entry['code']}")
    return found


def _provenance(folder: Path, documents: list) -> list[str]:  # type: ignore[type-arg]  # as above
    lines = (folder / "provenance.jsonl").read_text(encoding="utf-8").splitlines()
    told = [(line["code"], line["version"], line["content_digest"]) for line in map(json.loads, lines)]
    held = [(entry["code"], entry["version"], entry["content_digest"]) for entry in documents]
    return [] if told == held else ["provenance.jsonl: it tells of other documents than the manifest"]


def _audit(folder: Path, audit: dict) -> list[str]:  # type: ignore[type-arg]  # as above
    broken = _chain_fault((folder / "audit.jsonl").read_text(encoding="utf-8"), audit)
    return [f"audit.jsonl: {broken}"] if broken else []


def _signature(folder: Path, audit: dict, key: str) -> list[str]:  # type: ignore[type-arg]  # as above
    """Say what is wrong with the signature of a chain that holds."""
    signature = audit.get("signature")
    if signature is None:
        return ["audit.jsonl: nobody signed it"] if key else []
    number, signed = signature["entries"], signature["head"]
    message = canonical({"audit": audit["chain"], "sequence": number, "digest": signed}).encode()
    if not is_genuine(message, signature["value"], signature["key"]):
        return ["audit.jsonl: its signature is not genuine"]
    lines = (folder / "audit.jsonl").read_text(encoding="utf-8").split("\n")
    if not 0 < number <= audit["entries"] or json.loads(lines[number - 1])["digest"] != signed:
        return [f"audit.jsonl: entry {number} is missing, or not the one that was signed"]
    if key and signature["key"] != key:
        return [f"audit.jsonl: it is signed by another key, {signature['key']}"]
    if key and number != audit["entries"]:
        return [f"audit.jsonl: the entries after {number} are not signed"]
    return []


def _chain_fault(text: str, audit: "dict | None") -> str:  # type: ignore[type-arg]  # as above
    """Give the first place where the chain does not hold; empty where it does."""
    previous, number = GENESIS, 0
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        try:
            sealed = json.loads(line)
            entry, said = sealed["entry"], sealed["digest"]
            body = json.loads(entry)
            place = (body["sequence"], body["previous"], sealed["sequence"], sealed["previous"])
        except (ValueError, KeyError, TypeError):
            return f"entry {number} cannot be read"
        if digest(entry) != said:
            return f"the text of entry {number} was changed"
        if place != (number, previous, number, previous) or (audit and body["chain"] != audit["chain"]):
            return f"entry {number} does not follow the entry before it"
        previous = said
    if audit and (number, previous) != (audit["entries"], audit["head"]):
        return f"the newest entries are missing after entry {number}"
    return ""


def main(arguments: "list[str]") -> int:
    """Verify the folder that is named, or the one that this file stands in."""
    parser = argparse.ArgumentParser(description="Verify an exported bundle.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key", default="", help="the public key that `combine audit key` printed")
    asked = parser.parse_args(arguments)
    folder, found = asked.folder, faults(asked.folder, asked.key)
    for fault in found:
        sys.stdout.write(f"FAULT {fault}\n")
    if found:
        return _BROKEN
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    sys.stdout.write(f"everything holds: {len(manifest['files'])} files, {len(manifest['documents'])} documents, ")
    sys.stdout.write(f"{manifest['audit']['entries']} audit entries\nmanifest {manifest['digest']}\n")
    sys.stdout.write(f"audit head {manifest['audit']['head']}\n{_signer(manifest['audit'], asked.key)}\n")
    return 0


def _signer(audit: dict, key: str) -> str:  # type: ignore[type-arg]  # as above
    signature = audit.get("signature")
    if signature is None:
        return "signed by nobody"
    number, total = signature["entries"], audit["entries"]
    extent = "" if number == total else f", up to entry {number} of {total}"
    advice = "" if key else ": compare this key with the one that the installation published, or give it as --key"
    return f"signed by {signature['key']}{extent}{advice}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
