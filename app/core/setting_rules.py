"""What a value may not be: missing, weak, a placeholder, contradictory, or insecure where others' work is held.

The rules read the variables as text, so that they still speak when another variable cannot be parsed.
"""

import ipaddress
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.core.declaration import STRICT, Declaration, EnvironmentName, Problem, Sensitivity

SHORTEST_SECRET_KEY_BYTES = 32
SHORTEST_TOKEN_BYTES = 24
LEAST_ENTROPY_BITS = 90
LARGEST_STEP = 1
SHORTEST_PREFIX = {4: 8, 6: 16}
"""How much of an address, by IP version, a network must say, so that a few do not make up everybody."""

UNIQUE_LOCAL = ipaddress.IPv6Network("fc00::/7")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

EXAMPLE_DOMAIN = "example.com"
"""Reserved for documents: what an example places there is nobody's."""

PLACEHOLDER_WORDS = (
    "change-me",
    "changeme",
    "change_me",
    "replace-me",
    "replaceme",
    "replace_me",
    "placeholder",
    "your-",
    "your_",
    "example",
    "insert-",
    "xxxxxx",
)
"""Stand in what documents and templates show, never by chance in what was made at random."""

COMMON_PASSWORDS = frozenset(
    {"postgres", "password", "secret", "admin", "root", "test", "combine", "default", "123456"}
)

Values = Mapping[str, str]
Rule = Callable[[Values], Iterator[Problem]]


def find_problems(
    values: Values, *, environment: EnvironmentName, declarations: Mapping[str, Declaration]
) -> Iterator[Problem]:
    """Give every broken rule for this environment; of those for one variable, the first says why."""
    for name, declaration in declarations.items():
        if environment in declaration.required_in and name not in values:
            reason = f"is required in {environment}: {declaration.meaning.rstrip('.')}"
            yield Problem(variable=name, reason=reason, example=declaration.example)
    if environment in STRICT:
        yield from _placeholders(values, declarations)
    for rule in ALWAYS:
        yield from rule(values)
    if environment in STRICT:
        for rule in WHERE_STRICT:
            yield from rule(values)


def missing(values: Values, *, environment: EnvironmentName, declarations: Mapping[str, Declaration]) -> list[str]:
    """Name the variables that this environment, or what else is set, requires and that are not set."""
    problems = find_problems(values, environment=environment, declarations=declarations)
    return sorted({problem.variable for problem in problems} - values.keys())


def _placeholders(values: Values, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    for name, declaration in declarations.items():
        value = values.get(name)
        if value is None:
            continue
        is_secret = declaration.sensitivity is Sensitivity.SECRET
        looks_like_one = name != "DATABASE_URL" and is_secret and _is_placeholder(value)
        stands_for_own = declaration.is_placeholder or EXAMPLE_DOMAIN in declaration.example
        if looks_like_one or (stands_for_own and not _entries(value).isdisjoint(_entries(declaration.example))):
            yield Problem(variable=name, reason="still holds a placeholder; set a value of your own")


def _is_placeholder(secret: str) -> bool:
    """Tell whether a secret is words in angle brackets, or holds what only placeholders hold."""
    lowered = secret.lower()
    return (secret[:1], secret[-1:]) == ("<", ">") or any(word in lowered for word in PLACEHOLDER_WORDS)


def _entries(value: str) -> frozenset[str]:
    return frozenset(entry.strip().rstrip("/.") for entry in value.lower().split(","))


def _pairs(values: Values) -> Iterator[Problem]:
    sets = (
        ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
        ("MICROSOFT_CLIENT_ID", "MICROSOFT_CLIENT_SECRET"),
        ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"),
    )
    for names in sets:
        present = [name for name in names if name in values]
        for name in names:
            if present and name not in values:
                yield Problem(variable=name, reason=f"is missing while {present[0]} is set; they belong together")
    if "MICROSOFT_TENANTS" in values and "MICROSOFT_CLIENT_ID" not in values:
        yield Problem(variable="MICROSOFT_TENANTS", reason="is set while MICROSOFT_CLIENT_ID is not")


def _model_key(values: Values) -> Iterator[Problem]:
    provider = values.get("MODEL_PROVIDER", "").partition(":")[0]
    if provider == "anthropic" and not {"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"} & values.keys():
        yield Problem(variable="ANTHROPIC_API_KEY", reason="is required while MODEL_PROVIDER names anthropic")
    if provider == "openai" and not {"OPENAI_API_KEY", "OPENAI_BASE_URL"} & values.keys():
        yield Problem(variable="OPENAI_API_KEY", reason="is required while MODEL_PROVIDER names openai")


def _definitions(values: Values) -> Iterator[Problem]:
    if "DEFINITIONS_PATH" in values:
        try:
            next(Path(values["DEFINITIONS_PATH"]).iterdir(), None)
        except (OSError, ValueError):
            yield Problem(variable="DEFINITIONS_PATH", reason="names no folder that this process can read")


def _callbacks(values: Values) -> Iterator[Problem]:
    signs_in = {"GOOGLE_CLIENT_ID", "MICROSOFT_CLIENT_ID", "OIDC_CLIENT_ID"} & values.keys()
    if signs_in and "PUBLIC_URL" not in values:
        reason = "is required with a sign-in provider, whose callbacks it names"
        yield Problem(variable="PUBLIC_URL", reason=reason, example="https://combine.example.com")


def _database_is_server(values: Values) -> Iterator[Problem]:
    url = values.get("DATABASE_URL", "")
    if url.lower().startswith("sqlite"):
        reason = "names SQLite, which serves development only; use PostgreSQL"
        yield Problem(variable="DATABASE_URL", reason=reason, example="postgresql://combine@db.internal:5432/combine")
        return
    try:
        parts = urlsplit(url)
        password, user = unquote(parts.password or ""), unquote(parts.username or "")
    except ValueError:
        return
    if _is_placeholder(password):
        yield Problem(variable="DATABASE_URL", reason="still holds a placeholder as its password; set one of your own")
    elif password and (password.lower() in COMMON_PASSWORDS or password == user):
        yield Problem(variable="DATABASE_URL", reason="holds a password that is easily guessed")


def _secret_key(values: Values) -> Iterator[Problem]:
    value = values.get("SECRET_KEY")
    if value is None:
        return
    advice = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
    if len(value.encode()) < SHORTEST_SECRET_KEY_BYTES:
        yield Problem(variable="SECRET_KEY", reason=f"is shorter than {SHORTEST_SECRET_KEY_BYTES} bytes; {advice}")
    elif is_guessable(value):
        yield Problem(variable="SECRET_KEY", reason=f"is of low entropy; {advice}")


def _operations_token(values: Values) -> Iterator[Problem]:
    value = values.get("OPS_TOKEN")
    if value is not None and (len(value.encode()) < SHORTEST_TOKEN_BYTES or _has_pattern(value)):
        reason = f"is weak; use at least {SHORTEST_TOKEN_BYTES} random bytes"
        yield Problem(variable="OPS_TOKEN", reason=reason)


def _wildcards(values: Values) -> Iterator[Problem]:
    hosts = [host.strip() for host in values.get("ALLOWED_HOSTS", "").split(",")]
    if any(_is_any_host(host) for host in hosts):
        reason = "holds a wildcard for every host, or for every one below a top-level name; name the hosts"
        yield Problem(variable="ALLOWED_HOSTS", reason=reason, example="combine.example.com")
    if any(_is_everyone(part.strip()) for part in values.get("TRUSTED_PROXIES", "").split(",")):
        reason = "trusts every address, or a network shorter than /8 (IPv6: /16); name the proxies' networks"
        yield Problem(variable="TRUSTED_PROXIES", reason=reason, example="10.0.0.0/8")
    if any(_is_everyone(part.strip()) for part in values.get("OUTGOING_NETWORKS", "").split(",")):
        reason = (
            "allows every address, or a network shorter than /8 (IPv6: /16); name the networks of your sign-in provider"
        )
        yield Problem(variable="OUTGOING_NETWORKS", reason=reason, example="10.20.0.0/16")


def _development_sign_in(values: Values) -> Iterator[Problem]:
    if values.get("DEVELOPMENT_SIGN_IN", "").lower() in {"1", "true", "yes", "on", "t", "y"}:
        yield Problem(variable="DEVELOPMENT_SIGN_IN", reason="lets anybody in; it is for development alone")


def _open_addresses(values: Values) -> Iterator[Problem]:
    for name, example in (("PUBLIC_URL", "https://combine.example.com"), ("OIDC_ISSUER", "https://id.example.com")):
        try:
            parts = urlsplit(values.get(name, ""))
            host = parts.hostname or ""
        except ValueError:
            continue
        if parts.scheme == "http" and host not in LOOPBACK:
            reason = "is not https, so sign-in would cross the network in the open"
            yield Problem(variable=name, reason=reason, example=example)


def _somebody_can_sign_in(values: Values) -> Iterator[Problem]:
    if not {"GOOGLE_CLIENT_ID", "MICROSOFT_CLIENT_ID", "OIDC_CLIENT_ID"} & values.keys():
        reason = (
            "is not set, nor is another sign-in provider (MICROSOFT_CLIENT_ID, OIDC_CLIENT_ID), so nobody could enter"
        )
        yield Problem(variable="GOOGLE_CLIENT_ID", reason=reason)


def is_guessable(secret: str) -> bool:
    """Tell whether a secret repeats itself, counts upwards, or uses too few different characters."""
    counts = Counter(secret)
    bits = -sum(count * math.log2(count / len(secret)) for count in counts.values())
    return bits < LEAST_ENTROPY_BITS or _has_pattern(secret)


def _has_pattern(secret: str) -> bool:
    repeats = secret in (secret + secret)[1:-1]
    steps = sum(abs(ord(b) - ord(a)) <= LARGEST_STEP for a, b in itertools.pairwise(secret))
    return repeats or steps > len(secret) // 2


def _is_any_host(pattern: str) -> bool:
    name = pattern.removeprefix("*.")
    return "*" in name or (name != pattern and "." not in name.strip("."))


def _is_everyone(part: str) -> bool:
    if part == "*":
        return True
    try:
        network = ipaddress.ip_network(part, strict=False)
    except ValueError:
        return False
    is_private = isinstance(network, ipaddress.IPv6Network) and network.subnet_of(UNIQUE_LOCAL)
    return network.prefixlen < SHORTEST_PREFIX[network.version] and not is_private


ALWAYS: tuple[Rule, ...] = (_pairs, _model_key, _callbacks, _definitions)
WHERE_STRICT: tuple[Rule, ...] = (
    _database_is_server,
    _secret_key,
    _operations_token,
    _wildcards,
    _development_sign_in,
    _open_addresses,
    _somebody_can_sign_in,
)
