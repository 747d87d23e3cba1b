"""Fits wishes into the clinic's opening hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from clinic.leads.wished_times import calendar
from clinic.leads.wished_times.calendar import DAY, Span
from clinic.leads.wished_times.times import EVENING, Edge, Times
from clinic.leads.wished_times.wish import OPEN_DAYS, Wish
from clinic.opening import LOOK_AHEAD_DAYS, openings
from clinic.settings import Clinic, Opening

# "Early" and "late" are this much of a day's opening.
EDGE = dt.timedelta(hours=2)
WEEKDAYS = frozenset(range(7))
ANY_TIME = Times()


class Hours:
    """The openings of each day from now on."""

    def __init__(self, clinic: Clinic, now: dt.datetime) -> None:
        self._clinic = clinic
        self._now = now.astimezone(clinic.zone)
        self._known: dict[dt.date, list[Opening]] = {}
        self.today = self._now.date()
        self.last_day = calendar.last_day(self.today)

    def of(self, day: dt.date) -> list[Opening]:
        """The openings that are still to come."""
        if day not in self._known:
            self._known[day] = [] if day < self.today else openings(self._clinic, day)
        if day > self.today:
            return self._known[day]
        time = self._now.time()
        return [
            Opening(start=max(one.start, time), end=one.end)
            for one in self._known[day]
            if one.end > time
        ]

    def has_passed(self, day: dt.date, times: Times) -> bool:
        """Whether a time of day, however long, is over on that day."""
        end = times.end
        return day < self.today or (
            day == self.today and end is not None and end <= self._now.time()
        )

    def fits(self, day: dt.date, times: Times) -> bool:
        start, end = times.start or dt.time.min, times.end or dt.time.max
        if times.exact:
            return any(one.start <= start < one.end for one in self.of(day))
        return any(max(one.start, start) < min(one.end, end) for one in self.of(day))

    def wish(self, span: Span, weekdays: frozenset[int], times: Times) -> Wish | None:
        """The days of a span on which a time is inside the opening hours.

        Args:
            span: first and last day; a last day beyond `last_day` for no end.
            weekdays: the days of the week that suit.
            times: may be an end of the opening hours.

        Returns:
            The wish, from the first such day to the last; None if there is none.
        """
        is_open = span[1] > self.last_day
        first, last = max(span[0], self.today), min(span[1], self.last_day)
        suiting = [day for day in calendar.days(first, last) if day.weekday() in weekdays]
        times = self._without_edge(suiting, times)
        fitting = (day for day in suiting if self.fits(day, times))
        start = next(fitting, None)
        if start is None:
            return None
        end = start + (OPEN_DAYS - 1) * DAY if is_open else max(fitting, default=start)
        return Wish(start, end, times.start, times.end, self._weekdays(start, end, weekdays, times))

    def nearest(self, day: dt.date, times: Times) -> Wish | None:
        """A wish on the day, or on the next open one, at that time if it is open then."""
        ahead = calendar.days(max(day, self.today), day + LOOK_AHEAD_DAYS * DAY)
        first = next((one for one in ahead if self.of(one)), None)
        if first is None:
            return None
        times = self._without_edge([first], times)
        if self.fits(first, times):
            return Wish(first, first, times.start, times.end)
        if times == ANY_TIME:
            return Wish(first, first)
        wanted = times.start or times.end or dt.time.min
        near = min(self.of(first), key=lambda one: _minutes_away(one, wanted))
        return Wish(first, first, near.start, near.end)

    def _weekdays(
        self, start: dt.date, end: dt.date, weekdays: frozenset[int], times: Times
    ) -> tuple[int, ...]:
        """The weekdays that suit; empty if that says nothing more than the opening hours do."""
        if start == end:
            return ()
        open_days = [day for day in calendar.days(start, end) if self.of(day)]
        usual = {day.weekday() for day in open_days}
        suiting = {
            day.weekday()
            for day in open_days
            if day.weekday() in weekdays and self.fits(day, times)
        }
        return () if suiting == usual else tuple(sorted(suiting))

    def _without_edge(self, days: list[dt.date], times: Times) -> Times:
        """Turn "early" and "late" into hours: of the day, or of the earliest of several days."""
        if times.edge is None:
            return times
        few = list(islice(self._open(days), len(WEEKDAYS)))
        starts = [one.start for day in few for one in openings(self._clinic, day)]
        if not starts:
            return ANY_TIME
        if times.edge is Edge.EARLY:
            return Times(min(starts), _later(min(starts), EDGE))
        if len(days) > 1:
            return Times(EVENING, None)
        end = max(one.end for one in self.of(few[0]))
        return Times(_later(end, -EDGE), end)

    def _open(self, days: list[dt.date]) -> Iterator[dt.date]:
        return (day for day in days if self.of(day))


def _later(time: dt.time, by: dt.timedelta) -> dt.time:
    """A time of the same day, at most its first or last minute."""
    day = dt.datetime.combine(dt.date(2000, 1, 2), time)
    moved = day + by
    if moved.date() != day.date():
        return dt.time.min if by < dt.timedelta() else dt.time(23, 59)
    return moved.time()


def _minutes_away(opening: Opening, wanted: dt.time) -> int:
    minutes = [time.hour * 60 + time.minute for time in (opening.start, wanted, opening.end)]
    return max(minutes[0] - minutes[1], minutes[1] - minutes[2], 0)
