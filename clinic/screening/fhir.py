"""A pre-screen as FHIR, so that a clinic's record system can take it.

The resources are those of FHIR R4B, where Questionnaire and QuestionnaireResponse are as in
R4 (http://hl7.org/fhir/R4/questionnaire.html). Nobody is named in them: the subject is the
record system's to add.
"""

from __future__ import annotations

import datetime as dt

from fhir.resources.R4B.questionnaire import Questionnaire as FhirQuestionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from clinic.screening.questionnaire import Question, Questionnaire
from clinic.screening.record import Answer, Level, Record

CANONICAL = "urn:mesoguide:questionnaire:pre-screen"
THINGS = "urn:mesoguide:codes:screening-things"
# What is said where an answer is not known: http://hl7.org/fhir/R4/valueset-data-absent-reason.html
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UNKNOWN = {"system": ABSENT, "code": "asked-unknown", "display": "Asked But Unknown"}
NONE = {"system": THINGS, "code": "none", "display": "none of these"}

Item = dict[str, object]


def questionnaire_resource(questionnaire: Questionnaire) -> FhirQuestionnaire:
    """The questions, each with the things that may be answered."""
    return FhirQuestionnaire.model_validate(
        {
            "url": CANONICAL,
            "version": questionnaire.version,
            "status": "active",
            "title": "Pre-screen before a mesotherapy consultation",
            "subjectType": ["Patient"],
            "item": [_asked(questionnaire, question) for question in questionnaire.questions],
        }
    )


def response_resource(
    questionnaire: Questionnaire, record: Record, authored: dt.datetime
) -> QuestionnaireResponse:
    """A person's answers.

    Args:
        questionnaire: what was asked.
        record: what was answered.
        authored: when, aware.
    """
    items = [_answered(questionnaire, question, record) for question in questionnaire.questions]
    return QuestionnaireResponse.model_validate(
        {
            "questionnaire": f"{CANONICAL}|{questionnaire.version}",
            "status": "completed",
            "authored": authored.isoformat(),
            "item": [item for item in items if item is not None],
        }
    )


def _asked(questionnaire: Questionnaire, question: Question) -> Item:
    item: Item = {"linkId": question.id, "text": question.title}
    if not question.things:
        return {**item, "type": "integer"}
    options = [_coding(questionnaire, thing) for thing in question.things]
    return {
        **item,
        "type": "open-choice",
        "repeats": True,
        "answerOption": [{"valueCoding": coding} for coding in (*options, NONE, UNKNOWN)],
    }


def _answered(questionnaire: Questionnaire, question: Question, record: Record) -> Item | None:
    if not question.things:
        answers: list[Item] = [] if record.age is None else [{"valueInteger": record.age}]
    else:
        answers = _of_things(questionnaire, question, record)
    if not answers:
        return None
    return {"linkId": question.id, "text": question.title, "answer": answers}


def _of_things(questionnaire: Questionnaire, question: Question, record: Record) -> list[Item]:
    found = [thing for thing in question.things if thing in record.findings]
    present = [thing for thing in found if record.level(thing) == Level.PRESENT]
    answers: list[Item] = [{"valueCoding": _coding(questionnaire, thing)} for thing in present]
    answers += [{"valueString": name} for thing in present for name in record.findings[thing].names]
    given = record.answers.get(question.id)
    if given == Answer.UNSURE or any(record.level(thing) == Level.UNSURE for thing in found):
        answers.append({"valueCoding": UNKNOWN})
    elif not answers and given is not None:
        answers.append({"valueCoding": NONE})
    return answers


def _coding(questionnaire: Questionnaire, thing: str) -> dict[str, str]:
    return {"system": THINGS, "code": thing, "display": questionnaire.things[thing].words}
