"""A booking request while it is being talked about, and how a message fills it.

Several things may come in one message. What cannot be read is asked again; nothing
that a visitor wrote is thrown away silently.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from clinic.heard import Heard
from clinic.leads.contact import PhoneProblem, read_email, read_phone
from clinic.leads.lead import Kind
from clinic.leads.names import clean_text, read_names
from clinic.leads.wished_times import Problem as TimeProblem
from clinic.leads.wished_times import Wish, names_only_times, read_wishes, words_for
from clinic.replies import Reply, is_whole, reply
from clinic.settings import Clinic

MAX_TREATMENT = 120
MAX_NOTE = 1000
# Words that make a message speak of days or times, where they were not asked for.
_TIME_WORDS = re.compile(
    r"\b(mon|tues?|wed(nes)?|thur?s?|fri|satur?|sun)(day)?s?\b|\btomorrow\b|\bnext (week|month)\b"
    r"|\b(morning|afternoon|evening|lunch ?time|weekday|weekend)s?\b|\bfortnight\b"
    r"|\bthe (week|day|month) after\b|\ba (day|week) (later|earlier)\b"
    r"|\b\d{1,2}(st|nd|rd|th)? (of )?(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*\b"
    r"|\b(after|before|at|around) \d{1,2}([:.]\d\d)? ?(am|pm)?\b|\b\d{1,2} ?(am|pm)\b",
    re.IGNORECASE,
)
_SELF_NAMED = re.compile(
    r"(?:\bmy name(?:'s| is)|\bname(?: is|:|'s)|\bcall me|\bi(?:'| a)m called|\bthis is)\s+"
    r"(?!wrong|not|incorrect|right|correct|spel|missp|different)([^,.;!?\d@]{2,80})",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:(?:no|ok|okay|oh|yes|well|so|hm+)\b\W*)+", re.IGNORECASE)
# "sara dot k at icloud dot com".
_SPELT_OUT = re.compile(r"\S+(?: (?:dot|underscore|dash) \S+)* at \S+(?: dot \w+)+", re.IGNORECASE)
_DIGITS = re.compile(r"(?:\d[\s().\-]*){6,}")


class Item(StrEnum):
    """What is asked for, in the order asked."""

    NAME = "name"
    CONTACT = "contact"
    TREATMENT = "treatment"
    TIMES = "times"
    CHANGE = "change"
    NOTE = "note"


class Trouble(StrEnum):
    """Why something must be asked again."""

    NAME = "name_missed"
    TREATMENT = "treatment_missed"
    CONTACT = "contact_missed"
    PHONE_WORDS = "phone_words"
    TOO_LONG = "too_long"
    DATE_MISSED = "date_missed"
    DATE_WRONG = "date_wrong"
    DATE_PAST = "date_past"
    DATE_FAR = "date_far"
    DATE_CLOSED = "date_closed"
    DATE_AMBIGUOUS = "date_ambiguous"


_OF_TIME = {
    TimeProblem.NOT_UNDERSTOOD: Trouble.DATE_MISSED,
    TimeProblem.NOT_A_DATE: Trouble.DATE_WRONG,
    TimeProblem.IN_THE_PAST: Trouble.DATE_PAST,
    TimeProblem.TOO_FAR: Trouble.DATE_FAR,
    TimeProblem.CLOSED: Trouble.DATE_CLOSED,
    TimeProblem.AMBIGUOUS: Trouble.DATE_AMBIGUOUS,
}


@dataclass(frozen=True)
class Draft:
    """What is known of the request.

    Attributes:
        note: None until asked for; empty for nothing.
        suggestion: the e-mail address that was likely meant.
        nearest: a wish inside the opening hours, offered in place of a closed one.
    """

    kind: Kind = Kind.TREATMENT
    people: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    treatment: str = ""
    area: str = ""
    wishes: tuple[Wish, ...] = ()
    wishes_words: str = ""
    change: str = ""
    note: str | None = None
    suggestion: str | None = None
    nearest: Wish | None = None

    def open_items(self) -> list[Item]:
        """What is still to be asked for, in order."""
        missing = {
            Item.NAME: not self.people,
            Item.CONTACT: not (self.phone or self.email),
            Item.TREATMENT: not (self.treatment or self.area) and self.kind != Kind.CHANGE,
            Item.TIMES: not self.wishes_words and self.kind != Kind.CHANGE,
            Item.CHANGE: not self.change and self.kind == Kind.CHANGE,
            Item.NOTE: self.note is None and self.kind != Kind.CHANGE,
        }
        return [item for item, is_open in missing.items() if is_open]


@dataclass(frozen=True)
class Filled:
    """What a message did to a draft.

    Attributes:
        items: what it filled or changed.
        trouble: what must be asked again.
        choices: the wishes that an ambiguous date may mean.
        spelt_out: an e-mail address was put together from words; read it back.
    """

    draft: Draft
    items: tuple[Item, ...] = ()
    trouble: Trouble | None = None
    choices: tuple[Wish, ...] = ()
    spelt_out: bool = False


def read_into(
    draft: Draft, pending: Item | None, heard: Heard, now: dt.datetime, clinic: Clinic
) -> Filled:
    """Fill a draft from one message, whatever was asked."""
    filled = Filled(draft)
    # "the 2nd then", as a note, is another day.
    only_times = names_only_times(_OPENING.sub("", heard.text), now, clinic) and not is_whole(
        heard.text
    )
    if pending == Item.NOTE and only_times:
        return _with_times(filled, Item.TIMES, heard.text, now, clinic)
    if pending in (Item.NOTE, Item.CHANGE):
        return _with_words(filled, pending, heard.text)
    filled = _with_contact(filled, pending, heard.text, clinic.country)
    is_time = pending is None and only_times
    filled = _with_times(filled, Item.TIMES if is_time else pending, heard.text, now, clinic)
    filled = _with_treatment(filled, pending, heard)
    return _with_names(filled, pending, heard.text)


def _with_words(filled: Filled, item: Item, text: str) -> Filled:
    """Take free words as they are: the note, or what should change."""
    words = clean_text(text, MAX_NOTE)
    if words is None:
        return replace(filled, trouble=Trouble.TOO_LONG)
    if item == Item.CHANGE:
        draft = replace(filled.draft, change=words)
    else:
        nothing = any(
            reply(said) == Reply.NONE and is_whole(said) for said in (text, _OPENING.sub("", text))
        )
        draft = replace(filled.draft, note="" if nothing else words)
    return replace(filled, draft=draft, items=(*filled.items, item))


def _with_contact(filled: Filled, pending: Item | None, text: str, country: str) -> Filled:
    asked = pending == Item.CONTACT
    draft, found = filled.draft, False
    email = read_email(text) if asked or "@" in text or " dot " in f" {text.lower()} " else None
    if email is not None:
        draft = replace(draft, email=email.address, suggestion=email.suggestion)
        found = True
    phone = read_phone(text, country) if asked or _DIGITS.search(text) else None
    if phone is not None and phone.problem is None:
        draft = replace(draft, phone=phone.to_call)
        found = True
    spelt_out = email is not None and email.spoken
    if found:
        items = (*filled.items, Item.CONTACT)
        return replace(filled, draft=draft, items=items, spelt_out=spelt_out)
    if not asked:
        return filled
    words = phone is not None and phone.problem == PhoneProblem.DIGITS_IN_WORDS
    return replace(filled, trouble=Trouble.PHONE_WORDS if words else Trouble.CONTACT)


def _with_times(
    filled: Filled, pending: Item | None, text: str, now: dt.datetime, clinic: Clinic
) -> Filled:
    asked = pending == Item.TIMES
    if asked and filled.draft.nearest is not None and reply(text) == Reply.YES:
        return _wished(filled, (filled.draft.nearest,), words_for(filled.draft.nearest))
    # The figures of a phone number are no times.
    words = _DIGITS.sub(" ", text)
    if not asked and not _TIME_WORDS.search(words):
        return filled
    if asked and reply(text) == Reply.UNSURE:
        return _wished(filled, (), text)
    reading = read_wishes(words, now, clinic, filled.draft.wishes)
    if reading.problem is None and reading.wishes:
        return _wished(filled, reading.wishes, text)
    if reading.problem is None or (not asked and reading.problem == TimeProblem.NOT_UNDERSTOOD):
        return filled
    draft = replace(filled.draft, nearest=reading.nearest)
    trouble = _OF_TIME[reading.problem]
    return replace(filled, draft=draft, trouble=trouble, choices=reading.choices)


def _wished(filled: Filled, wishes: tuple[Wish, ...], text: str) -> Filled:
    words = clean_text(text, MAX_NOTE) or ""
    draft = replace(filled.draft, wishes=wishes, wishes_words=words, nearest=None)
    return replace(filled, draft=draft, items=(*filled.items, Item.TIMES))


def _with_treatment(filled: Filled, pending: Item | None, heard: Heard) -> Filled:
    asked = pending == Item.TREATMENT
    named = [str(one["value"]) for kind in ("treatment", "concern") for one in heard.of(kind)]
    areas = [str(one["value"]) for one in heard.of("body_area")]
    draft = filled.draft
    if asked and not filled.items:
        # The visitor's own words say more than our names for them.
        words = clean_text(heard.text, MAX_TREATMENT)
        if words is None:
            return replace(filled, trouble=Trouble.TOO_LONG)
        if reply(words) in (Reply.NONE, Reply.YES) and is_whole(words):
            return replace(filled, trouble=Trouble.TREATMENT)
        draft = replace(draft, treatment=words, area="")
    elif named or areas:
        treatment = ", ".join(dict.fromkeys(named)) or draft.treatment
        draft = replace(
            draft,
            treatment=treatment[:MAX_TREATMENT],
            area=(", ".join(dict.fromkeys(areas)) or draft.area)[:MAX_TREATMENT],
        )
    else:
        return filled
    return replace(filled, draft=draft, items=(*filled.items, Item.TREATMENT))


def _with_names(filled: Filled, pending: Item | None, text: str) -> Filled:
    asked = pending == Item.NAME
    said = _SELF_NAMED.search(text)
    names = read_names(_without_contact(text)) if asked else ()
    if not names and said is not None:
        names = read_names(said.group(1))
    if names:
        draft = replace(filled.draft, people=names)
        return replace(filled, draft=draft, items=(*filled.items, Item.NAME))
    # A message that answered something else first leaves the name to be asked again.
    if asked and not filled.items and filled.trouble is None:
        return replace(filled, trouble=Trouble.NAME)
    return filled


def _without_contact(text: str) -> str:
    """The part of a message before a number or an address: "Sara Kay, 07700 900123"."""
    found = _DIGITS.search(text) or re.search(r"\S+@\S+", text) or _SPELT_OUT.search(text)
    return text[: found.start()].strip(" ,.;:-") if found else text


_DRAFTS = TypeAdapter(Draft)


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """The draft as plain values, for a slot."""
    values: dict[str, Any] = _DRAFTS.dump_python(draft, mode="json")
    return values


def draft_from_json(values: dict[str, Any]) -> Draft:
    """The inverse of `draft_to_json`."""
    return _DRAFTS.validate_python(values)
