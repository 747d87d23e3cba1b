"""Reads a visitor's words on preferred days and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from clinic.leads.wished_times import calendar, corrections
from clinic.leads.wished_times.calendar import DAY, Span
from clinic.leads.wished_times.corrections import as_option
from clinic.leads.wished_times.days import OPEN_END, Days, Today
from clinic.leads.wished_times.hours import ANY_TIME, WEEKDAYS, Hours
from clinic.leads.wished_times.options import Option, grouped, options
from clinic.leads.wished_times.phrases import Found, find, is_nothing_else
from clinic.leads.wished_times.spelling import plain
from clinic.leads.wished_times.times import Times, both, without
from clinic.leads.wished_times.wish import Problem, Reading, Wish
from clinic.settings import Clinic

LONGEST = 500
MOST_OPTIONS = 8
# Countries that write the month before the day in figures.
MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "PR"})


def read_wishes(
    text: str, now: dt.datetime, clinic: Clinic, before: tuple[Wish, ...] = ()
) -> Reading:
    """Turn words on days and times into wishes inside the opening hours.

    Args:
        text: what the visitor wrote; more than 500 characters are not read.
        now: with a time zone.
        clinic: its country, time zone, hours and days off.
        before: the wishes that the words may correct.
    """
    if len(text) > LONGEST:
        return Reading(problem=Problem.NOT_UNDERSTOOD, words=text)
    hours = Hours(clinic, now)
    words = plain(text)
    known = [as_option(wish) for wish in before]
    rest, moved = corrections.moved(words, known) if known else (words, known)
    found = find(rest, Today(hours.today, clinic.country in MONTH_FIRST))
    wished = options(found)
    if known:
        wished = corrections.merged(rest, wished, moved, hours.today)
    excluded = [one for one in found if one.excluded]
    if not wished and excluded:
        wished = [Option()]
    if not wished or (known and wished == known and not excluded):
        return Reading(problem=Problem.NOT_UNDERSTOOD, words=text)
    return _Answer(hours, excluded).of(wished[:MOST_OPTIONS], text)


def names_only_times(text: str, now: dt.datetime, clinic: Clinic) -> bool:
    """Whether a visitor names days or times and says nothing else."""
    today = Today(Hours(clinic, now).today, clinic.country in MONTH_FIRST)
    return len(text) <= LONGEST and is_nothing_else(plain(text), today)


class _Answer:
    """Fits options into the opening hours, and says what is in the way."""

    def __init__(self, hours: Hours, excluded: Sequence[Found]) -> None:
        self._hours = hours
        days = [one.what for one in excluded if isinstance(one.what, Days)]
        self._times = [one.what for one in excluded if isinstance(one.what, Times)]
        self._weekdays = frozenset(
            weekday for one in days if one.span is None for weekday in one.weekdays
        )
        self._spans = [one.span for one in days if one.span is not None and not one.anything]

    def of(self, wished: Sequence[Option], words: str) -> Reading:
        asked = [option.days for option in wished if option.days and option.days.choices]
        if asked:
            option = next(one for one in wished if one.days and one.days.choices)
            return self._choice(option, words)
        settled = grouped(self._settled(option) for option in wished)
        wishes = [wish for option in settled for wish in self._wishes(option)]
        if wishes:
            return Reading(tuple(dict.fromkeys(wishes)), words=words)
        return self._refused(wished[0], words)

    def _choice(self, option: Option, words: str) -> Reading:
        assert option.days is not None  # noqa: S101 - chosen for its days
        each = [Option(Days((day, day)), option.times) for day in option.days.choices]
        wishes = tuple(wish for one in each for wish in self._wishes(one))
        if len(wishes) > 1:
            return Reading(problem=Problem.AMBIGUOUS, words=words, choices=wishes)
        return Reading(wishes, words=words) if wishes else self._refused(each[0], words)

    def _settled(self, option: Option) -> Option:
        """Keep the time of a neighbouring day only where the clinic is open then."""
        if option.inherited and not any(self._wishes(option)):
            return Option(option.days)
        return option

    def _wishes(self, option: Option) -> Iterator[Wish]:
        if option.days is not None and option.days.problem:
            return
        for times in self._left_of(option.times or ANY_TIME):
            for span, weekdays in self._spans_of(option.days):
                wish = self._hours.wish(span, weekdays - self._weekdays, times)
                if wish is not None:
                    yield wish

    def _left_of(self, times: Times) -> list[Times]:
        """The times without those that are excluded."""
        left = [times]
        for excluded in self._times:
            rest = without(excluded)
            left = [both(one, part) for one in left for part in rest] if rest else left
        return [one for one in left if not (one.start and one.end and one.start > one.end)]

    def _spans_of(self, days: Days | None) -> list[tuple[Span, frozenset[int]]]:
        """The spans of an option without those that are excluded, each with its weekdays."""
        today = self._hours.today
        if days is None:
            spans = [((today, OPEN_END), WEEKDAYS)]
        elif days.span is not None:
            spans = [(days.span, days.weekdays or WEEKDAYS)]
        elif days.every:
            spans = [((today, OPEN_END), days.weekdays)]
        else:
            spans = [((today + DAY, today + 7 * DAY), days.weekdays)]
        for first, last in self._spans:
            spans = [
                (part, weekdays)
                for span, weekdays in spans
                for part in _without_span(span, (first, last))
            ]
        return spans

    def _refused(self, option: Option, words: str) -> Reading:
        days = option.days
        if days is not None and days.problem:
            return Reading(problem=days.problem, words=words)
        times = option.times or ANY_TIME
        spans = self._spans_of(days) or [((self._hours.today, OPEN_END), WEEKDAYS)]
        (first, last), weekdays = spans[0]
        first = next(
            day for day in islice(calendar.days(first, OPEN_END), 7) if day.weekday() in weekdays
        )
        if last < self._hours.today or (first == last and self._hours.has_passed(first, times)):
            return Reading(problem=Problem.IN_THE_PAST, words=words)
        if first > self._hours.last_day:
            return Reading(problem=Problem.TOO_FAR, words=words)
        return Reading(
            problem=Problem.CLOSED, words=words, nearest=self._hours.nearest(first, times)
        )


def _without_span(span: Span, excluded: Span) -> list[Span]:
    first, last = span
    if excluded[1] < first or excluded[0] > last:
        return [span]
    parts = []
    if first < excluded[0]:
        parts.append((first, excluded[0] - DAY))
    if excluded[1] < last:
        parts.append((excluded[1] + DAY, last))
    return parts
