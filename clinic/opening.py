"""When the clinic is open: now, today and next, with public holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import holidays

from clinic.settings import WEEKDAYS, Clinic, Opening

# A clinic closed for longer than this says nothing of when it opens again.
LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True)
class Status:
    """Whether the clinic is open at a moment.

    Attributes:
        closes: the end of the present opening; None while closed.
        opens: the start of the next opening; None while open, or if none is near.
        holiday: why the clinic is closed today, if today is a holiday or day off.
    """

    closes: dt.datetime | None
    opens: dt.datetime | None
    holiday: str | None

    @property
    def is_open(self) -> bool:
        return self.closes is not None


def status(clinic: Clinic, moment: dt.datetime) -> Status:
    """Say whether the clinic is open at a moment (with a time zone)."""
    local = moment.astimezone(clinic.zone)
    holiday = day_off(clinic, local.date())
    for opening in openings(clinic, local.date()):
        if opening.start <= local.time() < opening.end:
            return Status(_at(clinic, local.date(), opening.end), None, None)
    return Status(None, next(_starts_after(clinic, local), None), holiday)


def openings(clinic: Clinic, day: dt.date) -> list[Opening]:
    """The openings of a day, earliest first; none on a day off."""
    if day_off(clinic, day) is not None:
        return []
    return sorted(clinic.hours.get(WEEKDAYS[day.weekday()], []), key=lambda opening: opening.start)


def day_off(clinic: Clinic, day: dt.date) -> str | None:
    """Why the clinic is closed on a day that is otherwise open, or None."""
    if day in clinic.closed:
        return clinic.closed[day]
    if not clinic.closed_on_public_holidays:
        return None
    public = holidays.country_holidays(clinic.country, subdiv=clinic.region, years=day.year)
    return public.get(day)


def week(clinic: Clinic) -> list[tuple[str, list[Opening]]]:
    """The usual week, Monday first: weekday and its openings."""
    return [(day, list(clinic.hours.get(day, []))) for day in WEEKDAYS]


def _starts_after(clinic: Clinic, local: dt.datetime) -> Iterator[dt.datetime]:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + dt.timedelta(days=ahead)
        for opening in openings(clinic, day):
            start = _at(clinic, day, opening.start)
            if start > local:
                yield start


def _at(clinic: Clinic, day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=clinic.zone)
