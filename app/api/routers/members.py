"""Members of a project over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.service import CurrentService
from app.domain.accounts import LONGEST_EMAIL, Standing
from app.http.idempotency import OneChange
from app.http.identity import MemberManager, ProjectReader
from app.services import members
from app.services.members import parse_membership

MOST_ROLES = 50

router = APIRouter(
    prefix="/api/v1/projects/{slug}",
    tags=["members"],
    responses={
        401: {"description": "Nobody is signed in"},
        403: {"description": "Not with your roles, or not with this token"},
        404: {"description": "No such project or person"},
    },
)


class MembershipOrder(BaseModel):
    """What somebody shall be in the project."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    standing: Standing
    roles: list[str] = Field(default=[], max_length=MOST_ROLES, description="The roles in which they decide")


class InvitationOrder(MembershipOrder):
    """Whom to invite."""

    email: str = Field(max_length=LONGEST_EMAIL)


class MemberView(BaseModel):
    """A person in the project."""

    model_config = ConfigDict(frozen=True)

    user: str
    name: str
    email: str | None
    standing: Standing
    roles: list[str]
    since: datetime


class InvitationView(BaseModel):
    """An address that is invited."""

    model_config = ConfigDict(frozen=True)

    id: str
    email: str
    expires_at: datetime


@router.get("/members", summary="Who is in a project")
def list_members(
    access: ProjectReader,
    service: CurrentService,
    after: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$", description="The last user seen")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[MemberView]:
    """List the members of a project, in pages after the last user seen."""
    start = members.parse_after(after)
    with service.execution.runtime().database.read() as session:
        found = members.list_members(session, access.actor, project=access.project.id, after=start, limit=limit)
    return [
        MemberView(
            user=member.user,
            name=member.name,
            email=member.email,
            standing=member.membership.standing,
            roles=sorted(member.membership.roles),
            since=member.since,
        )
        for member in found
    ]


@router.put("/members/{user}", status_code=204, summary="Set a member", responses={409: {"description": "Last owner"}})
def set_member(user: str, order: MembershipOrder, access: MemberManager, service: CurrentService) -> None:
    """Make a user a member, or change what they are."""
    membership = parse_membership(order.standing, order.roles)
    runtime = service.execution.runtime()
    with runtime.unit_of_work(access.project.id) as session:
        members.set_member(
            session, access.actor, project=access.project.id, who=user, membership=membership, now=runtime.clock()
        )


@router.delete(
    "/members/{user}", status_code=204, summary="Remove a member", responses={409: {"description": "Last owner"}}
)
def remove_member(user: str, access: ProjectReader, service: CurrentService) -> None:
    """Take a membership away; members may leave by themselves, owners remove others."""
    runtime = service.execution.runtime()
    with runtime.unit_of_work(access.project.id) as session:
        members.remove_member(session, access.actor, project=access.project.id, who=user, now=runtime.clock())


@router.post("/invitations", status_code=201, response_model=InvitationView, summary="Invite somebody")
def invite(order: InvitationOrder, access: MemberManager, once: OneChange) -> Response:
    """Invite an address to the project; its first verified sign-in makes the person a member."""
    membership = parse_membership(order.standing, order.roles)
    with once.in_installation() as change:
        made = members.invite(
            change.session,
            access.actor,
            email=order.email,
            project=access.project.id,
            membership=membership,
            now=change.now,
        )
        return change.answer(InvitationView(id=made.id, email=made.email, expires_at=made.expires_at))
