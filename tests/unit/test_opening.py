import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.opening import LOOK_AHEAD_DAYS, day_off, openings, status, week
from clinic.settings import WEEKDAYS, Clinic, Opening, read_clinic

# Monday to Friday with a late Wednesday, Saturday 10:00 to 14:00, in London.
CLINIC = read_clinic(Path(__file__).resolve().parents[2] / "clinic.yml")
LONDON = ZoneInfo("Europe/London")
TOKYO = ZoneInfo("Asia/Tokyo")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
MINUTE = dt.timedelta(minutes=1)
A_MONDAY = dt.date(2026, 11, 23)


def with_(**settings: Any) -> Clinic:
    return CLINIC.model_copy(update=settings)


def at(text: str, zone: dt.tzinfo = LONDON) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def opening(start: int, end: int) -> Opening:
    return Opening(start=dt.time(start), end=dt.time(end))


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-11-23T09:00", "2026-11-23T18:00"),
        ("2026-11-23T17:59:59", "2026-11-23T18:00"),
        ("2026-11-25T19:30", "2026-11-25T20:00"),
        ("2026-11-28T12:00", "2026-11-28T14:00"),
    ],
)
def test_an_open_clinic_says_until_when(moment: str, closes: str) -> None:
    now = status(CLINIC, at(moment))
    assert now.is_open
    assert (now.closes, now.opens, now.holiday) == (at(closes), None, None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T08:59:59", "2026-11-23T09:00"),
        ("2026-11-23T18:00", "2026-11-24T09:00"),
        ("2026-11-24T23:59", "2026-11-25T11:00"),
        ("2026-11-28T14:00", "2026-11-30T09:00"),
        ("2026-11-29T12:00", "2026-11-30T09:00"),
    ],
    ids=["early", "evening", "before the late day", "weekend begins", "sunday"],
)
def test_a_closed_clinic_says_when_it_opens_next(moment: str, opens: str) -> None:
    now = status(CLINIC, at(moment))
    assert not now.is_open
    assert (now.closes, now.opens, now.holiday) == (None, at(opens), None)


def test_a_lunch_break_is_closed_until_the_second_opening_whatever_their_order() -> None:
    clinic = with_(hours={"monday": [opening(13, 17), opening(9, 12)]})
    assert status(clinic, at("2026-11-23T11:00")).closes == at("2026-11-23T12:00")
    assert status(clinic, at("2026-11-23T12:00")).opens == at("2026-11-23T13:00")
    assert status(clinic, at("2026-11-23T13:00")).closes == at("2026-11-23T17:00")
    assert status(clinic, at("2026-11-23T08:00")).opens == at("2026-11-23T09:00")
    assert status(clinic, at("2026-11-23T17:00")).opens == at("2026-11-30T09:00")


def test_a_public_holiday_is_closed_and_named() -> None:
    now = status(CLINIC, at("2026-08-31T10:00"))
    assert now.holiday == "Late Summer Bank Holiday"
    assert now.opens == at("2026-09-01T09:00")
    assert openings(CLINIC, dt.date(2026, 8, 31)) == []


@pytest.mark.parametrize(
    "settings",
    [{"closed_on_public_holidays": False}, {"region": "SCT"}, {"country": "FR", "region": None}],
    ids=["works on holidays", "another region", "another country"],
)
def test_a_holiday_that_is_not_the_clinics_is_a_usual_day(settings: dict[str, Any]) -> None:
    assert status(with_(**settings), at("2026-08-31T10:00")).closes == at("2026-08-31T18:00")


def test_the_clinics_own_closed_days_and_the_holidays_among_them_are_all_passed_over() -> None:
    now = status(CLINIC, at("2026-12-24T10:00"))
    assert now.holiday == "Christmas break"
    assert now.opens == at("2027-01-02T10:00")


def test_the_clinics_own_reason_for_a_day_comes_before_the_calendars() -> None:
    clinic = with_(closed={dt.date(2026, 12, 25): "Refurbishment"})
    assert day_off(clinic, dt.date(2026, 12, 25)) == "Refurbishment"
    assert day_off(CLINIC, dt.date(2026, 12, 25)) == "Christmas Day"
    assert day_off(with_(closed_on_public_holidays=False), dt.date(2026, 12, 24)) is not None
    assert day_off(CLINIC, A_MONDAY) is None


@pytest.mark.parametrize(
    ("moment", "zone", "closes", "opens"),
    [
        ("2026-11-23T18:30", TOKYO, "2026-11-23T18:00", None),
        ("2026-11-24T04:00", TOKYO, None, "2026-11-24T09:00"),
        ("2026-11-22T23:30", LOS_ANGELES, None, "2026-11-23T09:00"),
        ("2026-11-23T01:30", LOS_ANGELES, "2026-11-23T18:00", None),
        ("2026-11-23T17:30", dt.UTC, "2026-11-23T18:00", None),
    ],
)
def test_the_clock_is_the_clinics_wherever_the_visitor_is(
    moment: str, zone: dt.tzinfo, closes: str | None, opens: str | None
) -> None:
    now = status(CLINIC, at(moment, zone))
    assert now.closes == (at(closes) if closes else None)
    assert now.opens == (at(opens) if opens else None)
    assert (now.closes or now.opens or at("2000-01-01")).tzinfo == LONDON


def test_the_day_is_the_clinics_wherever_the_visitor_is() -> None:
    still_christmas_in_london = at("2026-12-26T08:00", TOKYO)
    assert status(CLINIC, still_christmas_in_london).holiday == "Christmas Day"


@pytest.mark.parametrize(
    ("saturday_evening", "opens_in_utc"),
    [("2026-03-28T18:00", "2026-03-30T08:00"), ("2026-10-24T18:00", "2026-10-26T09:00")],
    ids=["clocks go forward", "clocks go back"],
)
def test_opening_times_stay_on_the_clock_when_the_clocks_change(
    saturday_evening: str, opens_in_utc: str
) -> None:
    opens = status(CLINIC, at(saturday_evening)).opens
    assert opens == at(opens_in_utc, dt.UTC)
    assert opens is not None
    assert opens.time() == dt.time(9)


def test_the_same_hour_in_utc_is_open_in_summer_and_closed_in_winter() -> None:
    assert status(CLINIC, at("2026-03-30T08:30", dt.UTC)).is_open
    assert not status(CLINIC, at("2026-03-23T08:30", dt.UTC)).is_open


@pytest.mark.parametrize(("days_closed", "is_known"), [(59, True), (60, False), (400, False)])
def test_a_clinic_closed_for_long_does_not_say_when_it_opens(
    days_closed: int, is_known: bool
) -> None:
    assert LOOK_AHEAD_DAYS == 60
    every_day = {day: [opening(9, 17)] for day in WEEKDAYS}
    days = [A_MONDAY + dt.timedelta(days=number) for number in range(days_closed)]
    clinic = with_(
        hours=every_day, closed=dict.fromkeys(days, "Moving"), closed_on_public_holidays=False
    )
    now = status(clinic, at("2026-11-23T10:00"))
    assert now.holiday == "Moving"
    expected = dt.datetime.combine(A_MONDAY + dt.timedelta(days=59), dt.time(9), LONDON)
    assert now.opens == (expected if is_known else None)


def test_the_usual_week_begins_on_monday_and_holds_the_closed_days() -> None:
    days = week(CLINIC)
    assert [day for day, _ in days] == list(WEEKDAYS)
    assert days[2] == ("wednesday", [opening(11, 20)])
    assert days[6] == ("sunday", [])


@given(
    st.datetimes(
        dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(ZoneInfo("UTC"))
    )
)
def test_what_is_said_of_any_moment_holds(moment: dt.datetime) -> None:
    now = status(CLINIC, moment)
    assert (now.closes is None) != (now.opens is None)
    if now.closes is not None:
        assert moment < now.closes
        assert status(CLINIC, now.closes - MINUTE).is_open
        assert not status(CLINIC, now.closes).is_open
    if now.opens is not None:
        assert moment < now.opens
        assert status(CLINIC, now.opens).is_open
        assert not status(CLINIC, now.opens - MINUTE).is_open
