import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from app.core.database import Database
from app.domain.canonical import digest_of, digest_of_bytes
from app.domain.errors import NotFound
from app.domain.names import Digest, Json, ProjectId
from app.store import blobs, tables
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import digest


def put(database: Database, project: ProjectId, content: bytes) -> Digest:
    with database.begin() as session:
        return blobs.put(session, project, content, at=NOON)


def read(database: Database, project: ProjectId, name: Digest) -> bytes:
    with database.read() as session:
        return blobs.read(session, project, name)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=2000))
def test_any_content_comes_back_byte_for_byte(database: Database, project: ProjectId, content: bytes) -> None:
    assert read(database, project, put(database, project, content)) == content


def test_a_content_is_named_by_its_digest(database: Database, project: ProjectId) -> None:
    assert put(database, project, b"abc") == digest_of_bytes(b"abc")


def test_a_value_is_named_as_everybody_names_it(database: Database, project: ProjectId) -> None:
    value: Json = {"b": [1, None, "ü"], "a": {"x": 1.5}}
    with database.begin() as session:
        assert blobs.put_json(session, project, value, at=NOON) == digest_of(value)
    with database.read() as session:
        assert blobs.read_json(session, project, digest_of(value)) == value


def test_the_same_content_is_stored_once(database: Database, project: ProjectId) -> None:
    put(database, project, b"abc")
    put(database, project, b"abc")
    with database.read() as session:
        assert len(session.execute(select(tables.blobs)).all()) == 1


def test_a_long_content_is_stored_compressed(database: Database, project: ProjectId) -> None:
    put(database, project, b"the same words " * 1000)
    with database.read() as session:
        assert len(session.execute(select(tables.blobs.c.content)).scalar_one()) < 200


def test_a_content_of_another_project_is_not_found(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"secret")
    with pytest.raises(NotFound):
        read(database, make_project(database, "second"), name)


def test_many_contents_are_read_at_once(database: Database, project: ProjectId) -> None:
    contents = [str(number).encode() for number in range(1200)]
    with database.begin() as session:
        names = [blobs.put(session, project, content, at=NOON) for content in contents]
    with database.read() as session:
        assert blobs.read_many(session, project, names) == dict(zip(names, contents, strict=True))


def test_one_missing_content_among_many_is_not_found(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"abc")
    with database.read() as session, pytest.raises(NotFound, match=digest("7")):
        blobs.read_many(session, project, [name, digest("7")])


def test_an_erased_content_says_why_it_is_gone(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"abc")
    with database.begin() as session:
        blobs.blank(session, project, name, at=NOON, why="kept for two years")
    with pytest.raises(blobs.Erased, match="kept for two years"):
        read(database, project, name)


def test_erasing_leaves_no_byte_of_the_content(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"abc")
    with database.begin() as session:
        blobs.blank(session, project, name, at=NOON, why="asked for")
    with database.read() as session:
        row = session.execute(select(tables.blobs)).one()
    assert (row.content, row.blanked_at, row.size) == (None, NOON, 3)


def test_an_erased_content_that_comes_again_is_readable_again(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"abc")
    with database.begin() as session:
        blobs.blank(session, project, name, at=NOON, why="asked for")
    put(database, project, b"abc")
    assert read(database, project, name) == b"abc"


def test_erasing_twice_keeps_the_first_reason(database: Database, project: ProjectId) -> None:
    name = put(database, project, b"abc")
    for why in ("first", "second"):
        with database.begin() as session:
            blobs.blank(session, project, name, at=NOON, why=why)
    with pytest.raises(blobs.Erased, match="first"):
        read(database, project, name)


@pytest.mark.parametrize("stored", [b"not compressed at all", b""])
def test_a_damaged_content_is_never_given(database: Database, project: ProjectId, stored: bytes) -> None:
    with database.begin() as session:
        session.execute(
            insert(tables.blobs).values(project=project, digest=digest("a"), content=stored, size=3, created_at=NOON)
        )
    with pytest.raises(blobs.Damaged):
        read(database, project, digest("a"))


def test_a_content_under_a_wrong_name_is_never_given(database: Database, project: ProjectId) -> None:
    put(database, project, b"abc")
    with database.begin() as session:
        row = session.execute(select(tables.blobs)).mappings().one()
        session.execute(insert(tables.blobs).values({**row, "digest": digest("a")}))
    with pytest.raises(blobs.Damaged):
        read(database, project, digest("a"))
