"""Which of two media types a request prefers (RFC 9110 §12.5.1)."""

import re
from collections.abc import Iterator
from typing import Final

from starlette.requests import Request

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def prefers(request: Request, media_type: str, *, over: str) -> bool:
    """Tell whether a request names `media_type` itself, and likes it no less than `over`, which it gets otherwise."""
    ranges = list(_ranges(",".join(request.headers.getlist("accept"))))
    wished = max((quality for name, quality in ranges if name == media_type), default=0.0)
    return wished > 0 and wished >= _quality_of(over, ranges)


def _quality_of(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Give the quality of a type, by the range that names it most closely."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        found = [quality for given, quality in ranges if given == name]
        if found:
            return max(found)
    return 0.0


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        yield name, _weight(parameters)


def _weight(parameters: list[str]) -> float:
    """Read the weight among the parameters of a range; one that cannot be read asks for nothing."""
    for parameter in parameters:
        if parameter.startswith("q="):
            value = parameter.removeprefix("q=").strip()
            return float(value) if _QUALITY.fullmatch(value) else 0.0
    return 1.0
