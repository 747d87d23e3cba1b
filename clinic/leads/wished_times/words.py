"""Reads a wish back in words, with weekday and date.

No year is said: a wish lies within the next twelve months, and the weekday tells the rest.
"""

from __future__ import annotations

import datetime as dt

from clinic.leads.wished_times.wish import Wish
from clinic.settings import WEEKDAYS

NOON = dt.time(12)
WORKING_DAYS = frozenset(range(5))


def words_for(wish: Wish) -> str:
    """Say a wish: "Wednesday 2 December, from 17:00"."""
    if wish.is_one_day:
        return _joined(_date(wish.date_from), _time(wish, "in the morning"))
    days, exception = _weekdays(wish)
    if _is_morning(wish):
        days = f"{days} mornings" if days else "mornings"
        return _joined(f"{days} {_dates(wish)}", exception)
    span = _dates(wish)
    if days:
        span = f"{_plural(days)} {span}"
    elif wish.is_open:
        span = f"any day {span}"
    return _joined(span.removeprefix("from "), _time(wish, ""), exception)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _dates(wish: Wish) -> str:
    if wish.is_open:
        return f"from {_date(wish.date_from)}"
    return f"from {_date(wish.date_from)} to {_date(wish.date_to)}"


def _weekdays(wish: Wish) -> tuple[str, str]:
    """The weekdays in the singular, and what is left out: ("weekday", "not Fridays")."""
    wished = frozenset(wish.weekdays)
    if not wished:
        return "", ""
    left_out = WORKING_DAYS - wished
    if wished <= WORKING_DAYS and len(left_out) < 2:
        return "weekday", "".join(f"not {_name(day)}s" for day in left_out)
    names = [_name(day) for day in sorted(wished)]
    if len(names) == 1:
        return names[0], ""
    return f"{', '.join(names[:-1])} and {names[-1]}", ""


def _plural(days: str) -> str:
    return days.replace("day", "days")


def _time(wish: Wish, morning: str) -> str:
    start, end = wish.time_from, wish.time_to
    if start is None and end is None:
        return ""
    if morning and _is_morning(wish):
        return morning
    if start is None:
        return f"until {end:%H:%M}"
    if end is None:
        return f"from {start:%H:%M}"
    if start == end:
        return f"at {start:%H:%M}"
    return f"between {start:%H:%M} and {end:%H:%M}"


def _is_morning(wish: Wish) -> bool:
    return wish.time_from is None and wish.time_to == NOON


def _date(day: dt.date) -> str:
    return f"{_name(day.weekday())} {day.day} {day:%B}"


def _name(weekday: int) -> str:
    return WEEKDAYS[weekday].capitalize()
