"""Regular expressions that are compiled when a text first meets them: all together they cost a tenth of a start."""

import re
from typing import Any, cast


class _Late:
    """Stands for one pattern; each method comes from the compiled one at its first use, and stays."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a compiled pattern has
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value


def late(text: str, flags: int = 0) -> re.Pattern[str]:
    """Give the pattern of `text`, compiled at its first use."""
    return cast("re.Pattern[str]", _Late(text, flags))
