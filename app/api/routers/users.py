"""Who may enter, over HTTP, for those who administer the installation; and the installation's own audit."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.description import CurrentRuntime, Key, Order, View, operation_id, problems
from app.api.pages import CurrentPage, chain_key
from app.api.routers.account import TokenView, token_view
from app.api.routers.records import VERIFICATION_WEIGHT, ChainView, EntryView, chain_view, entry_views
from app.domain.accounts import LONGEST_EMAIL
from app.http.guarded import Guarded
from app.http.idempotency import Change, OneChange
from app.http.identity import Administrator, AdministratorInPerson
from app.http.rates import weigh
from app.services import sessions, tokens, users
from app.services.audit import list_entries, origins_of, verify_chains
from app.services.users import LONGEST_NAME, User

router = APIRouter(
    prefix="/api/v1", tags=["administration"], generate_unique_id_function=operation_id, route_class=Guarded
)


class NewUser(Order):
    """A person to add."""

    email: str = Field(max_length=LONGEST_EMAIL, description="Their first verified sign-in with it is theirs")
    name: str = Field(default="", max_length=LONGEST_NAME)
    is_administrator: bool = False


class UserView(View):
    """A person who may enter, or might once."""

    id: str
    name: str
    email: str | None
    created_at: datetime
    deactivated_at: datetime | None = Field(description="Since when they may not enter")
    administrator_since: datetime | None


class SignInLink(View):
    """A link that signs a person in once."""

    url: str = Field(examples=["https://combine.example.com/auth/link?token=mC1…"])
    expires_at: datetime


@router.get("/users", summary="List users", responses=problems(403))
def list_users(actor: Administrator, runtime: CurrentRuntime, page: CurrentPage) -> list[UserView]:
    """List everybody, in the order in which they were added."""
    after = page.after_key()
    with runtime.database.read() as session:
        found = users.list_users(session, actor, after=after, limit=page.ask)
    return [UserView.model_validate(user) for user in page.shown(found, lambda user: user.id)]


@router.post(
    "/users", status_code=201, response_model=UserView, summary="Add a user", responses=problems(400, 403, 409)
)
def add_user(order: NewUser, actor: Administrator, once: OneChange) -> Response:
    """Add a person by address; their first verified sign-in with it is theirs. A token adds no administrator."""
    with once.in_installation() as change:
        made = users.add_user(
            change.session,
            actor,
            email=order.email,
            name=order.name,
            is_administrator=order.is_administrator,
            now=change.now,
        )
        return change.answer(UserView.model_validate(made), headers={"Location": f"/api/v1/users/{made.id}"})


@router.get("/users/{user}", summary="Show a user", responses=problems(403, 404))
def read_user(user: Key, actor: Administrator, runtime: CurrentRuntime) -> UserView:
    """Show a person, by key or e-mail address."""
    with runtime.database.read() as session:
        return UserView.model_validate(users.find_user(session, actor, who=user))


@router.post(
    "/users/{user}/disable", response_model=UserView, summary="Disable a user", responses=problems(400, 403, 404, 409)
)
def disable_user(user: Key, actor: Administrator, once: OneChange) -> Response:
    """Keep a person out from now on: sessions end, tokens are revoked. A token disables no administrator."""
    with once.in_installation() as change:
        return _answer(change, users.disable_user(change.session, actor, who=user, now=change.now))


@router.post(
    "/users/{user}/enable", response_model=UserView, summary="Enable a user", responses=problems(400, 403, 404, 409)
)
def enable_user(user: Key, actor: Administrator, once: OneChange) -> Response:
    """Let a disabled person in again; what ended stays ended. A token enables no administrator."""
    with once.in_installation() as change:
        return _answer(change, users.enable_user(change.session, actor, who=user, now=change.now))


@router.put("/users/{user}/administrator", summary="Make somebody an administrator", responses=problems(403, 404))
def appoint_administrator(user: Key, actor: AdministratorInPerson, runtime: CurrentRuntime) -> UserView:
    """Let a person administer the installation; takes a person who is signed in, no token."""
    with runtime.database.begin() as session:
        made = users.appoint_administrator(session, actor, who=user, now=runtime.clock())
        return UserView.model_validate(made)


@router.delete(
    "/users/{user}/administrator", summary="Make somebody an administrator no longer", responses=problems(403, 404, 409)
)
def dismiss_administrator(user: Key, actor: AdministratorInPerson, runtime: CurrentRuntime) -> UserView:
    """Let a person administer the installation no longer, which no token does; the last administrator stays."""
    with runtime.database.begin() as session:
        made = users.dismiss_administrator(session, actor, who=user, now=runtime.clock())
        return UserView.model_validate(made)


@router.post(
    "/users/{user}/sign-in-link",
    status_code=201,
    response_model=SignInLink,
    summary="Make a sign-in link",
    responses=problems(400, 403, 404, 409),
)
def make_sign_in_link(user: Key, actor: AdministratorInPerson, once: OneChange) -> Response:
    """Make a link that signs a person in once, within the hour; it is in this answer and nowhere else."""
    settings = once.runtime.settings
    base = (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    with once.in_installation() as change:
        secret = sessions.make_sign_in_link(change.session, actor, who=user, now=change.now)
        view = SignInLink(url=f"{base}/auth/link?token={secret}", expires_at=change.now + sessions.LINK_LASTS)
        return change.answer(view, is_secret=True)


@router.get("/users/{user}/tokens", summary="List a user's tokens", responses=problems(403, 404))
def list_tokens_of_user(
    user: Key, actor: AdministratorInPerson, runtime: CurrentRuntime, page: CurrentPage
) -> list[TokenView]:
    """List a person's tokens, oldest first, with those that are over; never a secret."""
    after = page.after_key()
    with runtime.database.read() as session:
        found = tokens.list_tokens(session, actor, who=user, after=after, limit=page.ask)
    return [token_view(token) for token in page.shown(found, lambda token: token.id)]


@router.get("/audit", summary="Read the installation's audit", responses=problems(403))
def read_instance_audit(actor: Administrator, runtime: CurrentRuntime, page: CurrentPage) -> list[EntryView]:
    """Give the chain of the installation, oldest first."""
    after = page.after_number(0)
    with runtime.database.read() as session:
        found = list_entries(session, actor, project=None, after=after, limit=page.ask)
        origins = origins_of(session, actor, found)
    return entry_views(page.shown(found, lambda sealed: sealed.sequence), origins)


@router.get("/audit/verification", summary="Verify every chain", responses=problems(403))
def verify_instance_audit(
    request: Request, actor: Administrator, runtime: CurrentRuntime, page: CurrentPage
) -> list[ChainView]:
    """Hold the chain of the installation, and each project's, against themselves, heads, signatures and anchors.

    Each page counts as 50 requests, and verifies the chains that it shows.
    """
    after = page.after_chain()
    weigh(request, actor, requests=VERIFICATION_WEIGHT)
    with runtime.database.read() as session:
        reports = verify_chains(session, actor, after=after, limit=page.ask)
    return [chain_view(report) for report in page.shown(reports, lambda report: chain_key(report.chain))]


def _answer(change: Change, user: User) -> Response:
    return change.answer(UserView.model_validate(user), status=200)
