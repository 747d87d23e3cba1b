"""Finds the days and times in a visitor's words, and what joins, bounds or excludes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clinic.leads.wished_times import marks
from clinic.leads.wished_times.bounds import bounded, spanning
from clinic.leads.wished_times.day_words import read_days
from clinic.leads.wished_times.days import OPEN_END, Days, Today
from clinic.leads.wished_times.marks import Bound, Join
from clinic.leads.wished_times.times import Times, read_times


@dataclass(frozen=True)
class Found:
    """One thing found.

    Attributes:
        excluded: it was ruled out: "not", "except", "I work".
        gap: how many words without meaning stand between it and what was found before.
    """

    what: Days | Times | Join
    excluded: bool = False
    gap: int = 0


# A longer list of days and times than this is no wish.
MOST = 40
TOO_FAR_FROM_NOT = 3


def find(text: str, today: Today) -> list[Found]:
    """What stands in the text, in order; bounds and ranges are already worked in."""
    return _without_stray_numbers(_Scan(text, today).run())


def is_nothing_else(text: str, today: Today) -> bool:
    """Whether a text names days or times, and has no other words."""
    scan = _Scan(text, today)
    found = [one.what for one in scan.run() if not one.excluded]
    is_named = any(
        isinstance(what, Times) or (isinstance(what, Days) and not what.anything) for what in found
    )
    return is_named and scan.other_words == 0


class _Scan:
    """Reads from left to right; what has been read waits for the day or time it is said of."""

    def __init__(self, text: str, today: Today) -> None:
        self._text = text
        self._today = today
        self._place = 0
        self._excluding = False
        self._bound: Bound | None = None
        self._between = False
        self._range = False
        self._gap = 0
        self.other_words = 0
        self._clause = 0  # where the present clause begins in what was found
        self.found: list[Found] = []

    def run(self) -> list[Found]:
        while self._place < len(self._text) and len(self.found) < MOST:
            if self._text[self._place] == " ":
                self._place += 1
            elif (days := read_days(self._text, self._place, self._today)) is not None:
                self._place = days[1]
                self._add_days(days[0])
            elif (times := read_times(self._text, self._place)) is not None:
                self._place = times[1]
                self._add(times[0])
            elif not (self._range_mark() or self._mark() or self._join()):
                self._other_word()
        return self.found

    def _add(self, what: Days | Times) -> None:
        self.found.append(Found(what, self._excluding, self._gap))
        self._bound, self._gap, self._range = None, 0, False

    def _add_days(self, days: Days) -> None:
        days = bounded(days, self._bound, self._today)
        onwards = marks.ONWARDS.match(self._text, self._place + 1)
        if onwards is not None and days.span:
            self._place = onwards.end()
            days = replace(days, span=(days.span[0], OPEN_END))
        begun = self._last_days()
        if self._range and begun is not None and self._gap == 0:
            last = self.found.pop()
            days, self._gap, self._excluding = spanning(begun, days), last.gap, last.excluded
        self._add(days)

    def _last_days(self) -> Days | None:
        what = self.found[-1].what if self.found else None
        return what if isinstance(what, Days) else None

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self._text, self._place)
        if match is not None:
            self._place = match.end()
        return match is not None

    def _range_mark(self) -> bool:
        """Skip what stands between the first and the last day."""
        if self._last_days() is None or self._gap:
            return False
        if not self._skip(marks.RANGE) and not (self._between and self._skip(marks.AND)):
            return False
        self._range, self._between = True, False
        return True

    def _mark(self) -> bool:
        for pattern, bound in marks.BOUNDS:
            if self._skip(pattern):
                self._bound = bound
                # "not fridays, from monday on": the day was ruled out, its bound is wished.
                if self.found and self.found[-1].excluded:
                    self._excluding = False
                return True
        if self._is_beside_one() and self._skip(marks.NOT_THAT):
            self._exclude_back()
        elif self._skip(marks.BETWEEN):
            self._between = True
        elif self._skip(marks.NO_MARK):
            self._excluding = False
        elif self._skip(marks.NOT):
            self._excluding, self._gap = True, 0
        else:
            return False
        return True

    def _is_beside_one(self) -> bool:
        return bool(self.found) and self._gap == 0 and not isinstance(self.found[-1].what, Join)

    def _exclude_back(self) -> None:
        """Rule out what was named last: "mondays or tuesdays are no good"."""
        for place in range(len(self.found) - 1, self._clause - 1, -1):
            self.found[place] = replace(self.found[place], excluded=True)
        self._excluding = False

    def _join(self) -> bool:
        for pattern, join in marks.JOINS:
            if self._skip(pattern):
                # "not mondays, tuesdays or fridays", but "not thursday, wednesday".
                lists_on = bool(self.found) and _is_plural(self.found[-1])
                if join is Join.COMMA and not lists_on:
                    self._excluding = False
                self.found.append(Found(join))
                self._gap = 0
                if join is Join.COMMA and not lists_on:
                    self._clause = len(self.found)
                return True
        return False

    def _other_word(self) -> None:
        if self._skip(marks.END_OF_NOT):
            self._excluding, self._clause = False, len(self.found)
            return
        start = self._place
        self._skip(marks.WORD)
        if self._text[start : self._place] not in marks.FILLER:
            self._gap += 1
            self.other_words += 1
            # "I can't wait to see you on friday": too far from the "not".
            self._excluding = self._excluding and self._gap < TOO_FAR_FROM_NOT


def _is_plural(last: Found | None) -> bool:
    return last is not None and isinstance(last.what, Days | Times) and last.what.every


def _without_stray_numbers(found: list[Found]) -> list[Found]:
    """Leave out the figures that stand beside no day and no time, unless they are all there is."""
    if len(found) == 1:
        return found
    kept = []
    for place, one in enumerate(found):
        if isinstance(one.what, Times) and one.what.weak and not _has_company(found, place):
            continue
        kept.append(one)
    return kept


def _has_company(found: list[Found], place: int) -> bool:
    one = found[place]
    before = found[place - 1] if place else None
    after = found[place + 1 : place + 3]
    if before is not None and isinstance(before.what, Days | Times) and one.gap == 0:
        return True
    if after and isinstance(after[0].what, Join):
        return any(isinstance(other.what, Times) and other.gap == 0 for other in after)
    return bool(after) and after[0].gap == 0
