import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import CommandLine, Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.cli.exits import Exit
from app.core.database import Database, DatabaseKind, open_database
from app.core.database_errors import DatabaseAhead, DatabaseBehind, DatabaseReadOnly
from app.engine.queue import SCHEMA
from app.store import migrations, tables, triggers
from app.store.migrations import MigrationState
from tests.databases import PATIENT, PostgreSQLTemplates, opened
from tests.settings import set_variables

ROOT = Path(__file__).parents[2]


def state_of(database: Database) -> MigrationState:
    with database.read() as session:
        return migrations.status(session.connection()).state


def alembic_config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations.scripts_folder()))
    config.attributes["url"] = database.url.render_as_string(hide_password=False)
    return config


def record_revision(database: Database, revision: str) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_models_equal_migrations(database: Database) -> None:
    command.check(alembic_config(database))


def test_up_down_up_ends_where_it_began(database: Database) -> None:
    migrations.downgrade(database, revision="base")
    with database.read() as session:
        assert not set(tables.metadata.tables) & set(inspect(session.connection()).get_table_names())
    migrations.upgrade(database)
    command.check(alembic_config(database))
    assert state_of(database) is MigrationState.CURRENT


def test_every_trigger_is_there_after_every_migration(empty_database: Database) -> None:
    for revision in reversed([script.revision for script in script_directory().walk_revisions()]):
        migrations.upgrade(empty_database, revision=revision)
        with empty_database.read() as session:
            installed = triggers.installed_triggers(session.connection())
            there = inspect(session.connection()).get_table_names()
        expected = triggers.trigger_names(empty_database.kind.value)
        if revision < "0006":
            expected -= {name for name in expected if name.endswith(triggers.REPLACE)}
        assert installed == {name for name in expected if name.partition("_refuse_")[0] in there}


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    assert state_of(database) is MigrationState.CURRENT


def migrate_in_a_process(url: str) -> None:
    script = """
import sys
from app.core.database import open_database
from app.store.migrations import upgrade
upgrade(open_database(sys.argv[1]))
"""
    subprocess.run([sys.executable, "-c", script, url], cwd=ROOT, check=True, timeout=300)  # noqa: S603  our interpreter


def test_two_that_migrate_at_once_take_turns(postgresql_templates: PostgreSQLTemplates) -> None:
    with opened(postgresql_templates, migrated=False) as database:
        migrate_twice_at_once(database)
        assert state_of(database) is MigrationState.CURRENT


def migrate_twice_at_once(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(2) as pool:
        for finished in [pool.submit(migrate_in_a_process, url) for _ in range(2)]:
            finished.result()


def test_what_is_cut_off_between_the_tables_of_the_engine_and_ours_is_taken_up_again(empty_database: Database) -> None:
    with empty_database.begin() as session:
        session.execute(text("CREATE TABLE foreign_rows (name INTEGER)"))
        session.execute(text("CREATE INDEX ix_call_outcomes_project ON foreign_rows (name)"))
    with pytest.raises(DBAPIError, match="ix_call_outcomes_project"):
        migrations.upgrade(empty_database)
    assert state_of(empty_database) is MigrationState.ABSENT
    schema = None if empty_database.kind is DatabaseKind.SQLITE else SCHEMA
    with empty_database.read() as session:
        assert "workflow_status" in inspect(session.connection()).get_table_names(schema=schema)
    with empty_database.begin() as session:
        session.execute(text("DROP TABLE foreign_rows"))
    migrations.upgrade(empty_database)
    assert state_of(empty_database) is MigrationState.CURRENT


def test_a_new_database_is_absent(empty_database: Database) -> None:
    assert state_of(empty_database) is MigrationState.ABSENT


def test_an_unknown_revision_is_ahead(database: Database) -> None:
    record_revision(database, "9999")
    assert state_of(database) is MigrationState.AHEAD


def test_two_recorded_revisions_are_many_heads_which_nobody_works_on(database: Database) -> None:
    with database.begin() as session:
        session.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    assert state_of(database) is MigrationState.MANY_HEADS
    for refused in (migrations.upgrade, migrations.require_current):
        with pytest.raises(DatabaseBehind) as refusal:
            refused(database)
    assert f"at several migrations at once (0001, {migrations.heads()[0]})" in str(refusal.value)
    url = database.url.render_as_string(hide_password=False)
    assert plain_alembic(url, "upgrade", "head") == (Exit.CONFIGURATION, "", f"combine: {refusal.value}\n")


@pytest.mark.parametrize("lacking", ["DATABASE", "SCHEMA"])
def test_a_role_that_may_make_no_tables_is_sent_to_what_makes_one(
    postgresql_templates: PostgreSQLTemplates, lacking: str
) -> None:
    name = f"lacking_{uuid4().hex}"
    with opened(postgresql_templates, migrated=False) as empty:
        with empty.begin() as session:
            session.execute(text(f"CREATE ROLE {name} LOGIN"))
            if lacking == "SCHEMA":
                session.execute(text(f"GRANT CREATE ON DATABASE {empty.url.database} TO {name}"))
        theirs = open_database(empty.url.set(username=name), timeouts=PATIENT)
        try:
            with pytest.raises(DatabaseReadOnly, match=r"as deploy/database\.sql sets it up"):
                migrations.upgrade(theirs)
        finally:
            theirs.dispose()
            with empty.begin() as session:
                session.execute(text(f"DROP OWNED BY {name}"))
                session.execute(text(f"DROP ROLE {name}"))


def test_work_on_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    record_revision(database, "9999")
    with pytest.raises(DatabaseAhead, match="newer version of The Combine"):
        migrations.require_current(database)


def test_work_on_an_unmigrated_database_is_refused(empty_database: Database) -> None:
    with pytest.raises(DatabaseBehind, match="combine migrate"):
        migrations.require_current(empty_database)


def test_work_on_a_migrated_database_is_allowed(database: Database) -> None:
    migrations.require_current(database)


def script_directory() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(migrations.scripts_folder()))
    return ScriptDirectory.from_config(config)


def test_the_revision_graph_is_the_one_that_alembic_reads() -> None:
    read = {script.revision: tuple(script._versioned_down_revisions) for script in script_directory().walk_revisions()}  # noqa: SLF001 - Alembic's own view of the graph
    assert migrations.revision_graph() == read


def test_there_is_one_head() -> None:
    assert migrations.heads() == tuple(script_directory().get_heads())
    assert len(migrations.heads()) == 1


def test_status_is_told_without_importing_alembic() -> None:
    script = "import sys; import app.store.migrations as m; m.heads(); assert 'alembic' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=300)  # noqa: S603 - our own interpreter


def test_the_migration_sql_for_postgresql_can_be_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"],
        cwd=ROOT,
        check=True,
        timeout=300,
        capture_output=True,
        text=True,
    )
    assert "CREATE TRIGGER briefs_refuse_truncate" in done.stdout


def plain_alembic(url: str | None, *words: str) -> tuple[int, str, str]:
    """Run Alembic's own command line, on a database or that of the settings; give its exit code and its words."""
    line, told, complained = CommandLine(), StringIO(), StringIO()
    options = line.parser.parse_args([*(("-x", f"url={url}") if url else ()), *words])
    code = 0
    try:
        with redirect_stdout(told), redirect_stderr(complained):
            line.run_cmd(Config(ROOT / "alembic.ini", stdout=told, cmd_opts=options), options)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, told.getvalue(), complained.getvalue()


def test_plain_alembic_leaves_the_tables_of_a_newer_version_and_says_so(database: Database) -> None:
    record_revision(database, "9999")
    url = database.url.render_as_string(hide_password=False)
    left = (0, f"9999 (ahead): a newer version migrated {database.target}; it is left as it is\n", "")
    refused = (
        Exit.CONFIGURATION,
        "",
        f"combine: A newer version migrated {database.target} to 9999; use that version for it.\n",
    )
    assert plain_alembic(url, "downgrade", "-1") == refused
    assert plain_alembic(url, "current") == left
    is_one_at_a_time = database.kind is DatabaseKind.SQLITE
    assert plain_alembic(url, "upgrade", "head") == (refused if is_one_at_a_time else left)
    assert state_of(database) is MigrationState.AHEAD


@pytest.mark.parametrize(
    ("variables", "code", "said"),
    [
        ({"DATABASE_URL": "postgresql://combine@127.0.0.1:1/combine"}, Exit.UNAVAILABLE, "cannot be reached"),
        ({"DATABASE_URL": "sqlite:////nowhere/combine.db"}, Exit.UNAVAILABLE, "cannot be opened"),
        ({"ENVIRONMENT": "staging"}, Exit.CONFIGURATION, "SECRET_KEY is required in staging"),
    ],
)
def test_plain_alembic_ends_as_every_command_when_something_is_in_its_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], code: Exit, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    set_variables(monkeypatch, variables)
    ended = plain_alembic(None, "upgrade", "head")
    assert (ended[:2], said in ended[2]) == ((code, ""), True)


def test_plain_alembic_says_from_where_to_where_it_migrated(database: Database) -> None:
    url, newest = database.url.render_as_string(hide_password=False), migrations.heads()[0]
    told = [plain_alembic(url, *words)[1] for words in (("upgrade", "head"), ("downgrade", "base"))]
    assert told == [
        f"nothing to do: {database.target} is at {newest}\n",
        f"migrated {database.target} from {newest} to nothing\n",
    ]


def test_plain_alembic_migrates(empty_database: Database) -> None:
    url = empty_database.url.render_as_string(hide_password=False)
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "alembic", "-x", f"url={url}", "upgrade", "head"],
        cwd=ROOT,
        check=True,
        timeout=300,
        capture_output=True,
    )
    assert state_of(empty_database) is MigrationState.CURRENT
    database = open_database(url, timeouts=PATIENT)
    database.dispose()
