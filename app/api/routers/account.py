"""One's own account over HTTP: who I am, where I am signed in, and my programs' tokens."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.description import CurrentRuntime, Key, Order, View, operation_id, problems
from app.api.pages import CurrentPage
from app.domain.accounts import ActorKind, Permission
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import Person, SignedIn
from app.services import sessions, tokens
from app.services.tokens import LONGEST_DAYS, LONGEST_NAME, StoredToken

router = APIRouter(prefix="/api/v1", tags=["account"], generate_unique_id_function=operation_id, route_class=Guarded)


class AccountView(View):
    """Who asks."""

    id: str
    kind: ActorKind
    name: str
    is_administrator: bool
    scopes: list[Permission] | None


class SessionView(View):
    """A browser that one is signed in with."""

    id: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_this_one: bool


class NewTokenOrder(Order):
    """A token to create."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, description="What it is for")
    scopes: list[Permission] = Field(min_length=1, max_length=len(Permission), description="What it may do")
    days: int = Field(default=90, ge=1, le=LONGEST_DAYS, description="How long it lasts")


class TokenView(View):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Permission]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class CreatedToken(TokenView):
    """A token at the only moment when its secret is shown."""

    token: str


@router.get("/me", summary="Who I am", responses=problems())
def me(caller: SignedIn) -> AccountView:
    """Show who asks, and what a token is limited to."""
    actor = caller.actor
    return AccountView(
        id=actor.user or actor.id,
        kind=actor.kind,
        name=actor.name,
        is_administrator=actor.is_administrator,
        scopes=None if actor.scopes is None else sorted(actor.scopes),
    )


@router.get("/sessions", summary="Where I am signed in", responses=problems(403))
def list_sessions(caller: Person, runtime: CurrentRuntime, page: CurrentPage) -> list[SessionView]:
    """List one's own sessions, oldest first."""
    after, now = page.after_key(), runtime.clock()
    with runtime.database.read() as session:
        found = sessions.list_sessions(session, caller.actor, now=now, after=after, limit=page.ask)
    return [
        SessionView(
            id=one.id,
            agent=one.agent,
            created_at=one.created_at,
            seen_at=one.seen_at,
            expires_at=one.expires_at,
            is_this_one=one.id == caller.session,
        )
        for one in page.shown(found, lambda one: one.id)
    ]


@router.delete("/sessions/{key}", status_code=204, summary="Sign out elsewhere", responses=problems(403, 404))
def end_session(key: Key, caller: Person, runtime: CurrentRuntime) -> None:
    """End one of one's own sessions."""
    with runtime.database.begin() as session:
        sessions.end_session(session, caller.actor, key=key, now=runtime.clock())


@router.get("/tokens", summary="My tokens", responses=problems(403))
def list_tokens(caller: Person, runtime: CurrentRuntime, page: CurrentPage) -> list[TokenView]:
    """List one's own tokens, oldest first, with those that are over."""
    if not caller.actor.user:
        return []
    after = page.after_key()
    with runtime.database.read() as session:
        found = tokens.list_tokens(session, caller.actor, who=caller.actor.user, after=after, limit=page.ask)
    return [token_view(token) for token in page.shown(found, lambda token: token.id)]


@router.post(
    "/tokens",
    status_code=201,
    response_model=CreatedToken,
    summary="Create a token",
    responses=problems(400, 403, 404, 409),
)
def create_token(order: NewTokenOrder, caller: Person, once: OneChange) -> Response:
    """Create a token for one's own programs; its secret is in this answer and nowhere else."""
    with once.in_installation() as change:
        made = tokens.create_token(
            change.session,
            caller.actor,
            who=caller.actor.user,
            name=order.name,
            scopes=order.scopes,
            days=order.days,
            now=change.now,
        )
        return change.answer(CreatedToken(**token_view(made.stored).model_dump(), token=made.secret), is_secret=True)


@router.delete("/tokens/{key}", status_code=204, summary="Revoke a token", responses=problems(403, 404))
def revoke_token(key: Key, caller: Person, runtime: CurrentRuntime) -> None:
    """End a token for good."""
    with runtime.database.begin() as session:
        tokens.revoke_token(session, caller.actor, key=key, now=runtime.clock())


def token_view(token: StoredToken) -> TokenView:
    """Show a token without its secret."""
    return TokenView(
        id=token.id,
        name=token.name,
        scopes=sorted(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        revoked_at=token.revoked_at,
    )
