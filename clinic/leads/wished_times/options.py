"""Puts days and times together: which time is said of which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clinic.leads.wished_times import calendar
from clinic.leads.wished_times.days import Days
from clinic.leads.wished_times.marks import Join
from clinic.leads.wished_times.phrases import Found
from clinic.leads.wished_times.same_days import length, merged
from clinic.leads.wished_times.times import Times, both


@dataclass(frozen=True)
class Option:
    """One of the wishes: days with a time.

    Attributes:
        days: None for any day.
        times: None for any time.
        inherited: the time was written at the next day: "tuesday or wednesday morning".
    """

    days: Days | None = None
    times: Times | None = None
    inherited: bool = False


@dataclass(frozen=True)
class _Part:
    """What stands between two joins; `times_first`: "after 5 on friday"."""

    join: Join | None
    days: Days | None = None
    times: Times | None = None
    times_first: bool = False


def options(found: Sequence[Found]) -> list[Option]:
    """The wishes, in the order they are written, without what is excluded."""
    parts = _with_shared_weeks(_parts([one for one in found if not one.excluded]))
    return _Distribution().of(parts)


def _parts(found: Sequence[Found]) -> list[_Part]:
    parts: list[_Part] = []
    join: Join | None = None
    part = _Part(None)
    for one in found:
        what = one.what
        if isinstance(what, Join):
            if part.days or part.times:
                parts.append(part)
                part = _Part(what)
            join = what if join in (None, Join.COMMA) else join
            part = replace(part, join=join)
            continue
        added = _added(part, what)
        if added is None:
            parts.append(part)
            added = _added(_Part(Join.OR), what)
        elif part.join is Join.COMMA and not (part.days or part.times) and parts:
            merged = _added(parts[-1], what) if _complete_each_other(parts[-1], what) else None
            if merged is not None:
                parts.pop()
                added = merged
        assert added is not None  # noqa: S101 - an empty part takes anything
        part, join = added, None
    if part.days or part.times:
        parts.append(part)
    return parts


def _complete_each_other(part: _Part, what: Days | Times) -> bool:
    """Whether a comma between them separates nothing: "tuesday, the 1st, in the morning"."""
    if isinstance(what, Times):
        return False
    days = part.days
    return days is None or days.anything or (days.span is None) != (what.span is None)


def _added(part: _Part, what: Days | Times) -> _Part | None:
    """The part with one thing more; None if it cannot be said of the same days."""
    if isinstance(what, Times):
        times = what if part.times is None else both(part.times, what)
        return replace(part, times=times, times_first=part.times_first or part.days is None)
    days = merged(part.days, what)
    return None if days is None else replace(part, days=days)


def _with_shared_weeks(parts: list[_Part]) -> list[_Part]:
    """Let "next week" be said of all weekdays in a row: "monday or tuesday next week"."""
    shared = next(
        (
            part.days.span
            for part in parts
            if part.days and part.days.span and part.days.weekdays and length(part.days) > 1
        ),
        None,
    )
    result, week = [], shared
    for part in parts:
        days = part.days
        if days is not None and days.follows and days.span is not None:
            week = calendar.week(days.span[0])
        elif days is not None and days.span is None and days.weekdays and not days.every and week:
            part = replace(part, days=replace(days, span=week))
        result.append(part)
    return result


class _Distribution:
    """Gives every day its time, and every time its days."""

    def __init__(self) -> None:
        self._done: list[Option] = []
        self._waiting: list[Days] = []  # days that have no time yet
        self._leading: list[Times] = []  # times that have no day yet
        self._last: list[Days | None] = []  # the days of the latest time
        self._goes_on: Times | None = None  # a time that was said before a list of days

    def of(self, parts: Iterable[_Part]) -> list[Option]:
        for part in parts:
            if part.days is not None and part.times is not None:
                self._add_both(part, part.days, part.times)
            elif part.days is not None:
                self._add_days(part, part.days)
            elif part.times is not None:
                self._add_times(part, part.times)
        leading = [Option(None, lead) for lead in self._leading]
        return [*self._done, *leading, *(Option(day) for day in self._waiting)]

    def _add_both(self, part: _Part, days: Days, times: Times) -> None:
        self._done += [
            Option(_every(day, times.every), times, inherited=True) for day in self._waiting
        ]
        shared = [*self._leading, times] if part.times_first else [times]
        if not part.times_first:
            self._done += [Option(None, lead) for lead in self._leading]
        self._done += [Option(_every(days, one.every), one) for one in shared]
        self._last, self._waiting, self._leading = [*self._waiting, days], [], []
        self._goes_on = times if part.times_first and len(shared) == 1 else None

    def _add_days(self, part: _Part, days: Days) -> None:
        leading, self._leading = self._leading, []
        if leading and part.join is not Join.OR:
            self._done += [Option(_every(days, lead.every), lead) for lead in leading]
            self._last, self._goes_on = [days], leading[0] if len(leading) == 1 else None
        elif self._goes_on is not None and days.weekdays and not days.every:
            times = self._goes_on
            self._done.append(Option(_every(days, times.every), times, inherited=True))
        else:
            self._done += [Option(None, lead) for lead in leading]
            self._waiting.append(days)
            self._goes_on = None

    def _add_times(self, part: _Part, times: Times) -> None:
        self._goes_on = None
        is_alternative = part.join is Join.OR
        joined = _fitting(self._done[-1].times, times) if self._done else None
        if self._waiting and not is_alternative:
            self._done += [Option(_every(day, times.every), times) for day in self._waiting]
            self._last, self._waiting = list(self._waiting), []
        elif self._waiting:
            self._done += [*(Option(day) for day in self._waiting), Option(None, times)]
            self._last, self._waiting = [None], []
        elif joined is not None and not is_alternative:
            self._done[-1] = replace(self._done[-1], times=joined)
        elif self._done:
            self._done += [Option(day and _every(day, times.every), times) for day in self._last]
        else:
            self._leading.append(times)


def _fitting(first: Times | None, second: Times) -> Times | None:
    if first is None:
        return second
    joined = both(first, second)
    possible = joined.start is None or joined.end is None or joined.start <= joined.end
    return joined if possible and not (first.exact and second.exact) else None


def _every(days: Days, every: bool) -> Days:
    return replace(days, every=days.every or (every and days.span is None))


def grouped(done: Iterable[Option]) -> list[Option]:
    """One option for weekdays of every week at the same time."""
    grouped: dict[tuple[object, ...], Option] = {}
    for place, option in enumerate(done):
        days = option.days
        if days is None or not days.every or not days.weekdays:
            grouped[(place,)] = option
            continue
        key = (days.span, option.times)
        same = grouped.get(key)
        if same is not None and same.days is not None:
            days = replace(days, weekdays=days.weekdays | same.days.weekdays)
        grouped[key] = replace(option, days=days)
    return list(grouped.values())
