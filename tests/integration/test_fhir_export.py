"""`make fhir`: the answers that belong to a request, out of the encrypted database."""

import asyncio
import json

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from clinic.leads.handoff import submit
from clinic.leads.lead import Lead
from clinic.runtime import Runtime
from clinic.screening.record import Answer, Level, Record
from clinic.store.database import Database
from clinic.store.screenings import Screening
from integration.bookings import NOW, REQUEST
from tools import fhir_export

RECORD = (
    Record(age=54, ages=(54,))
    .answered("age", Answer.GIVEN)
    .found("blood_thinner", Level.PRESENT, "apixaban")
    .answered("medicines", Answer.GIVEN)
    .answered("skin", Answer.NONE)
)


@pytest.fixture(autouse=True)
def environment(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", runtime.database_url)
    monkeypatch.setenv("ENCRYPTION_KEY_FILE", str(runtime.encryption_key_file))


def store(runtime: Runtime, conversation: str) -> Lead:
    """A request and, in a conversation, a pre-screen; return the request."""

    async def run() -> Lead:
        database = Database(runtime)
        screening = Screening(
            conversation, "2026-11", "2026-11", NOW, RECORD.to_json(), "clinician_first", NOW, NOW
        )
        async with database.begin() as work:
            await work.screenings.save(screening)
        lead = await submit(database, REQUEST, NOW)
        await database.close()
        return lead

    return asyncio.run(run())


def test_the_answers_of_a_request_are_printed_without_a_name(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    lead = store(runtime, REQUEST.conversation_id)
    assert fhir_export.main([lead.reference.lower()]) == 0
    printed = capsys.readouterr().out
    response = json.loads(QuestionnaireResponse.model_validate_json(printed).model_dump_json())
    assert response["questionnaire"].endswith("|2026-11")
    items = {item["linkId"]: item["answer"] for item in response["item"]}
    assert items["age"] == [{"valueInteger": 54}]
    assert {"valueString": "apixaban"} in items["medicines"]
    for name in (*REQUEST.people, str(REQUEST.phone), str(REQUEST.email)):
        assert name not in printed


def test_answers_of_another_conversation_are_not_printed(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    lead = store(runtime, "another")
    assert fhir_export.main([lead.reference]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"No answers are kept for {lead.reference}.\n"
