"""Dates as documents write them: a year, a quarter, a month, a day, or a range of two of these."""

import re
from calendar import monthrange
from datetime import date

_FORM = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?")


def span_of(text: str) -> tuple[date, date] | None:
    """Give the first and the last day that a text names; None where it names none."""
    start, separator, end = text.strip().partition("/")
    first, last = _span(start), _span(end if separator else start)
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _span(text: str) -> tuple[date, date] | None:
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    year, quarter, month, day = (int(group) if group else None for group in match.groups())
    if year is None or year == 0:
        return None
    first_month = month or (3 * quarter - 2 if quarter else 1)
    last_month = month or (3 * quarter if quarter else 12)
    try:
        last_day = day or monthrange(year, last_month)[1]
        return date(year, first_month, day or 1), date(year, last_month, last_day)
    except ValueError:
        return None
