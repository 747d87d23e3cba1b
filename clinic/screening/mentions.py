"""Turns what a message names into things of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clinic.heard import Heard
from clinic.screening.questionnaire import Questionnaire, Thing
from clinic.screening.record import Level

NAMED = ("medicine", "condition", "pregnancy", "treatment", "ingredient")
DENIED = "denied"
OTHER = "other"
SELF = "self"
MAX_NAME = 60
# What an allergy to something named alone means: "lidocaine", "eggs", "bees".
ALLERGY_WORDS = {
    "lidocaine": "anaesthetic_allergy",
    "anaesthetic": "anaesthetic_allergy",
    "anesthetic": "anaesthetic_allergy",
    "novocaine": "anaesthetic_allergy",
    "numbing": "anaesthetic_allergy",
    "egg": "soy_egg_allergy",
    "eggs": "soy_egg_allergy",
    "soy": "soy_egg_allergy",
    "soya": "soy_egg_allergy",
    "bee": "bee_wasp_allergy",
    "bees": "bee_wasp_allergy",
    "wasp": "bee_wasp_allergy",
    "wasps": "bee_wasp_allergy",
    "fish": "fish_allergy",
    "salmon": "fish_allergy",
    "prawns": "fish_allergy",
    "shellfish": "fish_allergy",
    "latex": "metal_latex_allergy",
    "nickel": "metal_latex_allergy",
    "plasters": "metal_latex_allergy",
    "chlorhexidine": "metal_latex_allergy",
    "epipen": "past_anaphylaxis",
    "anaphylaxis": "past_anaphylaxis",
    "anaphylactic": "past_anaphylaxis",
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


@dataclass(frozen=True)
class Mention:
    """One thing that a message says of the person asked about.

    Attributes:
        name: as it was named; empty where that says nothing more.
        kind: the kind of entity, such as `medicine`.
    """

    thing: str
    level: Level
    name: str
    kind: str = ""


def mentions(
    questionnaire: Questionnaire, heard: Heard, about: str | None, pending: str | None, asks: bool
) -> Iterator[Mention]:
    """Yield what a message says of the person.

    Args:
        questionnaire: the things that count.
        heard: the message.
        about: who the answers are of, if not the visitor.
        pending: the question just asked; without one, only "I" and "my" count.
        asks: the message is a question, so what it names need not be so.
    """
    for entity in heard.entities:
        if entity.get("entity") not in NAMED or not _is_of(entity, about, pending, asks):
            continue
        named = _as_answer(str(entity["value"]), str(entity["entity"]), pending)
        if named is not None:
            meaning = questionnaire.things[named]
            yield _standing(named, meaning, entity)
            continue
        for thing, meaning in questionnaire.things.items():
            if _means(entity, meaning, questionnaire):
                yield _standing(thing, meaning, entity)
                break


def _as_answer(name: str, kind: str, pending: str | None) -> str | None:
    """What a thing means because of the question: lidocaine as an allergy, filler as recent."""
    words = name.lower().split()
    if pending == "allergies" and kind in ("medicine", "ingredient", "treatment"):
        known = (ALLERGY_WORDS[word] for word in words if word in ALLERGY_WORDS)
        return next(known, "allergy_general")
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
        return Mention(thing, Level.DENIED if cleared else level, name, kind)
    if meaning.past == "none":
        return Mention(thing, Level.DENIED, name, kind)
    return Mention(meaning.past or thing, level, name, kind)


def _level(entity: dict[str, Any]) -> Level:
    if entity.get("role") == DENIED:
        return Level.DENIED
    return Level.UNSURE if entity.get("unsure") else Level.PRESENT
