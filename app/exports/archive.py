"""Files as one zip archive whose bytes depend on the files alone.

Nothing is compressed: what a compressor writes differs between its versions, and so between machines.
"""

import io
import zipfile
from collections.abc import Iterable

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can say; every entry says it."""

_MODE = 0o100644
_UNIX = 3


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Give a zip archive of these files by path (with `/`): entries sorted, fixed times and modes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=_FIRST_MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            archive.writestr(entry, content, compress_type=zipfile.ZIP_STORED)
    return target.getvalue()
