"""A pre-screen as FHIR, so that a clinic's record system can take it.

The resources are those of FHIR R4B, where Questionnaire and QuestionnaireResponse are as in
R4 (http://hl7.org/fhir/R4/questionnaire.html). Nobody is named in them: the subject is the
record system's to add.
"""

from __future__ import annotations

import datetime as dt

from fhir.resources.R4B.questionnaire import Questionnaire as FhirQuestionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from clinic.screening.engine import evaluate
from clinic.screening.questionnaire import Question, Questionnaire
from clinic.screening.record import Answer, Level, Record

CANONICAL = "urn:mesoguide:questionnaire:pre-screen"
THINGS = "urn:mesoguide:codes:screening-things"
# What is said where an answer is not known: http://hl7.org/fhir/R4/valueset-data-absent-reason.html
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UNKNOWN = {"system": ABSENT, "code": "asked-unknown", "display": "Asked But Unknown"}
ABSENT_AGE = {
    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "valueCode": "asked-unknown",
}
NONE = {"system": THINGS, "code": "none", "display": "none of these"}
# What no question asks but a visitor may say, and which things were said with doubt.
ALSO = ("also", "also said")
DOUBTED = ("doubted", "said, but not sure")

Item = dict[str, object]
Named = tuple[str, str]  # linkId and text


def questionnaire_resource(questionnaire: Questionnaire) -> FhirQuestionnaire:
    """The questions, each with the things that may be answered."""
    asked = [_asked(questionnaire, question) for question in questionnaire.questions]
    also = _choice(questionnaire, ALSO, _never_asked(questionnaire))
    doubted = _choice(questionnaire, DOUBTED, list(questionnaire.things))
    return FhirQuestionnaire.model_validate(
        {
            "url": CANONICAL,
            "version": questionnaire.version,
            "status": "active",
            "title": "Pre-screen before a mesotherapy consultation",
            "subjectType": ["Patient"],
            "item": [*asked, also, doubted],
        }
    )


def response_resource(
    questionnaire: Questionnaire, record: Record, authored: dt.datetime, version: str
) -> QuestionnaireResponse:
    """A person's answers.

    Args:
        questionnaire: what was asked.
        record: what was answered.
        authored: when, aware.
        version: of the rules at that time; they may have changed since.
    """
    items = [_answered(questionnaire, question, record) for question in questionnaire.questions]
    present = _standing(record, _never_asked(questionnaire), Level.PRESENT)
    doubted = _standing(record, list(questionnaire.things), Level.UNSURE)
    items += [
        _item(ALSO, _said(questionnaire, record, present)),
        _item(DOUBTED, _said(questionnaire, record, doubted)),
    ]
    complete = evaluate(questionnaire, record).complete
    return QuestionnaireResponse.model_validate(
        {
            "questionnaire": f"{CANONICAL}|{version}",
            "status": "completed" if complete else "in-progress",
            "authored": authored.isoformat(),
            "item": [item for item in items if item["answer"]],
        }
    )


def _never_asked(questionnaire: Questionnaire) -> list[str]:
    """Things that are noted when a visitor names them, though no question does."""
    asked = {thing for question in questionnaire.questions for thing in question.things}
    return [thing for thing in questionnaire.things if thing not in asked]


def _asked(questionnaire: Questionnaire, question: Question) -> Item:
    named = (question.id, question.title)
    if not question.things:
        return {"linkId": question.id, "text": question.title, "type": "integer", "repeats": True}
    return _choice(questionnaire, named, list(question.things), NONE, UNKNOWN)


def _choice(
    questionnaire: Questionnaire, named: Named, things: list[str], *more: dict[str, str]
) -> Item:
    codings = [*(_coding(questionnaire, thing) for thing in things), *more]
    return {
        "linkId": named[0],
        "text": named[1],
        "type": "open-choice",
        "repeats": True,
        "answerOption": [{"valueCoding": coding} for coding in codings],
    }


def _answered(questionnaire: Questionnaire, question: Question, record: Record) -> Item:
    named = (question.id, question.title)
    if not question.things:
        return _item(named, _ages(question, record))
    present = _standing(record, list(question.things), Level.PRESENT)
    answers = _said(questionnaire, record, present)
    given = record.answers.get(question.id)
    if given == Answer.UNSURE or _standing(record, list(question.things), Level.UNSURE):
        answers.append({"valueCoding": UNKNOWN})
    elif not answers and given is not None:
        answers.append({"valueCoding": NONE})
    return _item(named, answers)


def _ages(question: Question, record: Record) -> list[Item]:
    """The age that was given last comes first; an earlier one is for the team to check."""
    if record.age is not None:
        ages = dict.fromkeys((record.age, *record.ages))
        return [{"valueInteger": age} for age in ages]
    given = record.answers.get(question.id)
    return [] if given is None else [{"_valueInteger": {"extension": [ABSENT_AGE]}}]


def _standing(record: Record, things: list[str], level: Level) -> list[str]:
    return [thing for thing in things if record.level(thing) == level]


def _said(questionnaire: Questionnaire, record: Record, things: list[str]) -> list[Item]:
    codings: list[Item] = [{"valueCoding": _coding(questionnaire, thing)} for thing in things]
    names = [name for thing in things for name in record.findings[thing].names]
    return codings + [{"valueString": name} for name in names]


def _item(named: Named, answers: list[Item]) -> Item:
    return {"linkId": named[0], "text": named[1], "answer": answers}


def _coding(questionnaire: Questionnaire, thing: str) -> dict[str, str]:
    return {"system": THINGS, "code": thing, "display": questionnaire.things[thing].words}
