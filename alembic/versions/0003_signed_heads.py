"""Signed heads of the audit chains."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("signed_sequence", sa.BigInteger()),
    ("signed_digest", sa.String(64)),
    ("signed_by", sa.String(64)),
    ("signature", sa.String(128)),
)


def upgrade() -> None:
    """Add what is signed of a head and by whom; code that knows none of it leaves the newest entries unsigned."""
    for name, type_ in COLUMNS:
        op.add_column("audit_heads", sa.Column(name, type_, nullable=True))


def downgrade() -> None:
    """Drop the signatures."""
    for name, _type in reversed(COLUMNS):
        op.drop_column("audit_heads", name)
