"""Works "after", "until", "the week of" and "to" into the days that they are said of."""

from __future__ import annotations

from clinic.leads.wished_times import calendar
from clinic.leads.wished_times.days import DAY, OPEN_END, Days, Today
from clinic.leads.wished_times.marks import Bound


def bounded(days: Days, bound: Bound | None, today: Today) -> Days:
    span = days.span
    if bound is None or days.problem or days.choices or days.anything:
        return days
    if span is None:
        if days.every or len(days.weekdays) != 1:
            return days
        coming = calendar.coming(next(iter(days.weekdays)), today.date)
        span = (coming, coming)
    first, last = span
    match bound:
        case Bound.WEEK:
            return Days(calendar.week(first))
        case Bound.WEEK_AFTER:
            return Days(calendar.week(last + 7 * DAY))
        case Bound.FROM:
            return Days((first, OPEN_END))
        case Bound.AFTER:
            return Days((last + DAY, OPEN_END)) if last < OPEN_END else days
        case Bound.BEFORE:
            return Days((today.date, first - DAY))
        case _:
            return Days((today.date, last))


def spanning(first: Days, last: Days) -> Days:
    """The days from one to another: "mon-wed" is of every week, "3rd to 7th" is not."""
    if first.problem or last.problem or first.choices or last.choices:
        return first if first.problem or first.choices else last
    if first.span is None and last.span is None and first.weekdays and last.weekdays:
        start_day, end_day = min(first.weekdays), max(last.weekdays)
        length = (end_day - start_day) % 7 + 1
        return Days(weekdays=frozenset((start_day + n) % 7 for n in range(length)), every=True)
    if first.span is None or last.span is None:
        return last if first.span is None else first
    start, end = first.span[0], last.span[1]
    return Days((start, end)) if start <= end else last
