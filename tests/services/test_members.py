import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Membership, Permission, Standing
from app.domain.audit import INSTANCE_CHAIN
from app.domain.errors import Forbidden, Invalid, NotFound
from app.domain.events import EventKind
from app.domain.names import RoleName
from app.services import entry, members, projects, sessions, users
from app.services.members import LastOwner
from app.services.standing import Archived
from app.services.users import NotAdministrator
from app.store import events
from app.store import members as stored
from tests.services.line import NOON
from tests.services.people import acting, add, chained, join, project

VIEWER = Membership(standing=Standing.VIEWER)
DECIDER = Membership(standing=Standing.CONTRIBUTOR, roles=frozenset({RoleName("pm")}))


def test_an_owner_says_who_the_members_are(database: Database) -> None:
    ada, bob, place = add(database, "ada"), add(database, "bob"), project(database)
    join(database, place, ada, Standing.OWNER)
    with database.begin() as session:
        for who, membership in ((bob.id, VIEWER), ("Bob@example.com", DECIDER)):
            members.set_member(session, acting(ada), project=place, who=who, membership=membership, now=NOON)
        listed = members.list_members(session, acting(bob), project=place)
    assert {member.user: member.membership for member in listed}[bob.id] == DECIDER


@pytest.mark.parametrize("who", ["bob@example.com", "nobody@example.com"])
def test_an_owner_does_not_learn_who_has_an_account(database: Database, who: str) -> None:
    ada, _, place = add(database, "ada"), add(database, "bob"), project(database)
    join(database, place, ada, Standing.OWNER)
    with database.begin() as session:
        members.set_member(session, acting(ada), project=place, who=who, membership=VIEWER, now=NOON)
        assert [member.user for member in members.list_members(session, acting(ada), project=place)] == [ada.id]
        assert [one.membership for one in stored.invitations_for(session, who, now=NOON)] == [VIEWER]
        with pytest.raises(NotFound, match=f"'{who}' is no member"):
            members.remove_member(session, acting(ada), project=place, who=who, now=NOON)


def test_an_administrator_makes_a_user_a_member_by_address_at_once(database: Database) -> None:
    root, bob, place = add(database, "root", is_administrator=True), add(database, "bob"), project(database)
    with database.begin() as session:
        members.set_member(session, acting(root), project=place, who="bob@example.com", membership=VIEWER, now=NOON)
        assert stored.of(session, place, bob.id) == VIEWER


def test_a_sign_in_link_accepts_what_its_person_was_invited_to(database: Database) -> None:
    ada, bob, place = add(database, "ada"), add(database, "bob"), project(database)
    join(database, place, ada, Standing.OWNER)
    with database.begin() as session:
        members.set_member(session, acting(ada), project=place, who="bob@example.com", membership=VIEWER, now=NOON)
        secret = sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=bob.id, now=NOON)
        assert entry.enter_by_link(session, secret, now=NOON).id == bob.id
        assert stored.of(session, place, bob.id) == VIEWER


@pytest.mark.parametrize("standing", [Standing.VIEWER, Standing.CONTRIBUTOR])
def test_who_does_not_own_the_project_says_nothing(database: Database, standing: Standing) -> None:
    bob, place = add(database, "bob"), project(database)
    join(database, place, bob, standing, "pm")
    with database.begin() as session:
        with pytest.raises(Forbidden):
            members.set_member(session, acting(bob), project=place, who=bob.id, membership=DECIDER, now=NOON)
        with pytest.raises(Forbidden):
            members.invite(session, acting(bob), email="eve@example.com", project=place, membership=VIEWER, now=NOON)


def test_a_foreign_project_is_not_found(database: Database) -> None:
    ada, here, there = add(database, "ada"), project(database), project(database, "other")
    join(database, here, ada, Standing.OWNER)
    with database.begin() as session:
        with pytest.raises(NotFound):
            members.set_member(session, acting(ada), project=there, who=ada.id, membership=DECIDER, now=NOON)
        with pytest.raises(NotFound):
            members.list_members(session, acting(ada), project=there)
        with pytest.raises(NotFound):
            members.invite(session, acting(ada), email="e@x.org", project=there, membership=VIEWER, now=NOON)


def test_the_last_owner_stays(database: Database) -> None:
    ada, place = add(database, "ada"), project(database)
    join(database, place, ada, Standing.OWNER)
    with database.begin() as session:
        with pytest.raises(LastOwner):
            members.remove_member(session, acting(ada), project=place, who=ada.id, now=NOON)
        with pytest.raises(LastOwner):
            members.set_member(session, acting(ada), project=place, who=ada.id, membership=VIEWER, now=NOON)


@pytest.mark.parametrize("is_removed", [True, False])
def test_an_owner_who_is_disabled_is_removed_or_demoted_by_the_other(database: Database, *, is_removed: bool) -> None:
    ada, bob, place = add(database, "ada"), add(database, "bob"), project(database)
    join(database, place, ada, Standing.OWNER)
    join(database, place, bob, Standing.OWNER)
    with database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who=bob.id, now=NOON)
        with pytest.raises(LastOwner):
            members.remove_member(session, acting(ada), project=place, who=ada.id, now=NOON)
        if is_removed:
            members.remove_member(session, acting(ada), project=place, who=bob.id, now=NOON)
        else:
            members.set_member(session, acting(ada), project=place, who=bob.id, membership=VIEWER, now=NOON)
        assert stored.of(session, place, bob.id) == (None if is_removed else VIEWER)


def test_a_token_leaves_only_within_its_scopes(database: Database) -> None:
    bob, place = add(database, "bob"), project(database)
    join(database, place, bob, Standing.VIEWER)
    reading, managing = frozenset({Permission.PROJECT_READ}), frozenset({Permission.MEMBER_MANAGE})
    with database.begin() as session:
        with pytest.raises(Forbidden):
            members.remove_member(session, acting(bob, scopes=reading), project=place, who=bob.id, now=NOON)
        assert stored.of(session, place, bob.id) == VIEWER
        members.remove_member(session, acting(bob, scopes=managing), project=place, who=bob.id, now=NOON)
        assert stored.of(session, place, bob.id) is None


def test_a_member_may_leave_and_an_owner_may_remove(database: Database) -> None:
    ada, bob, place = add(database, "ada"), add(database, "bob"), project(database)
    join(database, place, ada, Standing.OWNER)
    join(database, place, bob, Standing.VIEWER)
    with database.begin() as session:
        with pytest.raises(Forbidden):
            members.remove_member(session, acting(bob), project=place, who=ada.id, now=NOON)
        members.remove_member(session, acting(bob), project=place, who=bob.id, now=NOON)
        with pytest.raises(NotFound):
            members.remove_member(session, acting(ada), project=place, who=bob.id, now=NOON)
        assert stored.of(session, place, bob.id) is None


def test_an_archived_project_keeps_its_members(database: Database) -> None:
    ada, place = add(database, "ada"), project(database)
    with database.begin() as session:
        projects.archive_project(session, LOCAL_OPERATOR, project=place, now=NOON)
        with pytest.raises(Archived):
            members.set_member(session, LOCAL_OPERATOR, project=place, who=ada.id, membership=VIEWER, now=NOON)


def test_a_change_of_members_is_told_and_chained(database: Database) -> None:
    ada, place = add(database, "ada"), project(database)
    join(database, place, ada, Standing.VIEWER, "pm")
    with database.read() as session:
        told = events.since(session, place, 0)[-1]
    assert (told.kind, told.data["user"], told.data["roles"]) == (EventKind.MEMBER_SET, ada.id, ["pm"])
    assert f"{ada.id} viewer pm" in chained(database, place)
    assert "example.com" not in chained(database, place)


def test_only_an_administrator_opens_the_door_alone(database: Database) -> None:
    ada, bob = add(database, "ada", is_administrator=True), add(database, "bob")
    with database.begin() as session:
        members.invite(session, acting(ada), email="Eve@Example.com", now=NOON)
        with pytest.raises(NotAdministrator):
            members.invite(session, acting(bob), email="mallory@example.com", now=NOON)
        waiting = stored.invitations_for(session, "eve@example.com", now=NOON)
    assert [(invitation.email, invitation.project) for invitation in waiting] == [("eve@example.com", None)]


def test_a_second_invitation_to_the_same_place_takes_the_place_of_the_first(database: Database) -> None:
    here, there = project(database), project(database, "other")
    orders = [(here, VIEWER), (there, VIEWER), (None, None), (here, DECIDER), (None, None)]
    with database.begin() as session:
        made = [
            members.invite(
                session, LOCAL_OPERATOR, email="eve@example.com", project=place, membership=membership, now=NOON
            )
            for place, membership in orders
        ]
        waiting = stored.invitations_for(session, "eve@example.com", now=NOON)
    assert list(waiting) == [made[1], made[3], made[4]]
    for chain, replaced in ((here, made[:1]), (INSTANCE_CHAIN, [made[0], made[2]])):
        told = [line for line in chained(database, chain).splitlines() if '"invitation.withdrawn"' in line]
        assert [one.id in line for one, line in zip(replaced, told, strict=True)] == [True] * len(replaced)


def test_an_invitation_says_both_or_neither(database: Database) -> None:
    place = project(database)
    with database.begin() as session:
        with pytest.raises(Invalid):
            members.invite(session, LOCAL_OPERATOR, email="e@x.org", project=place, now=NOON)
        with pytest.raises(Invalid):
            members.invite(session, LOCAL_OPERATOR, email="e@x.org", membership=VIEWER, now=NOON)


@pytest.mark.parametrize("standing", ["", "admin", "Owner", "pm"])
def test_what_is_no_standing_is_refused(standing: str) -> None:
    with pytest.raises(Invalid):
        members.parse_membership(standing)
