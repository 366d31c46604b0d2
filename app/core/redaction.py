"""Taking secrets out of rendered lines: key names, value patterns, and the secrets that are in force.

It works on the finished line, so tracebacks and other people's records are covered too. A cheap hint decides whether
the full scan runs; most lines hold none of its words.
"""

import base64
import itertools
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus

import orjson

REDACTED = "[redacted]"
MARK = REDACTED.encode()
SHORTEST_SECRET = 6
"""Shorter values are words: taking them out would riddle every line and tell the value by its absence."""

HINTS = (
    b"earer",
    b"EARER",
    b"asic",
    b"eyJ",
    b"@",
    b"-----BEGIN",
    b"sk-",
    b"cmb_",
    b"ghp_",
    b"gho_",
    b"ghs_",
    b"github_pat_",
    b"xox",
    b"AKIA",
    b"AIza",
    b"assw",
    b"ASSW",
    b"ecret",
    b"ECRET",
    b"oken",
    b"OKEN",
    b"_key",
    b"_KEY",
    b"-key",
    b"-Key",
    b"ookie",
    b"uthorization",
)

PATTERNS = (
    (re.compile(rb"(?i)\b(bearer|basic)(\s+)(?!realm\b)[a-z0-9._~+/=-]{8,}"), rb"\1\2" + MARK),
    (re.compile(rb"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"), MARK),
    (re.compile(rb"(://[^/\s:\"'\\@]{0,256}:)[^/\s\"'\\@]{1,512}@"), rb"\1" + MARK + b"@"),
    (re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[A-Za-z0-9+/=\s-]|\\n|\\r)*"), MARK),
    (re.compile(rb"\b(?:sk|pk|rk)-[\w-]{12,}"), MARK),
    (re.compile(rb"\b(?:cmb|ghp|gho|ghs|github_pat)_\w{12,}"), MARK),
    (re.compile(rb"\bxox[abeoprs]-[\w-]{8,}"), MARK),
    (re.compile(rb"\bAKIA[0-9A-Z]{12,}"), MARK),
    (re.compile(rb"\bAIza[\w-]{20,}"), MARK),
    (
        re.compile(
            rb"(?i)((?:\b|_)(?:pass(?:word|wd|phrase)|secret(?:[_-]key)?|(?:api|private|access|secret)[_-]?key|client[_-]secret|"
            rb"(?:access|refresh|id|ops|auth|session)[_-]token|token|authorization|(?:set-)?cookie)"
            rb"(?:\\?[\"'])?\s*[:=]\s*(?:\\?[\"'])?)(?!\[redacted\]|(?:bearer|basic)\s|(?:un)?set\b|none\b|null\b)[^\s\"'\\,;&})\]]+"
        ),
        rb"\1" + MARK,
    ),
)

_SECRET_TOKENS = frozenset(
    {
        "password",
        "passwd",
        "passphrase",
        "secret",
        "secrets",
        "authorization",
        "cookie",
        "token",
        "credential",
        "credentials",
    }
)
_SECRET_PAIRS = frozenset(
    {("api", "key"), ("private", "key"), ("access", "key"), ("secret", "key"), ("signing", "key")}
)
_TOKEN_COUNTS = frozenset({"tokens", "count", "type", "kind", "limit", "state"})
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4096)
def is_secret_key(name: str) -> bool:
    """Tell whether a field's name says that its value is secret: `api_key` and `apiKey` do, `tokenizer` does not."""
    words = [word.lower() for word in _WORDS.findall(name[:128])]
    if words and words[-1] in _TOKEN_COUNTS:
        return False
    if _SECRET_TOKENS.intersection(words) or "apikey" in words:
        return True
    return any(pair in _SECRET_PAIRS for pair in itertools.pairwise(words))


class Redactor:
    """Replaces what must not be read; it knows the process's live secrets in each of their spellings."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        self._needles: tuple[bytes, ...] = ()
        self.redactions = 0
        self.learn(secrets)

    def learn(self, secrets: tuple[str, ...]) -> None:
        """Add secrets that are in force from now on; longer spellings are replaced first."""
        spellings = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _spellings(secret)}
        self._needles = tuple(sorted({*self._needles, *spellings}, key=lambda needle: (-len(needle), needle)))

    def line(self, line: bytes) -> bytes:
        """Give the line without secrets; a JSON line stays one."""
        for needle in self._needles:
            if needle in line:
                line = line.replace(needle, MARK)
                self.redactions += 1
        for hint in HINTS:
            if hint in line:
                return self._scan(line)
        return line

    def text(self, text: str) -> str:
        """Give the text without secrets."""
        return self.line(text.encode("utf-8", "replace")).decode("utf-8", "replace")

    def _scan(self, line: bytes) -> bytes:
        for pattern, replacement in PATTERNS:
            line, count = pattern.subn(replacement, line)
            self.redactions += count
        return line


def _spellings(secret: str) -> set[bytes]:
    """Spell a secret as it stands, escaped in JSON, in a URL, and in base64 at each of the three alignments."""
    raw = secret.encode("utf-8", "surrogateescape")
    forms = {raw, repr(secret)[1:-1].encode("utf-8", "replace")}
    forms |= {quote(secret, safe="").encode(), quote(secret).encode(), quote_plus(secret).encode()}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        # The first and last groups mix with their neighbours: only what the secret alone decides is looked for.
        core = encoded[(0, 2, 3)[offset] :].rstrip(b"=")
        core = core if (offset + len(raw)) % 3 == 0 else core[:-1]
        if len(core) >= SHORTEST_SECRET + 2:
            forms |= {core, core.translate(bytes.maketrans(b"+/", b"-_"))}
    escaped = {orjson.dumps(form.decode("utf-8", "replace"))[1:-1] for form in forms}
    return forms | escaped
