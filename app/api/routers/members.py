"""Members of a project over HTTP."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.description import CurrentRuntime, Key, Order, View, operation_id, problems
from app.api.pages import CurrentPage
from app.domain.accounts import LONGEST_EMAIL, Membership, Standing
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import MemberLeaver, MemberManager, ProjectReader
from app.services import members
from app.services.members import parse_membership
from app.services.roles import require_known_roles

MOST_ROLES = 50

router = APIRouter(
    prefix="/api/v1/projects/{slug}",
    tags=["members"],
    generate_unique_id_function=operation_id,
    route_class=Guarded,
)


class MembershipOrder(Order):
    """What somebody shall be in the project."""

    standing: Standing
    roles: list[str] = Field(default=[], max_length=MOST_ROLES, description="The roles in which they decide")


class InvitationOrder(MembershipOrder):
    """Whom to invite."""

    email: str = Field(max_length=LONGEST_EMAIL)


class MemberView(View):
    """A person in the project."""

    user: str
    name: str
    email: str | None
    standing: Standing
    roles: list[str]
    since: datetime


class InvitationView(View):
    """An address that is invited."""

    id: str
    email: str
    standing: Standing
    roles: list[str]
    created_at: datetime
    expires_at: datetime


@router.get("/members", summary="Who is in a project", responses=problems(403, 404))
def list_members(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[MemberView]:
    """List the members of a project, in the order in which they became users."""
    after = page.after_key()
    with runtime.database.read() as session:
        found = members.list_members(session, access.actor, project=access.project.id, after=after, limit=page.ask)
    return [
        MemberView(
            user=member.user,
            name=member.name,
            email=member.email,
            standing=member.membership.standing,
            roles=sorted(member.membership.roles),
            since=member.since,
        )
        for member in page.shown(found, lambda member: member.user)
    ]


@router.put("/members/{user}", status_code=204, summary="Set a member", responses=problems(403, 404, 409))
def set_member(user: Key, order: MembershipOrder, access: MemberManager, runtime: CurrentRuntime) -> None:
    """Make a user a member, or change what they are; an address that no member has is invited."""
    membership = parse_membership(order.standing, order.roles)
    with runtime.unit_of_work(access.project.id) as session:
        require_known_roles(
            session,
            membership.roles,
            project=access.project.id,
            own=runtime.settings.definitions_path,
            release_of=runtime.release_of,
        )
        members.set_member(
            session, access.actor, project=access.project.id, who=user, membership=membership, now=runtime.clock()
        )


@router.delete("/members/{user}", status_code=204, summary="Remove a member", responses=problems(403, 404, 409))
def remove_member(user: Key, access: MemberLeaver, runtime: CurrentRuntime) -> None:
    """Take a membership away; members may leave by themselves, owners remove others. A token needs `member:manage`."""
    with runtime.unit_of_work(access.project.id) as session:
        members.remove_member(session, access.actor, project=access.project.id, who=user, now=runtime.clock())


@router.post(
    "/invitations",
    status_code=201,
    response_model=InvitationView,
    summary="Invite somebody",
    responses=problems(400, 403, 404, 409),
)
def invite(order: InvitationOrder, access: MemberManager, once: OneChange, runtime: CurrentRuntime) -> Response:
    """Invite an address to the project; its first verified sign-in makes the person a member."""
    membership = parse_membership(order.standing, order.roles)
    with once.in_installation() as change:
        require_known_roles(
            change.session,
            membership.roles,
            project=access.project.id,
            own=runtime.settings.definitions_path,
            release_of=runtime.release_of,
        )
        made = members.invite(
            change.session,
            access.actor,
            email=order.email,
            project=access.project.id,
            membership=membership,
            now=change.now,
        )
        return change.answer(_invitation(made, membership))


@router.get("/invitations", summary="Who is invited", responses=problems(403, 404))
def list_invitations(access: MemberManager, runtime: CurrentRuntime, page: CurrentPage) -> list[InvitationView]:
    """List the invitations that nobody has accepted yet and that still hold, oldest first."""
    after = page.after_key()
    with runtime.database.read() as session:
        found = members.list_invitations(
            session, access.actor, project=access.project.id, after=after, limit=page.ask, now=runtime.clock()
        )
    shown = page.shown(found, lambda invitation: invitation.id)
    return [_invitation(one, one.membership) for one in shown if one.membership is not None]


@router.delete(
    "/invitations/{key}", status_code=204, summary="Withdraw an invitation", responses=problems(403, 404, 409)
)
def withdraw_invitation(key: Key, access: MemberManager, runtime: CurrentRuntime) -> None:
    """End an invitation before anybody accepts it."""
    with runtime.database.begin() as session:
        members.withdraw_invitation(session, access.actor, project=access.project.id, key=key, now=runtime.clock())


def _invitation(made: members.Invitation, membership: Membership) -> InvitationView:
    return InvitationView(
        id=made.id,
        email=made.email,
        standing=membership.standing,
        roles=sorted(membership.roles),
        created_at=made.created_at,
        expires_at=made.expires_at,
    )
