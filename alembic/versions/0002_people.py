"""People: identities, sessions, sign-in links, tokens, members, invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a user has, then the tables about users; code that knows none of it goes on working."""
    op.add_column("users", sa.Column("email", sa.String(254), nullable=True))
    op.add_column("users", time("administrator_since", nullable=True))
    op.create_index("uq_users_email", "users", ["email"], unique=True)
    create_ways_in()
    create_rights()


def downgrade() -> None:
    """Drop the tables about users, then what was added to theirs."""
    for table in ("invitations", "members", "api_tokens", "sign_in_links", "sessions", "identities"):
        op.drop_table(table)
    op.drop_index("uq_users_email", "users")
    op.drop_column("users", "administrator_since")
    op.drop_column("users", "email")


# -- columns that stand in many tables -------------------------------------------------------------------------------


def key() -> sa.Column[str]:
    return sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True)


def user() -> sa.Column[str]:
    return sa.Column("user_id", sa.Uuid(as_uuid=False), sa.ForeignKey("users.id"), nullable=False)


def project(*, nullable: bool = False) -> sa.Column[str]:
    return sa.Column("project", sa.Uuid(as_uuid=False), sa.ForeignKey("projects.id"), nullable=nullable)


def time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def document(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


# -- tables ----------------------------------------------------------------------------------------------------------


def create_ways_in() -> None:
    op.create_table(
        "identities",
        key(),
        user(),
        text("provider", 20),
        text("issuer", 500),
        text("subject", 255),
        text("tenant", 64, nullable=True),
        text("object_id", 64, nullable=True),
        time("created_at"),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_index("uq_identities_tenant_object", "identities", ["tenant", "object_id"], unique=True)
    op.create_index("ix_identities_user_id", "identities", ["user_id"])
    op.create_table(
        "sessions",
        key(),
        text("digest", 64),
        user(),
        time("created_at"),
        time("seen_at"),
        time("expires_at"),
        text("agent", 200),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "sign_in_links",
        key(),
        text("digest", 64),
        user(),
        time("created_at"),
        time("expires_at"),
        time("used_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "api_tokens",
        key(),
        text("digest", 64),
        user(),
        text("name", 200),
        document("scopes"),
        time("created_at"),
        time("expires_at"),
        time("used_at", nullable=True),
        time("revoked_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])


def create_rights() -> None:
    op.create_table(
        "members",
        project(),
        user(),
        text("standing", 20),
        document("roles"),
        time("since"),
        sa.PrimaryKeyConstraint("project", "user_id"),
    )
    op.create_index("ix_members_user_id", "members", ["user_id"])
    op.create_table(
        "invitations",
        key(),
        text("email", 254),
        project(nullable=True),
        text("standing", 20, nullable=True),
        document("roles"),
        time("created_at"),
        time("expires_at"),
        time("accepted_at", nullable=True),
    )
    op.create_index("ix_invitations_email", "invitations", ["email"])
