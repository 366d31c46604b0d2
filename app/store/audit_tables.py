"""The tables of the audit: its entries, the heads of its chains, and where deeds came from."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text, Uuid

from app.store.account_tables import metadata
from app.store.columns import DIGEST, UtcTime


def _project() -> Column[str]:
    return Column("project", Uuid(as_uuid=False), ForeignKey("projects.id"))


audit = Table(
    "audit",
    metadata,
    Column("chain", String(36), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    _project(),
    Column("previous", DIGEST, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("entry", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("chain", "sequence"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("chain", String(36), primary_key=True),
    _project(),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("signed_sequence", BigInteger),
    Column("signed_digest", DIGEST),
    Column("signed_by", String(64)),
    Column("signature", String(128)),
)

origins = Table(
    "origins",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("content", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index("ix_origins_recorded_at", "recorded_at"),
)
