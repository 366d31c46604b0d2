"""Foreign words on a terminal: they are read there, and steer nothing."""

import re
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, terminal escapes, forced writing directions, lone surrogates; not tabs and line breaks."""


def readable(text: str) -> str:
    """Give `text` without what cannot be seen and could move the cursor, hide words or answer for the reader."""
    return _UNSEEN.sub("", text)
