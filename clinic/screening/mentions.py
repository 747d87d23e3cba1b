"""Turns what a message names into things of the questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clinic.heard import Heard
from clinic.screening.questionnaire import Questionnaire, Thing
from clinic.screening.record import Level, Record

NAMED = ("medicine", "condition", "pregnancy", "treatment", "ingredient", "concern")
ANSWER = "answer"  # words that mean a thing only as an answer to one question
MAYBE = "?"  # after a thing: it is a maybe at most
DENIED = "denied"
OTHER = "other"
SELF = "self"
MAX_NAME = 60
# What an allergy to a medicine or an ingredient means, by a word of its name.
ALLERGY_WORDS = {
    "lidocaine": "anaesthetic_allergy",
    "anaesthetic": "anaesthetic_allergy",
    "numbing": "anaesthetic_allergy",
    "egg": "soy_egg_allergy",
    "soy": "soy_egg_allergy",
    "salmon": "fish_allergy",
}
# What a treatment named as an answer to the question about the skin means.
TREATMENT_WORDS = {
    "filler": "recent_filler",
    "fillers": "recent_filler",
    "botox": "recent_botox",
    "dysport": "recent_botox",
    "peel": "recent_skin_treatment",
    "peels": "recent_skin_treatment",
    "laser": "recent_skin_treatment",
    "ipl": "recent_skin_treatment",
    "microneedling": "recent_skin_treatment",
    "microdermabrasion": "recent_skin_treatment",
    "prp": "recent_skin_treatment",
    "threads": "recent_skin_treatment",
}
# What somebody would like to be rid of is something to tell, too, where it was asked for.
CONCERNS = {"pigmentation": "dark_marks"}

_UNCONTROLLED = re.compile(
    r"\b(?:not|isn'?t|never|hardly|barely) (?:\w+ )?(?:well |under |properly )?control"
    r"|\buncontrolled|\bout of control|\b(?:hard|difficult) to control"
    r"|\ball over the (?:place|shop)"
)
# "14 weeks" as the answer to the question about pregnancy, and nothing else in it.
_WEEKS = re.compile(
    r"\W*(?:(?:yes|yeah|about|around|nearly|only|just|like|i'?m|i am)\W+)*"
    r"\d{1,2} ?(?:weeks?|wks?|months?|mths?)(?: (?:pregnant|gone|along|in|now))?\W*"
)
_IF_UNCONTROLLED = {
    "high_blood_pressure": "blood_pressure_uncontrolled",
    "diabetes": "diabetes_insulin",
}


@dataclass(frozen=True)
class Mention:
    """One thing that a message says of the person asked about.

    Attributes:
        name: as it was named; empty where that says nothing more.
        kind: the kind of entity, such as `medicine`.
        over: it was said to be in the past, and no longer counts.
    """

    thing: str
    level: Level
    name: str
    kind: str = ""
    over: bool = False


def mentions(
    questionnaire: Questionnaire, heard: Heard, record: Record, pending: str | None, asks: bool
) -> Iterator[Mention]:
    """Yield what a message says of the person.

    Args:
        questionnaire: the things that count.
        heard: the message.
        record: what is known so far, and of whom.
        pending: the question just asked; without one, only "I" and "my" count, and what is
            known already: "the botox was last year".
        asks: the message is a question, so what it names need not be so.
    """
    if pending == "pregnancy" and _WEEKS.fullmatch(heard.text.lower()):
        yield Mention("pregnant", Level.PRESENT, "", ANSWER)
    uncontrolled = _is_uncontrolled(heard.text)
    for entity in heard.entities:
        if entity.get("entity") == ANSWER and entity.get("group") == pending:
            yield from _answering(questionnaire, heard, entity, record.about)
        if entity.get("entity") not in NAMED:
            continue
        is_of_the_person = _is_of(entity, record.about, pending, asks)
        named = _as_answer(entity, pending) or _of_noted(entity, record, pending)
        thing = named or _meant(questionnaire, entity)
        if thing is None:
            continue
        is_known = bool(record.noted_of([thing])) and entity.get("who") != OTHER and not asks
        if not (is_of_the_person or is_known):
            continue
        graver = _IF_UNCONTROLLED.get(thing, thing) if uncontrolled and named is None else thing
        yield _standing(graver, questionnaire.things[graver], entity)


def _answering(
    questionnaire: Questionnaire, heard: Heard, entity: dict[str, Any], about: str | None
) -> Iterator[Mention]:
    """What words mean as an answer to the pending question, such as "trying" or "nuts"."""
    # Others are the point of the last question: "my mum keeps on at me".
    if entity.get("who") == OTHER and about is None and entity["group"] != "feelings":
        return
    thing = str(entity["value"])
    if thing.endswith(MAYBE):
        thing, entity = thing.removesuffix(MAYBE), {**entity, "unsure": True}
    found = _standing(thing, questionnaire.things[thing], entity)
    # "pregnancy (could be)" would say nothing more.
    name = "" if entity["group"] == "pregnancy" else heard.words_of(entity)
    yield replace(found, name=name, kind=ANSWER)


def _is_uncontrolled(text: str) -> bool:
    """Whether a text says of an illness that it is not under control."""
    return bool(_UNCONTROLLED.search(text.lower().replace("’", "'")))


def _of_noted(entity: dict[str, Any], record: Record, pending: str | None) -> str | None:
    """A noted treatment that is put right, whatever was asked: "the botox was last year"."""
    meant = _as_answer(entity, "skin")
    is_past = entity.get("over") or entity.get("role") == DENIED
    return meant if pending is None and is_past and record.level(str(meant)) else None


def _as_answer(entity: dict[str, Any], pending: str | None) -> str | None:
    """What a thing means because of the question: lidocaine as an allergy, filler as recent."""
    words, kind = str(entity["value"]).lower().split(), entity["entity"]
    if pending == "allergies" and kind in ("medicine", "ingredient", "treatment"):
        known = (ALLERGY_WORDS[word] for word in words if word in ALLERGY_WORDS)
        return next(known, "allergy_general")
    if pending == "skin" and kind == "concern":
        return CONCERNS.get(str(entity["value"]))
    if pending == "skin" and kind == "treatment":
        return next((TREATMENT_WORDS[word] for word in words if word in TREATMENT_WORDS), None)
    return None


def _is_of(entity: dict[str, Any], about: str | None, pending: str | None, asks: bool) -> bool:
    who = entity.get("who")
    if about is not None:
        return who != SELF
    if who == OTHER:
        return False
    return who == SELF or (pending is not None and not asks)


def _meant(questionnaire: Questionnaire, entity: dict[str, Any]) -> str | None:
    """The thing that a name means by itself or by its group."""
    return next(
        (
            thing
            for thing, meaning in questionnaire.things.items()
            if _means(entity, meaning, questionnaire)
        ),
        None,
    )


def _means(entity: dict[str, Any], thing: Thing, questionnaire: Questionnaire) -> bool:
    value, group = entity["value"], entity.get("group")
    if value in questionnaire.everyday_medicines | questionnaire.everyday_conditions:
        return False
    own = {name for other in questionnaire.things.values() for name in other.named}
    return value in thing.named or (value not in own and group in thing.named)


def _standing(thing: str, meaning: Thing, entity: dict[str, Any]) -> Mention:
    kind, level = str(entity["entity"]), _level(entity)
    # "pregnancy (pregnant)" would say nothing more.
    name = "" if kind == "pregnancy" else str(entity["value"])
    ago = entity.get("days_ago")
    if level == Level.DENIED or not entity.get("over"):
        return Mention(thing, level, name, kind)
    if meaning.clears_after is not None and ago is not None:
        cleared = ago > meaning.clears_after
        return Mention(thing, Level.DENIED if cleared else level, name, kind, over=cleared)
    if meaning.past == "none":
        return Mention(thing, Level.DENIED, name, kind, over=True)
    return Mention(meaning.past or thing, level, name, kind)


def _level(entity: dict[str, Any]) -> Level:
    if entity.get("role") == DENIED:
        return Level.DENIED
    return Level.UNSURE if entity.get("unsure") else Level.PRESENT
