"""The command line on PostgreSQL: what is not migrated is refused with the remedy, what is newer is left alone."""

from sqlalchemy import text

from app.cli.exits import Exit
from app.core.database import Database
from tests.cli.commands import Combine
from tests.databases import PostgreSQLTemplates, opened


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False).replace("+psycopg", "")


def test_an_unmigrated_database_names_the_command_that_migrates_it(
    combine: Combine, postgresql_templates: PostgreSQLTemplates
) -> None:
    with opened(postgresql_templates, migrated=False) as empty:
        combine.settings({"DATABASE_URL": url_of(empty)})
        ran = combine.run("produce", combine.write("b.md", "A brief."), "--json")
    assert (ran.code, ran.out, "combine migrate" in ran.err) == (Exit.CONFIGURATION, "", True)


def test_a_newer_database_is_used_as_it_is_and_that_is_said(combine: Combine, postgresql_database: Database) -> None:
    with postgresql_database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    combine.settings({"DATABASE_URL": url_of(postgresql_database)})
    ran = combine.run("project", "list", "--json")
    assert (ran.code, ran.json(), "newer version migrated" in ran.err) == (Exit.FINISHED, [], True)
    left = combine.run("migrate")
    assert (left.code, "newer version migrated" in left.out + left.err) == (Exit.FINISHED, True)
    assert "is current" not in left.out + left.err
    with postgresql_database.read() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == "from_the_future"


def test_the_whole_job_is_done_on_postgresql(combine: Combine, postgresql_database: Database) -> None:
    combine.settings({"DATABASE_URL": url_of(postgresql_database)})
    brief = combine.write("school.md", "# School\n\n- The school must offer evening lessons.\n")
    ran = combine.run("produce", brief, "--workflow", "strategy-document", "--accept", "all", "--json")
    assert (ran.code, ran.json()["state"]) == (0, "finished")
    again = combine.run("produce", brief, "--json").json()
    assert (again["up_to_date"], again["calls"]) == (True, 0)
