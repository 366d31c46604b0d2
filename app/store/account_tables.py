"""The tables of people: who they are, how they enter, and what they may do where.

They hold addresses and names, so rows here can be changed and erased; what people did stands in the audit chains, under
their opaque ids. Of every secret there is only a digest.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from app.store.columns import DIGEST, DOCUMENT, NAME, UtcTime

EMAIL = String(254)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""One for all tables; `app.store.tables` adds the rest."""


def _key() -> Column[str]:
    return Column("id", Uuid(as_uuid=False), primary_key=True)


def _user(name: str = "user_id") -> Column[str]:
    return Column(name, Uuid(as_uuid=False), ForeignKey("users.id"), nullable=False)


def _project(*, nullable: bool = False) -> Column[str]:
    return Column("project", Uuid(as_uuid=False), ForeignKey("projects.id"), nullable=nullable)


users = Table(
    "users",
    metadata,
    _key(),
    Column("name", NAME, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("deactivated_at", UtcTime),
    Column("email", EMAIL),
    Column("administrator_since", UtcTime),
    Index("uq_users_email", "email", unique=True),
)

identities = Table(
    "identities",
    metadata,
    _key(),
    _user(),
    Column("provider", String(20), nullable=False),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("tenant", String(64)),
    Column("object_id", String(64)),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("issuer", "subject"),
    Index("uq_identities_tenant_object", "tenant", "object_id", unique=True),
    Index("ix_identities_user_id", "user_id"),
)

sessions = Table(
    "sessions",
    metadata,
    _key(),
    Column("digest", DIGEST, nullable=False),
    _user(),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("agent", NAME, nullable=False),
    UniqueConstraint("digest"),
    Index("ix_sessions_user_id", "user_id", "id"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    _key(),
    Column("digest", DIGEST, nullable=False),
    _user(),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    UniqueConstraint("digest"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    _key(),
    Column("digest", DIGEST, nullable=False),
    _user(),
    Column("name", NAME, nullable=False),
    Column("scopes", DOCUMENT, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
    UniqueConstraint("digest"),
    Index("ix_api_tokens_user_id", "user_id", "id"),
)

members = Table(
    "members",
    metadata,
    _project(),
    _user(),
    Column("standing", String(20), nullable=False),
    Column("roles", DOCUMENT, nullable=False),
    Column("since", UtcTime, nullable=False),
    PrimaryKeyConstraint("project", "user_id"),
    Index("ix_members_user_id", "user_id", "project"),
)

invitations = Table(
    "invitations",
    metadata,
    _key(),
    Column("email", EMAIL, nullable=False),
    _project(nullable=True),
    Column("standing", String(20)),
    Column("roles", DOCUMENT, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("accepted_at", UtcTime),
    Index("ix_invitations_email", "email"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("actor", String(60), nullable=False),
    Column("route", NAME, nullable=False),
    Column("key", DIGEST, nullable=False),
    Column("request", DIGEST, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", DOCUMENT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("actor", "route", "key"),
    Index("ix_idempotency_keys_expires_at", "expires_at"),
)
