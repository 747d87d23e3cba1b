"""Reads ages and weeks of pregnancy from the words of a message."""

from __future__ import annotations

import re
from typing import Iterator, Sequence, Tuple

Reading = Tuple[str, int, int, int]  # entity, value, first token, one past the last

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: value for value, word in enumerate(_ONES)}
WORDS.update({word: 10 * value for value, word in enumerate(_TENS, start=2)})
WORDS["fourty"] = 40

AGE_LIMITS = (1, 115)
WEEK_LIMITS = (1, 43)
I_AM = frozenset(
    ("am im m i'm i’m 'm ’m s 's ’s aged age turning turned turn nearly almost just").split()
)
IS = frozenset(["is", "are", "be"])
CHILD_YEARS = 10
ADULT_YEARS = 18
YEARS = frozenset("years year yrs yr yo y.o y.o.".split())
# spaCy splits these at their marks, so they are held against several tokens.
YEARS_OLD = ("year-old", "years-old", "yr-old", "yrs-old", "y/o")
OTHER_UNITS = frozenset(
    (
        "weeks week wks wk months month days day hours hour mins minutes min kg kgs stone st "
        "lbs lb pounds cm ft feet foot inches % percent times sessions session people miles "
        "pm am euros dollars quid clinics clinic"
    ).split()
)
WEEKS = frozenset(["weeks", "week", "wks", "wk", "w"])
PREGNANT = frozenset("pregnant preggers preggo pregnancy gone along gestation expecting pg".split())
_LETTERED = re.compile(r"^(?:[mf](\d{2})|(\d{2})(?:[mf]|yo|yrs?|y))$")


def readings(tokens: Sequence[str]) -> Iterator[Reading]:
    """Yield ages (years), weeks of pregnancy, and plain numbers that may be an age."""
    for start in range(len(tokens)):
        lettered = _LETTERED.match(tokens[start])
        if lettered:
            value = int(lettered.group(1) or lettered.group(2))
            if _within(value, AGE_LIMITS):
                yield "age", value, start, start + 1
            continue
        number = _number(tokens, start)
        if number is None:
            continue
        value, end = number
        if _is_week(tokens, start, end) and _within(value, WEEK_LIMITS):
            yield "pregnancy_week", value, start, end
        elif _is_age(tokens, start, end, value) and _within(value, AGE_LIMITS):
            yield "age", value, start, end
        elif _within(value, AGE_LIMITS) and _stands_alone(tokens, start, end):
            yield "number", value, start, end


def _number(tokens: Sequence[str], start: int) -> Tuple[int, int] | None:
    """Return the number that starts here and the token after it."""
    word = tokens[start]
    if re.fullmatch(r"\d{1,3}", word):
        return int(word), start + 1
    parts = word.split("-")
    if word in WORDS or all(part in WORDS for part in parts):
        before = _at(tokens, start - 2 if _at(tokens, start - 1) == "-" else start - 1)
        if WORDS.get(before, 0) >= 20:
            return None  # the second half of "fifty six"
        value, end = sum(WORDS[part] for part in parts), start + 1
        if len(parts) == 1 and value >= 20 and end < len(tokens):
            if tokens[end] == "-":
                end += 1
            ones = WORDS.get(tokens[end], 0) if end < len(tokens) else 0
            if 0 < ones < 10:
                return value + ones, end + 1
            end = start + 1
        return value, end
    return None


def _at(tokens: Sequence[str], place: int) -> str:
    return tokens[place] if 0 <= place < len(tokens) else ""


def _is_week(tokens: Sequence[str], start: int, end: int) -> bool:
    if _at(tokens, end) not in WEEKS:
        return False
    around = (*tokens[max(0, start - 3) : start], *tokens[end + 1 : end + 3])
    return any(word in PREGNANT for word in around)


def _is_age(tokens: Sequence[str], start: int, end: int, value: int) -> bool:
    before, after, next_word = (_at(tokens, place) for place in (start - 1, end, end + 1))
    said = before in I_AM or before in IS
    joined = "".join(tokens[end : end + 4]).lstrip("-").startswith(YEARS_OLD)
    if joined or (after in YEARS and next_word == "old"):
        # A person asked about is rarely below ten; "2 years old scar" is no person.
        return value >= CHILD_YEARS or said
    if after in YEARS:
        spelt = after in {"years", "year", "yrs", "yr"}
        return not spelt or (said and next_word not in {"ago", "of", "since"})
    if after in OTHER_UNITS or after in {"/", ":", "-"}:
        return False
    if tokens[start] in {"one", "two", "three", "four", "five", "zero"}:
        return before in {"aged", "age"}
    if start == 0 and after == ",":  # "54, no allergies"
        return value >= CHILD_YEARS
    if before in IS:  # "is 45 too old", but "is 12 enough" counts something
        return start > 1 or value >= ADULT_YEARS or after in {"too", "old", "young"}
    return before in I_AM


def _stands_alone(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether a number counts nothing: "37", but not "5 years" or "10 : 30"."""
    around = {_at(tokens, start - 1), _at(tokens, end)}
    return not around & {"/", ":", "-"} and _at(tokens, end) not in OTHER_UNITS | YEARS


def _within(value: int, limits: Tuple[int, int]) -> bool:
    return limits[0] <= value <= limits[1]
