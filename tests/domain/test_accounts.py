import pytest

from app.domain.accounts import (
    LOCAL_OPERATOR,
    SYSTEM,
    Actor,
    ActorKind,
    Membership,
    Permission,
    Standing,
    may,
    parse_email,
    parse_roles,
    parse_scopes,
)
from app.domain.errors import Invalid
from app.domain.names import RoleName

PM = frozenset({RoleName("pm")})
VIEWER = Membership(standing=Standing.VIEWER)
DECIDER = Membership(standing=Standing.VIEWER, roles=PM)
CONTRIBUTOR = Membership(standing=Standing.CONTRIBUTOR)
OWNER = Membership(standing=Standing.OWNER)
EVERYTHING = frozenset(Permission)

READS = {Permission.PROJECT_CREATE, Permission.PROJECT_READ}
WORKS = READS | {Permission.PROJECT_EDIT, Permission.RUN_ORDER, Permission.GATE_ANSWER}
ALLOWED = {
    "stranger": (None, {Permission.PROJECT_CREATE}),
    "viewer": (VIEWER, READS),
    "decider": (DECIDER, READS | {Permission.GATE_ANSWER, Permission.GATE_DECIDE}),
    "contributor": (CONTRIBUTOR, WORKS),
    "owner": (OWNER, WORKS | {Permission.AUDIT_READ, Permission.MEMBER_MANAGE, Permission.PROJECT_ARCHIVE}),
}


def person(*, is_administrator: bool = False, scopes: frozenset[Permission] | None = None) -> Actor:
    return Actor(
        kind=ActorKind.PERSON if scopes is None else ActorKind.TOKEN,
        id="7",
        name="Ada",
        user="7",
        is_administrator=is_administrator,
        scopes=scopes,
    )


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("who", ALLOWED)
def test_a_standing_allows_exactly_this(who: str, permission: Permission) -> None:
    membership, allowed = ALLOWED[who]
    assert may(person(), permission, membership) is (permission in allowed)


@pytest.mark.parametrize("permission", Permission)
def test_a_token_may_what_its_owner_may_within_its_scopes(permission: Permission) -> None:
    every = person(scopes=EVERYTHING)
    assert may(every, permission, OWNER) is may(person(), permission, OWNER)
    assert not may(person(scopes=EVERYTHING - {permission}), permission, OWNER)


@pytest.mark.parametrize("permission", Permission)
def test_an_administrator_may_everything_but_decide_without_a_role(permission: Permission) -> None:
    assert may(person(is_administrator=True), permission) is (permission is not Permission.GATE_DECIDE)


def test_an_administrator_decides_as_a_member_with_a_role() -> None:
    assert may(person(is_administrator=True), Permission.GATE_DECIDE, DECIDER)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("actor", [LOCAL_OPERATOR, SYSTEM])
def test_the_machine_itself_may_everything(actor: Actor, permission: Permission) -> None:
    assert may(actor, permission)


@pytest.mark.parametrize("kind", ActorKind)
def test_a_token_never_decides(kind: ActorKind) -> None:
    actor = Actor(kind=kind, id="7", name="Ada", roles=PM)
    assert actor.may_decide((RoleName("pm"),)) is (kind in {ActorKind.PERSON, ActorKind.LOCAL_OPERATOR})


def test_permissions_stand_in_alphabetical_order() -> None:
    assert list(Permission) == sorted(Permission)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Ada@Example.COM", "ada@example.com"), (" a.b+c@x.org ", "a.b+c@x.org"), ("o'neil@x.org", "o'neil@x.org")],
)
def test_an_address_is_compared_in_lower_case(given: str, kept: str) -> None:
    assert parse_email(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ada",
        "@x.org",
        "a@",
        "a@b@c",
        "a b@x.org",
        "a@x.org\n.evil",
        "a@-x",
        "a@x.org,b@x.org",
        "<a@x.org>",
        "a" * 65 + "@x.org",
        "a@" + "x" * 300,
        "a\u202e@x.org",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        parse_email(given)


@pytest.mark.parametrize("given", ["", "PM", "p m", "owner", "viewer", "1st", "x" * 64, "pm;drop"])
def test_what_is_no_role_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        parse_roles([given])


def test_roles_are_read_once_each() -> None:
    assert parse_roles(["pm", " ba ", "pm"]) == {"pm", "ba"}


@pytest.mark.parametrize("given", [[], ["everything"], ["project:read", "PROJECT:READ"], [""]])
def test_what_is_no_scope_is_refused(given: list[str]) -> None:
    with pytest.raises(Invalid, match="project:read"):
        parse_scopes(given)
