"""How well preferred days and times are read: dateparser alone, and the assistant's own reader.

Run as `.venv/bin/python -m bench.wished_times`; with `--wrong` it lists what is read wrong in
the phrases to build with, never in those held out.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dateparser
import yaml
from dateparser.search import search_dates

from clinic.leads.wished_times import Problem, Reading, Wish, read_wishes
from clinic.leads.wished_times.wish import OPEN_DAYS
from clinic.settings import Clinic, read_clinic

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEV, HELD_OUT = Path("tests/wished_times_dev.yml"), Path("tests/wished_times.yml")
PROBLEMS = {str(problem) for problem in Problem}


@dataclass(frozen=True)
class Phrase:
    """Words, when and after what they were said, and what they mean.

    Attributes:
        wishes: the choices where the words are ambiguous, the nearest where the clinic is closed.
    """

    say: str
    now: dt.datetime
    before: tuple[Wish, ...]
    wishes: tuple[Wish, ...]
    problem: Problem | None


def phrases(file: Path, clinic: Clinic) -> Iterator[Phrase]:
    for group in yaml.safe_load(file.read_text(encoding="utf-8")):
        now = dt.datetime.fromisoformat(str(group["now"])).replace(tzinfo=clinic.zone)
        before = _wishes(group.get("before", ""))
        for say, meaning in group["phrases"].items():
            first, _, rest = str(meaning).partition(" ")
            problem = Problem(first) if first in PROBLEMS else None
            yield Phrase(say, now, before, _wishes(rest if problem else str(meaning)), problem)


def _wishes(meaning: str) -> tuple[Wish, ...]:
    return tuple(_wish(one.split()) for one in meaning.split(";") if one.strip())


def _wish(parts: list[str]) -> Wish:
    first, dots, last = parts[0].partition("..")
    start = dt.date.fromisoformat(first)
    end = dt.date.fromisoformat(last) if last else start
    if dots and not last:
        end = start + dt.timedelta(days=OPEN_DAYS - 1)
    times: tuple[dt.time | None, dt.time | None] = (None, None)
    weekdays: tuple[int, ...] = ()
    for part in parts[1:]:
        if part[:3] in DAYS:
            weekdays = tuple(DAYS.index(day) for day in part.split(","))
        elif part.startswith("@"):
            times = (_time(part[1:]), _time(part[1:]))
        else:
            since, _, until = part.partition("-")
            times = (_time(since), _time(until))
    return Wish(start, end, *times, weekdays)


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def is_right(reading: Reading, phrase: Phrase) -> bool:
    """Whether every day, time and problem is as meant."""
    if reading.problem != phrase.problem:
        return False
    if reading.problem is Problem.CLOSED:
        return (reading.nearest,) == phrase.wishes
    if reading.problem is Problem.AMBIGUOUS:
        return set(reading.choices) == set(phrase.wishes)
    return set(reading.wishes) == set(phrase.wishes)


def ours(phrase: Phrase, clinic: Clinic) -> Reading:
    return read_wishes(phrase.say, phrase.now, clinic, phrase.before)


def dateparser_alone(phrase: Phrase, clinic: Clinic) -> Reading:
    """The day and time that dateparser finds in the whole, or else within the words."""
    base = phrase.now.astimezone(clinic.zone).replace(tzinfo=None)
    settings = {
        "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY", "RELATIVE_BASE": base,
        "RETURN_TIME_SPAN": False,
    }  # fmt: skip
    found = dateparser.parse(phrase.say, languages=["en"], settings=settings)
    if found is None:
        inside = search_dates(phrase.say, languages=["en"], settings=settings)
        found = inside[0][1] if inside else None
    if found is None:
        not_a_date = phrase.problem is Problem.NOT_A_DATE
        return Reading(problem=Problem.NOT_A_DATE if not_a_date else Problem.NOT_UNDERSTOOD)
    if found.date() < base.date():
        return Reading(problem=Problem.IN_THE_PAST)
    said = found.time() not in (dt.time(), base.time())
    time = found.time() if said else None
    return Reading((Wish(found.date(), found.date(), time, time),))


def first_day_is_right(reading: Reading, phrase: Phrase) -> bool:
    """Whether at least the first day, or that there is none, is as meant."""
    if phrase.problem or reading.problem:
        return phrase.problem == reading.problem
    return reading.wishes[0].date_from == phrase.wishes[0].date_from


Reader = Callable[[Phrase, Clinic], Reading]


def share(right: Callable[[Reading, Phrase], bool], reader: Reader, file: Path) -> float:
    clinic = read_clinic(Path("clinic.yml"))
    known = list(phrases(file, clinic))
    return sum(right(reader(one, clinic), one) for one in known) / len(known)


def main(arguments: list[str]) -> int:
    clinic = read_clinic(Path("clinic.yml"))
    for name, file in (("built with", DEV), ("held out", HELD_OUT)):
        print(f"{name}: {len(list(phrases(file, clinic)))} phrases, first day right / all right")
        for who, reader in (("dateparser alone", dateparser_alone), ("ours", ours)):
            day, everything = (
                share(right, reader, file) for right in (first_day_is_right, is_right)
            )
            print(f"  {who:17} {day:6.1%} / {everything:6.1%}")
    if "--wrong" in arguments:
        for one in phrases(DEV, clinic):
            reading = ours(one, clinic)
            if not is_right(reading, one):
                print(f"{one.say!r}\n  wanted {one.problem} {one.wishes}\n  read   {reading}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
