"""Where deeds came from, beside the audit that names it by digest, so that it can be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table that earlier code does not know: its entries say nothing of where they came from."""
    op.create_table(
        "origins",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_origins_recorded_at", "origins", ["recorded_at"])


def downgrade() -> None:
    """Drop the table; the entries keep their digests, and their chains hold."""
    op.drop_table("origins")
