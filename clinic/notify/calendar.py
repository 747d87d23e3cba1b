"""The calendar entry of a request: one tentative entry, at the first time that is possible.

PUBLISH, not REQUEST (RFC 5546): nobody is invited and nobody shall accept, since a wish is
no appointment. STATUS:TENTATIVE and TRANSP:TRANSPARENT show the wish and block no time.
One entry whatever was wished: a change then replaces it and a withdrawal takes it away by
its one UID, and no second or third wished day is left behind to look like an appointment.
The other times stand in the description. Calendars are shared and shown on many screens,
so the entry has the reference and names nobody.
"""

from __future__ import annotations

import datetime as dt
import uuid

from icalendar import Calendar, Event, vCalAddress, vText

from clinic.leads.wished_times import Wish
from clinic.notify.notice import Notice
from clinic.notify.wording import render
from clinic.opening import openings
from clinic.settings import Clinic

# Wishes reach a year ahead at most; no search for an open day goes on for longer.
LOOK_AHEAD_DAYS = 366
# "At half past two" is a moment; an entry needs a length to be seen.
MOMENT = dt.timedelta(minutes=30)


def calendar_entry(notice: Notice, clinic: Clinic) -> Calendar | None:
    """Return the calendar file; None if there is no time to show and none was shown before."""
    gone = notice.event == "lead.withdrawn" or not notice.wishes
    if gone and notice.event == "lead.created":
        return None
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Mesoguide//Booking request//EN")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    event = _event(notice, clinic)
    event.add("status", "CANCELLED" if gone else "TENTATIVE")
    if notice.wishes:
        start, end = first_time(notice.wishes, clinic)
        event.add("dtstart", start)
        event.add("dtend", end)
        calendar.add_component(event)
        calendar.add_missing_timezones(_date(start), _date(end) + dt.timedelta(days=365))
    else:
        calendar.add_component(event)
    return calendar


def _event(notice: Notice, clinic: Clinic) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"mesoguide:lead:{notice.reference}")))
    event.add("sequence", notice.sequence)
    # From the lead, not the clock: a repeated delivery is the same file.
    event.add("dtstamp", notice.updated_at)
    event.add("summary", render("calendar_summary.txt", notice=notice))
    event.add("description", render("calendar_description.txt", notice=notice))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    organizer = vCalAddress(f"mailto:{clinic.email}")
    organizer.params["cn"] = vText(clinic.name)
    event.add("organizer", organizer)
    return event


def first_time(
    wishes: tuple[Wish, ...], clinic: Clinic
) -> tuple[dt.datetime, dt.datetime] | tuple[dt.date, dt.date]:
    """Return start and end of the first wish that fits the opening hours.

    Dates, for a whole day, where no hour was wished. If nothing fits any more, such as
    after a new day off, the first wished day stands whole: reception sees it and asks.
    """
    for wish in wishes:
        for day in _days(wish):
            hours = _hours(wish, clinic, day)
            if hours is None:
                continue
            if wish.time_from is None and wish.time_to is None:
                return _whole(day)
            start, end = (dt.datetime.combine(day, hour, clinic.zone) for hour in hours)
            return start, end
    return _whole(next(iter(_days(wishes[0])), wishes[0].date_from))


def _days(wish: Wish) -> list[dt.date]:
    span = min((wish.date_to - wish.date_from).days, LOOK_AHEAD_DAYS)
    days = [wish.date_from + dt.timedelta(days=ahead) for ahead in range(span + 1)]
    return [day for day in days if not wish.weekdays or day.weekday() in wish.weekdays]


def _hours(wish: Wish, clinic: Clinic, day: dt.date) -> tuple[dt.time, dt.time] | None:
    """Return the first stretch of a day that is both wished and open."""
    for opening in openings(clinic, day):
        start = max(opening.start, wish.time_from or opening.start)
        end = min(opening.end, _until(wish) or opening.end)
        if start < end:
            return start, end
    return None


def _until(wish: Wish) -> dt.time | None:
    if wish.time_to is None or wish.time_to != wish.time_from:
        return wish.time_to
    end = dt.datetime.combine(wish.date_from, wish.time_to) + MOMENT
    return end.time() if end.date() == wish.date_from else dt.time.max


def _whole(day: dt.date) -> tuple[dt.date, dt.date]:
    return day, day + dt.timedelta(days=1)  # the end of a whole day is the next day


def _date(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
