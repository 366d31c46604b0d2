"""The first tables: projects, contents, facts, the ledger of calls, events, audit, projections."""

import sqlalchemy as sa
from alembic import op

from app.store import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "briefs",
    "adoptions",
    "run_orders",
    "retries",
    "answers",
    "decisions",
    "entities",
    "versions",
    "derivations",
    "dispatches",
    "voids",
    "attempts",
    "call_intents",
    "call_outcomes",
    "events",
    "audit",
)
DISPATCH_KEY = ("step", "path", "input_digest", "checks_digest", "dispatch")
MONEY = sa.Numeric().with_variant(sa.String(40), "sqlite")


def upgrade() -> None:
    """Make every table, then guard those that are only ever appended to."""
    dialect = op.get_bind().dialect.name if not op.get_context().as_sql else "postgresql"
    create_projects()
    create_facts_by_people()
    create_facts_by_the_system()
    create_dispatches()
    create_ledger()
    create_history()
    create_projections()
    for statement in triggers.functions(dialect):
        op.execute(statement)
    for statement in triggers.guard(dialect, append_only=APPEND_ONLY, blankable=["blobs"]):
        op.execute(statement)


def downgrade() -> None:
    """Drop every table, those that refer to others first; triggers go with their tables."""
    dialect = op.get_bind().dialect.name if not op.get_context().as_sql else "postgresql"
    for table in ("gates", "instances", "runs", "audit_heads", "call_outcomes", "voids", "attempts"):
        op.drop_table(table)
    for table in APPEND_ONLY:
        if table not in ("call_outcomes", "voids", "attempts"):
            op.drop_table(table)
    for table in ("blobs", "projects", "users"):
        op.drop_table(table)
    for statement in triggers.drop_functions(dialect):
        op.execute(statement)


# -- columns that stand in many tables -------------------------------------------------------------------------------


def project(*, nullable: bool = False) -> sa.Column[str]:
    return sa.Column("project", sa.Uuid(as_uuid=False), sa.ForeignKey("projects.id"), nullable=nullable)


def time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def digest(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def number(name: str = "number", *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def name(of: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(of, sa.String(200), nullable=nullable)


def short(of: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(of, sa.String(length), nullable=nullable)


def document(of: str) -> sa.Column[object]:
    return sa.Column(of, sa.JSON, nullable=False)


def instance() -> tuple[sa.Column[str], sa.Column[str]]:
    return name("step"), short("path", 500)


def dispatch_key() -> tuple[sa.Column[object], ...]:
    return (*instance(), digest("input_digest"), digest("checks_digest"), number("dispatch"))


def create_fact_table(table: str, *columns: sa.Column[object], key: tuple[str, ...], dispatched: bool = False) -> None:
    in_dispatches = ("project", *DISPATCH_KEY)
    references = [sa.ForeignKeyConstraint(in_dispatches, [f"dispatches.{column}" for column in in_dispatches])]
    op.create_table(
        table,
        project(),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        time("recorded_at"),
        short("actor_kind", 20),
        name("actor_id"),
        number("run", nullable=True),
        *columns,
        sa.PrimaryKeyConstraint("project", "sequence"),
        sa.UniqueConstraint("project", *key),
        *(references if dispatched else []),
    )


# -- tables ----------------------------------------------------------------------------------------------------------


def create_projects() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        name("name"),
        time("created_at"),
        time("deactivated_at", nullable=True),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        short("slug", 63),
        name("title"),
        time("created_at"),
        time("archived_at", nullable=True),
        sa.Column("last_fact", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "blobs",
        project(),
        digest("digest"),
        sa.Column("content", sa.LargeBinary),
        number("size"),
        time("created_at"),
        time("blanked_at", nullable=True),
        sa.Column("blanked_why", sa.Text),
        sa.PrimaryKeyConstraint("project", "digest"),
        sa.CheckConstraint(
            "(content IS NULL) = (blanked_at IS NOT NULL) AND (content IS NULL) = (blanked_why IS NOT NULL)",
            name="blanked_with_reason",
        ),
    )


def create_facts_by_people() -> None:
    create_fact_table("briefs", number(), digest("digest"), document("blocks"), key=("number",))
    create_fact_table(
        "adoptions",
        number(),
        name("name"),
        name("version"),
        digest("release_digest"),
        document("default_binding"),
        document("bindings"),
        key=("number",),
    )
    create_fact_table(
        "run_orders", number(), short("kind", 10), short("outcome", 20, nullable=True), key=("number", "kind")
    )
    at_digest = ("step", "path", "input_digest", "checks_digest", "number")
    create_fact_table("retries", *instance(), digest("input_digest"), digest("checks_digest"), number(), key=at_digest)
    create_fact_table(
        "answers",
        *instance(),
        digest("question_set"),
        number(),
        digest("values_digest", nullable=True),
        key=("step", "path", "question_set", "number"),
    )
    create_fact_table(
        "decisions",
        *instance(),
        number(),
        digest("content"),
        digest("input_digest"),
        digest("policy_digest"),
        short("verdict", 20),
        digest("comment", nullable=True),
        key=("step", "path", "number"),
    )


def create_facts_by_the_system() -> None:
    create_fact_table(
        "entities",
        *instance(),
        name("field"),
        number(),
        digest("raw_digest"),
        document("codes"),
        document("keys"),
        key=("step", "path", "field", "number"),
    )
    create_fact_table(
        "versions",
        *instance(),
        number(),
        name("document_type"),
        digest("content"),
        document("parts"),
        document("items"),
        key=("document_type", "path", "number"),
    )
    op.create_index("uq_versions_content", "versions", ["project", "step", "path", "content"], unique=True)
    create_fact_table(
        "derivations",
        *instance(),
        digest("input_digest"),
        digest("checks_digest"),
        digest("content"),
        key=("step", "path", "input_digest", "checks_digest"),
    )


def create_dispatches() -> None:
    create_fact_table(
        "dispatches",
        *dispatch_key(),
        digest("release_digest"),
        document("binding"),
        document("inputs"),
        document("answers"),
        document("comments"),
        number("rounds_asked"),
        sa.Column("may_ask", sa.Boolean, nullable=False),
        number("retry"),
        key=DISPATCH_KEY,
    )
    create_fact_table(
        "voids", *dispatch_key(), sa.Column("reason", sa.Text, nullable=False), key=DISPATCH_KEY, dispatched=True
    )
    create_fact_table(
        "attempts",
        *dispatch_key(),
        number(),
        short("outcome", 10),
        digest("question_set", nullable=True),
        digest("content", nullable=True),
        short("reason", 40, nullable=True),
        digest("detail", nullable=True),
        sa.Column("final", sa.Boolean),
        key=(*DISPATCH_KEY, "number"),
        dispatched=True,
    )


def create_ledger() -> None:
    op.create_table(
        "call_intents",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        project(),
        *dispatch_key(),
        digest("request_digest"),
        number("retry"),
        number(),
        number("run", nullable=True),
        name("provider"),
        name("model"),
        time("recorded_at"),
        sa.UniqueConstraint("project", "step", "path", "request_digest", "retry", "number"),
    )
    op.create_index("ix_call_intents_dispatch", "call_intents", ["project", *DISPATCH_KEY])
    op.create_table(
        "call_outcomes",
        sa.Column("intent", sa.Uuid(as_uuid=False), sa.ForeignKey("call_intents.id"), primary_key=True),
        project(),
        short("status", 20),
        digest("response", nullable=True),
        short("stop_reason", 20, nullable=True),
        number("input_tokens", nullable=True),
        number("output_tokens", nullable=True),
        number("cached_input_tokens", nullable=True),
        sa.Column("cost", MONEY),
        name("price_version", nullable=True),
        number("latency_ms"),
        name("provider_request_id"),
        name("model"),
        short("error_kind", 20, nullable=True),
        digest("error_detail", nullable=True),
        time("recorded_at"),
    )
    op.create_index("ix_call_outcomes_project", "call_outcomes", ["project"])


def create_history() -> None:
    op.create_table(
        "events",
        project(),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        short("kind", 60),
        time("recorded_at"),
        short("actor_kind", 20),
        name("actor_id"),
        number("run", nullable=True),
        name("step", nullable=True),
        short("path", 500, nullable=True),
        document("data"),
        sa.PrimaryKeyConstraint("project", "sequence"),
    )
    op.create_table(
        "audit",
        short("chain", 36),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        project(nullable=True),
        digest("previous"),
        digest("digest"),
        sa.Column("entry", sa.Text, nullable=False),
        time("recorded_at"),
        sa.PrimaryKeyConstraint("chain", "sequence"),
    )
    heads = op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(36), primary_key=True),
        project(nullable=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        digest("digest"),
    )
    # The instance's chain has its head from the beginning, so that the first writers already take turns at it.
    op.bulk_insert(heads, [{"chain": "instance", "project": None, "sequence": 0, "digest": "0" * 64}])


def create_projections() -> None:
    op.create_table(
        "runs",
        project(),
        number(),
        short("state", 20),
        time("started_at"),
        time("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("project", "number"),
    )
    open_only = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_runs_open", "runs", ["project"], unique=True, sqlite_where=open_only, postgresql_where=open_only
    )
    op.create_table(
        "instances",
        project(),
        *instance(),
        name("document_type"),
        short("work", 30),
        short("document", 20),
        digest("input_digest", nullable=True),
        digest("checks_digest"),
        digest("content", nullable=True),
        number("version", nullable=True),
        sa.Column("released", sa.Boolean, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        number("failures"),
        document("causes"),
        document("waits_for"),
        sa.PrimaryKeyConstraint("project", "step", "path"),
    )
    op.create_table(
        "gates",
        project(),
        *instance(),
        short("kind", 20),
        digest("question_set", nullable=True),
        digest("content", nullable=True),
        digest("input_digest", nullable=True),
        digest("policy_digest", nullable=True),
        document("roles"),
        sa.PrimaryKeyConstraint("project", "step", "path"),
    )
