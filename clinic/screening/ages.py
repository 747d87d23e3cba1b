"""Reads an age: in years, by a year of birth, "nearly 18"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from clinic.heard import Heard
from clinic.replies import corrects, words_of
from clinic.screening.people import person_asked_for
from clinic.screening.record import Answer, Record

AGES = range(1, 116)
_AGE_WORD = re.compile(r"\b(\d{1,3})\b")
_BORN = re.compile(r"\bborn\b.*?\b((?:19|20)\d\d)\b|^\W*((?:19|20)\d\d)\W*$")
# "nearly 18" and "I'll be 18 next month" are 17.
_NOT_YET = re.compile(
    r"\b(?:nearly|almost|not quite|not yet|just under|turn|turning|about to be|going to be"
    r"|(?:will|'?ll) be)\b|\b\d{1,3} (?:soon|next (?:week|month|year))\b"
)


def with_age(
    record: Record, pending: str | None, heard: Heard, asks: bool, year: int
) -> Record | None:
    """The record with an age from the message; None where an age makes no sense."""
    said = [
        int(entity["value"])
        for entity in heard.of("age")
        if (entity.get("who") != "other" or record.about is not None)
        and not (asks and not _is_said_of(entity, record) and pending != "age")
        and not entity.get("days_ago")
    ]
    if not said and _may_be_age(record, pending, heard):
        born = _BORN.search(heard.text)
        numbers = [int(entity["value"]) for entity in heard.of("number")]
        written = _AGE_WORD.search(heard.text)
        if born:
            # A year alone leaves the birthday open; the younger of the two ages counts.
            said = [year - int(born.group(1) or born.group(2)) - 1]
        elif numbers:
            said = numbers[:1]
        elif written and pending == "age":
            said = [int(written.group(1))]
    if not said:
        return record
    age = said[-1] - bool(_NOT_YET.search(heard.text.lower().replace("’", "'")))
    if age not in AGES:
        return None
    ages = record.ages if record.ages[-1:] == (age,) else (*record.ages, age)
    return replace(record, age=age, ages=ages).answered("age", Answer.GIVEN)


def _is_said_of(entity: dict[str, Any], record: Record) -> bool:
    """Whether an age in a question is plainly the person's: "can you check my dad, he is 61"."""
    return entity.get("who") == ("self" if record.about is None else "other")


def _may_be_age(record: Record, pending: str | None, heard: Heard) -> bool:
    """Whether a plain number is an age: asked for, "I meant 27", "for my husband, 61"."""
    if pending == "age" or person_asked_for(heard.text) is not None:
        return True
    return record.age is not None and corrects(heard.text) and len(words_of(heard.text)) <= 5
