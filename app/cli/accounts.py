"""People and their tokens, from the machine itself; whoever may run this may administer."""

from app.cli.opening import opened
from app.cli.output import messages, print_rows, write_json, write_text
from app.domain.accounts import LOCAL_OPERATOR, parse_email
from app.domain.names import Json
from app.services import members, projects, sessions, tokens, users
from app.services.roles import require_known_roles
from app.services.tokens import StoredToken
from app.services.users import User

PAGE = 200


def show_users(*, as_json: bool) -> None:
    """List every user, oldest first."""
    with opened() as runtime, runtime.database.read() as session:
        found: list[User] = []
        while page := users.list_users(session, LOCAL_OPERATOR, after=found[-1].id if found else "", limit=PAGE):
            found.extend(page)
    if as_json:
        write_json([_user(user) for user in found])
        return
    if not found:
        messages().print("nobody is known yet; `combine users add EMAIL` adds somebody", markup=False)
        return
    rows = [
        (
            user.id,
            user.email or "",
            user.name,
            "administrator" if user.is_administrator else "",
            "" if user.is_active else "disabled",
        )
        for user in found
    ]
    print_rows(("user", "address", "name", "office", "state"), rows)


def add(email: str, *, name: str, is_administrator: bool) -> None:
    """Add a person and write their key."""
    parse_email(email)  # what cannot be one leaves no empty database behind
    with opened(creates=True) as runtime, runtime.database.begin() as session:
        made = users.add_user(
            session, LOCAL_OPERATOR, email=email, name=name, is_administrator=is_administrator, now=runtime.clock()
        )
    write_text(made.id)


def invite_address(email: str, *, slug: str, standing: str, roles: list[str]) -> None:
    """Invite an address and write the key of the invitation."""
    parse_email(email)  # as above
    with opened(creates=not slug) as runtime, runtime.database.begin() as session:
        project = projects.find_project(session, LOCAL_OPERATOR, slug=slug).id if slug else None
        membership = members.parse_membership(standing, roles) if slug else None
        if project is not None and membership is not None:
            require_known_roles(
                session,
                membership.roles,
                project=project,
                own=runtime.settings.definitions_path,
                release_of=runtime.release_of,
            )
        made = members.invite(
            session, LOCAL_OPERATOR, email=email, project=project, membership=membership, now=runtime.clock()
        )
    write_text(made.id)


def set_active(who: str, *, is_active: bool) -> None:
    """Disable or enable a user."""
    change = users.enable_user if is_active else users.disable_user
    with opened() as runtime, runtime.database.begin() as session:
        user = change(session, LOCAL_OPERATOR, who=who, now=runtime.clock())
    messages().print(f"{user.name} is {'enabled' if user.is_active else 'disabled'}.", markup=False)


def write_sign_in_link(who: str) -> None:
    """Write a link that signs a person in once."""
    with opened() as runtime, runtime.database.begin() as session:
        secret = sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=who, now=runtime.clock())
        settings = runtime.settings
    base = (settings.public_url or f"http://localhost:{settings.port}").rstrip("/")
    write_text(f"{base}/auth/link?token={secret}")


def create_access_token(who: str, *, name: str, scopes: list[str], days: int, as_json: bool) -> None:
    """Create a token and show it, this once."""
    with opened() as runtime, runtime.database.begin() as session:
        made = tokens.create_token(
            session, LOCAL_OPERATOR, who=who, name=name, scopes=scopes, days=days, now=runtime.clock()
        )
    if as_json:
        write_json({**_token(made.stored), "token": made.secret})
        return
    write_text(made.secret)
    until = made.stored.expires_at.date().isoformat()
    messages().print(f"Token {made.stored.id}, until {until}. It is not shown again.", markup=False)


def show_tokens(who: str, *, as_json: bool) -> None:
    """List the tokens of a user, oldest first."""
    with opened() as runtime, runtime.database.read() as session:
        found = tokens.list_tokens(session, LOCAL_OPERATOR, who=who)
    if as_json:
        write_json([_token(token) for token in found])
        return
    if not found:
        messages().print(f"{who} has no token; `combine tokens create` makes one", markup=False)
        return
    rows = [
        (
            token.id,
            token.name,
            "revoked" if token.revoked_at else f"until {token.expires_at.date().isoformat()}",
            " ".join(sorted(token.scopes)),
        )
        for token in found
    ]
    print_rows(("token", "name", "state", "scopes"), rows)


def revoke(key: str) -> None:
    """End a token for good."""
    with opened() as runtime, runtime.database.begin() as session:
        tokens.revoke_token(session, LOCAL_OPERATOR, key=key, now=runtime.clock())
    messages().print("The token is revoked.", markup=False)


def _user(user: User) -> dict[str, Json]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "is_administrator": user.is_administrator,
        "is_active": user.is_active,
        "created_at": user.created_at.isoformat(),
    }


def _token(token: StoredToken) -> dict[str, Json]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "used_at": token.used_at.isoformat() if token.used_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
