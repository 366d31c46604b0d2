"""How the text of a variable becomes a value; the messages name what is allowed and never what was given."""

import ipaddress
import re
from typing import Annotated, Final, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
PROVIDERS = ("anthropic", "openai")
_DOMAIN: Final = r"\w([\w.-]*\w)?\.?"
_NUMBERS: Final = r"[\d.]+"
_WHOLE_OPTIONS: Final = (
    "connect_timeout",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "tcp_user_timeout",
)
_REFUSED_OPTION: Final = re.compile(rb'invalid "?(\w+)"? value')
"""How libpq begins to tell of an option whose value it does not take."""

_NO_SERVER: Final = {"host": "/dev/null", "hostaddr": "", "port": "5432", "password": "none"}
"""An address that nobody can listen on, so that libpq tells at once what it makes of the other options."""


def items(value: object) -> object:
    """Split a comma-separated list; anything else is left to the type."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def every_one(pattern: str, allowed: str) -> AfterValidator:
    """Make a check that each entry of a list has a form; the message says which."""
    form = re.compile(pattern)

    def check(value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(form.fullmatch(item) for item in value):
            raise ValueError(f"must be {allowed}, separated by commas")
        return value

    return AfterValidator(check)


def networks(value: object) -> object:
    """Split a list of networks; `*` stands for every address."""
    parts = items(value)
    if not isinstance(parts, tuple):
        return value
    found: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
    for part in parts:
        for text in ("0.0.0.0/0", "::/0") if part == "*" else (part,):
            try:
                found.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                raise ValueError("must be networks such as 10.0.0.0/8, separated by commas") from None
    return tuple(found)


def lowered(value: object) -> object:
    """Take a word in any case as its lower-case form."""
    return value.lower() if isinstance(value, str) else value


def uppered(value: object) -> object:
    """Take a word in any case as its upper-case form."""
    return value.upper() if isinstance(value, str) else value


def listening_host(value: str) -> str:
    """Check an address or a name to listen on."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        if re.fullmatch(_NUMBERS, value) or not re.fullmatch(_DOMAIN, value):
            raise ValueError("must be an address or a host name, without a port") from None
    return value


def header_token(value: SecretStr) -> SecretStr:
    """Check that a token can stand in a header as it is."""
    text = value.get_secret_value()
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("must be of ASCII letters, digits and signs, without spaces")
    return value


def web_url(value: str) -> str:
    """Check an http or https address and drop its trailing slash."""
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
        parts = urlsplit("")
    if not is_one or parts.query or parts.fragment or parts.username or re.search(r"\s", value):
        raise ValueError("must be an http or https address without user, query or fragment")
    return value.rstrip("/")


def checked_database_url(value: SecretStr) -> SecretStr:
    """Check the database's address and name the driver in it."""
    text = value.get_secret_value()
    scheme, separator, rest = text.partition("://")
    driver = DRIVERS.get(scheme.lower())
    if driver is None or not separator:
        raise ValueError("must start with postgresql:// or sqlite:///")
    if driver == "sqlite":
        if not rest.startswith("/"):
            raise ValueError("must name its file as sqlite:///relative.db or sqlite:////absolute.db")
        return SecretStr(f"{driver}://{rest}")
    try:
        parts = urlsplit(text)
        names_database = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        names_database = False
    if not names_database:
        raise ValueError("must name host, port and database: postgresql://USER@HOST:5432/NAME")
    if parts.query:
        _check_options(parts.query)
    return SecretStr(f"{driver}://{rest}")


def _check_options(query: str) -> None:
    from psycopg import Error  # noqa: PLC0415 - the first answer waits for the driver only where options are given
    from psycopg.pq import Conninfo  # noqa: PLC0415 - as above

    try:
        # Nothing but the options: what is wrong elsewhere is told elsewhere.
        parsed = Conninfo.parse(f"postgresql:///?{query}".encode())
        given = {item.keyword.decode(): item.val.decode() for item in parsed if item.val is not None}
    except (Error, UnicodeDecodeError):
        raise ValueError("must have no options but those that PostgreSQL's libpq knows") from None
    for name in _WHOLE_OPTIONS:
        if not re.fullmatch(r"\s*[+-]?\d+\s*", given.get(name, "0"), re.ASCII):
            raise ValueError(f"must have a whole number as its option {name}")
    refused = _refused_option(given)
    if refused is not None:
        raise ValueError(f"must have as its option {refused} a value that PostgreSQL's libpq takes")


def _refused_option(given: dict[str, str]) -> str | None:
    """Name the option whose value libpq does not take: it looks at every one before it looks for a server."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as in `_check_options`
    from psycopg.pq import PGconn  # noqa: PLC0415 - as in `_check_options`

    attempt = PGconn.connect_start(make_conninfo(**{**given, **_NO_SERVER}).encode())
    found = _REFUSED_OPTION.match(attempt.error_message)
    attempt.finish()
    return found[1].decode() if found else None


def checked_model_provider(value: str) -> str:
    """Check `offline` or `provider:model`."""
    provider, _, model = value.partition(":")
    if value != "offline" and (provider not in PROVIDERS or not model.strip()):
        raise ValueError("must be offline, anthropic:MODEL or openai:MODEL")
    return value


def shown_database(url: str) -> str:
    """Give a database's address as scheme, host and database, without user, password or options."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.partition("+")[0]
        if scheme == "sqlite":
            return f"sqlite://{parts.path}"
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "unreadable"
    return f"{scheme}://{parts.hostname or ''}{port}{parts.path}"


def without_password(address: str) -> str:
    """Give the example of an address in a form in which redaction finds nothing to take out."""
    return re.sub(r"(://[^:@/\s]*):[^@/\s]*@", r"\1@", address)


def credentials(url: str) -> tuple[str, ...]:
    """Give the password inside an address, as written and as meant, so that neither is ever shown.

    One that is the user's name is no secret, as in `docker-compose.yml`, and staging refuses it: taking it out of every
    line would take out a common word.
    """
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return (url,)
    if password == parts.username:
        return ()
    return (password, unquote(password), quote(unquote(password), safe="")) if password else ()


Names = Annotated[tuple[str, ...], BeforeValidator(items)]
Domains = Annotated[Names, every_one(_DOMAIN, "domains such as example.com")]
Emails = Annotated[Names, every_one(rf"[^\s@<>\"']+@{_DOMAIN}", "addresses such as ada@example.com")]
Hosts = Annotated[
    Names,
    every_one(rf"\*|(\*\.)?{_DOMAIN}|\[[0-9A-Fa-f:.]+\]", "host names such as combine.example.com, without a port"),
]
Networks = Annotated[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...], BeforeValidator(networks)]
Url = Annotated[str, AfterValidator(web_url)]
LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
"""None of them keeps an error from being told."""

Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(uppered)]
