"""Attacks of somebody who may write everything in the database and does not have the installation's secret."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from app.core.database import Database
from app.core.database_session import Session
from app.core.signing import SigningKey
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM
from app.domain.audit import INSTANCE_CHAIN, Anchor, Deed, Head, Sealed, Signed, body_of, seal, statement
from app.domain.names import ProjectId
from app.services import audit
from app.store import audit as store
from app.store import projects
from tests.services.line import NOON, Line
from tests.store.conftest import unguarded

KEY = SigningKey("the secret of the installation")
FORGER = SigningKey("the secret of somebody else")


@pytest.fixture
def line(database: Database) -> Line:
    """A project with seven entries, the newest three of them not anchored."""
    line = Line(replace(database, signing=KEY)).begin()
    with line.database.begin() as session:
        for number in range(3):
            store.record(session, line.project, Deed(action=f"thing.{number}"), at=NOON, actor=LOCAL_OPERATOR)
    return line


def reports(database: Database, kept: Sequence[Anchor] = ()) -> dict[str, audit.ChainReport]:
    with database.read() as session:
        return {report.name: report for report in audit.verify_audit(session, LOCAL_OPERATOR, kept=kept)}


def breaks(database: Database) -> dict[str, list[tuple[int, str]]]:
    """Give the first break of each chain."""
    found = reports(database).items()
    return {name: [(one.sequence, one.reason) for one in report.breaks[:1]] for name, report in found}


def test_what_is_recorded_is_signed_up_to_the_newest_entry(line: Line) -> None:
    found = reports(line.database)
    assert {name: (report.breaks, report.signed) for name, report in found.items()} == {
        "instance": ((), Signed.SIGNED),
        "school": ((), Signed.SIGNED),
    }
    assert {report.signature.key for report in found.values() if report.signature} == {KEY.public}


# -- what somebody may do to the tables ------------------------------------------------------------------------------


def write_head(session: Session, chain: str, head: Head, *, signer: SigningKey | None = None) -> None:
    """Write a head as the product does, with what signature one can."""
    session.execute(
        text("UPDATE audit_heads SET sequence = :sequence, digest = :digest WHERE chain = :chain"),
        {"chain": chain, "sequence": head.sequence, "digest": head.digest},
    )
    if signer is not None:
        session.execute(
            text(
                "UPDATE audit_heads SET signed_sequence = :sequence, signed_digest = :digest, signed_by = :key,"
                " signature = :signature WHERE chain = :chain"
            ),
            {
                "chain": chain,
                "sequence": head.sequence,
                "digest": head.digest,
                "key": signer.public,
                "signature": signer.sign(statement(chain, head)),
            },
        )


def cut(session: Session, chain: str, entries: int = 1) -> Head:
    """Take the newest entries away; give the head that is left."""
    left = store.head(session, chain).sequence - entries
    session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence > :left"), {"chain": chain, "left": left})
    (newest,) = store.entries(session, chain, after=left - 1, limit=1)
    return newest.head


def write_anew(session: Session, chain: str, sealed: Sequence[Sealed]) -> None:
    for entry in sealed:
        session.execute(
            text(
                "UPDATE audit SET entry = :entry, previous = :previous, digest = :digest"
                " WHERE chain = :chain AND sequence = :sequence"
            ),
            {
                "chain": chain,
                "sequence": entry.sequence,
                "entry": entry.entry,
                "previous": entry.previous,
                "digest": entry.digest,
            },
        )


def flip_a_byte(session: Session, chain: str) -> None:
    session.execute(
        text("UPDATE audit SET entry = replace(entry, 'thing.1', 'thing.3') WHERE chain = :chain"), {"chain": chain}
    )


def remove_an_entry(session: Session, chain: str) -> None:
    session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence = 5"), {"chain": chain})


def swap_two_entries(session: Session, chain: str) -> None:
    for before, after in ((5, 100), (6, 5), (100, 6)):
        session.execute(
            text("UPDATE audit SET sequence = :after WHERE chain = :chain AND sequence = :before"),
            {"chain": chain, "before": before, "after": after},
        )


def cut_the_end(session: Session, chain: str) -> None:
    write_head(session, chain, cut(session, chain))


def cut_the_end_and_the_signature(session: Session, chain: str) -> None:
    write_head(session, chain, cut(session, chain))
    session.execute(
        text(
            "UPDATE audit_heads SET signature = NULL, signed_by = NULL, signed_sequence = NULL, signed_digest = NULL"
            " WHERE chain = :chain"
        ),
        {"chain": chain},
    )


def cut_the_end_and_sign_with_another_key(session: Session, chain: str) -> None:
    write_head(session, chain, cut(session, chain), signer=FORGER)


def cut_the_end_and_name_the_true_key(session: Session, chain: str) -> None:
    write_head(session, chain, cut(session, chain), signer=FORGER)
    session.execute(
        text("UPDATE audit_heads SET signed_by = :key WHERE chain = :chain"), {"chain": chain, "key": KEY.public}
    )


def write_the_end_anew(session: Session, chain: str) -> None:
    """Change what the newest entry says, with a digest and a head that fit."""
    kept, old = store.entries(session, chain, after=store.head(session, chain).sequence - 2)
    action = str(body_of(old.entry)["action"])
    forged = seal(chain, kept.head, Deed(action=f"{action}.not"), actor=LOCAL_OPERATOR, at=NOON)
    write_anew(session, chain, [forged])
    write_head(session, chain, forged.head)


def take_the_whole_chain(session: Session, chain: str) -> None:
    session.execute(text("DELETE FROM audit WHERE chain = :chain"), {"chain": chain})
    session.execute(text("DELETE FROM audit_heads WHERE chain = :chain"), {"chain": chain})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What is done to a project's chain of seven entries, and what is found."""

    does: Callable[[Session, str], None]
    entry: int
    reason: str


UNSIGNED = "it is missing, or not the one that was signed"
ATTACKS = (
    Attack(does=flip_a_byte, entry=6, reason="its text was changed"),
    Attack(does=remove_an_entry, entry=5, reason="the entry is missing"),
    Attack(does=swap_two_entries, entry=5, reason="it does not follow the entry before it"),
    Attack(does=cut_the_end, entry=7, reason=UNSIGNED),
    Attack(does=cut_the_end_and_the_signature, entry=6, reason="the head is not signed"),
    Attack(
        does=cut_the_end_and_sign_with_another_key,
        entry=6,
        reason="the head is signed by another key than this installation's",
    ),
    Attack(does=cut_the_end_and_name_the_true_key, entry=6, reason="the signature of the head is not genuine"),
    Attack(does=write_the_end_anew, entry=7, reason=UNSIGNED),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.does.__name__)
def test_an_attack_on_the_tables_is_found_and_named(line: Line, attack: Attack) -> None:
    with unguarded(line.database) as session:
        assert store.head(session, line.project).sequence == 7
        attack.does(session, line.project)
    assert breaks(line.database) == {"instance": [], "school": [(attack.entry, attack.reason)]}


@pytest.mark.parametrize(
    "does",
    [cut_the_end, cut_the_end_and_the_signature, cut_the_end_and_sign_with_another_key, write_the_end_anew],
)
def test_an_attack_on_the_chain_that_anchors_the_others_is_found(
    line: Line, does: Callable[[Session, str], None]
) -> None:
    with unguarded(line.database) as session:
        does(session, INSTANCE_CHAIN)
    assert breaks(line.database)["instance"] != []


def test_without_a_key_a_cut_end_that_no_anchor_knows_would_pass(line: Line) -> None:
    """This is what the signatures are for."""
    with unguarded(line.database) as session:
        cut_the_end_and_the_signature(session, line.project)
    assert breaks(replace(line.database, signing=None)) == {"instance": [], "school": []}


def test_a_project_and_its_anchors_that_were_taken_together_are_missed_by_the_installations_signature(
    line: Line,
) -> None:
    with unguarded(line.database) as session:
        take_the_whole_chain(session, line.project)
        cut_the_end(session, INSTANCE_CHAIN)
    assert breaks(line.database)["instance"] != []


def test_the_chain_of_the_installation_is_missed_as_a_whole(line: Line) -> None:
    with unguarded(line.database) as session:
        take_the_whole_chain(session, INSTANCE_CHAIN)
    assert breaks(line.database)["instance"] == [(1, "the whole chain is missing")]


def test_an_older_state_with_its_own_signatures_is_found_by_the_heads_that_were_kept_elsewhere(line: Line) -> None:
    """Whoever puts an old copy of everything in place needs no key; only what lies elsewhere tells."""
    head = reports(line.database)["school"].head
    kept = [Anchor(chain=line.project, head=head), Anchor(chain="0" * 36, head=head)]
    with unguarded(line.database) as session:
        write_head(session, line.project, cut(session, line.project), signer=KEY)
    assert breaks(line.database) == {"instance": [], "school": []}
    found = reports(line.database, kept)
    assert [(one.sequence, one.reason) for one in found["school"].breaks] == [
        (7, "it is missing, or not the one that was kept")
    ]
    assert [one.reason for one in found["0" * 36].breaks] == ["it is missing, or not the one that was kept"]


# -- keys that come and go -------------------------------------------------------------------------------------------


def record(database: Database, project: ProjectId) -> None:
    with database.begin() as session:
        projects.lock(session, project)
        store.record(session, project, Deed(action="thing.done"), at=NOON, actor=SYSTEM)


def sign(database: Database) -> dict[str, bool]:
    with database.begin() as session:
        found = audit.sign_audit(session, LOCAL_OPERATOR, now=NOON)
    return {report.name: report.is_signable for report in found}


def test_what_a_process_without_the_key_recorded_is_named_as_unsigned(line: Line) -> None:
    record(replace(line.database, signing=None), line.project)
    assert breaks(line.database)["school"] == [(8, "the entries from here on are not signed")]
    record(line.database, line.project)
    assert breaks(line.database) == {"instance": [], "school": []}


def test_heads_of_a_time_before_the_key_are_signed_once_by_command(database: Database) -> None:
    line = Line(database).begin()
    assert reports(database)["school"].signed is Signed.UNASKED
    keyed = replace(database, signing=KEY)
    assert breaks(keyed)["school"] == [(4, "the head is not signed")]
    assert sign(keyed) == {"school": True, "instance": True}
    assert breaks(keyed) == {"instance": [], "school": []}
    with keyed.read() as session:
        newest = store.entries(session, INSTANCE_CHAIN)[-1]
    assert f"2 by {KEY.public}" in newest.entry
    assert reports(keyed)["school"].head == reports(line.database)["school"].head


def test_after_a_new_secret_heads_are_signed_by_the_new_key(line: Line) -> None:
    renewed = replace(line.database, signing=FORGER)
    assert breaks(renewed)["school"] == [(7, "the head is signed by another key than this installation's")]
    sign(renewed)
    assert breaks(renewed) == {"instance": [], "school": []}


@pytest.mark.parametrize("does", [flip_a_byte, remove_an_entry, cut_the_end, cut_the_end_and_name_the_true_key])
def test_a_chain_that_does_not_hold_is_not_signed_anew(line: Line, does: Callable[[Session, str], None]) -> None:
    with unguarded(line.database) as session:
        does(session, line.project)
    before = breaks(line.database)
    assert sign(line.database) == {"school": False, "instance": True}
    assert breaks(line.database) == before


def test_without_a_secret_nothing_can_be_signed_and_no_key_be_named(database: Database) -> None:
    with database.begin() as session, pytest.raises(audit.NoSigningKey, match="SECRET_KEY"):
        audit.sign_audit(session, LOCAL_OPERATOR, now=NOON)
    with database.read() as session, pytest.raises(audit.NoSigningKey):
        audit.public_key(session)


def test_who_has_no_key_sees_whose_signature_it_is(line: Line) -> None:
    found = reports(replace(line.database, signing=None))["school"]
    assert (found.signed, found.breaks) == (Signed.UNCOMPARED, ())
