"""Signing in and out: a plain page, the ways in, and what a browser keeps afterwards."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from app.domain.errors import AppError, NotFound, Retryable
from app.http.access import is_at_this_computer, settings_of
from app.http.bodies import limit_body
from app.http.identity import (
    Caller,
    caller_of,
    cookie_name,
    keep_session,
    runtime_of,
    session_secret,
    set_cookie,
)
from app.http.problems import status_of
from app.http.providers import Attempt, Provider, configured_providers
from app.http.same_site import form_token, own_path, require_form_token, require_same_site
from app.http.sealing import Seal
from app.services.entry import EntryPolicy, Identity, Vouched, enter, enter_by_link
from app.services.sessions import (
    NewSession,
    NoEntry,
    begin_session,
    end_session,
    list_sessions,
)
from app.web.sign_in_page import OTHERS, STYLE, link_form, page, refused, signed_in, ways_in

if TYPE_CHECKING:
    from app.http.oidc import Providers

router = APIRouter(include_in_schema=False)
_making = threading.Lock()

ATTEMPT_COOKIE: Final = "combine-sign-in"
ATTEMPT_SECONDS: Final = 600
SEE_OTHER: Final = 303
MOST_ASKING: Final = 8
"""So many sign-ins speak with providers at a time, on threads of their own: a silent one holds up no other work."""

MOST_WAITING: Final = 32
LONGEST_FORM: Final = 4096
MOST_FIELDS: Final = 10
LONGEST_SECRET: Final = 200
DEVELOPER: Final = "developer@localhost"


@router.get("/sign-in")
def show_sign_in(request: Request) -> Response:
    """Show the ways in, or who is signed in."""
    settings = settings_of(request)
    try:
        caller = caller_of(request)
    except HTTPException:
        caller = None
    if caller is not None and caller.secret is not None:
        return _signed_in(request, caller)
    titles = {name: provider.title for name, provider in _known(request).items()}
    then = own_path(request.query_params.get("next", "/"))
    is_developer_let_in = settings.development_sign_in and not settings.is_strict
    return _page(request, "Sign in", ways_in(titles, then=then, is_developer_let_in=is_developer_let_in))


@router.get("/sign-in.css")
def show_style() -> Response:
    """Give the page's style."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/auth/{provider}/start")
async def start(request: Request, provider: str) -> Response:
    """Send the browser to a provider; nothing is kept but a sealed cookie in that browser."""
    if provider not in _known(request):
        raise NotFound("There is no such sign-in provider.")
    return await _asking(request, partial(_start, request, provider))


@router.get("/auth/{provider}/callback")
async def callback(request: Request, provider: str) -> Response:
    """Take the provider's answer, if it belongs to what this browser began with this provider."""
    return await _asking(request, partial(_finish, request, provider))


@router.get("/auth/link")
def show_link(request: Request) -> Response:
    """Ask before a link is used up, so that a program that only looks at links uses none."""
    return _page(request, "Sign in", link_form(request.query_params.get("token", "")[:LONGEST_SECRET]))


@router.post("/auth/link")
async def use_link(request: Request) -> Response:
    """Use a link up and sign its person in."""
    require_same_site(request, settings_of(request))
    secret = (await _form(request)).get("token", "")
    try:
        return await run_in_threadpool(_enter_by_link, request, secret)
    except AppError as error:
        return _refused(request, error)


@router.post("/auth/development")
async def sign_in_as_developer(request: Request) -> Response:
    """Sign the person at this computer in, where the settings allow it; staging and production never start so."""
    settings = settings_of(request)
    require_same_site(request, settings)
    if not settings.development_sign_in or settings.is_strict or not is_at_this_computer(request):
        raise NotFound("There is nothing at this address")
    vouched = Vouched(
        identity=Identity(provider="development", issuer="development", subject="developer"),
        name="Developer",
        email=DEVELOPER,
        domain=None,
    )
    policy = EntryPolicy.of([DEVELOPER], [])
    try:
        return await run_in_threadpool(_enter, request, vouched, policy, then="/sign-in")
    except AppError as error:
        return _refused(request, error)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session of this browser, or one or all of the person's others."""
    settings = settings_of(request)
    require_same_site(request, settings)
    secret = session_secret(request)
    if secret is not None:
        form = await _form(request)
        require_form_token(secret, form.get("form_token", ""))
        chosen = form.get("session", "")
        await run_in_threadpool(_end, request, chosen)
        if chosen:
            return RedirectResponse("/sign-in", SEE_OTHER, headers={"Cache-Control": "no-store"})
    response = RedirectResponse("/sign-in", SEE_OTHER, headers={"Cache-Control": "no-store"})
    set_cookie(response, settings, "combine", "", seconds=0)
    return response


async def _asking(request: Request, work: Callable[[], Response]) -> Response:
    """Do on threads of its own what may have to wait for a provider; refuse it where too many wait already."""
    state = request.app.state
    if not hasattr(state, "asking"):
        state.asking = CapacityLimiter(MOST_ASKING)
    limiter: CapacityLimiter = state.asking
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        return _refused(request, Retryable("Too many people are signing in. Try again in a minute."))
    return await to_thread.run_sync(work, limiter=limiter)


def _start(request: Request, provider: str) -> Response:
    try:
        address, attempt = _providers(request).begin(provider)
    except AppError as error:
        return _refused(request, error)
    kept = {
        "provider": attempt.provider,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "next": own_path(request.query_params.get("next", "/")),
    }
    response = RedirectResponse(address, SEE_OTHER, headers={"Cache-Control": "no-store"})
    sealed = _seal(request).close(kept, seconds=ATTEMPT_SECONDS)
    set_cookie(response, settings_of(request), ATTEMPT_COOKIE, sealed, seconds=ATTEMPT_SECONDS)
    return response


def _finish(request: Request, provider: str) -> Response:
    settings = settings_of(request)
    kept = _seal(request).open(request.cookies.get(cookie_name(settings, ATTEMPT_COOKIE), ""))
    if kept is None or kept.get("provider") != provider or provider not in _known(request):
        error = NoEntry("This sign-in was not begun in this browser, or too long ago. Begin again.")
        return _refused(request, error)
    attempt = Attempt(provider=provider, state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    policy = EntryPolicy.of(settings.admin_emails, settings.sign_in_domains)
    try:
        vouched = _providers(request).finish(attempt, request.query_params)
        response = _enter(request, vouched, policy, then=own_path(kept["next"]))
    except AppError as error:
        response = _refused(request, error)
    set_cookie(response, settings, ATTEMPT_COOKIE, "", seconds=0)
    return response


def _enter(request: Request, vouched: Vouched, policy: EntryPolicy, *, then: str) -> Response:
    runtime = runtime_of(request)
    now = runtime.clock()
    with runtime.database.begin() as session:
        user = enter(session, vouched, policy, now=now)
        made = begin_session(session, user, agent=_agent(request), replaces=session_secret(request), now=now)
    return _entered(request, made, then)


def _enter_by_link(request: Request, secret: str) -> Response:
    runtime = runtime_of(request)
    now = runtime.clock()
    with runtime.database.begin() as session:
        user = enter_by_link(session, secret, now=now)
        made = begin_session(session, user, agent=_agent(request), replaces=session_secret(request), now=now)
    return _entered(request, made, "/sign-in")


def _entered(request: Request, made: NewSession, then: str) -> Response:
    response = RedirectResponse(then, SEE_OTHER, headers={"Cache-Control": "no-store"})
    keep_session(response, settings_of(request), made)
    return response


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _end(request: Request, chosen: str) -> None:
    """End the session that is chosen, this one where none is; one that is over already is no fault."""
    caller = caller_of(request)
    if caller is None or caller.session is None:
        return
    runtime = runtime_of(request)
    now = runtime.clock()
    with runtime.database.begin() as session:
        own = [one.id for one in list_sessions(session, caller.actor, now=now)]
        others = [key for key in own if key != caller.session]
        for key in others if chosen == OTHERS else [chosen or caller.session]:
            if key in own:
                end_session(session, caller.actor, key=key, now=now)


async def _form(request: Request) -> dict[str, str]:
    """Read the fields of a form; none of one that no page of ours has.

    Raises:
        app.http.bodies.BodyTooLarge: it is longer than any of ours; what is too long is not read.

    """
    limit_body(request, LONGEST_FORM)
    try:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _known(request: Request) -> dict[str, Provider]:
    return configured_providers(settings_of(request))


def _providers(request: Request) -> "Providers":
    """Give those who speak with the application's providers, made when somebody first signs in."""
    from app.http.oidc import Providers  # noqa: PLC0415 - an idle process holds no OAuth client and no cryptography

    state = request.app.state
    with _making:
        if not hasattr(state, "providers"):
            state.providers = Providers(settings_of(request))
    providers: Providers = state.providers
    return providers


def _seal(request: Request) -> Seal:
    """Give the application's seal, made when it is first needed."""
    state = request.app.state
    with _making:
        if not hasattr(state, "seal"):
            state.seal = Seal(settings_of(request))
    seal: Seal = state.seal
    return seal


# -- the pages -------------------------------------------------------------------------------------------------------


def _signed_in(request: Request, caller: Caller) -> Response:
    runtime = runtime_of(request)
    with runtime.database.read() as session:
        found = list_sessions(session, caller.actor, now=runtime.clock())
    content = signed_in(
        caller.actor.name, form_token=form_token(caller.secret or ""), sessions=found, this=caller.session or ""
    )
    return _page(request, "Signed in", content)


def _refused(request: Request, error: AppError) -> Response:
    return _page(request, "Not signed in", refused(str(error)), status=status_of(error))


def _page(request: Request, title: str, content: str, *, status: int = 200) -> Response:
    return page(title, content, help_at=settings_of(request).support_contact, status=status)
