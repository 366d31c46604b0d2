"""Workflow releases that administrators published; and lists of a person's own, in order without a sort."""

import sqlalchemy as sa
from alembic import op

from app.store import triggers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWN = (
    ("ix_members_user_id", "members", "project"),
    ("ix_sessions_user_id", "sessions", "id"),
    ("ix_api_tokens_user_id", "api_tokens", "id"),
)


def upgrade() -> None:
    """Add a table that earlier code does not know, and let three indexes hold the order of their lists."""
    dialect = op.get_bind().dialect.name if not op.get_context().as_sql else "postgresql"
    op.create_table(
        "published_releases",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("files", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", "version"),
    )
    for statement in triggers.guard(dialect, append_only=["published_releases"], blankable=[]):
        op.execute(statement)
    for index, table, order in OWN:
        op.drop_index(index, table)
        op.create_index(index, table, ["user_id", order])


def downgrade() -> None:
    """Drop the table with its triggers; what projects adopted they keep themselves."""
    for index, table, _ in OWN:
        op.drop_index(index, table)
        op.create_index(index, table, ["user_id"])
    op.drop_table("published_releases")
