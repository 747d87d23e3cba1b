"""The rules of the pre-screen as pure functions: what is open, and what comes out.

The strictest rule wins. What is not known is never "no flag found".
"""

from __future__ import annotations

from dataclasses import dataclass

from clinic.screening.questionnaire import Outcome, Question, Questionnaire, Reason
from clinic.screening.record import Answer, Level, Record

ADULT = 18
OLD = 75


@dataclass(frozen=True)
class Result:
    """The outcome, with every reason for it, gravest first.

    Attributes:
        unsure: questions that the visitor could not answer.
        complete: no open question could still make the outcome stricter.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    unsure: tuple[str, ...]
    complete: bool


def evaluate(questionnaire: Questionnaire, record: Record) -> Result:
    """Weigh a record. Never raises; an empty record is `clinician_first`."""
    reasons = [*_of_rules(questionnaire, record), *_of_pairs(questionnaire, record)]
    unsure = tuple(
        question.id
        for question in questionnaire.questions
        if record.answers.get(question.id) == Answer.UNSURE
    )
    open_ones = open_questions(questionnaire, record)
    # A thing said with doubt may have no rule of its own, such as acne tablets of long ago.
    doubted = any(finding.level == Level.UNSURE for finding in record.findings.values())
    is_known = record.age is not None and not (unsure or doubted or open_ones)
    least = Outcome.NO_FLAG_FOUND if is_known else Outcome.CLINICIAN_FIRST
    outcome = max([least, *(reason.outcome for reason in reasons)], key=lambda one: one.gravity)
    reasons.sort(key=lambda reason: -reason.outcome.gravity)
    return Result(outcome, tuple(reasons), unsure, not open_ones)


def open_questions(questionnaire: Questionnaire, record: Record) -> list[str]:
    """The questions still to ask, in order; none once nothing can make it stricter."""
    strictest = [
        *_of_rules(questionnaire, record),
        *_of_pairs(questionnaire, record),
    ]
    if any(reason.outcome == Outcome.NOT_NOW for reason in strictest):
        return []
    return [question.id for question in questionnaire.questions if _is_open(question, record)]


def _is_open(question: Question, record: Record) -> bool:
    if question.id in record.answers:
        return False
    if question.follows:
        return any(record.level(thing) == Level.PRESENT for thing in question.follows)
    limit = question.not_for
    if limit.sex is not None and record.sex == limit.sex:
        return False
    return not (
        limit.from_age is not None and record.age is not None and record.age >= limit.from_age
    )


def _of_rules(questionnaire: Questionnaire, record: Record) -> list[Reason]:
    levels = {thing: found.level for thing, found in record.findings.items()}
    levels.update(_of_age(record))
    found: list[Reason] = []
    for rule in questionnaire.rules:
        level = levels.get(rule.when)
        if level == Level.PRESENT:
            found.append(rule)
        elif level == Level.UNSURE:
            milder = min(rule.outcome, rule.unsure, key=lambda one: one.gravity)
            found.append(rule.model_copy(update={"outcome": milder}))
    return found


def _of_age(record: Record) -> dict[str, Level]:
    """An age is a thing too: too young, old, or given twice across the line."""
    levels = {}
    if record.age is not None and record.age < ADULT:
        levels["under_18"] = Level.PRESENT
    if record.age is not None and record.age > OLD:
        levels["over_75"] = Level.PRESENT
    if len({age < ADULT for age in record.ages}) > 1:
        levels["two_ages"] = Level.PRESENT
    return levels


def _of_pairs(questionnaire: Questionnaire, record: Record) -> list[Reason]:
    return [
        pair
        for pair in questionnaire.pairs
        if all(record.level(thing) == Level.PRESENT for thing in pair.when)
    ]
