"""`combine users` and `combine tokens`: what can be said about people; the work is imported when a command runs."""

from typing import Annotated

import typer

from app.cli.options import JsonOption, make_group

users_app = make_group("users", "Say who may enter.")
tokens_app = make_group("tokens", "Give programs access in a person's name.")

WhoArgument = Annotated[str, typer.Argument(metavar="USER", help="The user's e-mail address or key.")]
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]


@users_app.command("list", epilog="Example: combine users list --json")
def list_users(*, json: JsonOption = False) -> None:
    """List everybody who is known, those who are disabled too."""
    from app.cli.accounts import show_users

    show_users(as_json=json)


@users_app.command("add", epilog='Example: combine users add ada@example.com --name "Ada"')
def add_user(
    email: EmailArgument,
    *,
    name: Annotated[str, typer.Option(help="How others see the person; the address up to the @ by default.")] = "",
    administrator: Annotated[bool, typer.Option("--administrator", help="Lets them administer everything.")] = False,
) -> None:
    """Add a person.

    Their first sign-in with this address, verified by the provider, makes it theirs.
    """
    from app.cli.accounts import add

    add(email, name=name, is_administrator=administrator)


@users_app.command("invite", epilog="Example: combine users invite ada@example.com")
def invite(
    email: EmailArgument,
    *,
    project: Annotated[str, typer.Option(help="The project they are invited to; none opens the door alone.")] = "",
    standing: Annotated[str, typer.Option(help="viewer, contributor or owner of that project.")] = "viewer",
    role: Annotated[list[str] | None, typer.Option(help="A role in which they decide there; repeat for more.")] = None,
) -> None:
    """Invite an address to enter.

    Whoever signs in with it, verified by the provider, within 14 days may enter.
    """
    from app.cli.accounts import invite_address

    invite_address(email, slug=project, standing=standing, roles=role or [])


@users_app.command("disable", epilog="Example: combine users disable ada@example.com")
def disable(who: WhoArgument) -> None:
    """Keep a person out from now on.

    Their sessions end and their tokens are revoked.
    """
    from app.cli.accounts import set_active

    set_active(who, is_active=False)


@users_app.command("enable", epilog="Example: combine users enable ada@example.com")
def enable(who: WhoArgument) -> None:
    """Let a disabled person in again."""
    from app.cli.accounts import set_active

    set_active(who, is_active=True)


@users_app.command("sign-in-link", epilog="Example: combine users sign-in-link ada@example.com")
def sign_in_link(who: WhoArgument) -> None:
    """Write a link that signs a person in once, within the hour.

    For an instance without a provider.
    """
    from app.cli.accounts import write_sign_in_link

    write_sign_in_link(who)


@tokens_app.command("create", epilog="Example: combine tokens create ada@example.com --name x --scope project:read")
def create_token(
    who: WhoArgument,
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[list[str], typer.Option(help="What it may do, such as project:read; repeat for more.")],
    days: Annotated[int, typer.Option(min=1, max=366, metavar="N", help="How many days it lasts, at most 366.")] = 90,
    json: JsonOption = False,
) -> None:
    """Create a token and write it to standard output, this once."""
    from app.cli.accounts import create_access_token

    create_access_token(who, name=name, scopes=scope, days=days, as_json=json)


@tokens_app.command("list", epilog="Example: combine tokens list ada@example.com")
def list_tokens(who: WhoArgument, *, json: JsonOption = False) -> None:
    """List a person's tokens, those that are over too.

    The secrets are not kept and never shown.
    """
    from app.cli.accounts import show_tokens

    show_tokens(who, as_json=json)


@tokens_app.command("revoke", epilog="Example: combine tokens revoke KEY")
def revoke_token(
    key: Annotated[str, typer.Argument(metavar="TOKEN", help="The token's key; `combine tokens list`.")],
) -> None:
    """End a token for good."""
    from app.cli.accounts import revoke

    revoke(key)
