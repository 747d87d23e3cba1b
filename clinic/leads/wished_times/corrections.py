"""Corrects wishes that were named before: "the week after that", "no, a day later", "earlier"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from clinic.leads.wished_times import calendar
from clinic.leads.wished_times.days import DAY, OPEN_END, Days
from clinic.leads.wished_times.hours import WEEKDAYS
from clinic.leads.wished_times.options import Option
from clinic.leads.wished_times.times import NOON, Times
from clinic.leads.wished_times.wish import Wish

MINUTES = {"hour": 60, "minute": 1}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 28, "one": 7}
THAT = r"(?:(?: that| this| it)(?: one)?)?"
# "the day after tomorrow" and "the week after christmas" are no corrections.
STANDS_ALONE = r"(?= ,| but\b| and\b| at\b| in\b| please\b| pls\b| instead\b| then\b| if\b| or\b|$)"
MOVED = re.compile(
    rf"\b(?:the |a |an )?(?P<amount>\d{{1,2}} |half (?:an? )?)?(?:an? )?"
    rf"(?P<unit>hour|minute|day|week|fortnight|month|one)s? "
    rf"(?:(?P<way>later|earlier|sooner)(?: than)?{THAT}"
    rf"|(?P<side>after|before|following){THAT}{STANDS_ALONE})"
)
FOLLOWING = re.compile(
    rf"\b(?:the |that )?(?P<way>following|next|previous) (?P<unit>day|week|one)\b{STANDS_ALONE}"
)
TIME_ONLY = re.compile(
    r"\b(?:(?:a )?(?:little |wee )?bit |slightly |much )?(later|earlier|sooner)\b"
)
ADDED = re.compile(r"^(?:yes |ok )?(?:or|also|plus|and)\b|\b(?:too|also|as well)$")
SAME_DAY = re.compile(r"\b(?:that|same) day\b")
BACK = frozenset({"earlier", "sooner", "before", "previous"})


def as_option(wish: Wish) -> Option:
    """A wish as if it had just been read."""
    weekdays = frozenset(wish.weekdays)
    end = OPEN_END if wish.is_open else wish.date_to
    return Option(
        Days((wish.date_from, end), weekdays, every=bool(weekdays)),
        Times(wish.time_from, wish.time_to),
    )


def moved(text: str, before: Sequence[Option]) -> tuple[str, list[Option]]:
    """Move the earlier options as the text says; returns what it says beyond that, too."""
    match = MOVED.search(text) or FOLLOWING.search(text)
    if match is None:
        return text, list(before)
    amount, unit = (match.groupdict().get("amount") or "1").strip(), match["unit"]
    way = match.groupdict().get("way") or match.groupdict().get("side") or ""
    sign = -1 if way in BACK else 1
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    if unit in MINUTES:
        half = amount.startswith("half")
        minutes = MINUTES[unit] // 2 if half else MINUTES[unit] * int(amount)
        return rest, [replace(one, times=_shifted(one.times, sign * minutes)) for one in before]
    days = DAYS[unit] * (int(amount) if amount.isdigit() else 1)
    return rest, [replace(one, days=_shifted_days(one.days, sign * days)) for one in before]


def _shifted_days(days: Days | None, by: int) -> Days | None:
    if days is None or days.span is None:
        return days
    first, last = days.span
    whole_week = first != last and last != OPEN_END and by % 7 == 0 and (last - first).days < 7
    if whole_week:
        # The opening hours of that week decide anew which of its days are wished.
        first, last = calendar.week(first)
    end = last if last == OPEN_END else last + by * DAY
    weekdays = days.weekdays if by % 7 == 0 else frozenset((d + by) % 7 for d in days.weekdays)
    return replace(days, span=(first + by * DAY, end), weekdays=weekdays)


def _shifted(times: Times | None, minutes: int) -> Times | None:
    if times is None:
        return None
    return replace(times, start=_later(times.start, minutes), end=_later(times.end, minutes))


def _later(time: dt.time | None, minutes: int) -> dt.time | None:
    if time is None:
        return None
    total = min(max(time.hour * 60 + time.minute + minutes, 0), 24 * 60 - 1)
    return dt.time(total // 60, total % 60)


def merged(
    text: str, new: Sequence[Option], before: Sequence[Option], today: dt.date
) -> list[Option]:
    """What is wished now: the new options, with what they leave open taken from before."""
    if ADDED.search(text):
        return [*before, *new]
    if not new:
        return _earlier_or_later(text, before)
    if SAME_DAY.search(text):
        new = [Option(None, option.times) for option in new]
    return [merge for option in new for merge in _merged(option, before, today)]


def _merged(new: Option, before: Sequence[Option], today: dt.date) -> list[Option]:
    if new.days is None:
        return [replace(one, times=new.times) for one in before]
    kept = {one.times for one in before}
    times = new.times or (kept.pop() if len(kept) == 1 and not new.days.anything else None)
    return [Option(_in_the_same_week(new.days, before[0], today), times)]


def _in_the_same_week(days: Days, before: Option, today: dt.date) -> Days:
    """A weekday in place of another is of the same week, unless that is over."""
    span = before.days.span if before.days else None
    if (
        days.span is not None
        or days.every
        or span is None
        or (span[1] - span[0]).days > len(WEEKDAYS)
    ):
        return days
    first, last = calendar.week(span[0])
    first = max(first, today)
    fits = any(day.weekday() in days.weekdays for day in calendar.days(first, last))
    return replace(days, span=(first, last)) if fits else days


def _earlier_or_later(text: str, before: Sequence[Option]) -> list[Option]:
    match = TIME_ONLY.search(text)
    if match is None:
        return list(before)
    back = match[1] in BACK
    options = []
    for one in before:
        times = one.times or Times()
        if back:
            times = Times(None, times.start or NOON)
        else:
            times = Times(times.end or times.start or NOON, None)
        options.append(replace(one, times=times))
    return options
