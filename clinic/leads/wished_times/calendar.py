"""Reckons with dates: weeks, months, parts of both, holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import dateparser
import holidays

from clinic.leads.wished_times.spelling import MONTHS

Span = tuple[dt.date, dt.date]
DAY = dt.timedelta(days=1)
MONTHS_AHEAD = 12


def parsed(words: str, order: str, now: dt.date | None = None) -> dt.date | None:
    """Read a date that is written out, or an amount of time from now; None if there is none."""
    base = dt.datetime.combine(now or dt.date(2000, 1, 1), dt.time())
    settings = {"DATE_ORDER": order, "RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"}
    found = dateparser.parse(words, languages=["en"], settings=settings)
    return None if found is None else found.date()


def written(day: int, month: int, year: int) -> dt.date | None:
    """The date; None if there is none such, or not in our times."""
    return parsed(f"{day} {MONTHS[month - 1]} {year}", "DMY") if 1900 < year < 2900 else None


def numeric(first: str, second: str, year: str | None, order: str, now: dt.date) -> dt.date | None:
    """Read "3/12" or "3/12/26" in one order; without a year, the next such day."""
    day, month = (int(first), int(second)) if order == "DMY" else (int(second), int(first))
    if not 1 <= month <= len(MONTHS):
        return None
    if year is not None:
        return written(day, month, int(year) + (2000 if len(year) == 2 else 0))
    return written(day, month, now.year + ((month, day) < (now.month, now.day)))


def relative(amount: str, unit: str, now: dt.date) -> dt.date | None:
    """The day an amount of days, weeks, months or years from now; None if far beyond."""
    return parsed(f"in {amount} {unit}{'' if amount in ('a', '1') else 's'}", "DMY", now)


def last_day(now: dt.date) -> dt.date:
    """The last day that can be wished for."""
    return month_later(now, MONTHS_AHEAD)


def month_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of that month."""
    number = day.month - 1 + months
    first = dt.date(day.year + number // 12, number % 12 + 1, 1)
    return min(first + (day.day - 1) * DAY, month(first)[1])


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def week(day: dt.date) -> Span:
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


def month(day: dt.date) -> Span:
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def coming(weekday: int, now: dt.date) -> dt.date:
    """The next such weekday after today."""
    return now + ((weekday - now.weekday() - 1) % 7 + 1) * DAY


def next_number(number: int, now: dt.date) -> dt.date | None:
    """The next 31st, say: of this month or of the first that has one."""
    for ahead in range(MONTHS_AHEAD):
        first, last = month(month_later(now.replace(day=1), ahead))
        if 1 <= number <= last.day and first + (number - 1) * DAY >= now:
            return first + (number - 1) * DAY
    return None


def period(words: str, year: str | None, now: dt.date) -> Span:
    """A week or month by its name: "next week", "the month", "january"."""
    words = words.removeprefix("the ")
    if words in MONTHS:
        number = MONTHS.index(words) + 1
        wanted = int(year) if year else now.year + (number < now.month)
        # A year far away is as far beyond reach, and safe to reckon with.
        return month(dt.date(min(max(wanted, now.year - 2), now.year + 3), number, 1))
    if "after next" in words:
        return week(now + 14 * DAY)
    ahead = words.startswith(("next", "coming", "following"))
    if "week" in words:
        return week(now + 7 * ahead * DAY)
    return month(month_later(now.replace(day=1), int(ahead)))


# The days of a part, counted from the first of the week or month; None for the last.
WEEK_PARTS = {
    "mid": (1, 3), "middle": (1, 3), "late": (3, None), "end": (3, None),
    "1st half": (0, 2), "2nd half": (3, None),
}  # fmt: skip
MONTH_PARTS = {
    "early": (0, 9), "mid": (10, 19), "middle": (10, 19), "late": (20, None), "end": (-7, None),
    "1st half": (0, 14), "2nd half": (15, None),
}  # fmt: skip


def part(name: str, span: Span) -> Span:
    """The start, middle or end of a week or of a month."""
    first, last = span
    if (last - first).days == 6:
        start, end = WEEK_PARTS.get(name, (0, 1))
    else:
        start, end = MONTH_PARTS.get(name, (0, 6))
    begin = first + start * DAY if start >= 0 else last + (start + 1) * DAY
    return begin, last if end is None else first + end * DAY


def holiday(name: str, now: dt.date) -> Span:
    """The next such holiday."""
    for year in (now.year, now.year + 1):
        first, last = _holiday(name, year)
        if last >= now:
            break
    return first, last


def _holiday(name: str, year: int) -> Span:
    if name == "holidays":
        return dt.date(year, 12, 24), dt.date(year + 1, 1, 1)
    if name in ("good friday", "easter monday", "easter sunday", "easter"):
        # Easter is the same in all of the western calendar: England has both days off.
        england = holidays.country_holidays("GB", subdiv="ENG", years=year)
        friday = next(day for day, what in england.items() if what == "Good Friday")
        if name == "easter":
            return friday, friday + 3 * DAY
        one = friday + {"good friday": 0, "easter sunday": 2, "easter monday": 3}[name] * DAY
        return one, one
    month_day = {
        "christmas eve": (12, 24), "christmas": (12, 25), "christmas day": (12, 25),
        "boxing day": (12, 26), "new years eve": (12, 31),
    }.get(name, (1, 1))  # fmt: skip
    return dt.date(year, *month_day), dt.date(year, *month_day)
