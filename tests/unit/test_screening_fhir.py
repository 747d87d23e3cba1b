"""The pre-screen as FHIR: whole, valid, and read back as it was answered."""

import datetime as dt
import json
from typing import Any

import pytest

from clinic.screening.fhir import NONE, UNKNOWN, questionnaire_resource, response_resource
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Answer, Level, Record
from tools import fhir_export

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
RECORD = (
    Record(age=54, ages=(54,))
    .answered("age", Answer.GIVEN)
    .answered("skin", Answer.NONE)
    .answered("conditions", Answer.UNSURE)
    .found("blood_thinner", Level.PRESENT, "apixaban")
    .found("aspirin", Level.DENIED)
    .answered("medicines", Answer.GIVEN)
)


def answers() -> dict[str, list[dict[str, Any]]]:
    resource = response_resource(questionnaire(), RECORD, NOW)
    items = json.loads(resource.model_dump_json())["item"]
    return {item["linkId"]: item["answer"] for item in items}


def test_the_questions_are_a_valid_questionnaire_with_every_thing_that_is_asked() -> None:
    resource = json.loads(questionnaire_resource(questionnaire()).model_dump_json())
    assert (resource["resourceType"], resource["status"]) == ("Questionnaire", "active")
    asked = {item["linkId"]: item for item in resource["item"]}
    assert list(asked) == [question.id for question in questionnaire().questions]
    codes = [option["valueCoding"]["code"] for option in asked["pregnancy"]["answerOption"]]
    assert codes == [
        "pregnant", "trying_for_baby", "breastfeeding", "recent_birth", "none", "asked-unknown",
    ]  # fmt: skip


def test_answers_are_a_valid_response_to_that_version() -> None:
    resource = json.loads(response_resource(questionnaire(), RECORD, NOW).model_dump_json())
    assert (resource["resourceType"], resource["status"]) == ("QuestionnaireResponse", "completed")
    assert resource["questionnaire"].endswith(f"|{questionnaire().version}")
    assert dt.datetime.fromisoformat(resource["authored"]) == NOW
    assert "subject" not in resource


def test_each_answer_is_there_and_what_was_denied_or_not_asked_is_not() -> None:
    found = answers()
    assert found["age"] == [{"valueInteger": 54}]
    assert found["skin"] == [{"valueCoding": NONE}]
    assert found["conditions"] == [{"valueCoding": UNKNOWN}]
    assert [one.get("valueCoding", {}).get("code") for one in found["medicines"]] == [
        "blood_thinner", None,
    ]  # fmt: skip
    assert found["medicines"][1] == {"valueString": "apixaban"}
    assert "allergies" not in found


def test_a_thing_said_with_doubt_is_unknown_and_not_present() -> None:
    record = Record().found("pregnant", Level.UNSURE).answered("pregnancy", Answer.UNSURE)
    resource = json.loads(response_resource(questionnaire(), record, NOW).model_dump_json())
    assert resource["item"][0]["answer"] == [{"valueCoding": UNKNOWN}]


def test_the_command_prints_the_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert fhir_export.main([]) == 0
    assert json.loads(capsys.readouterr().out)["resourceType"] == "Questionnaire"


def test_what_is_no_reference_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fhir_export.main(["nonsense"])
    assert "no reference" in capsys.readouterr().err
