"""Words for times of day: "after 5", "half 2", "between 10 and 12", "first thing", "evenings"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import Enum

Clock = dt.time
NOON, EVENING, LUNCH_ENDS, MIDNIGHT = dt.time(12), dt.time(17), dt.time(14), dt.time(0)
# "Not too early": from here on.
NOT_EARLY = dt.time(11)
# A bare hour up to this one is meant after noon: nobody is seen at 5 in the morning.
LAST_BARE_AFTERNOON_HOUR = 7
MOST_BARE_HOURS = 12


class Edge(Enum):
    """An end of the opening hours; which hours it means depends on the day."""

    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class Times:
    """A stretch of the day, or one end of the opening hours.

    Attributes:
        start: None for "from opening".
        end: None for "until closing"; the same as `start` for an exact time.
        bare: the hour was written without am or pm.
        every: "mornings" rather than "morning".
        weak: a number that is a time only beside a day or another time.
    """

    start: Clock | None = None
    end: Clock | None = None
    edge: Edge | None = None
    bare: bool = False
    every: bool = False
    weak: bool = False

    @property
    def exact(self) -> bool:
        return self.start is not None and self.start == self.end


NAMED = (
    (r"(?:mid|middle of the) ?-?morning", dt.time(10), dt.time(11, 30)),
    (r"late morning", dt.time(11), NOON),
    (r"early afternoon", NOON, LUNCH_ENDS),
    (r"mid ?-?afternoon", LUNCH_ENDS, dt.time(16)),
    (r"late afternoon", dt.time(16), dt.time(18)),
    (r"early evening", EVENING, dt.time(19)),
    (r"before (?:lunch|noon|midday)", None, NOON),
    (r"after (?:my )?lunch", dt.time(13), None),
    (r"after (?:noon|midday)", NOON, None),
    (r"after (?:the )?(?:school|nursery) (?:run|drop ?-?off)", dt.time(9, 30), None),
    (r"(?:in|during) school hours|school hours", dt.time(9, 30), dt.time(15)),
    (r"after (?:the )?(?:school|nursery|kids)(?: pick ?-?up)?", dt.time(15, 30), None),
    (r"(?:after|outside|out of|following) (?:work|office|working)(?: hours)?", EVENING, None),
    (r"(?:when|once) i(?:ve|m)? ?(?:finish(?:ed)?|done with) work", EVENING, None),
    (r"(?:in |during |on )?(?:my )?(?:lunch ?(?:time|hour|break)?|dinner time)", NOON, LUNCH_ENDS),
    (r"(?:in the |during the |by )?day ?time|during the day", None, EVENING),
    (r"mornings?|(?<!i )am(?! i\b)", None, NOON),
    (r"afternoons?", NOON, EVENING),
    (r"evenings?|nights?", EVENING, None),
    (r"pm", NOON, None),
)
EDGES = (
    (
        r"(?:very |bright and )?early(?:ish)?(?: in the)? mornings?|(?:the )?1st thing|before work|"
        r"early(?:ish)?(?: doors| on)?|as early(?: as possible| as you can)?",
        Edge.EARLY,
    ),
    (r"(?:the )?last thing|late(?:ish)?(?: on)?|later(?: on| in the day)?|end of the day"
     r"|(?:as late|latest)(?: as possible)?", Edge.LATE),
)  # fmt: skip
NAMED_RULES = tuple((re.compile(rf"(?:{p})(?![a-z0-9])"), start, end) for p, start, end in NAMED)
EDGE_RULES = tuple((re.compile(rf"(?:{p})(?![a-z0-9])"), edge) for p, edge in EDGES)


def clock(name: str) -> str:
    """A pattern for one time of day, its parts named with a suffix."""
    end = r"(?![\d/]|st\b|nd\b|rd\b|th\b|\.\d{3})"
    meridiem = rf"(?: ?(?P<m{name}>[ap]m)\b| ?oclock\b| ?ish\b| ?(?:h|hours?|uhr)\b)?"
    return (
        rf"(?:(?P<half{name}>half(?: past)?|quarter (?:past|to)|\d{{1,2}} (?:minutes )?past|"
        rf"(?:20|25|\d{{1,2}} minutes) to) "
        rf"(?P<of{name}>\d{{1,2}}){end}"
        rf"|(?P<noon{name}>noon|mid-?day|12 noon|midnight)"
        rf"|(?P<h{name}>\d{{1,2}})(?:[:.h ]?(?P<min{name}>[0-5]\d))?{end}){meridiem}"
        r"(?! (?:days?|weeks?|months?|years?|hours? (?:later|earlier|before|after)|people|of us|"
        r"minutes|sessions?|january|february|march|april|may|june|july|august|september|october|"
        r"november|december)\b)"
    )


TO = r" ?(?:-|to|until|&) ?"
BETWEEN = re.compile(rf"(?:any time )?between {clock('1')} ?(?:and|or|-|to|&) ?{clock('2')}")
FROM_TO = re.compile(rf"(?:from |any time )?{clock('1')}{TO}{clock('2')}")
ABOUT = r"(?: about| around| like)? (?:the )?"
AFTER = re.compile(
    r"(?:(?:any ?time )?(?:after|from|past|since|starting)|later than|(?:not|never) before|"
    r"(?:no|not) earlier than|at the earliest|earliest|finish(?:ing)?(?: work)?(?: at)?)"
    rf"{ABOUT}{clock('1')}(?: onwards?| or later| on)?"
)
BEFORE = re.compile(
    r"(?:(?:any ?time )?(?:before|until|by|up to)|(?:no|not) later than|not after|earlier than|"
    r"at the latest|latest|must be (?:gone|away|out|done|finished) by|leave (?:at|by))"
    rf"{ABOUT}{clock('1')}"
)
POINT = re.compile(
    rf"(?P<at>(?:at|around|about|@|circa|like|say|its)? ?){clock('1')}(?P<ish> ?ish\b)?"
)
ONWARDS = re.compile(r" ?(?:onwards?|or later|or after|\+|plus|at the earliest|earliest)(?![a-z])")
OR_EARLIER = re.compile(r" ?(?:or earlier|or before|at the latest|latest)(?![a-z])")


def read_times(text: str, place: int) -> tuple[Times, int] | None:
    """The time named at a place of the text, and where its words end."""
    for read in (_span, _bound, _named, _edge, _point):
        found = read(text, place)
        if found is not None:
            return found
    return None


def _span(text: str, place: int) -> tuple[Times, int] | None:
    match = BETWEEN.match(text, place) or FROM_TO.match(text, place)
    if match is None:
        return None
    start, end = _clock(match, "1"), _clock(match, "2")
    if start is None or end is None:
        return None
    if not match["m1"] and match["m2"]:
        # "2 to 4pm": the mark is of both, unless that turns the span around.
        shared = _clock(match, "1", match["m2"])
        start = shared if shared is not None and shared < end else start
    if end <= start and end.hour < NOON.hour:
        end = end.replace(hour=end.hour + 12)
    return (Times(start, end), match.end()) if start < end else None


def _bound(text: str, place: int) -> tuple[Times, int] | None:
    match = AFTER.match(text, place)
    if match is not None and (time := _clock(match, "1")) is not None:
        return Times(time, None, bare=_is_bare(match)), match.end()
    match = BEFORE.match(text, place)
    if match is not None and (time := _clock(match, "1")) is not None:
        return Times(None, time, bare=_is_bare(match)), match.end()
    return None


def _edge(text: str, place: int) -> tuple[Times, int] | None:
    for pattern, edge in EDGE_RULES:
        if (match := pattern.match(text, place)) is not None:
            return Times(edge=edge, every=match.group().endswith("s")), match.end()
    return None


def _named(text: str, place: int) -> tuple[Times, int] | None:
    for pattern, start, end in NAMED_RULES:
        if (match := pattern.match(text, place)) is not None:
            return Times(start, end, every=match.group().endswith("s")), match.end()
    return None


def _point(text: str, place: int) -> tuple[Times, int] | None:
    match = POINT.match(text, place)
    if match is None or (time := _clock(match, "1")) is None:
        return None
    bare = _is_bare(match)
    if (more := ONWARDS.match(text, match.end())) is not None:
        return Times(time, None, bare=bare), more.end()
    if (more := OR_EARLIER.match(text, match.end())) is not None:
        return Times(None, time, bare=bare), more.end()
    written = match.group().strip()
    if written.isdigit() and not 1 <= int(written) <= MOST_BARE_HOURS:
        return None
    return Times(time, time, bare=bare, weak=written.isdigit()), match.end()


def _is_bare(match: re.Match[str]) -> bool:
    return not (match["m1"] or match["noon1"])


def _clock(match: re.Match[str], name: str, meridiem: str | None = None) -> Clock | None:
    """The time that a clock pattern found; None if there is no such time."""
    if match[f"noon{name}"]:
        return MIDNIGHT if match[f"noon{name}"] == "midnight" else NOON
    hour, minute = int(match[f"of{name}"] or match[f"h{name}"]), 0
    half = match[f"half{name}"]
    if half:
        minute = {"h": 30, "q": 15}.get(half[0]) or int(half.split()[0])
        if half.endswith("to"):
            hour, minute = (hour - 1) or 12, 60 - minute
    elif match[f"min{name}"]:
        minute = int(match[f"min{name}"])
    hour = _hour(hour, meridiem or match[f"m{name}"])
    return dt.time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def _hour(hour: int, meridiem: str | None) -> int:
    if meridiem and 1 <= hour <= 12:
        return hour % 12 + (12 if meridiem.startswith("p") else 0)
    return hour + 12 if 1 <= hour <= LAST_BARE_AFTERNOON_HOUR else hour


def both(first: Times, second: Times) -> Times:
    """What fits both: "evenings" and "after 6"."""
    if first.edge or second.edge:
        return second if first.edge else first
    if first.exact or second.exact:
        exact, other = (first, second) if first.exact else (second, first)
        return replace(_moved(exact, other), every=first.every or second.every)
    first, second = _moved(first, second), _moved(second, first)
    starts = [time for time in (first.start, second.start) if time is not None]
    ends = [time for time in (first.end, second.end) if time is not None]
    return Times(
        max(starts, default=None), min(ends, default=None), every=first.every or second.every
    )


def _moved(times: Times, part: Times) -> Times:
    """A bare hour moved into the part of the day named beside it: "7 in the morning"."""
    if not times.bare or part.bare:
        return times
    if part.end == NOON:
        return replace(times, start=_shifted(times.start, -12), end=_shifted(times.end, -12))
    if part.start in (NOON, EVENING):
        return replace(times, start=_shifted(times.start, 12), end=_shifted(times.end, 12))
    return times


def _shifted(time: Clock | None, hours: int) -> Clock | None:
    if time is None or (time.hour > 12) != (hours < 0) or time.hour == 12:
        return time
    return time.replace(hour=time.hour + hours)


def without(times: Times) -> tuple[Times, ...]:
    """What is left of the day: "not mornings", "I work 9 to 5"."""
    if times.edge is Edge.EARLY:
        return (Times(NOT_EARLY, None),)
    if times.edge is Edge.LATE:
        return (Times(None, EVENING),)
    if times.exact:
        return ()
    left = []
    if times.start is not None:
        left.append(Times(None, times.start))
    if times.end is not None:
        left.append(Times(times.end, None))
    return tuple(left)
