"""Triggers that keep facts as they were written, on both databases.

SQLite refuses UPDATE and DELETE row by row, and an INSERT under a key that is taken: `INSERT OR REPLACE` would delete
what stands there, and asks the triggers of DELETE only on connections that set `recursive_triggers`. PostgreSQL refuses
UPDATE, with it `ON CONFLICT DO UPDATE`, DELETE and TRUNCATE as statements. Blobs may be blanked with a reason, and
filled again with the same content; they are never deleted.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text

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
    "published_releases",
)
BLANKABLE = ("blobs",)
REPLACE = "replace"
Keys = Sequence[Sequence[str]]
"""Every set of columns whose values are unique together."""

_CHANGES = ("update", "delete", "truncate")
_BLANKED_OR_FILLED = """NEW.project = OLD.project AND NEW.digest = OLD.digest AND NEW.size = OLD.size
 AND NEW.created_at = OLD.created_at AND (NEW.content IS NULL) <> (OLD.content IS NULL)"""


def trigger_names(dialect: str) -> frozenset[str]:
    """Name every trigger that a migrated database of this dialect has."""
    changes = _CHANGES if dialect == "postgresql" else (*_CHANGES[:2], REPLACE)
    return frozenset(f"{table}_refuse_{change}" for table in (*APPEND_ONLY, *BLANKABLE) for change in changes)


def installed_triggers(connection: Connection) -> frozenset[str]:
    """Name the triggers of ours that the database really has and that are enabled."""
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname LIKE :ours"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :ours"
    return frozenset(connection.execute(text(query), {"ours": "%_refuse_%"}).scalars())


def guard(dialect: str, *, append_only: Iterable[str], blankable: Iterable[str]) -> list[str]:
    """Give the statements that guard these tables; on PostgreSQL `functions` come first."""
    make = _guard_on_postgresql if dialect == "postgresql" else _guard_on_sqlite
    guarded = [(table, False) for table in append_only] + [(table, True) for table in blankable]
    return [statement for table, may_blank in guarded for statement in make(table, may_blank)]


def guard_keys(keys: Mapping[str, Keys]) -> list[str]:
    """Give the statements that keep SQLite from replacing a row of these tables, each given with its keys."""
    return [_keep_keys(table, unique) for table, unique in keys.items()]


def release_keys(tables: Iterable[str]) -> list[str]:
    """Give the statements that take away what `guard_keys` made."""
    return [f"DROP TRIGGER {table}_refuse_{REPLACE}" for table in tables]


def functions(dialect: str) -> list[str]:
    """Give the statements that make what PostgreSQL's triggers call; none on SQLite."""
    return [_REFUSE, _REFUSE_UNLESS_BLANKED] if dialect == "postgresql" else []


def drop_functions(dialect: str) -> list[str]:
    """Give the statements that take `functions` away again, once no trigger calls them."""
    names = ("combine_refuse_change", "combine_refuse_unless_blanked") if dialect == "postgresql" else ()
    return [f"DROP FUNCTION {name}()" for name in names]


_REFUSE = """CREATE FUNCTION combine_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE restrict_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' refused';
END $$"""

_REFUSE_UNLESS_BLANKED = f"""CREATE FUNCTION combine_refuse_unless_blanked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_BLANKED_OR_FILLED} THEN
    RETURN NEW;
  END IF;
  RAISE restrict_violation USING MESSAGE = TG_TABLE_NAME || ' may only be blanked: ' || TG_OP || ' refused';
END $$"""


def _guard_on_postgresql(table: str, may_blank: bool) -> Iterable[str]:  # noqa: FBT001 - told apart by the table list above
    for change in _CHANGES:
        by_row = may_blank and change == "update"
        function = "combine_refuse_unless_blanked" if by_row else "combine_refuse_change"
        yield (
            f"CREATE TRIGGER {table}_refuse_{change} BEFORE {change.upper()} ON {table} "
            f"FOR EACH {'ROW' if by_row else 'STATEMENT'} EXECUTE FUNCTION {function}()"
        )


def _guard_on_sqlite(table: str, may_blank: bool) -> Iterable[str]:  # noqa: FBT001 - as above
    for change in _CHANGES[:2]:
        condition = f"WHEN NOT ({_BLANKED_OR_FILLED}) " if may_blank and change == "update" else ""
        yield (
            f"CREATE TRIGGER {table}_refuse_{change} BEFORE {change.upper()} ON {table} FOR EACH ROW {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {change} refused'); END"
        )


def _keep_keys(table: str, keys: Keys) -> str:
    """Refuse a row under a key of another; SQLite's own number of a row, which is -1 where none is asked for, is one.

    A blob whose content was erased may come again as it was.
    """
    but = " AND (content IS NOT NULL OR NEW.content IS NULL OR size <> NEW.size)" if table in BLANKABLE else ""
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in (("rowid",), *keys))
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {match}{but})" for match in same)  # noqa: S608 - names of our own tables
    return (
        f"CREATE TRIGGER {table}_refuse_{REPLACE} BEFORE INSERT ON {table} FOR EACH ROW WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {REPLACE} refused'); END"
    )
