"""Taking secrets out of rendered lines: key names, value patterns, and the secrets that are in force.

It works on the finished line, so tracebacks and other people's records are covered too. Cheap hints decide which
patterns run; most lines hold none of their words.
"""

import base64
import itertools
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus

import orjson

REDACTED = "[redacted]"
MARK = REDACTED.encode()
LONGEST_REMEMBERED = 256
MOST_REMEMBERED = 8192
SHORTEST_SECRET = 6
"""Shorter values are words: taking them out would riddle every line and tell the value by its absence."""

_KEYED = re.compile(
    rb"(?i)((?:pass(?:word|wd|phrase)|secret(?:[_-]key)?|(?:api|private|access)[_-]?key|(?<!rate[_-]limit[_-])token|authorization|cookie)"
    # After a name of the line itself stands a text, or a number that the name was judged to be no secret for.
    rb"(?:\"\s{0,4}:\s{0,4}\"|(?!\"\s{0,4}:)(?:\\?[\"'])?\s{0,4}[:=]\s{0,4}(?:\\?[\"'])?))"
    rb"(?!\[redacted\]|(?:bearer|basic)\s|(?:un)?set\b|none\b|null\b)[^\s\"'\\,;&})\]]+"
)
_SCANS: tuple[tuple[tuple[bytes, ...], "re.Pattern[bytes]", bytes], ...] = (
    ((b"bearer ", b"basic "), re.compile(rb"(?i)\b(bearer|basic)(\s+)(?!realm\b)[a-z0-9._~+/=-]{8,}"), rb"\1\2" + MARK),
    ((b"eyj",), re.compile(rb"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"), MARK),
    ((b"://",), re.compile(rb"(://[^/\s:\"'\\@]{0,256}:)[^/\s\"'\\@]{1,512}@"), rb"\1" + MARK + b"@"),
    ((b"-----begin",), re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[A-Za-z0-9+/=\s-]|\\n|\\r)*"), MARK),
    ((b"sk-", b"pk-", b"rk-"), re.compile(rb"\b[spr]k-[\w-]{12,}"), MARK),
    ((b"cmb_",), re.compile(rb"\bcmb_\w{12,}"), MARK),
    (
        (b"gho_", b"ghp_", b"ghs_", b"ghu_", b"ghr_", b"github_pat_"),
        re.compile(rb"\b(?:gh[opsur]|github_pat)_\w{12,}"),
        MARK,
    ),
    ((b"xox",), re.compile(rb"\bxox[abeoprs]-[\w-]{8,}"), MARK),
    ((b"akia",), re.compile(rb"\bAKIA[0-9A-Z]{12,}"), MARK),
    ((b"aiza",), re.compile(rb"\bAIza[\w-]{20,}"), MARK),
    ((b"passw", b"passphrase"), _KEYED, rb"\1" + MARK),
    (
        (b"secret", b"pi_key", b"pi-key", b"pikey", b"ess_key", b"ess-key", b"ate_key", b"ate-key"),
        _KEYED,
        rb"\1" + MARK,
    ),
    ((b"token", b"authorization", b"cookie"), _KEYED, rb"\1" + MARK),
)
"""What looks secret: words that hint at it, the pattern that decides, and what is written instead."""


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
    if words and (words[-1] in _TOKEN_COUNTS or ("rate", "limit") in itertools.pairwise(words)):
        return False
    if _SECRET_TOKENS.intersection(words) or "apikey" in words:
        return True
    return any(pair in _SECRET_PAIRS for pair in itertools.pairwise(words))


class Redactor:
    """Replaces what must not be read; it knows the process's live secrets in each of their spellings.

    `suspects` is the hint: it looks at one value at a time and remembers its answers, because most values come again
    and again. `line` is the full scan of a rendered line; it runs where any value is suspected.
    """

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        self._needles: tuple[bytes, ...] = ()
        self._hints: tuple[str, ...] = ()
        self.known: dict[str, bool] = {}
        self.redactions = 0
        self.learn(secrets)

    def learn(self, secrets: tuple[str, ...]) -> None:
        """Add secrets that are in force from now on; longer spellings are replaced first."""
        spellings = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _spellings(secret)}
        self._needles = tuple(sorted({*self._needles, *spellings}, key=lambda needle: (-len(needle), needle)))
        words = {hint.decode() for hints, _, _ in _SCANS for hint in hints}
        self._hints = tuple(sorted(words | {needle.decode("utf-8", "replace").lower() for needle in self._needles}))
        self.known = {}

    def suspects(self, text: str) -> bool:
        """Tell whether a value may hold something that must not be read."""
        known = self.known.get(text)
        if known is None:
            lowered = text.lower()
            known = False
            for hint in self._hints:
                if hint in lowered:
                    known = True
                    break
            if len(text) <= LONGEST_REMEMBERED:
                if len(self.known) >= MOST_REMEMBERED:
                    self.known = {}
                self.known[text] = known
        return known

    def line(self, line: bytes) -> bytes:
        """Give the line without secrets; a JSON line stays one."""
        for needle in self._needles:
            if needle in line:
                line = line.replace(needle, MARK)
                self.redactions += 1
        lowered = line.lower()
        for hints, pattern, replacement in _SCANS:
            if any(hint in lowered for hint in hints):
                line, count = pattern.subn(replacement, line)
                self.redactions += count
        return line

    def text(self, text: str) -> str:
        """Give the text without secrets."""
        return self.line(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def _spellings(secret: str) -> set[bytes]:
    """Spell a secret as it stands, escaped in JSON, in a URL, and in base64 at each of the three alignments."""
    raw = secret.encode("utf-8", "surrogateescape")
    # Line breaks are written as spaces in all values but stacks.
    forms = {raw, re.sub(rb"\s+", b" ", raw), repr(secret)[1:-1].encode("utf-8", "replace")}
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
