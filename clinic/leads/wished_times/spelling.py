"""Brings a visitor's spelling of days and times into one form: full names, figures, no marks."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

from clinic.settings import WEEKDAYS

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
SHORT = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday",
    "sun": "sunday", "mons": "mondays", "fris": "fridays", "sats": "saturdays", "suns": "sundays",
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sep": "september", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december", "xmas": "christmas", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tmw": "tomorrow", "tomo": "tomorrow", "tomoz": "tomorrow",
    "2moro": "tomorrow", "2morrow": "tomorrow", "2day": "today", "2nite": "today evening",
    "tonite": "today evening",
    "tonight": "today evening", "wk": "week", "wks": "weeks", "wkend": "weekend", "wknd": "weekend",
    "nxt": "next", "arvo": "afternoon", "arvos": "afternoons",
    "morn": "morning", "eves": "evenings", "b4": "before",
    "til": "until", "till": "until", "thru": "to", "through": "to", "weeknight": "weekday evening",
    "weeknights": "weekday evenings", "approx": "about", "anyday": "any day",
    "anytime": "any time", "sometime": "any time", "hr": "hour", "hrs": "hours", "mins": "minutes",
    "noonish": "noon",
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14,
    "twenty": 20,
}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        1,
    )
} | {"thirtieth": 30}
# Words worth mending; the short ones are left alone, they are near to too much else.
KNOWN = (
    *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS), *(month for month in MONTHS if len(month) > 4),
    "tomorrow", "today", "tonight", "yesterday", "morning", "mornings", "afternoon", "afternoons",
    "evening", "evenings", "lunchtime", "weekend", "weekends", "weekday", "weekdays", "fortnight",
    "before", "after", "between", "except", "christmas", "easter", "midday", "early", "earlier",
    "later", "quarter", "anything", "whenever", "onwards", "until",
)  # fmt: skip
NEAR = 0.82
# Real words that are near to one of ours.
NOT_SLIPS = frozenset({"moaning", "mourning", "lather", "latter", "easier"})
WORD = re.compile(r"\b[a-z0-9]*[a-z][a-z0-9]*\b")
ABBREVIATION = re.compile(rf"\b({'|'.join(SHORT)})\.")
# "7-11 december", "december 8th or 9th": the month belongs to each number.
NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
JOIN = r"(?:\s*(?:,|-|&|\bor\b|\band\b|\bto\b|\buntil\b)\s*(?:the )?)"
LIST_BEFORE_MONTH = re.compile(
    rf"(?<![:/.\d-])(?P<list>{NUMBER}(?:{JOIN}{NUMBER})+) (?:of )?(?P<month>{'|'.join(MONTHS)})\b"
)
LIST_AFTER_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)}) (?:the )?(?P<list>{NUMBER}(?:{JOIN}{NUMBER})+)"
    r"\b(?![:/.]|am|pm)"
)


def plain(text: str) -> str:
    """Lower case, one spelling, figures for number words; punctuation only where it matters."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"['’‘`´]", "", text)
    text = re.sub(r"[‐‑‒–—―−]", "-", text)
    text = re.sub(r"([ap])\.\s?m\b\.?", r"\1m", text)
    text = re.sub(r"\bw/c\b", "week of", ABBREVIATION.sub(r"\1 ", text))
    text = re.sub(r"\bweek[ -]end", "weekend", text)
    text = re.sub(r"\b(twenty|thirty)[ -](\w+)", _compound, text)
    text = re.sub(r"\bthis (?=morning|afternoon|evening|lunch)", "today ", text)
    # "may I", "I may": not the month.
    text = re.sub(r"\bmay (?=i|we|be|not|have|you)\b|\b(i|we|it|you) may\b", " ", text)
    text = re.sub(r"(?<=[a-z])/(?=[a-z])", " or ", text)
    text = WORD.sub(lambda match: _word(match.group()), text)
    text = re.sub(r"\b(\d{1,2}) (st|nd|rd|th)\b", r"\1\2", text)
    text = re.sub(r"(?<=\d)\. ?(?=[a-z])", " ", text)
    text = LIST_BEFORE_MONTH.sub(_each_with_month, text)
    text = LIST_AFTER_MONTH.sub(_each_with_month, text)
    text = re.sub(r"[^a-z0-9:./,;+@&-]+", " ", text)
    text = re.sub(r"(?<!\d)[./]|[./](?!\d)", " , ", text)
    return re.sub(r"\s+", " ", re.sub(r"[\s,;]*[,;][\s,;]*", " , ", text)).strip(" ,")


def _each_with_month(match: re.Match[str]) -> str:
    return re.sub(NUMBER, lambda number: f"{number.group()} {match['month']}", match["list"])


def _compound(match: re.Match[str]) -> str:
    number = ORDINALS.get(match[2])
    if number is None or number > 9:
        return match.group().replace("-", " ")
    return _ordinal({"twenty": 20, "thirty": 30}[match[1]] + number)


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _word(word: str) -> str:
    if word in SHORT:
        return SHORT[word]
    if word in ORDINALS:
        return _ordinal(ORDINALS[word])
    if word in NUMBERS and len(word) > 2:
        return str(NUMBERS[word])
    if len(word) < 5 or word in NOT_SLIPS or word in KNOWN or not word.isalpha():
        return word
    return next(iter(get_close_matches(word, KNOWN, 1, NEAR)), word)
