"""What a visitor wishes: days, and a time of day, in the clinic's own time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

# How long a wish without an end ("evenings", "after the 14th") holds. No week or month is
# this long, so the length says that the visitor named no end.
OPEN_DAYS = 56


@dataclass(frozen=True)
class Wish:
    """Days, first to last, of which any suits; on each, a stretch of time.

    Attributes:
        date_to: inclusive; the same as `date_from` for one day.
        time_from: None for "from opening".
        time_to: None for "until closing"; the same as `time_from` for an exact time.
        weekdays: 0 is Monday; empty for any day.
    """

    date_from: dt.date
    date_to: dt.date
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    weekdays: tuple[int, ...] = ()

    @property
    def is_one_day(self) -> bool:
        return self.date_from == self.date_to

    @property
    def is_open(self) -> bool:
        """Whether the visitor named no end."""
        return (self.date_to - self.date_from).days == OPEN_DAYS - 1


class Problem(StrEnum):
    """Why words give no wish, or none yet."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_A_DATE = "not_a_date"
    IN_THE_PAST = "in_the_past"
    CLOSED = "closed"
    TOO_FAR = "too_far"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Reading:
    """What was understood of a visitor's words.

    Attributes:
        wishes: empty if there is a problem.
        words: what the visitor wrote.
        nearest: a wish inside the opening hours; for `Problem.CLOSED`.
        choices: the meanings to ask about; for `Problem.AMBIGUOUS`.
    """

    wishes: tuple[Wish, ...] = ()
    problem: Problem | None = None
    words: str = field(default="", repr=False)
    nearest: Wish | None = None
    choices: tuple[Wish, ...] = ()
