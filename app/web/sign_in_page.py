"""The pages around signing in, as HTML: plain forms, one style, no script."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from app.services.sessions import StoredSession
from app.web.browsers import browser_name

POLICY: Final = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
OTHERS: Final = "others"
"""What the sign-out form says instead of a session to mean every one but this."""

STYLE: Final = """
:root { color-scheme: light dark; --canvas: light-dark(#f6f8f7, #0e1413); --surface: light-dark(#fff, #151c1b);
  --line: light-dark(#e0e5e3, #253130); --control: light-dark(#7b8785, #74817f); --ink: light-dark(#13201e, #e9efee);
  --ink-2: light-dark(#43514f, #b3bfbd); --on-ink: light-dark(#fff, #0e1413); --over: light-dark(#2b3a38, #fff);
  --link: light-dark(#174ea6, #8fb8ff); --focus: light-dark(#1457d9, #7fb0ff); --bad: light-dark(#a8231b, #ff9d95);
  --bad-back: light-dark(#fdeeec, #2c1412); --bad-line: light-dark(#efb9b4, #6b2a25); }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1rem, 8vh, 5rem) 1rem 2rem; background: var(--canvas); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 27rem; margin: 0 auto; }
header { font-weight: 600; padding: 0 0 .75rem; color: var(--ink-2); }
main { padding: 1.75rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
footer { padding: .75rem 0; font-size: .875rem; color: var(--ink-2); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600; }
h2 { margin: 2rem 0 .5rem; font-size: 1.0625rem; line-height: 1.25; font-weight: 600; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
a { color: var(--link); }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: .75rem 0; border-top: 1px solid var(--line); }
.way, button { display: block; width: 100%; min-height: 2.75rem; margin: .75rem 0 0; padding: .5625rem 1rem;
  font: inherit; font-weight: 500; text-align: center; text-decoration: none; cursor: pointer;
  border: 1px solid var(--control); border-radius: 6px; background: var(--surface); color: var(--ink); }
.way:hover, button:hover { border-color: var(--ink); background: var(--canvas); }
.first { border-color: var(--ink); background: var(--ink); color: var(--on-ink); }
.first:hover { background: var(--over); color: var(--on-ink); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.apart { margin: 1.5rem 0 0; padding: 1rem 0 0; border-top: 1px solid var(--line); }
.note { margin: 0; font-size: .875rem; color: var(--ink-2); }
.refusal { padding: .75rem 1rem; border: 1px solid var(--bad-line); border-radius: 6px;
  background: var(--bad-back); color: var(--bad); }
@media (max-width: 24rem) { main { padding: 1.25rem 1rem; } }
@media (forced-colors: active) { .first { border-width: 2px; } }
"""


def page(title: str, content: str, *, help_at: str | None = None, status: int = 200) -> Response:
    """Give a page; `help_at` says whom people turn to."""
    helped = f"<footer>Need help? Turn to {_contact(help_at)}.</footer>" if help_at else ""
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Combine</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/sign-in.css"></head>'
        f"<body><header>The Combine</header><main>{content}</main>{helped}</body></html>"
    )
    return HTMLResponse(body, status, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def ways_in(titles: Mapping[str, str], *, then: str, is_developer_let_in: bool) -> str:
    """Show the providers by name and title, and the development sign-in where it is open."""
    after = quote(then, safe="")
    ways = [
        f'<a class="way{"" if number else " first"}" href="/auth/{name}/start?next={after}">'
        f"Sign in with {escape(title)}</a>"
        for number, (name, title) in enumerate(titles.items())
    ]
    developer = (
        '<form method="post" action="/auth/development"{apart}>'
        '<p class="note">Only on this computer, only in development.</p>'
        "<button{first}>Sign in as the developer</button></form>"
    )
    if is_developer_let_in:
        ways.append(developer.format(apart=' class="apart"' if ways else "", first="" if ways else ' class="first"'))
    if not ways:
        ways.append(
            "<p>No sign-in provider is set up here. Ask an administrator for a sign-in link: it signs you in once.</p>"
        )
    return "<h1>Sign in</h1>" + "".join(ways)


def link_form(secret: str) -> str:
    """Ask before a link is used up."""
    hidden = f'<input type="hidden" name="token" value="{escape(secret)}">'
    form = f'<form method="post" action="/auth/link">{hidden}<button class="first">Sign in</button></form>'
    return f"<h1>Sign in</h1><p>This link signs you in once, in this browser.</p>{form}"


def signed_in(name: str, *, form_token: str, sessions: Sequence[StoredSession], this: str) -> str:
    """Show who is signed in, and in which browsers."""
    others = [one for one in sessions if one.id != this]
    out = _form(form_token, "", '<button class="first">Sign out</button>')
    shown = "".join(_session(one, form_token, is_this=one.id == this) for one in sessions)
    all_others = _form(form_token, OTHERS, "<button>Sign out in every other browser</button>")
    several = len(others) > 1
    listed = f"<h2>Where you are signed in</h2><ul>{shown}</ul>{all_others if several else ''}" if sessions else ""
    return f"<h1>You are signed in</h1><p>As {escape(name)}.</p>{out}{listed}"


def refused(reason: str) -> str:
    """Say why somebody could not enter, and lead back."""
    return (
        f'<h1>You are not signed in</h1><p class="refusal" role="alert">{escape(reason)}</p>'
        '<a class="way" href="/sign-in">Back to sign-in</a>'
    )


def _session(one: StoredSession, form_token: str, *, is_this: bool) -> str:
    name = escape(browser_name(one.agent))
    times = f"Since {_time(one.created_at)}, last seen {_time(one.seen_at)}."
    if is_this:
        return f'<li>{name}, this browser<p class="note">{times}</p></li>'
    button = f'<button aria-label="Sign out there: {name}, since {_plain(one.created_at)}">Sign out there</button>'
    return f'<li>{name}<p class="note">{times}</p>{_form(form_token, one.id, button)}</li>'


def _form(form_token: str, session: str, button: str) -> str:
    fields: Iterable[tuple[str, str]] = (("form_token", form_token), ("session", session))
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields if value)
    return f'<form method="post" action="/sign-out">{hidden}{button}</form>'


def _time(at: datetime) -> str:
    return f'<time datetime="{at.astimezone(UTC).isoformat(timespec="minutes")}">{_plain(at)}</time>'


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")


def _contact(text: str) -> str:
    shown = escape(text)
    if text.startswith(("https://", "http://")):
        return f'<a href="{shown}">{shown}</a>'
    return f'<a href="mailto:{shown}">{shown}</a>' if "@" in text and " " not in text else shown
