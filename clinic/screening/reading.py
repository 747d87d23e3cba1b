"""Reads a visitor's message into the record: free text, several facts at once, doubts.

Nothing is guessed. A bare "yes" to a list is asked back, a contradiction is asked
back once, and what is not known stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from clinic.heard import Heard
from clinic.replies import Reply, corrects, is_chatter, is_question, is_whole, reply, words_of
from clinic.screening.ages import with_age
from clinic.screening.corrections import taken_back
from clinic.screening.mentions import MAX_NAME, Mention, mentions
from clinic.screening.people import is_for_self, person_asked_for, sex_said
from clinic.screening.questionnaire import Questionnaire
from clinic.screening.record import Answer, Level, Record

# Questions with one thing to say yes to; a list cannot be answered with a bare yes.
_UNKNOWN = {
    "medicines": "other_medicine",
    "conditions": "other_condition",
    "allergies": "allergy_general",
}
# Questions that ask about many different things.
_LISTS = frozenset({"skin", "conditions"})
# "my mum has it but I don't".
_SELF_DENIES = re.compile(
    r"\b(?:(?:i|me) (?:don'?t|do not|haven'?t|have not|didn'?t|did not|never)"
    r"|(?:i'?m|i am) not|not me)\W*$"
)
# "fine", of the skin, agrees to nothing: there is nothing to tell.
_SURELY_WELL = frozenset("fine good great clear normal healthy".split())
_WELL = _SURELY_WELL | frozenset("ok okay its is all my skin".split())
_LEADING_NO = re.compile(r"\W*(?:no|nope|nah|none)\s*[,.;!]")


class Problem(StrEnum):
    """Why a message needs asking back."""

    WHICH = "which"
    CONFLICT = "conflict"
    AGE_ODD = "age_odd"


@dataclass(frozen=True)
class Reading:
    """What a message changed.

    Attributes:
        record: the record with the message in it.
        understood: the message said something of the person.
        problem: what must be asked back before going on.
        conflict: the thing said to be so and not so.
    """

    record: Record
    understood: bool
    problem: Problem | None = None
    conflict: str | None = None


def read(
    questionnaire: Questionnaire, record: Record, pending: str | None, heard: Heard, year: int
) -> Reading:
    """Read one message.

    Args:
        questionnaire: what is asked and what counts.
        record: what is known so far.
        pending: the question just asked, or None outside the pre-screen.
        heard: the message.
        year: the present year, for a year of birth.
    """
    before = record
    asks = is_question(heard.text)
    record = _of_whom(record, heard, asks)
    record = replace(record, sex=record.sex or sex_said(heard.text, record.about))
    aged = with_age(record, pending, heard, asks, year)
    if aged is None:
        return Reading(record, understood=False, problem=Problem.AGE_ODD)
    changed = aged != before
    found = list(mentions(questionnaire, heard, record, pending, asks))
    conflict = _conflict(questionnaire, aged, found, heard)
    if conflict is not None:
        return Reading(aged, understood=True, problem=Problem.CONFLICT, conflict=conflict)
    taken = taken_back(aged, heard)
    found = [mention for mention in found if mention.thing not in taken]
    for thing in taken:
        aged = aged.without(thing).found(thing, Level.DENIED)
    told = _with_findings(questionnaire, aged, found, pending)
    told = _with_subjects(questionnaire, told, heard, found)
    told = told if asks else _with_unknown(told, pending, heard, found)
    understood = changed or bool(taken) or told != aged
    # What was said may have answered the pending question, or another one first.
    is_another_now = told.about != before.about
    if pending is None or pending in told.answers or asks or is_another_now:
        return Reading(told, understood)
    if any(mention.level != Level.DENIED for mention in found):
        return Reading(told, understood)
    return _with_reply(questionnaire, told, pending, heard, found) or Reading(told, understood)


def _of_whom(record: Record, heard: Heard, asks: bool) -> Record:
    """The record, or an empty one where the answers are another person's from now on."""
    named = person_asked_for(heard.text)
    if named is not None and named.relation != record.about:
        return Record(about=named.relation, sex=named.sex)
    if record.about is not None and not asks and is_for_self(heard.text):
        return Record()
    return record


def settle(questionnaire: Questionnaire, record: Record, thing: str, heard: Heard) -> Record:
    """Settle a contradiction that was asked back: a clear no denies, all else is the riskier."""
    denied = reply(heard.text) == Reply.NONE
    level = Level.DENIED if denied else Level.PRESENT
    record = record.without(thing).found(thing, level, *_names(record, thing))
    question = questionnaire.question_of(thing)
    if question is None or denied:
        return record
    return record.answered(question, Answer.GIVEN)


def _names(record: Record, thing: str) -> tuple[str, ...]:
    before = record.findings.get(thing)
    return before.names if before else ()


def _conflict(
    questionnaire: Questionnaire, record: Record, found: list[Mention], heard: Heard
) -> str | None:
    """The first thing said to be both so and not so, unless it is said as a correction."""
    if corrects(heard.text):
        return None
    still = {mention.thing for mention in found if mention.level != Level.DENIED}
    for mention in found:
        if mention.level == Level.DENIED and mention.thing in still:
            continue  # "not warfarin, apixaban"
        before = record.level(mention.thing)
        question = questionnaire.question_of(mention.thing)
        if mention.level == Level.DENIED:
            clash = before == Level.PRESENT and not mention.over
        else:
            none = question is not None and record.answers.get(question) == Answer.NONE
            clash = before == Level.DENIED or (none and before is None)
        if clash:
            return mention.thing
    return None


def _with_findings(
    questionnaire: Questionnaire, record: Record, found: list[Mention], pending: str | None
) -> Record:
    # "soya but not eggs" is one thing said twice: the riskier counts, so it comes last.
    for mention in sorted(found, key=lambda one: list(Level).index(one.level)):
        record = record.found(mention.thing, mention.level, mention.name)
        if mention.level == Level.DENIED:
            continue
        given = Answer.UNSURE if mention.level == Level.UNSURE else Answer.GIVEN
        # Metformin means diabetes, and it is a medicine.
        asked = {questionnaire.question_of(mention.thing)}
        if mention.kind == "medicine" and asked != {"allergies"}:
            asked.add("medicines")
        for question in map(str, asked - {None}):
            # One illness named in passing leaves the others to be asked about.
            is_part = question in _LISTS and question not in (pending, *record.answers)
            if not is_part and record.answers.get(question) != Answer.GIVEN:
                record = record.answered(question, given)
    return record


def _with_subjects(
    questionnaire: Questionnaire, record: Record, heard: Heard, found: list[Mention]
) -> Record:
    """Close the questions that a message denies as a whole: "no allergies", "fit and well"."""
    present = {
        questionnaire.question_of(mention.thing)
        for mention in found
        if mention.level != Level.DENIED
    }
    whole = [
        str(entity["value"])
        for kind, role in (("subject", "denied"), ("healthy", "present"))
        for entity in heard.of(kind)
        if entity.get("role") == role and (entity.get("who") != "other" or record.about)
    ]
    for question in whole:
        if question in present or (question in record.answers and not corrects(heard.text)):
            continue
        for thing in questionnaire.question(question).things:
            if record.level(thing) is not None:
                record = record.found(thing, Level.DENIED)
        record = record.answered(question, Answer.NONE)
    return record


def _with_reply(
    questionnaire: Questionnaire, record: Record, pending: str, heard: Heard, found: list[Mention]
) -> Reading | None:
    """Take the message as the answer to the question just asked; None if it is none."""
    question = questionnaire.question(pending)
    said = reply(heard.text)
    if len(question.things) == 1 and said in (Reply.YES, Reply.NONE):
        return Reading(_follow_up(record, pending, question.things[0], said), understood=True)
    if said == Reply.UNSURE:
        return Reading(record.answered(pending, Answer.UNSURE), understood=True)
    if pending == "age":
        return None
    elsewhere = found and not any(mention.thing in question.things for mention in found)
    if elsewhere and not any(mention.over for mention in found):
        return None  # "actually no warfarin" says nothing of the conditions asked about
    if any(mention.over for mention in found):
        return Reading(record.answered(pending, Answer.GIVEN), understood=True)
    if (found and not heard.of("unknown")) or _denies(heard, said, pending):
        none = Answer.GIVEN if record.noted_of(question.things) else Answer.NONE
        return Reading(record.answered(pending, none), understood=True)
    if _only_everyday(questionnaire, heard, pending):
        return Reading(record.answered(pending, Answer.GIVEN), understood=True)
    unknown = _unknown(pending, heard, said)
    if unknown is not None:
        record = record.found(*unknown).answered(pending, Answer.GIVEN)
        return Reading(record, understood=True)
    if said == Reply.YES and is_whole(heard.text):
        return Reading(record, understood=False, problem=Problem.WHICH)
    return None


def _with_unknown(
    record: Record, pending: str | None, heard: Heard, found: list[Mention]
) -> Record:
    """Note what no list has beside what one has: "zorbaflex and warfarin"."""
    thing = _UNKNOWN.get(pending or "")
    names = [str(one["value"]) for one in heard.of("unknown") if one.get("role") != "denied"]
    if thing is None or not found or not names:
        return record
    return record.found(thing, Level.PRESENT, ", ".join(names)[:MAX_NAME])


def _denies(heard: Heard, said: Reply | None, pending: str) -> bool:
    """Whether a message without a thing of the person's says none to what was asked."""
    if _SELF_DENIES.search(heard.text.lower().replace("’", "'")):
        return True
    words = set(words_of(heard.text))
    if pending == "skin" and words <= _WELL and words & _SURELY_WELL:
        return True
    if said != Reply.NONE or heard.of("unknown"):
        return False
    # "no allergies, no tablets" answers other questions; "no, no allergies" this one too.
    others = [one for one in heard.of("subject") if one.get("role") == "denied"]
    return not others or bool(_LEADING_NO.match(heard.text.lower()))


def _follow_up(record: Record, question: str, thing: str, said: Reply) -> Record:
    level = Level.PRESENT if said == Reply.YES else Level.DENIED
    return record.found(thing, level).answered(question, Answer.GIVEN)


def _only_everyday(questionnaire: Questionnaire, heard: Heard, pending: str) -> bool:
    known = questionnaire.everyday_medicines | questionnaire.everyday_conditions
    kind = {"medicines": "medicine", "conditions": "condition", "allergies": "condition"}
    named = heard.of(kind.get(pending, "none"))
    return (
        bool(named)
        and all(entity["value"] in known for entity in named)
        and not heard.of("unknown")
    )


def _unknown(pending: str, heard: Heard, said: Reply | None) -> tuple[str, Level, str] | None:
    """A thing that was named and is not known: it is noted, never ignored."""
    thing = _UNKNOWN.get(pending)
    if thing is None:
        return None
    if is_chatter(heard.text):
        return None
    names = [str(entity["value"]) for entity in heard.of("unknown")]
    if names:
        return thing, Level.PRESENT, ", ".join(names)[:MAX_NAME]
    words = words_of(heard.text)
    if said is None and 0 < len(words) <= 6:
        return thing, Level.PRESENT, heard.text.strip()[:MAX_NAME]
    return None
