"""Says what a pre-screen noted and what comes of it; the words are in data/screening.yml."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.executor import CollectingDispatcher

from clinic.screening.engine import Result
from clinic.screening.questionnaire import Outcome, Questionnaire, Reason
from clinic.screening.record import Answer, Finding, Level, Record

MINOR = "under_18"


def noted(questionnaire: Questionnaire, record: Record) -> list[str]:
    """Each thing that was noted, a line each, in the visitor's own names where they are known."""
    lines = [f"age: {', then '.join(map(str, record.ages))}"] if record.ages else []
    lines += noted_things(questionnaire, record, record.findings)
    nothing = [
        question.title
        for question in questionnaire.questions
        if record.answers.get(question.id) == Answer.NONE
    ]
    if nothing:
        lines.append(f"nothing to report: {'; '.join(nothing)}")
    doubts = _doubts(questionnaire, record)
    if doubts:
        lines.append(f"not sure: {'; '.join(doubts)}")
    return lines


def noted_things(questionnaire: Questionnaire, record: Record, things: Iterable[str]) -> list[str]:
    """Those of some things that were not denied, a line each."""
    return [
        _line(questionnaire.things[thing].words, record.findings[thing])
        for thing in record.noted_of(things)
    ]


def tell_outcome(
    dispatcher: CollectingDispatcher, questionnaire: Questionnaire, record: Record, result: Result
) -> None:
    """Say what was noted, what to raise, and what happens next."""
    if MINOR in {reason.id for reason in result.reasons}:
        dispatcher.utter_message(response="utter_screening_not_now_minor")
        return
    lines = "\n".join(f"• {line}" for line in noted(questionnaire, record))
    dispatcher.utter_message(response="utter_screening_noted", noted=lines)
    reasons = "\n".join(f"• {_reason(questionnaire, record, one)}" for one in result.reasons)
    doubts = _doubts(questionnaire, record)
    if reasons or result.outcome == Outcome.NO_FLAG_FOUND:
        dispatcher.utter_message(response=f"utter_screening_{result.outcome}", reasons=reasons)
    if doubts:
        dispatcher.utter_message(response="utter_screening_unsure", unsure="; ".join(doubts))
    if record.level("body_image") == Level.PRESENT:
        dispatcher.utter_message(response="utter_screening_body_image")
    later = "_later" if result.outcome == Outcome.NOT_NOW else ""
    dispatcher.utter_message(response=f"utter_screening_next{later}")


def flags(questionnaire: Questionnaire, record: Record, result: Result) -> tuple[str, ...]:
    """The reasons as reception and the clinician read them, a line each."""
    lines = [_reason(questionnaire, record, reason) for reason in result.reasons]
    return (*lines, *(f"not sure: {doubt}" for doubt in _doubts(questionnaire, record)))


def _reason(questionnaire: Questionnaire, record: Record, reason: Reason) -> str:
    what = getattr(reason, "when", "")
    things = what if isinstance(what, tuple) else (what,)
    named = " and ".join(_of(questionnaire, record, thing) for thing in things)
    until = f" Wait until {reason.until}." if reason.until else ""
    return f"{named}: {reason.reason}{until}"


def _of(questionnaire: Questionnaire, record: Record, thing: str) -> str:
    words = questionnaire.things[thing].words
    finding = record.findings.get(thing)
    return _line(words, finding) if finding else words


def _line(words: str, finding: Finding) -> str:
    names = [name for name in finding.names if name not in words]
    doubt = ", not sure" if finding.level == Level.UNSURE else ""
    return f"{words} ({', '.join(names)}{doubt})" if names else words + doubt


def _doubts(questionnaire: Questionnaire, record: Record) -> list[str]:
    """What was said with doubt: whole questions, then single things of the other questions."""
    unsure = [
        question
        for question in questionnaire.questions
        if record.answers.get(question.id) == Answer.UNSURE
    ]
    asked = {question.id for question in unsure}
    things = [
        questionnaire.things[thing].words
        for thing, finding in record.findings.items()
        if finding.level == Level.UNSURE and questionnaire.question_of(thing) not in asked
    ]
    return [*(question.title for question in unsure), *things]
