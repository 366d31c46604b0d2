import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import INSTANCE_CHAIN, Anchor, Break, Deed, Head, Sealed, anchored, anchoring, seal, verify
from app.domain.canonical import digest_of_bytes
from app.domain.names import Digest

AT = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "[]", "null", '"x"', "{"])
def test_an_entry_that_is_no_object_is_a_break_and_no_crash(text: str) -> None:
    sealed = Sealed(sequence=1, previous=Head().digest, entry=text, digest=digest_of_bytes(text.encode()))
    assert verify("p", [sealed], sealed.head) == (Break(sequence=1, reason="it belongs to another place"),)


def test_an_entry_says_the_time_in_utc_whatever_the_clock_says() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))
    sealed = seal("p", Head(), Deed(action="thing.done"), actor=LOCAL_OPERATOR, at=there)
    assert json.loads(sealed.entry)["at"] == "2025-06-01T12:00:00.000000+00:00"


def test_an_anchor_is_read_back_as_it_was_written() -> None:
    anchor = Anchor(chain="p", head=Head(sequence=3, digest=Digest("a" * 64)))
    assert anchored(seal(INSTANCE_CHAIN, Head(), anchoring(anchor), actor=LOCAL_OPERATOR, at=AT).entry) == anchor


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "{}",
        '{"action":"thing.done","subject":"p 3","digests":{"head":"x"}}',
        '{"action":"chain.anchored","subject":"p","digests":{"head":"x"}}',
        '{"action":"chain.anchored","subject":"p 3","digests":{}}',
        '{"action":"chain.anchored","subject":"p 3","digests":[]}',
    ],
)
def test_what_is_no_anchor_is_not_taken_for_one(entry: str) -> None:
    assert anchored(entry) is None
