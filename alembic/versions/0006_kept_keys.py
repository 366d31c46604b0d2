"""On SQLite, no row under a key that is taken, so that `INSERT OR REPLACE` deletes nothing on any connection."""

from alembic import op

from app.store import triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FACT = ("project", "sequence")
INSTANCE = ("project", "step", "path")
DIGESTS = ("input_digest", "checks_digest")
DISPATCH = (*INSTANCE, *DIGESTS, "dispatch")
KEYS = {
    "briefs": (FACT, ("project", "number")),
    "adoptions": (FACT, ("project", "number")),
    "run_orders": (FACT, ("project", "number", "kind")),
    "retries": (FACT, (*INSTANCE, *DIGESTS, "number")),
    "answers": (FACT, (*INSTANCE, "question_set", "number")),
    "decisions": (FACT, (*INSTANCE, "number")),
    "entities": (FACT, (*INSTANCE, "field", "number")),
    "versions": (FACT, ("project", "document_type", "path", "number"), (*INSTANCE, "content")),
    "derivations": (FACT, (*INSTANCE, *DIGESTS)),
    "dispatches": (FACT, DISPATCH),
    "voids": (FACT, DISPATCH),
    "attempts": (FACT, (*DISPATCH, "number")),
    "call_intents": (("id",), (*INSTANCE, "request_digest", "retry", "number")),
    "call_outcomes": (("intent",),),
    "events": (FACT,),
    "audit": (("chain", "sequence"),),
    "published_releases": (("name", "version"),),
    "blobs": (("project", "digest"),),
}


def upgrade() -> None:
    """Guard the keys; PostgreSQL knows no REPLACE, and its triggers see what `ON CONFLICT` changes."""
    if _is_sqlite():
        for statement in triggers.guard_keys(KEYS):
            op.execute(statement)


def downgrade() -> None:
    """Leave the keys to the triggers of DELETE, as before."""
    if _is_sqlite():
        for statement in triggers.release_keys(KEYS):
            op.execute(statement)


def _is_sqlite() -> bool:
    return not op.get_context().as_sql and op.get_bind().dialect.name == "sqlite"
