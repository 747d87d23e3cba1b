"""The pre-screen as FHIR: whole, valid, and read back as it was answered."""

import datetime as dt
import json
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st

from clinic.screening.fhir import (
    CANONICAL,
    NONE,
    UNKNOWN,
    questionnaire_resource,
    response_resource,
)
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Answer, Level, Record
from tools import fhir_export

ASKED = [question.id for question in questionnaire().questions if question.things]
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
    resource = response_resource(questionnaire(), RECORD, NOW, "2026-11")
    items = json.loads(resource.model_dump_json())["item"]
    return {item["linkId"]: item["answer"] for item in items}


def test_the_questions_are_a_valid_questionnaire_with_every_thing_that_is_asked() -> None:
    resource = json.loads(questionnaire_resource(questionnaire()).model_dump_json())
    assert (resource["resourceType"], resource["status"]) == ("Questionnaire", "active")
    asked = {item["linkId"]: item for item in resource["item"]}
    assert list(asked) == [
        *(question.id for question in questionnaire().questions), "also", "doubted",
    ]  # fmt: skip
    codes = [option["valueCoding"]["code"] for option in asked["pregnancy"]["answerOption"]]
    assert codes == [
        "pregnant", "trying_for_baby", "breastfeeding", "recent_birth", "pregnancy_loss", "none",
        "asked-unknown",
    ]  # fmt: skip


def test_answers_are_a_valid_response_to_that_version() -> None:
    resource = json.loads(
        response_resource(questionnaire(), RECORD, NOW, "2026-11").model_dump_json()
    )
    assert (resource["resourceType"], resource["status"]) == (
        "QuestionnaireResponse",
        "in-progress",
    )
    assert resource["questionnaire"] == f"{CANONICAL}|2026-11"
    assert dt.datetime.fromisoformat(resource["authored"]) == NOW
    assert "subject" not in resource


def test_a_response_is_completed_once_nothing_is_left_to_ask() -> None:
    record = Record(age=30, ages=(30,)).answered("age", Answer.GIVEN)
    whole = record.found("pregnant", Level.PRESENT).answered("pregnancy", Answer.GIVEN)
    assert response_resource(questionnaire(), whole, NOW, "2026-11").status == "completed"
    assert response_resource(questionnaire(), record, NOW, "2026-11").status == "in-progress"


def codes(item: dict[str, Any] | None) -> list[str]:
    given = item["answer"] if item else []
    return [one["valueCoding"]["code"] for one in given if "valueCoding" in one]


def read_back(resource: dict[str, Any]) -> tuple[set[str], set[str], dict[str, Answer], list[int]]:
    """What a record system can tell: present, doubted, the questions answered, the ages."""
    items = {item["linkId"]: item for item in resource.get("item", [])}
    doubted = set(codes(items.pop("doubted", None)))
    ages = [one["valueInteger"] for one in items.get("age", {}).get("answer", ())
            if "valueInteger" in one]  # fmt: skip
    present, whole = set(codes(items.pop("also", None))), {}
    for question, item in items.items():
        said = set(codes(item))
        present |= said - {"none", "asked-unknown"}
        if said == {"none"}:
            whole[question] = Answer.NONE
        elif said == {"asked-unknown"}:
            whole[question] = Answer.UNSURE
    return present, doubted, whole, ages


@given(
    st.dictionaries(st.sampled_from(sorted(questionnaire().things)), st.sampled_from(list(Level))),
    st.lists(st.integers(1, 115), max_size=3),
)
def test_what_was_said_is_read_back_whole(levels: dict[str, Level], ages: list[int]) -> None:
    record = Record(age=ages[-1] if ages else None, ages=tuple(ages))
    for thing, level in levels.items():
        record = record.found(thing, level)
    text = response_resource(questionnaire(), record, NOW, "2026-11").model_dump_json()
    resource = json.loads(QuestionnaireResponse.model_validate_json(text).model_dump_json())
    present, doubted, _, read_ages = read_back(resource)
    assert present == {thing for thing, level in levels.items() if level == Level.PRESENT}
    assert doubted == {thing for thing, level in levels.items() if level == Level.UNSURE}
    assert set(read_ages) == set(ages)
    assert read_ages[:1] == ages[-1:]


@given(st.dictionaries(st.sampled_from(ASKED), st.sampled_from([Answer.NONE, Answer.UNSURE])))
def test_a_question_denied_or_not_known_is_read_back(given_: dict[str, Answer]) -> None:
    record = Record(answers=given_)
    resource = json.loads(
        response_resource(questionnaire(), record, NOW, "2026-11").model_dump_json()
    )
    assert read_back(resource)[2] == given_


def test_every_answer_is_to_an_item_and_one_of_its_options() -> None:
    asked = json.loads(questionnaire_resource(questionnaire()).model_dump_json())["item"]
    options = {
        item["linkId"]: {one["valueCoding"]["code"] for one in item.get("answerOption", [])}
        for item in asked
    }
    everything = Record(age=40)
    for number, thing in enumerate(questionnaire().things):
        everything = everything.found(thing, list(Level)[number % 3])
    resource = json.loads(
        response_resource(questionnaire(), everything, NOW, "2026-11").model_dump_json()
    )
    for item in resource["item"]:
        assert set(codes(item)) <= options[item["linkId"]]


def test_an_age_that_is_not_told_is_said_to_be_unknown() -> None:
    record = Record().answered("age", Answer.UNSURE)
    resource = json.loads(
        response_resource(questionnaire(), record, NOW, "2026-11").model_dump_json()
    )
    (answer,) = resource["item"][0]["answer"]
    assert answer["_valueInteger"]["extension"][0]["valueCode"] == "asked-unknown"


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
    resource = json.loads(
        response_resource(questionnaire(), record, NOW, "2026-11").model_dump_json()
    )
    assert resource["item"][0]["answer"] == [{"valueCoding": UNKNOWN}]


def test_the_command_prints_the_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert fhir_export.main([]) == 0
    assert json.loads(capsys.readouterr().out)["resourceType"] == "Questionnaire"


def test_what_is_no_reference_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fhir_export.main(["nonsense"])
    assert "no reference" in capsys.readouterr().err
