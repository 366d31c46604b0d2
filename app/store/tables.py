"""The tables of projects, beside those of people (`app.store.account_tables`) and of the audit (`audit_tables` there).

The durable engine's own stand beside them and are its business.

Facts are appended and never edited: triggers refuse it (`app.store.triggers`). Each fact row carries, beside its
natural unique key, a `sequence` that rises without gaps per project over all fact tables, so that whoever holds the
facts up to one number reads only what came after. Projections (`runs`, `instances`, `gates`) can be rebuilt from facts.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from app.store import audit_tables
from app.store.columns import DIGEST, DOCUMENT, NAME, PATH, Money, UtcTime

metadata = audit_tables.audit.metadata
"""Holds every table, since whoever has this module has those two."""


def _id() -> Uuid[str]:
    return Uuid(as_uuid=False)


def _project(*, nullable: bool = False) -> Column[str]:
    return Column("project", _id(), ForeignKey("projects.id"), nullable=nullable)


def _actor() -> tuple[Column[str], Column[str]]:
    return Column("actor_kind", String(20), nullable=False), Column("actor_id", NAME, nullable=False)


def _instance() -> tuple[Column[str], Column[str]]:
    return Column("step", NAME, nullable=False), Column("path", PATH, nullable=False)


def _digest(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, DIGEST, nullable=nullable)


def _number(name: str = "number", *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _fact(name: str, *columns: Column[Any], key: tuple[str, ...], dispatched: bool = False) -> Table:
    """Make a fact table: its columns, its natural key, and what every fact row carries."""
    references = [_to_dispatch()] if dispatched else []
    return Table(
        name,
        metadata,
        _project(),
        Column("sequence", BigInteger, nullable=False),
        Column("recorded_at", UtcTime, nullable=False),
        *_actor(),
        _number("run", nullable=True),
        *columns,
        PrimaryKeyConstraint("project", "sequence"),
        UniqueConstraint("project", *key),
        *references,
    )


_DISPATCH_KEY = ("step", "path", "input_digest", "checks_digest", "dispatch")


def _dispatch_key() -> tuple[Column[Any], ...]:
    return (*_instance(), _digest("input_digest"), _digest("checks_digest"), _number("dispatch"))


def _to_dispatch() -> ForeignKeyConstraint:
    columns = ("project", *_DISPATCH_KEY)
    return ForeignKeyConstraint(columns, [f"dispatches.{column}" for column in columns])


# -- what -----------------------------------------------------------------------------------------------------------

projects = Table(
    "projects",
    metadata,
    Column("id", _id(), primary_key=True),
    Column("slug", String(63), nullable=False),
    Column("title", NAME, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("archived_at", UtcTime),
    Column("last_fact", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("slug"),
)

blobs = Table(
    "blobs",
    metadata,
    _project(),
    _digest("digest"),
    Column("content", LargeBinary),
    Column("size", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("blanked_at", UtcTime),
    Column("blanked_why", Text),
    PrimaryKeyConstraint("project", "digest"),
    CheckConstraint(
        "(content IS NULL) = (blanked_at IS NOT NULL) AND (content IS NULL) = (blanked_why IS NOT NULL)",
        name="blanked_with_reason",
    ),
)

published_releases = Table(
    "published_releases",
    metadata,
    Column("name", NAME, nullable=False),
    Column("version", NAME, nullable=False),
    _digest("digest"),
    Column("files", LargeBinary, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    *_actor(),
    PrimaryKeyConstraint("name", "version"),
)

# -- facts by people -------------------------------------------------------------------------------------------------

briefs = _fact("briefs", _number(), _digest("digest"), Column("blocks", DOCUMENT, nullable=False), key=("number",))

adoptions = _fact(
    "adoptions",
    _number(),
    Column("name", NAME, nullable=False),
    Column("version", NAME, nullable=False),
    _digest("release_digest"),
    Column("default_binding", DOCUMENT, nullable=False),
    Column("bindings", DOCUMENT, nullable=False),
    key=("number",),
)

run_orders = _fact(
    "run_orders",
    _number(),
    Column("kind", String(10), nullable=False),
    Column("outcome", String(20)),
    key=("number", "kind"),
)

retries = _fact(
    "retries",
    *_instance(),
    _digest("input_digest"),
    _digest("checks_digest"),
    _number(),
    key=("step", "path", "input_digest", "checks_digest", "number"),
)

answers = _fact(
    "answers",
    *_instance(),
    _digest("question_set"),
    _number(),
    _digest("values_digest", nullable=True),
    key=("step", "path", "question_set", "number"),
)

decisions = _fact(
    "decisions",
    *_instance(),
    _number(),
    _digest("content"),
    _digest("input_digest"),
    _digest("policy_digest"),
    Column("verdict", String(20), nullable=False),
    _digest("comment", nullable=True),
    key=("step", "path", "number"),
)

# -- facts by the system ---------------------------------------------------------------------------------------------

entities = _fact(
    "entities",
    *_instance(),
    Column("field", NAME, nullable=False),
    _number(),
    _digest("raw_digest"),
    Column("codes", DOCUMENT, nullable=False),
    Column("keys", DOCUMENT, nullable=False),
    key=("step", "path", "field", "number"),
)

versions = _fact(
    "versions",
    *_instance(),
    _number(),
    Column("document_type", NAME, nullable=False),
    _digest("content"),
    Column("parts", DOCUMENT, nullable=False),
    Column("items", DOCUMENT, nullable=False),
    key=("document_type", "path", "number"),
)
Index("uq_versions_content", versions.c.project, versions.c.step, versions.c.path, versions.c.content, unique=True)

derivations = _fact(
    "derivations",
    *_instance(),
    _digest("input_digest"),
    _digest("checks_digest"),
    _digest("content"),
    key=("step", "path", "input_digest", "checks_digest"),
)

dispatches = _fact(
    "dispatches",
    *_dispatch_key(),
    _digest("release_digest"),
    Column("binding", DOCUMENT, nullable=False),
    Column("inputs", DOCUMENT, nullable=False),
    Column("answers", DOCUMENT, nullable=False),
    Column("comments", DOCUMENT, nullable=False),
    _number("rounds_asked"),
    Column("may_ask", Boolean, nullable=False),
    _number("retry"),
    key=_DISPATCH_KEY,
)

voids = _fact("voids", *_dispatch_key(), Column("reason", Text, nullable=False), key=_DISPATCH_KEY, dispatched=True)

attempts = _fact(
    "attempts",
    *_dispatch_key(),
    _number(),
    Column("outcome", String(10), nullable=False),
    _digest("question_set", nullable=True),
    _digest("content", nullable=True),
    Column("reason", String(40)),
    _digest("detail", nullable=True),
    Column("final", Boolean),
    key=(*_DISPATCH_KEY, "number"),
    dispatched=True,
)

# -- the ledger of calls ---------------------------------------------------------------------------------------------

call_intents = Table(
    "call_intents",
    metadata,
    Column("id", _id(), primary_key=True),
    _project(),
    *_dispatch_key(),
    _digest("request_digest"),
    _number("retry"),
    _number(),
    _number("run", nullable=True),
    Column("provider", NAME, nullable=False),
    Column("model", NAME, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    UniqueConstraint("project", "step", "path", "request_digest", "retry", "number"),
    Index("ix_call_intents_dispatch", "project", *_DISPATCH_KEY),
    Index("ix_call_intents_run", "project", "run"),
)

call_outcomes = Table(
    "call_outcomes",
    metadata,
    Column("intent", _id(), ForeignKey("call_intents.id"), primary_key=True),
    _project(),
    Column("status", String(20), nullable=False),
    _digest("response", nullable=True),
    Column("stop_reason", String(20)),
    _number("input_tokens", nullable=True),
    _number("output_tokens", nullable=True),
    _number("cached_input_tokens", nullable=True),
    Column("cost", Money),
    Column("price_version", NAME),
    Column("latency_ms", Integer, nullable=False),
    Column("provider_request_id", NAME, nullable=False),
    Column("model", NAME, nullable=False),
    Column("error_kind", String(20)),
    _digest("error_detail", nullable=True),
    Column("recorded_at", UtcTime, nullable=False),
    Index("ix_call_outcomes_project", "project"),
)

# -- what happened ---------------------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    _project(),
    Column("sequence", BigInteger, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    *_actor(),
    _number("run", nullable=True),
    Column("step", NAME),
    Column("path", PATH),
    Column("data", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("project", "sequence"),
)

# -- projections -----------------------------------------------------------------------------------------------------

runs = Table(
    "runs",
    metadata,
    _project(),
    _number(),
    Column("state", String(20), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    PrimaryKeyConstraint("project", "number"),
)
Index(
    "uq_runs_open",
    runs.c.project,
    unique=True,
    sqlite_where=runs.c.closed_at.is_(None),
    postgresql_where=runs.c.closed_at.is_(None),
)

instances = Table(
    "instances",
    metadata,
    _project(),
    *_instance(),
    Column("document_type", NAME, nullable=False),
    Column("work", String(30), nullable=False),
    Column("document", String(20), nullable=False),
    _digest("input_digest", nullable=True),
    _digest("checks_digest"),
    _digest("content", nullable=True),
    _number("version", nullable=True),
    Column("released", Boolean, nullable=False),
    Column("accepted", Boolean, nullable=False),
    _number("failures"),
    Column("causes", DOCUMENT, nullable=False),
    Column("waits_for", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("project", "step", "path"),
)

gates = Table(
    "gates",
    metadata,
    _project(),
    *_instance(),
    Column("kind", String(20), nullable=False),
    _digest("question_set", nullable=True),
    _digest("content", nullable=True),
    _digest("input_digest", nullable=True),
    _digest("policy_digest", nullable=True),
    Column("roles", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("project", "step", "path"),
)
