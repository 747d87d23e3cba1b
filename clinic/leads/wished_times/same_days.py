"""Merges two names of the same days: "tuesday the 1st", "mondays in december"."""

from __future__ import annotations

from dataclasses import replace

from clinic.leads.wished_times.calendar import Span
from clinic.leads.wished_times.days import Days, near


def merged(first: Days | None, second: Days) -> Days | None:
    """The days that both name; None if they name different ones."""
    if first is None or first.anything:
        return second
    if second.anything:
        return first
    if first.problem or second.problem:
        return first if first.problem else second
    if first.span is not None and second.span is not None:
        return _narrowed(first, second, first.span, second.span)
    dated, weekday = (second, first) if second.span or second.choices else (first, second)
    if dated.choices:
        fitting = tuple(day for day in dated.choices if day.weekday() in weekday.weekdays)
        return Days((fitting[0], fitting[0])) if len(fitting) == 1 else dated
    return _on_weekday(dated, dated.span, weekday) if dated.span else None


def _on_weekday(dated: Days, span: Span, weekday: Days) -> Days | None:
    start, end = span
    if start != end:
        return replace(weekday, span=span)
    if start.weekday() in weekday.weekdays:
        return dated
    if len(weekday.weekdays) != 1:
        return None
    # "friday 3 december", which is a thursday.
    return Days(choices=(start, near(next(iter(weekday.weekdays)), start)))


def _narrowed(first: Days, second: Days, one: Span, other: Span) -> Days | None:
    """Two spans of which one lies in the other: "next month, on the 5th"."""
    wide, small = (one, second) if length(first) > length(second) else (other, first)
    if small.number is not None and wide[0] != wide[1]:
        try:
            day = wide[0].replace(day=small.number)
        except ValueError:
            return None
        return Days((day, day)) if wide[0] <= day <= wide[1] else None
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return replace(small, span=(start, end)) if start <= end else None


def length(days: Days) -> int:
    """How many days a span holds; 0 without one."""
    return (days.span[1] - days.span[0]).days + 1 if days.span else 0
