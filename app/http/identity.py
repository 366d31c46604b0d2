"""Who asks, and whether they may: credentials of a request, and what a route requires, said by type in its signature.

A route takes `SignedIn`, `Administrator`, or one of the `Project...` types; the last answer 404 to those who may not
know of the project, and 403 to those who may, but not do this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Path, Request
from starlette.responses import Response

from app.core.declaration import EnvironmentName
from app.core.settings import Settings
from app.domain.accounts import LOCAL_OPERATOR, Actor, ActorKind, Membership, Permission, may
from app.domain.errors import Forbidden, NotFound
from app.domain.tokens import digest_of_secret
from app.http.access import UNAUTHORIZED, is_at_this_computer, settings_of
from app.http.heads import USER
from app.http.rates import Rates, TooManyRequests
from app.http.same_site import require_same_site
from app.runtime import Runtime
from app.services.projects import Project, find_project
from app.services.sessions import ABSOLUTE, NewSession, Recognised, note_use, recognise_session, recognise_token

PROJECT_PARAMETER: Final = "slug"
"""The path parameter by which every route of a project names it."""

LONGEST_SECRET: Final = 200
_CALLER: Final = "combine.caller"
Find = Callable[..., Recognised | None]
Recognise = Callable[[Request, str, Find], Recognised | None]
ProjectSlug = Annotated[str, Path(description="The project's name in addresses")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks; `secret` is that of their session, None where they came otherwise."""

    actor: Actor
    project: Project | None = None
    membership: Membership | None = None
    secret: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAccess:
    """A project, and who may do there what the route requires."""

    actor: Actor
    project: Project
    membership: Membership | None


def runtime_of(request: Request) -> Runtime:
    """Give what is open behind the application that a request reached; blocks while it opens."""
    runtime: Runtime = request.app.state.runtime()
    return runtime


def caller_of(request: Request) -> Caller | None:
    """Give who asks; None where nobody is named. Asks the database one question, or none.

    Raises:
        HTTPException: 401 for a credential that does not hold, 403 for a cookie that another site's page sent.

    """
    return _caller_by(request, _noted)


def _caller_by(request: Request, recognise: Recognise) -> Caller | None:
    settings = settings_of(request)
    header = request.headers.get("authorization")
    if header is not None:
        return _of_token(request, header, recognise)
    secret = session_secret(request)
    if secret is not None:
        require_same_site(request, settings)
        recognised = recognise(request, secret, recognise_session)
        if recognised is not None:
            return _caller(recognised, secret=secret)
    if is_open_here(request, settings):
        return _local(request)
    return None


def require_caller(request: Request) -> Caller:
    """Refuse whoever is not known; who asks is looked up once a request.

    Raises:
        HTTPException: 401, or 403 as `caller_of` says.

    """
    known: Caller | None = request.scope.get(_CALLER)
    caller = _required(known or caller_of(request))
    request.scope[_CALLER] = caller
    return caller


def _required(caller: Caller | None) -> Caller:
    if caller is None:
        raise HTTPException(UNAUTHORIZED, "Sign in first", {"WWW-Authenticate": "Bearer"})
    return caller


class Allowed:
    """Requires a permission in the project that the path names, and of a token, where named, a further scope."""

    def __init__(self, permission: Permission, *, scope: Permission | None = None) -> None:
        self.permission = permission
        self.scope = scope or permission

    def __call__(self, request: Request, slug: ProjectSlug) -> ProjectAccess:
        """Give the project and who asks."""
        return self._judged(require_caller(request), slug)

    def still_lets_in(self, request: Request, access: ProjectAccess) -> bool:
        """Tell whether a request that was let in would be so now, as the same actor; asking uses no credential."""
        try:
            now = self._judged(_required(_caller_by(request, _looked_up)), str(_slug(request)))
        except (HTTPException, NotFound, Forbidden):
            return False
        return (now.actor.id, now.project.id) == (access.actor.id, access.project.id)

    def _judged(self, caller: Caller, slug: str) -> ProjectAccess:
        if caller.project is None or not _may_know(caller):
            raise NotFound(f"There is no project {slug!r}.")
        if not may(caller.actor, self.permission, caller.membership):
            raise Forbidden(_refusal(caller.actor, self.permission))
        if not caller.actor.is_within(self.scope):
            raise Forbidden(_refusal(caller.actor, self.scope))
        return ProjectAccess(actor=caller.actor, project=caller.project, membership=caller.membership)


class AllowedHere:
    """Requires a permission in the installation."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> Actor:
        """Give who asks."""
        actor = require_caller(request).actor
        if not may(actor, self.permission):
            raise Forbidden(_refusal(actor, self.permission))
        return actor


class AllowedHereInPerson(AllowedHere):
    """Requires a permission in the installation, of a person who is signed in; no token stands for them."""

    def __call__(self, request: Request) -> Actor:
        """Give who asks."""
        actor = super().__call__(request)
        if actor.kind is ActorKind.TOKEN:
            raise Forbidden("A token cannot do this. Sign in.")
        return actor


class WithinScope:
    """Requires somebody known, whose token, where it is one, has a scope; what they see is what is theirs."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> Actor:
        """Give who asks."""
        actor = require_caller(request).actor
        if not actor.is_within(self.permission):
            raise Forbidden(_refusal(actor, self.permission))
        return actor


class InPerson:
    """Requires a person who is signed in; no token stands for them."""

    def __call__(self, request: Request) -> Caller:
        """Give who asks."""
        caller = require_caller(request)
        if caller.actor.kind is ActorKind.TOKEN:
            raise Forbidden("A token cannot do this. Sign in.")
        return caller


READS_PROJECT: Final = Allowed(Permission.PROJECT_READ)

Person = Annotated[Caller, Depends(InPerson())]
SignedIn = Annotated[Caller, Depends(require_caller)]
Administrator = Annotated[Actor, Depends(AllowedHere(Permission.INSTANCE_ADMINISTER))]
AdministratorInPerson = Annotated[Actor, Depends(AllowedHereInPerson(Permission.INSTANCE_ADMINISTER))]
ProjectCreator = Annotated[Actor, Depends(AllowedHere(Permission.PROJECT_CREATE))]
ProjectLister = Annotated[Actor, Depends(WithinScope(Permission.PROJECT_READ))]
AuditReader = Annotated[ProjectAccess, Depends(Allowed(Permission.AUDIT_READ))]
GateAnswerer = Annotated[ProjectAccess, Depends(Allowed(Permission.GATE_ANSWER))]
GateDecider = Annotated[ProjectAccess, Depends(Allowed(Permission.GATE_DECIDE))]
MemberLeaver = Annotated[ProjectAccess, Depends(Allowed(Permission.PROJECT_READ, scope=Permission.MEMBER_MANAGE))]
MemberManager = Annotated[ProjectAccess, Depends(Allowed(Permission.MEMBER_MANAGE))]
ProjectArchivist = Annotated[ProjectAccess, Depends(Allowed(Permission.PROJECT_ARCHIVE))]
ProjectEditor = Annotated[ProjectAccess, Depends(Allowed(Permission.PROJECT_EDIT))]
ProjectReader = Annotated[ProjectAccess, Depends(READS_PROJECT)]
RunOrderer = Annotated[ProjectAccess, Depends(Allowed(Permission.RUN_ORDER))]


def require_administrator(request: Request) -> None:
    """Refuse whoever does not administer the installation, or not with this token.

    Raises:
        HTTPException: 401, as `require_caller` says.
        Forbidden: somebody else.

    """
    AllowedHere(Permission.INSTANCE_ADMINISTER)(request)


# -- cookies ---------------------------------------------------------------------------------------------------------


def is_secure(settings: Settings) -> bool:
    """Tell whether browsers reach this service by https alone; so in staging and production always."""
    return settings.is_strict or (settings.public_url or "").startswith("https:")


def cookie_name(settings: Settings, name: str = "combine") -> str:
    """Give the name of a cookie; browsers hold `__Host-` to this host, this path and https (RFC 6265bis §4.1.3.2)."""
    return f"__Host-{name}" if is_secure(settings) else name


def session_secret(request: Request) -> str | None:
    """Give the secret of the session that a request's cookie names; None where there is none."""
    secret = request.cookies.get(cookie_name(settings_of(request)), "")
    return secret if 0 < len(secret) <= LONGEST_SECRET else None


def keep_session(response: Response, settings: Settings, made: NewSession) -> None:
    """Give a browser the cookie of its new session."""
    set_cookie(response, settings, "combine", made.secret, seconds=int(ABSOLUTE.total_seconds()))


def set_cookie(response: Response, settings: Settings, name: str, value: str, *, seconds: int) -> None:
    """Set a cookie that no script reads and no other site's request carries; 0 seconds take it away."""
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


# -- recognising -----------------------------------------------------------------------------------------------------


def is_open_here(request: Request, settings: Settings) -> bool:
    """Tell whether the person at this computer needs no sign-in: in development, while there is no way to sign in."""
    has_way_in = settings.development_sign_in or any(
        (settings.google_client_id, settings.microsoft_client_id, settings.oidc_client_id)
    )
    is_development = settings.environment in {EnvironmentName.DEVELOPMENT, EnvironmentName.TEST}
    return is_development and not has_way_in and is_at_this_computer(request)


def credential_key(request: Request) -> str:
    """Name what a request's permission stands on, without its secret: alike for requests with the same credential."""
    credential = request.headers.get("authorization") or session_secret(request)
    return f"{_slug(request)} {digest_of_secret(credential) if credential else 'nobody'}"


def _of_token(request: Request, header: str, recognise: Recognise) -> Caller:
    scheme, _, secret = header.partition(" ")
    recognised = None
    if scheme.lower() == "bearer" and len(secret) <= LONGEST_SECRET:
        recognised = recognise(request, secret.strip(), recognise_token)
    if recognised is None:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise HTTPException(UNAUTHORIZED, "The token is unknown, revoked or expired", challenge)
    return _caller(recognised, secret=None)


def _looked_up(request: Request, secret: str, find: Find) -> Recognised | None:
    runtime = runtime_of(request)
    with runtime.database.read() as session:
        return find(session, secret, slug=_slug(request), now=runtime.clock())


def _noted(request: Request, secret: str, find: Find) -> Recognised | None:
    """Find, and write down that the credential was used, where that was last done too long ago."""
    found = _looked_up(request, secret, find)
    if found is not None:
        _count(request, found)
    if found is not None and found.is_worth_noting:
        runtime = runtime_of(request)
        with runtime.database.begin() as session:
            note_use(session, found.credential, now=runtime.clock())
    return found


def _count(request: Request, found: Recognised) -> None:
    """Count the request for its person, and for their token, and note for the log whose it is.

    Raises:
        TooManyRequests: one of the two asks for more than it may.

    """
    request.scope[USER] = found.user.id
    rates: Rates = request.app.state.rates
    limits = [(rates.user, found.user.id)]
    if found.actor.kind is ActorKind.TOKEN:
        limits.insert(0, (rates.token, found.credential.id))
    for limit, who in limits:
        if limit is not None:
            standing = limit.take(who)
            request.scope["combine.rates"].append(standing)
            if standing.wait_seconds:
                raise TooManyRequests(standing)


def _caller(recognised: Recognised, *, secret: str | None) -> Caller:
    return Caller(
        actor=recognised.actor,
        project=recognised.project,
        membership=recognised.membership,
        secret=secret,
        session=recognised.credential.id if secret is not None else None,
    )


def _local(request: Request) -> Caller:
    slug = _slug(request)
    if slug is None:
        return Caller(actor=LOCAL_OPERATOR)
    with runtime_of(request).database.read() as session:
        return Caller(actor=LOCAL_OPERATOR, project=find_project(session, LOCAL_OPERATOR, slug=slug))


def _slug(request: Request) -> str | None:
    slug = request.path_params.get(PROJECT_PARAMETER)
    if slug is None:
        return None
    if not slug.isprintable():
        raise NotFound("There is no project of that name.")
    return str(slug)


def _may_know(caller: Caller) -> bool:
    return caller.membership is not None or caller.actor is LOCAL_OPERATOR or caller.actor.is_administrator


def _refusal(actor: Actor, permission: Permission) -> str:
    if actor.scopes is not None and permission not in actor.scopes:
        return f"This token lacks the scope {permission}."
    return f"Your roles here do not include {permission}."
