"""Signing in and out: a plain page, the ways in, and what a browser keeps afterwards."""

import threading
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse

from app.core.settings import Settings
from app.domain.errors import AppError, NotFound
from app.http.access import is_at_this_computer, settings_of
from app.http.identity import (
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
from app.services.entry import EntryPolicy, Vouched, enter
from app.services.sessions import NewSession, NoEntry, begin_session, end_session, use_sign_in_link
from app.store.users import Identity

if TYPE_CHECKING:
    from app.http.oidc import Providers

router = APIRouter(include_in_schema=False)
_making = threading.Lock()

ATTEMPT_COOKIE: Final = "combine-sign-in"
ATTEMPT_SECONDS: Final = 600
SEE_OTHER: Final = 303
LONGEST_FORM: Final = 4096
POLICY: Final = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
STYLE: Final = """
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
main a.way, button { display: block; box-sizing: border-box; width: 100%; font: inherit; text-align: center;
  padding: .75rem 1rem; margin: .75rem 0; border: 2px solid #1f4b99; border-radius: .375rem;
  background: #fff; color: #1f4b99; text-decoration: none; cursor: pointer; }
main a.way:hover, button:hover { background: #1f4b99; color: #fff; }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
.refusal { border-left: .375rem solid #a11; padding-left: 1rem; }
"""
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
        return _page("Signed in", _signed_in(caller.actor.name, form_token(caller.secret)))
    return _page("Sign in", _ways_in(request, settings, own_path(request.query_params.get("next", "/"))))


@router.get("/sign-in.css")
def show_style() -> Response:
    """Give the page's style."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/auth/{provider}/start")
def start(request: Request, provider: str) -> Response:
    """Send the browser to a provider; nothing is kept but a sealed cookie in that browser."""
    if provider not in _known(request):
        raise NotFound("There is no such sign-in provider.")
    try:
        address, attempt = _providers(request).begin(provider)
    except AppError as error:
        return _refused(error)
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


@router.get("/auth/{provider}/callback")
def callback(request: Request, provider: str) -> Response:
    """Take the provider's answer, if it belongs to what this browser began with this provider."""
    settings = settings_of(request)
    kept = _seal(request).open(request.cookies.get(cookie_name(settings, ATTEMPT_COOKIE), ""))
    if kept is None or kept.get("provider") != provider or provider not in _known(request):
        return _refused(NoEntry("This sign-in was not begun in this browser, or too long ago. Begin again."))
    attempt = Attempt(provider=provider, state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    policy = EntryPolicy.of(settings.admin_emails, settings.sign_in_domains)
    try:
        vouched = _providers(request).finish(attempt, request.query_params)
        response = _enter(request, vouched, policy, then=own_path(kept["next"]))
    except AppError as error:
        response = _refused(error)
    set_cookie(response, settings, ATTEMPT_COOKIE, "", seconds=0)
    return response


@router.get("/auth/link")
def show_link(request: Request) -> Response:
    """Ask before a link is used up, so that a program that only looks at links uses none."""
    secret = request.query_params.get("token", "")
    hidden = f'<input type="hidden" name="token" value="{escape(secret[:200])}">'
    form = f'<form method="post" action="/auth/link">{hidden}<button type="submit">Sign in</button></form>'
    return _page("Sign in", f"<h1>Sign in to The Combine</h1><p>This link signs you in once.</p>{form}")


@router.post("/auth/link")
async def use_link(request: Request) -> Response:
    """Use a link up and sign its person in."""
    require_same_site(request, settings_of(request))
    secret = (await _form(request)).get("token", "")
    try:
        return await run_in_threadpool(_enter_by_link, request, secret)
    except AppError as error:
        return _refused(error)


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
        return _refused(error)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    settings = settings_of(request)
    require_same_site(request, settings)
    secret = session_secret(request)
    if secret is not None:
        require_form_token(secret, (await _form(request)).get("form_token", ""))
        await run_in_threadpool(_end, request)
    response = RedirectResponse("/sign-in", SEE_OTHER, headers={"Cache-Control": "no-store"})
    set_cookie(response, settings, "combine", "", seconds=0)
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
        user = use_sign_in_link(session, secret, now=now)
        made = begin_session(session, user, agent=_agent(request), replaces=session_secret(request), now=now)
    return _entered(request, made, "/sign-in")


def _entered(request: Request, made: NewSession, then: str) -> Response:
    response = RedirectResponse(then, SEE_OTHER, headers={"Cache-Control": "no-store"})
    keep_session(response, settings_of(request), made)
    return response


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _end(request: Request) -> None:
    caller = caller_of(request)
    if caller is not None and caller.session is not None:
        runtime = runtime_of(request)
        with runtime.database.begin() as session:
            end_session(session, caller.actor, key=caller.session, now=runtime.clock())


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    if len(body) > LONGEST_FORM:
        return {}
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
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


# -- the page --------------------------------------------------------------------------------------------------------


def _ways_in(request: Request, settings: Settings, then: str) -> str:
    after = quote(then, safe="")
    ways = [
        f'<a class="way" href="/auth/{name}/start?next={after}">Sign in with {escape(provider.title)}</a>'
        for name, provider in _known(request).items()
    ]
    if settings.development_sign_in and not settings.is_strict:
        ways.append('<form method="post" action="/auth/development"><button>Sign in as the developer</button></form>')
    if not ways:
        ways.append("<p>No sign-in provider is set up here. Ask an administrator for a sign-in link.</p>")
    return "<h1>Sign in to The Combine</h1>" + "".join(ways)


def _signed_in(name: str, token: str) -> str:
    hidden = f'<input type="hidden" name="form_token" value="{token}">'
    form = f'<form method="post" action="/sign-out">{hidden}<button type="submit">Sign out</button></form>'
    return f"<h1>You are signed in</h1><p>As {escape(name)}.</p>{form}"


def _refused(error: AppError) -> Response:
    content = f'<h1>You are not signed in</h1><p class="refusal" role="alert">{escape(str(error))}</p>'
    return _page("Not signed in", content + '<p><a href="/sign-in">Back to sign-in</a></p>', status=status_of(error))


def _page(title: str, content: str, *, status: int = 200) -> Response:
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Combine</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/sign-in.css"></head><body><main>{content}</main></body></html>'
    )
    return HTMLResponse(body, status, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
