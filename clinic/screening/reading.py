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
from clinic.screening.mentions import MAX_NAME, Mention, mentions
from clinic.screening.people import person_asked_for, sex_said
from clinic.screening.questionnaire import Questionnaire
from clinic.screening.record import Answer, Level, Record

AGES = range(1, 116)
# Questions with one thing to say yes to; a list cannot be answered with a bare yes.
_UNKNOWN = {
    "medicines": "other_medicine",
    "conditions": "other_condition",
    "allergies": "allergy_general",
}
_AGE_WORD = re.compile(r"\b(\d{1,3})\b")
_BORN = re.compile(r"\bborn\b.*?\b((?:19|20)\d\d)\b|^\W*((?:19|20)\d\d)\W*$")
# "nearly 18" and "I'll be 18 next month" are 17.
_NOT_YET = re.compile(
    r"\b(?:nearly|almost|not quite|not yet|just under|turn|turning|about to be|going to be"
    r"|(?:will|'?ll) be)\b|\b\d{1,3} (?:soon|next (?:week|month|year))\b"
)
# "my mum has it but I don't".
_SELF_DENIES = re.compile(
    r"\b(?:(?:i|me) (?:don'?t|do not|haven'?t|have not|didn'?t|did not|never)"
    r"|(?:i'?m|i am) not|not me)\W*$"
)
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
    named = person_asked_for(heard.text)
    if named is not None and record.about is None:
        record = replace(record, about=named.relation, sex=named.sex)
    record = replace(record, sex=record.sex or sex_said(heard.text, record.about))
    aged = _with_age(record, pending, heard, asks, year)
    if aged is None:
        return Reading(record, understood=False, problem=Problem.AGE_ODD)
    changed = aged != before
    found = list(mentions(questionnaire, heard, record.about, pending, asks))
    conflict = _conflict(questionnaire, aged, found, heard)
    if conflict is not None:
        return Reading(aged, understood=True, problem=Problem.CONFLICT, conflict=conflict)
    told = _with_findings(questionnaire, aged, found)
    told = _with_subjects(questionnaire, told, heard, found)
    told = told if asks else _with_unknown(told, pending, heard, found)
    understood = changed or told != aged
    # What was said may have answered the pending question, or another one first.
    if pending is None or pending in told.answers or asks:
        return Reading(told, understood)
    if any(mention.level != Level.DENIED for mention in found):
        return Reading(told, understood)
    return _with_reply(questionnaire, told, pending, heard, found) or Reading(told, understood)


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


def _with_age(
    record: Record, pending: str | None, heard: Heard, asks: bool, year: int
) -> Record | None:
    """The record with an age from the message; None where an age makes no sense."""
    said = [
        int(entity["value"])
        for entity in heard.of("age")
        if (entity.get("who") != "other" or record.about is not None)
        and not (asks and entity.get("who") != "self" and pending != "age")
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


def _may_be_age(record: Record, pending: str | None, heard: Heard) -> bool:
    """Whether a plain number is an age: asked for, "I meant 27", "for my husband, 61"."""
    if pending == "age" or person_asked_for(heard.text) is not None:
        return True
    return record.age is not None and corrects(heard.text) and len(words_of(heard.text)) <= 5


def _conflict(
    questionnaire: Questionnaire, record: Record, found: list[Mention], heard: Heard
) -> str | None:
    """The first thing said to be both so and not so, unless it is said as a correction."""
    if corrects(heard.text):
        return None
    for mention in found:
        before = record.level(mention.thing)
        question = questionnaire.question_of(mention.thing)
        if mention.level == Level.DENIED:
            clash = before == Level.PRESENT
        else:
            none = question is not None and record.answers.get(question) == Answer.NONE
            clash = before == Level.DENIED or (none and before is None)
        if clash:
            return mention.thing
    return None


def _with_findings(questionnaire: Questionnaire, record: Record, found: list[Mention]) -> Record:
    # "soya but not eggs" is one thing said twice: the riskier counts, so it comes last.
    for mention in sorted(found, key=lambda one: list(Level).index(one.level)):
        record = record.found(mention.thing, mention.level, mention.name)
        if mention.level == Level.DENIED:
            continue
        given = Answer.UNSURE if mention.level == Level.UNSURE else Answer.GIVEN
        # Metformin means diabetes, and it is a medicine: both questions have their answer.
        asked = {questionnaire.question_of(mention.thing)}
        if mention.kind == "medicine" and asked != {"allergies"}:
            asked.add("medicines")
        for question in asked - {None}:
            if record.answers.get(str(question)) != Answer.GIVEN:
                record = record.answered(str(question), given)
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
    if (found and not heard.of("unknown")) or _denies(heard, said):
        return Reading(record.answered(pending, Answer.NONE), understood=True)
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


def _denies(heard: Heard, said: Reply | None) -> bool:
    """Whether a message without a thing of the person's says none to what was asked."""
    if _SELF_DENIES.search(heard.text.lower().replace("’", "'")):
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
