"""The audit chain: every entry holds the digest of the one before it, so that no byte can change unseen.

Entries name contents by digest and people by opaque id, never by what may have to be erased one day; so contents can be
erased and the chain still verifies. Each project has a chain of its own; the chain of the instance anchors the heads of
the projects' chains, so that a chain that lost its end is seen.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.accounts import Actor
from app.domain.canonical import canonical_bytes, digest_of_bytes
from app.domain.names import Digest, Json, JsonObject

GENESIS = Digest("0" * 64)
"""Stands for the entry before the first."""

INSTANCE_CHAIN = "instance"
"""The chain of the installation itself; the others are named by their project's key."""

ANCHORED = "chain.anchored"
"""The action of an entry that holds the head which another chain had at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did, before it has its place in a chain."""

    action: str
    """A verb of the product with its object: `document.accepted`."""

    subject: str = ""
    """What it was done to: an instance, a run, a slug."""

    digests: Mapping[str, Digest] = field(default_factory=dict)
    """What exactly it was done to or with, by role: `content`, `input`, `comment`."""

    origin: Digest | None = None
    """Digest of where it came from, an `Origin`, which can be erased; None for what the system did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a deed came from."""

    door: str
    """`http`, or `local` for the command line."""

    address: str | None = None
    """The client's network address."""

    request: str | None = None
    """The id of the request, as its answer and the log have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry of a chain."""

    sequence: int = 0
    digest: Digest = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An entry in its place: the canonical JSON that was digested, and the digest."""

    sequence: int
    previous: Digest
    entry: str
    digest: Digest

    @property
    def head(self) -> Head:
        """The chain's head once this is its newest entry."""
        return Head(sequence=self.sequence, digest=self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A head that a chain once had, as the chain of the installation holds it."""

    chain: str
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed which head of a chain; `statement` gives what exactly was signed."""

    head: Head
    key: str
    """The public key, in hexadecimal digits."""

    value: str


class Signed(StrEnum):
    """How far a chain's signature reaches."""

    SIGNED = "signed"
    """This installation signed the newest entry, and so every one before it."""

    UNASKED = "unasked"
    """There is no entry, or this installation has no key and there is no signature."""

    UNCOMPARED = "uncompared"
    """Signed, but this process has no key of its own to compare with."""

    UNSIGNED = "unsigned"
    IN_PART = "in part"
    """Entries followed that were not signed."""

    OTHER_KEY = "other key"
    FORGED = "forged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where a chain does not hold."""

    sequence: int
    reason: str


def seal(chain: str, head: Head, deed: Deed, *, actor: Actor, at: datetime) -> Sealed:
    """Give the entry that follows `head`."""
    sequence = head.sequence + 1
    body: dict[str, Json] = {
        "chain": chain,
        "sequence": sequence,
        "previous": head.digest,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": {"kind": actor.kind.value, "id": actor.id},
        "action": deed.action,
        "subject": deed.subject,
        "digests": dict(deed.digests),
        "origin": deed.origin,
    }
    entry = canonical_bytes(body)
    return Sealed(sequence=sequence, previous=head.digest, entry=entry.decode(), digest=digest_of_bytes(entry))


def verify(chain: str, entries: Iterable[Sealed], head: Head, *, after: Head | None = None) -> tuple[Break, ...]:
    """Check entries in ascending order against each other and against the recorded head.

    `after` is the last entry that was verified before; None verifies from the first one. The first break is the one to
    look at: what follows it may only follow from it.
    """
    breaks: list[Break] = []
    expected = after or Head()
    for sealed in entries:
        if sealed.sequence != expected.sequence + 1:
            breaks.append(Break(sequence=expected.sequence + 1, reason="the entry is missing"))
        elif sealed.previous != expected.digest:
            breaks.append(Break(sequence=sealed.sequence, reason="it does not follow the entry before it"))
        if digest_of_bytes(sealed.entry.encode()) != sealed.digest:
            breaks.append(Break(sequence=sealed.sequence, reason="its text was changed"))
        elif not _says_its_place(chain, sealed):
            breaks.append(Break(sequence=sealed.sequence, reason="it belongs to another place"))
        expected = sealed.head
    if expected != head:
        breaks.append(Break(sequence=head.sequence, reason="the newest entries are missing, or the head was changed"))
    return tuple(breaks)


def statement(chain: str, head: Head) -> bytes:
    """Give what is signed of a head."""
    return canonical_bytes({"audit": chain, "sequence": head.sequence, "digest": head.digest})


def how_signed(head: Head, signature: Signature | None, *, is_genuine: bool, own_key: str | None) -> Signed:
    """Judge a chain's signature; `is_genuine` tells whether its key gave it for its head."""
    if signature is None:
        return Signed.UNASKED if own_key is None or head == Head() else Signed.UNSIGNED
    if not is_genuine:
        return Signed.FORGED
    if own_key is None:
        return Signed.UNCOMPARED
    if signature.key != own_key:
        return Signed.OTHER_KEY
    return Signed.SIGNED if signature.head == head else Signed.IN_PART


def signature_breaks(head: Head, signature: Signature | None, signed: Signed) -> tuple[Break, ...]:
    """Say where a chain is not vouched for by its signature; that the signed entry is still there is another check."""
    if signed is Signed.IN_PART and signature is not None:
        return (Break(sequence=signature.head.sequence + 1, reason=_UNSIGNED[signed]),)
    return (Break(sequence=head.sequence, reason=_UNSIGNED[signed]),) if signed in _UNSIGNED else ()


_UNSIGNED = {
    Signed.UNSIGNED: "the head is not signed",
    Signed.IN_PART: "the entries from here on are not signed",
    Signed.OTHER_KEY: "the head is signed by another key than this installation's",
    Signed.FORGED: "the signature of the head is not genuine",
}


def anchoring(anchor: Anchor) -> Deed:
    """Give what the chain of the installation records of another chain's head."""
    return Deed(action=ANCHORED, subject=f"{anchor.chain} {anchor.head.sequence}", digests={"head": anchor.head.digest})


def anchored(entry: str) -> Anchor | None:
    """Read an anchor back; None for an entry of another kind, or one that is no longer readable."""
    body = body_of(entry)
    if body.get("action") != ANCHORED:
        return None
    chain, _, sequence = str(body.get("subject")).partition(" ")
    digests = body.get("digests")
    head = digests.get("head") if isinstance(digests, Mapping) else None
    if not sequence.isdecimal() or not isinstance(head, str):
        return None
    return Anchor(chain=chain, head=Head(sequence=int(sequence), digest=Digest(head)))


def body_of(entry: str) -> JsonObject:
    """Read the text of an entry; empty where it is no JSON object."""
    try:
        body = json.loads(entry)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def origin_of(entry: str) -> Digest | None:
    """Read from an entry the digest of where it came from; None where it says nothing of that."""
    origin = body_of(entry).get("origin")
    return Digest(origin) if isinstance(origin, str) else None


def _says_its_place(chain: str, sealed: Sealed) -> bool:
    body = body_of(sealed.entry)
    said = (body.get("chain"), body.get("sequence"), body.get("previous"))
    return bool(said == (chain, sealed.sequence, sealed.previous))
