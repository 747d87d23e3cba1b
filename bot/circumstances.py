"""Says of a thing named in a message whose it is, whether it is over, and how sure it is.

"my mum takes warfarin" is not about the visitor; "botox six weeks ago" is over and
dated; "maybe pregnant" is not sure. Words decide, so that a clinician can follow it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from typing import Sequence, Tuple

from bot.numbers import WORDS

Span = Tuple[int, int]  # first token, one past the last

SELF = "self"
OTHER = "other"
_FIRST_PERSON = frozenset("i im i'm i’m ive i've i’ve me my mine myself we our us".split())
_RELATIVES = frozenset(
    (
        "mum mom mother dad father sister brother daughter son aunt auntie uncle cousin nan gran "
        "granny grandma grandmother grandad grandfather husband wife partner boyfriend girlfriend "
        "fiance friend mate neighbour neighbor colleague niece nephew hubby missus he she his her "
        "him they their them hers he's she's they're bf gf flatmate client boss family parents "
        "someone somebody people person anyone patients women men"
    ).split()
)
# "my doctor put my husband on it": the nearest person before the thing has it.
_ENDS = frozenset([".", ";", "!", "?", "\n", "but"])
_PAST_BEFORE = frozenset(
    (
        "had was were finished stopped previously formerly former ex previous past came quit "
        "ended completed healed cleared gone survived beat"
    ).split()
)
# "haven't stopped breastfeeding": not over.
_NOT_YET = frozenset("not never havent haven't n't hasnt hasn't nt yet".split())
_PERFECT = frozenset("have has 've ’ve ive i've i’ve having".split())
_OVER_AFTER = frozenset("finished stopped healed cleared gone over ended ago".split())
_UNSURE = frozenset(
    "maybe might may possibly perhaps unsure probably could dunno think suspect idk unclear".split()
)
_REACH = 7
_UNIT_DAYS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 30, "mth": 30, "year": 365}
_VAGUE_COUNTS = {"a": 1, "an": 1, "one": 1, "couple": 2, "few": 3, "several": 4, "some": 3}
_LAST = {"week": 7, "month": 30, "year": 365, "summer": 120, "winter": 120, "night": 1}
CHILDHOOD_DAYS = 3650
_CHILD = frozenset("child kid baby teenager teen teens childhood school younger toddler".split())


@dataclass(frozen=True)
class Circumstances:
    """How a thing stands in its sentence.

    Attributes:
        who: `self`, `other`, or None where nobody is named.
        over: said to be in the past.
        days_ago: how long ago, in days, where the words say it.
        unsure: said with doubt.
    """

    who: str | None
    over: bool
    days_ago: int | None
    unsure: bool


def circumstances(tokens: Sequence[str], thing: Span, today: dt.date) -> Circumstances:
    """Read how a thing stands; tokens are lower-case words and marks."""
    first, last = _sentence(tokens, thing)
    before, after = tokens[first : thing[0]], tokens[thing[1] : last]
    ago = _days_ago(after[: 2 * _REACH], today)
    if ago is None:
        ago = _days_ago(before[-_REACH:], today)
    over = bool(ago) or _is_over(before, after)
    near = (*before[-_REACH:], *after[:_REACH])
    unsure = bool(_UNSURE & set(near)) or _pair(near, "not", {"sure", "certain"})
    return Circumstances(_who(before, after), over, ago, unsure)


def _sentence(tokens: Sequence[str], thing: Span) -> Span:
    first = max((at + 1 for at in range(thing[0]) if tokens[at] in _ENDS), default=0)
    last = min((at for at in range(thing[1], len(tokens)) if tokens[at] in _ENDS), default=None)
    return first, len(tokens) if last is None else last


def _who(before: Sequence[str], after: Sequence[str]) -> str | None:
    for at in range(len(before) - 1, -1, -1):
        word = before[at].removesuffix("'s").removesuffix("’s")
        if word in _RELATIVES:
            return OTHER
        if word in _FIRST_PERSON:
            return SELF
    return SELF if _FIRST_PERSON & set(after) else None


def _is_over(before: Sequence[str], after: Sequence[str]) -> bool:
    near = list(before[-_REACH:])
    for at, word in enumerate(near):
        if word == "used" and near[at + 1 : at + 2] == ["to"]:
            return True
        just_before = set(near[max(0, at - 2) : at])
        perfect = word == "had" and _PERFECT & just_before
        if word in _PAST_BEFORE and not perfect and not _NOT_YET & just_before:
            return True
    return bool(_OVER_AFTER & set(after[:4])) or _pair(after[:_REACH], "the", {"past"})


def _pair(words: Sequence[str], first: str, seconds: set[str]) -> bool:
    return any(one == first and two in seconds for one, two in itertools.pairwise(words))


def _days_ago(words: Sequence[str], today: dt.date) -> int | None:
    """Read "six weeks ago", "last month", "in 2019", "as a child" as days."""
    for at, word in enumerate(words):
        rest = words[at + 1 :]
        if word == "yesterday":
            return 1
        if word == "last" and rest and rest[0] in _LAST:
            return _LAST[rest[0]]
        if word == "ago" and at:
            return _length(words[:at])
        if word in {"in", "since"} and rest and re.fullmatch(r"(19|20)\d\d", rest[0]):
            return max(0, (today.year - int(rest[0])) * 365)
        if word in {"as", "a", "was"} and rest and rest[0] in _CHILD:
            return CHILDHOOD_DAYS
    return None


def _length(words: Sequence[str]) -> int | None:
    """Read the length before "ago": "six weeks", "a couple of months", "years"."""
    unit = words[-1].rstrip("s")
    if unit not in _UNIT_DAYS:
        return None
    counts = [word for word in words[-4:-1] if word != "of"]
    for word in reversed(counts):
        if word.isdecimal():
            return int(word) * _UNIT_DAYS[unit]
        if word in _VAGUE_COUNTS or word in WORDS:
            return _VAGUE_COUNTS.get(word, WORDS.get(word, 0)) * _UNIT_DAYS[unit]
    return 2 * _UNIT_DAYS[unit]
