import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.audit import INSTANCE_CHAIN
from app.domain.errors import Invalid, NotFound
from app.domain.events import EventKind
from app.services import projects
from app.services.standing import Archived
from app.store import audit, events
from app.store.projects import Project, SlugTaken
from tests.services.line import NOON


def create(database: Database, slug: str, title: str = "") -> Project:
    with database.begin() as session:
        return projects.create_project(session, LOCAL_OPERATOR, slug=slug, title=title, now=NOON)


def test_a_project_is_found_by_its_slug(database: Database) -> None:
    made = create(database, "harbour-permits")
    with database.read() as session:
        assert projects.find_project(session, LOCAL_OPERATOR, slug="harbour-permits") == made
    assert made.title == "Harbour permits"


def test_a_slug_is_given_once(database: Database) -> None:
    create(database, "shop")
    with pytest.raises(SlugTaken, match="'shop'"):
        create(database, "shop")


@pytest.mark.parametrize(
    "slug", ["", "Shop", "a b", "-a", "a-", "a--b", "a/b", "a.b", "ä", "a" * 64, "a\n", "'; drop table projects"]
)
def test_a_slug_that_is_none_is_refused(database: Database, slug: str) -> None:
    with pytest.raises(Invalid):
        create(database, slug)


@pytest.mark.parametrize("title", ["x" * 201, "two\nlines", "a\0b"])
def test_a_title_that_is_none_is_refused(database: Database, title: str) -> None:
    with pytest.raises(Invalid):
        create(database, "shop", title)


def test_projects_are_listed_by_slug_in_pages(database: Database) -> None:
    for slug in ("c", "a", "b"):
        create(database, slug)
    with database.read() as session:
        first = projects.list_projects(session, LOCAL_OPERATOR, limit=2)
        rest = projects.list_projects(session, LOCAL_OPERATOR, after=first[-1].slug, limit=2)
    assert [[made.slug for made in page] for page in (first, rest)] == [["a", "b"], ["c"]]


def test_an_unknown_project_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="'nothing'"):
        projects.find_project(session, LOCAL_OPERATOR, slug="nothing")


def test_creating_is_told_audited_and_anchored(database: Database) -> None:
    made = create(database, "shop")
    with database.read() as session:
        (told,) = events.since(session, made.id, 0)
        (written,) = audit.entries(session, made.id)
        (anchored,) = audit.entries(session, INSTANCE_CHAIN)
    assert told.kind is EventKind.PROJECT_CREATED
    assert "project.created" in written.entry
    assert written.digest in anchored.entry


def test_an_archived_project_can_be_read_and_not_archived_again(database: Database) -> None:
    made = create(database, "shop")
    with database.begin() as session:
        projects.archive_project(session, LOCAL_OPERATOR, project=made.id, now=NOON)
    with database.read() as session:
        assert projects.find_project(session, LOCAL_OPERATOR, slug="shop").archived_at == NOON
    with pytest.raises(Archived), database.begin() as session:
        projects.archive_project(session, LOCAL_OPERATOR, project=made.id, now=NOON)
