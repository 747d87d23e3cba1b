import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from telling import BODY, CLINIC, WEDNESDAY_EVENING

from clinic.leads.wished_times import Wish
from clinic.notify.calendar import calendar_entry, first_time
from clinic.notify.notice import read_notice

LONDON = ZoneInfo("Europe/London")


def entry(**facts: Any) -> Calendar:
    """The calendar file, read again as a calendar program reads it."""
    calendar = calendar_entry(read_notice({**BODY, **facts}), CLINIC)
    assert calendar is not None
    return Calendar.from_ical(calendar.to_ical())


def event(**facts: Any) -> Any:
    (found,) = entry(**facts).walk("VEVENT")
    return found


def wish(day_from: str, day_to: str, start: str | None, end: str | None, *weekdays: int) -> Wish:
    return Wish(
        dt.date.fromisoformat(day_from),
        dt.date.fromisoformat(day_to),
        dt.time.fromisoformat(start) if start else None,
        dt.time.fromisoformat(end) if end else None,
        weekdays,
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_a_wish_is_published_as_tentative_and_blocks_no_time() -> None:
    assert entry()["method"] == "PUBLISH"
    assert event()["status"] == "TENTATIVE"
    assert event()["transp"] == "TRANSPARENT"
    assert "attendee" not in event()


def test_the_time_is_on_the_clinics_clock_whose_rules_are_in_the_file() -> None:
    assert event().decoded("dtstart") == at("2026-12-02T17:00")
    assert event()["dtstart"].params["TZID"] == "Europe/London"
    (zone,) = entry().walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/London"
    summer = {**WEDNESDAY_EVENING, "date_from": "2027-06-02", "date_to": "2027-06-02"}
    start = event(wishes=[summer]).decoded("dtstart")
    assert start.astimezone(dt.UTC).time() == dt.time(16)


def test_a_change_is_the_same_entry_with_a_higher_sequence() -> None:
    before, after = event(), event(event="lead.changed", sequence=4)
    assert before["uid"] == after["uid"] != event(reference="M7K-4QY")["uid"]
    assert (before["sequence"], after["sequence"]) == (1, 4)


@pytest.mark.parametrize(
    "facts",
    [{"event": "lead.withdrawn", "status": "withdrawn"}, {"event": "lead.changed", "wishes": []}],
    ids=["withdrawn", "no time wished any more"],
)
def test_what_is_wished_no_longer_is_taken_out_of_the_calendar(facts: dict[str, Any]) -> None:
    assert entry(sequence=3, **facts)["method"] == "CANCEL"
    gone = event(sequence=3, **facts)
    assert gone["status"] == "CANCELLED"
    assert (gone["uid"], gone["sequence"]) == (event()["uid"], 3)


def test_a_new_request_without_a_time_has_no_entry() -> None:
    assert calendar_entry(read_notice({**BODY, "wishes": []}), CLINIC) is None


def test_several_wishes_are_one_entry_at_the_first_and_the_others_are_told() -> None:
    saturday = {**WEDNESDAY_EVENING, "date_from": "2026-12-05", "date_to": "2026-12-05",
                "time_from": None}  # fmt: skip
    one = event(wishes=[WEDNESDAY_EVENING, saturday])
    assert one.decoded("dtstart") == at("2026-12-02T17:00")
    assert "Wednesday 2 December" in one["description"]
    assert "Saturday 5 December" in one["description"]


def test_the_calendar_names_nobody() -> None:
    text = str(event())
    for private in ("Asha", "Rao", "Hà", "9460958", "asha.rao", "apixaban", "lunch", "week after"):
        assert private not in text
    assert "M7K-4QX" in event()["summary"]
    assert "not confirmed" in event()["summary"]


def test_a_repeat_is_the_same_file_since_its_time_is_the_leads() -> None:
    assert entry().to_ical() == entry().to_ical()
    assert event().decoded("dtstamp") == dt.datetime(2026, 11, 23, 18, 31, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("wished", "start", "end"),
    [
        # Wednesday is open from 11:00 to 20:00, Saturday 10:00 to 14:00, others from 9:00 to 18:00.
        pytest.param(
            wish("2026-12-02", "2026-12-02", "17:00", None), "2026-12-02T17:00", "20:00",
            id="until closing",
        ),
        pytest.param(
            wish("2026-12-02", "2026-12-02", None, "13:00"), "2026-12-02T11:00", "13:00",
            id="from opening",
        ),
        pytest.param(
            wish("2026-12-01", "2026-12-01", "10:00", "12:00"), "2026-12-01T10:00", "12:00",
            id="as wished",
        ),
        pytest.param(
            wish("2026-12-01", "2026-12-01", "14:30", "14:30"), "2026-12-01T14:30", "15:00",
            id="half an hour for a moment",
        ),
        pytest.param(
            wish("2026-12-01", "2026-12-01", "17:45", "17:45"), "2026-12-01T17:45", "18:00",
            id="no longer than open",
        ),
        pytest.param(
            wish("2026-11-30", "2026-12-31", "17:30", None), "2026-11-30T17:30", "18:00",
            id="first day",
        ),
        pytest.param(
            wish("2026-11-30", "2026-12-31", "18:00", None), "2026-12-02T18:00", "20:00",
            id="first day open so late",
        ),
        pytest.param(
            wish("2026-11-29", "2026-12-04", "08:00", "11:30", 2, 3), "2026-12-02T11:00", "11:30",
            id="weekdays",
        ),
        pytest.param(
            wish("2026-12-24", "2027-01-31", None, "12:00"), "2027-01-02T10:00", "12:00",
            id="after the holidays",
        ),
    ],
)  # fmt: skip
def test_the_entry_is_at_the_first_time_that_is_wished_and_open(
    wished: Wish, start: str, end: str
) -> None:
    assert first_time((wished,), CLINIC) == (at(start), at(f"{start[:10]}T{end}"))


@pytest.mark.parametrize(
    ("wished", "day"),
    [
        pytest.param(wish("2026-12-01", "2026-12-04", None, None), "2026-12-01", id="no hour"),
        pytest.param(wish("2026-11-29", "2026-12-04", None, None), "2026-11-30", id="on sunday"),
        pytest.param(
            wish("2026-12-24", "2026-12-24", "10:00", "11:00"), "2026-12-24", id="a new day off"
        ),
        pytest.param(
            wish("2026-12-01", "2026-12-08", "21:00", None, 3), "2026-12-03", id="too late"
        ),
        pytest.param(wish("2026-12-01", "2026-12-08", "23:45", "23:45"), "2026-12-01", id="night"),
        pytest.param(
            wish("2026-12-01", "2026-12-01", None, None, 4), "2026-12-01", id="no such weekday"
        ),
        pytest.param(wish("2026-12-01", "2026-11-01", None, None), "2026-12-01", id="backwards"),
    ],
)
def test_a_wish_without_an_hour_or_outside_opening_takes_the_whole_day(
    wished: Wish, day: str
) -> None:
    first = dt.date.fromisoformat(day)
    assert first_time((wished,), CLINIC) == (first, first + dt.timedelta(days=1))


def test_a_second_wish_stands_in_where_the_first_does_not_fit() -> None:
    on_sunday = wish("2026-12-06", "2026-12-06", None, None)
    on_monday = wish("2026-12-07", "2026-12-07", "09:00", "10:00")
    assert first_time((on_sunday, on_monday), CLINIC)[0] == at("2026-12-07T09:00")


def test_a_whole_day_has_no_clock() -> None:
    whole = event(wishes=[{**WEDNESDAY_EVENING, "time_from": None}])
    assert whole.decoded("dtstart") == dt.date(2026, 12, 2)
    assert whole.decoded("dtend") == dt.date(2026, 12, 3)
