from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import GENESIS, Break, Deed, Head, Sealed, seal, verify
from app.domain.canonical import digest_of_bytes
from app.domain.names import Digest

AT = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
CHAIN = "01890000-0000-7000-8000-000000000000"


def chain_of(length: int, *, chain: str = CHAIN) -> list[Sealed]:
    entries: list[Sealed] = []
    head = Head()
    for number in range(length):
        entries.append(seal(chain, head, Deed(action=f"deed.{number}"), actor=LOCAL_OPERATOR, at=AT))
        head = entries[-1].head
    return entries


def test_the_first_entry_follows_the_genesis() -> None:
    (first,) = chain_of(1)
    assert (first.sequence, first.previous) == (1, GENESIS)


def test_an_entry_says_who_what_when_and_on_what() -> None:
    deed = Deed(action="document.accepted", subject="discovery", digests={"content": Digest("a" * 64)})
    sealed = seal(CHAIN, Head(), deed, actor=LOCAL_OPERATOR, at=AT)
    assert sealed.entry == (
        '{"action":"document.accepted","actor":{"id":"local","kind":"local_operator"},'
        '"at":"2025-06-01T12:00:00.000000+00:00","chain":"01890000-0000-7000-8000-000000000000",'
        f'"digests":{{"content":"{"a" * 64}"}},"origin":null,"previous":"{GENESIS}",'
        '"sequence":1,"subject":"discovery"}'
    )
    assert sealed.digest == digest_of_bytes(sealed.entry.encode())


def test_a_name_never_enters_a_chain() -> None:
    named = replace(LOCAL_OPERATOR, name="Grace")
    assert "Grace" not in seal(CHAIN, Head(), Deed(action="x"), actor=named, at=AT).entry


@pytest.mark.parametrize("length", [0, 1, 2, 17])
def test_an_untouched_chain_holds(length: int) -> None:
    entries = chain_of(length)
    assert verify(CHAIN, entries, entries[-1].head if entries else Head()) == ()


@given(position=st.integers(0, 4), flip=st.integers(0, 400), bit=st.integers(0, 6))
def test_one_flipped_bit_is_named(position: int, flip: int, bit: int) -> None:
    entries = chain_of(5)
    text = bytearray(entries[position].entry.encode())
    text[flip % len(text)] ^= 1 << bit
    entries[position] = replace(entries[position], entry=text.decode())
    breaks = verify(CHAIN, entries, entries[-1].head)
    assert breaks[0] == Break(sequence=position + 1, reason="its text was changed")


@given(position=st.integers(0, 4))
def test_an_entry_that_was_written_anew_with_its_digest_is_named_by_the_next_one(position: int) -> None:
    entries = chain_of(5)
    forged = entries[position].entry.replace(f"deed.{position}", "forged")
    head = entries[-1].head
    entries[position] = replace(entries[position], entry=forged, digest=digest_of_bytes(forged.encode()))
    assert verify(CHAIN, entries, head)


@given(position=st.integers(0, 4))
def test_a_missing_entry_is_named(position: int) -> None:
    entries = chain_of(5)
    head = entries[-1].head
    del entries[position]
    assert verify(CHAIN, entries, head)[0].sequence == position + 1


@given(position=st.integers(0, 3))
def test_two_exchanged_entries_are_seen(position: int) -> None:
    entries = chain_of(5)
    head = entries[-1].head
    entries[position], entries[position + 1] = entries[position + 1], entries[position]
    assert verify(CHAIN, entries, head)


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_chain_that_lost_its_end_is_seen(kept: int) -> None:
    entries = chain_of(5)
    (lost,) = verify(CHAIN, entries[:kept], entries[-1].head)
    assert lost == Break(sequence=5, reason="the newest entries are missing, or the head was changed")


def test_an_entry_of_another_chain_is_seen() -> None:
    foreign = chain_of(3, chain="instance")
    assert verify(CHAIN, foreign, foreign[-1].head)[0] == Break(sequence=1, reason="it belongs to another place")


def test_a_chain_is_verified_on_from_where_it_was_verified_before() -> None:
    entries = chain_of(6)
    assert verify(CHAIN, entries[3:], entries[-1].head, after=entries[2].head) == ()
