"""Answers to requests that carry an idempotency key; and the calls of a run, found by it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table that code of the version before does not know, and an index that serves both."""
    op.create_table(
        "idempotency_keys",
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "route", "key"),
    )
    op.create_index("ix_idempotency_keys_expires_at", "idempotency_keys", ["expires_at"])
    op.create_index("ix_call_intents_run", "call_intents", ["project", "run"])


def downgrade() -> None:
    """Drop both; no fact is lost."""
    op.drop_index("ix_call_intents_run", "call_intents")
    op.drop_table("idempotency_keys")
