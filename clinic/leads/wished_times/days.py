"""Words for days: "wednesday week", "the first monday of next month", "3/12".

British reading of a weekday's name, settled here and confirmed by the read-back: "friday" and
"this friday" are the coming one, never today; "next friday" is the one in the next week, Monday
to Sunday; "friday week" is a week after the coming one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from clinic.leads.wished_times import calendar
from clinic.leads.wished_times.calendar import Span
from clinic.leads.wished_times.spelling import MONTHS
from clinic.leads.wished_times.wish import Problem
from clinic.settings import WEEKDAYS

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
# A day of the month this recently gone by is a slip, not one of next year.
JUST_GONE = dt.timedelta(days=60)
# A date like 3/12 that is this near in the clinic's own order needs no question, if its other
# reading is not near.
NEAR = dt.timedelta(days=56)


@dataclass(frozen=True)
class Days:
    """Days as named.

    Attributes:
        span: first and last day; None if only weekdays were named.
        weekdays: those named; within the span, if there is one.
        every: "mondays" rather than "monday".
        number: the day of the month, where no month was named.
        choices: the days that an ambiguous date may be.
        anything: "any day": no wish of its own.
        follows: "next": also said of the weekdays that follow.
    """

    span: Span | None = None
    weekdays: frozenset[int] = frozenset()
    every: bool = False
    number: int | None = None
    choices: tuple[dt.date, ...] = ()
    anything: bool = False
    follows: bool = False
    problem: Problem | None = None


def one(day: dt.date) -> Days:
    return Days((day, day))


@dataclass(frozen=True)
class Today:
    """The clinic's date, and whether it writes the month before the day."""

    date: dt.date
    month_first: bool = False


Reader = Callable[[re.Match[str], Today], Days]
NOT_A_DATE = Days(problem=Problem.NOT_A_DATE)
PAST = Days(problem=Problem.IN_THE_PAST)
OPEN_END = dt.date.max


def numeric(match: re.Match[str], today: Today) -> Days:
    """Read "3/12" in the clinic's order, and say where the other order is as likely."""
    first, second, year = (match[name] for name in ("first", "second", "year"))
    orders = ("MDY", "DMY") if today.month_first else ("DMY", "MDY")
    days = [calendar.numeric(first, second, year, order, today.date) for order in orders]
    ahead = [day for day in days if day is not None and day >= today.date]
    if not ahead:
        return NOT_A_DATE if days == [None, None] else PAST
    soon = [day for day in ahead if day - today.date <= NEAR]
    limit = calendar.last_day(today.date)
    if len(set(ahead)) == 1 or soon == [days[0]] or ahead[-1] > limit:
        return one(ahead[0])
    return Days(choices=tuple(ahead))


def iso(match: re.Match[str], today: Today) -> Days:
    return _dated(calendar.parsed(match.group(), "YMD"), today)


def named(match: re.Match[str], today: Today) -> Days:
    number, month = int(match["day"]), MONTHS.index(match["month"]) + 1
    year = int(match["year"]) if match["year"] else None
    if year is None:
        year = today.date.year
        if (month, number) < (today.date.month, today.date.day):
            gone = calendar.written(number, month, year)
            if gone is not None and today.date - gone <= JUST_GONE:
                return PAST
            year += 1
    return _dated(calendar.written(number, month, year), today)


def _dated(day: dt.date | None, today: Today) -> Days:
    if day is None:
        return NOT_A_DATE
    return PAST if day < today.date else one(day)


def nth_weekday(match: re.Match[str], today: Today) -> Days:
    first, last = calendar.period(match[3], match[4], today.date)
    weekday = WEEKDAYS.index(match[2])
    days = [day for day in calendar.days(first, last) if day.weekday() == weekday]
    place = -1 if match[1] == "last" else int(match[1][0]) - 1
    return _dated(days[place], today) if place < len(days) else NOT_A_DATE


def nth_week(match: re.Match[str], today: Today) -> Days:
    first, last = calendar.period(match[2], match[3], today.date)
    if match[1] == "last":
        return Days((last - 6 * DAY, last))
    start = first + (int(match[1][0]) - 1) * WEEK
    return Days((start, min(start + 6 * DAY, last)))


def part(match: re.Match[str], today: Today) -> Days:
    span = calendar.period(match[2], match[3], today.date)
    return Days(calendar.part(match[1], span))


def period(match: re.Match[str], today: Today) -> Days:
    return Days(calendar.period(match[1], match[2], today.date))


def weekday(match: re.Match[str], today: Today) -> Days:
    every = bool(match["plural"]) or (match["how"] or "") in ("any ", "every ", "each ", "a ")
    how = (match["how"] or "").strip()
    weekday = WEEKDAYS.index(match["weekday"])
    if every:
        return Days(weekdays=frozenset({weekday}), every=True)
    if how in ("next", "the next", "following"):
        monday, _ = calendar.week(today.date + WEEK)
        return Days((monday + weekday * DAY,) * 2, follows=True)
    if how in ("this", "this coming", "coming"):
        return one(calendar.coming(weekday, today.date))
    return Days(weekdays=frozenset({weekday}))


def weekday_and_more(match: re.Match[str], today: Today) -> Days:
    more = {"week": 1, "fortnight": 2, "after next": 2}[match[2]]
    day = calendar.coming(WEEKDAYS.index(match[1]), today.date)
    if match[2] == "after next":
        day = calendar.week(today.date)[0] + WEEKDAYS.index(match[1]) * DAY
    return one(day + more * WEEK)


def the_next(match: re.Match[str], today: Today) -> Days:
    """Read "not this friday but the next"."""
    return one(calendar.coming(WEEKDAYS.index(match[1]), today.date) + WEEK)


def weekday_with_number(match: re.Match[str], today: Today) -> Days:
    """Read "monday 30", "tues 22nd": None fits unless that day is such a weekday."""
    day = calendar.next_number(int(match[2]), today.date)
    weekday = WEEKDAYS.index(match[1])
    if day is None:
        return NOT_A_DATE
    return one(day) if day.weekday() == weekday else Days(choices=(day, near(weekday, day)))


def near(weekday: int, day: dt.date) -> dt.date:
    ahead = (weekday - day.weekday() + 3) % 7 - 3
    return day + ahead * DAY


def week_from(match: re.Match[str], today: Today) -> Days:
    weeks = {"fortnight": 2, "week": 1}.get(match[2], int(match[1] or 1))
    if match[3] in WEEKDAYS:
        day = calendar.coming(WEEKDAYS.index(match[3]), today.date)
    else:
        day = today.date + (DAY if match[3] == "tomorrow" else 0 * DAY)
    return one(day + weeks * WEEK)


def relative(match: re.Match[str], today: Today) -> Days:
    """Read "in 3 weeks", "2 weeks from now", "in a week or 2"."""
    amounts = [match["least"], match["most"] or match["least"]]
    days = [calendar.relative(amount, match["unit"], today.date) for amount in amounts]
    if None in days:
        return Days(problem=Problem.TOO_FAR)
    first, last = (day for day in days if day is not None)
    return Days((first, last))


def within(match: re.Match[str], today: Today) -> Days:
    last = calendar.relative(match[1] or "1", match[2], today.date)
    return Days(problem=Problem.TOO_FAR) if last is None else Days((today.date, last))


def number(match: re.Match[str], today: Today) -> Days:
    number = int(match[1])
    day = calendar.next_number(number, today.date)
    return NOT_A_DATE if day is None else Days((day, day), number=number)


def number_of_month(match: re.Match[str], today: Today) -> Days:
    first, _ = calendar.period(match[2], None, today.date)
    return _dated(calendar.written(int(match[1]), first.month, first.year), today)


def holiday(match: re.Match[str], today: Today) -> Days:
    return Days(calendar.holiday(match[1], today.date))


def fixed(ahead: int) -> Reader:
    return lambda _match, today: one(today.date + ahead * DAY)


def week_part(first: int, last: int, weeks: int = 0) -> Reader:
    """Days of the week by their place: 0 is Monday."""

    def read(_match: re.Match[str], today: Today) -> Days:
        monday, _ = calendar.week(today.date + weeks * WEEK)
        return Days((max(monday + first * DAY, today.date), monday + last * DAY))

    return read


def every(*weekdays: int) -> Reader:
    return lambda _match, _today: Days(weekdays=frozenset(weekdays), every=True)


def rest_of_week(_match: re.Match[str], today: Today) -> Days:
    return Days((today.date + DAY, calendar.week(today.date)[1]))


def anything(_match: re.Match[str], today: Today) -> Days:
    return Days((today.date, OPEN_END), anything=True)


def past(_match: re.Match[str], _today: Today) -> Days:
    return PAST
