"""How long a form's conversation is kept, and what is left when it is deleted."""

import datetime as dt
import logging
from typing import Any

import pytest
from acting import MONDAY_NOON
from booked import WHOLE
from hearing import medicine
from stage import Stage, opened, order

from actions.booking_form import ValidateBookingForm
from actions.conversation_store import FORGET_AFTER
from actions.screening_form import ValidateScreeningForm
from actions.screening_state import State as Screening
from clinic.leads.handoff import find
from clinic.leads.lead import LeadStatus
from clinic.screening.record import Level, Record
from clinic.store.database import Database

IN_AN_HOUR = MONDAY_NOON + FORGET_AFTER
APIXABAN = Record(age=54).found("blood_thinner", Level.PRESENT, "apixaban")
pytest_plugins = ["clinic_set"]
pytestmark = pytest.mark.usefixtures("stage_set")


async def forgotten_at(database: Database) -> dt.datetime | None:
    async with database.begin() as work:
        conversation = await work.conversations.of("visitor")
    return conversation.forget_after if conversation else None


async def screened(*texts: str) -> Stage:
    stage = opened(ValidateScreeningForm())
    for text in ("/start_screening", *texts):
        await stage.hear(text)
    return stage


async def booked(record: Record | None = None, *, consent: bool = True) -> Stage:
    stage = opened(ValidateBookingForm())
    if record is not None:
        stage.slots["screening"] = Screening(record, consent).to_slot()
    for text in ("/book_appointment", *WHOLE, "send it"):
        await stage.hear(text)
    assert stage.slots["requested_slot"] == "booking_done"
    return stage


@pytest.mark.parametrize("texts", [(), ("no",), ("no", "41"), ("purple",)])
async def test_until_a_yes_the_conversation_is_to_be_forgotten(
    stage_set: Database, texts: tuple[str, ...]
) -> None:
    await screened(*texts)
    assert await forgotten_at(stage_set) == IN_AN_HOUR


async def test_with_a_yes_it_is_kept_and_a_yes_taken_back_counts(stage_set: Database) -> None:
    stage = await screened("yes", "41")
    assert await forgotten_at(stage_set) is None
    await stage.hear("dont keep them", order("dont_keep"))
    assert await forgotten_at(stage_set) == IN_AN_HOUR
    await stage.hear("keep them after all", order("keep"))
    assert await forgotten_at(stage_set) is None
    await stage.hear("it's for my husband")
    assert await forgotten_at(stage_set) == IN_AN_HOUR


async def test_a_pre_screen_that_was_left_without_a_yes_is_to_be_forgotten(
    stage_set: Database,
) -> None:
    stage = await screened("no", "41")
    await stage.hear("stop it", order("stop"))
    assert await forgotten_at(stage_set) == IN_AN_HOUR


@pytest.mark.parametrize(("consent", "moment"), [(False, IN_AN_HOUR), (True, None)])
async def test_a_booking_after_a_pre_screen_keeps_its_answers_as_agreed(
    stage_set: Database, consent: bool, moment: dt.datetime | None
) -> None:
    await booked(APIXABAN, consent=consent)
    assert await forgotten_at(stage_set) == moment


async def test_a_booking_alone_keeps_no_health_answer_that_must_go(stage_set: Database) -> None:
    await booked()
    assert await forgotten_at(stage_set) is None


@pytest.mark.parametrize("form", [ValidateScreeningForm, ValidateBookingForm])
async def test_before_anything_was_sent_all_is_deleted_at_once(
    stage_set: Database, form: type[ValidateScreeningForm | ValidateBookingForm]
) -> None:
    stage = opened(form())
    await stage.hear("/start")
    assert await stage.hear("delete all that", order("delete")) is None
    assert stage.said == ["deleted"]
    assert stage.slots["forget"] is True
    assert {value for name, value in stage.slots.items() if name != "forget"} == {None}
    assert await forgotten_at(stage_set) is None


@pytest.mark.parametrize(
    ("text", "orders"), [("yes", ()), ("delete everything", (order("delete"),))]
)
async def test_a_request_that_was_sent_is_emptied_after_a_yes(
    stage_set: Database, text: str, orders: tuple[dict[str, object], ...]
) -> None:
    stage = await booked(APIXABAN)
    async with stage_set.begin() as work:  # reception has it
        for message in await work.outbox.claim(MONDAY_NOON, 10, FORGET_AFTER):
            await work.outbox.sent(message.id, MONDAY_NOON)
    (lead,) = await find(stage_set, conversation_id="visitor")
    assert await stage.hear("delete everything", order("delete")) == "delete_check"
    assert stage.values["delete_check"]["reference"] == lead.reference
    assert await stage.hear(text, *orders) is None
    assert stage.said == ["deleted_with_request"]
    assert stage.slots["forget"] is True
    (left,) = await find(stage_set, reference=lead.reference)
    assert (left.status, left.request.people) == (LeadStatus.WITHDRAWN, ())


async def test_a_request_that_was_sent_stays_after_a_no_and_the_form_goes_on(
    stage_set: Database,
) -> None:
    stage = await booked()
    await stage.hear("delete everything", order("delete"))
    assert await stage.hear("no") == "booking_done"
    assert stage.said == ["not_deleted"]
    (lead,) = await find(stage_set, conversation_id="visitor")
    assert lead.status == LeadStatus.NEW


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (ValidateScreeningForm, {"intent": "emergency", "sure": 0.3}),
        (ValidateScreeningForm, {"intent": "faq", "danger_check": True}),
        (ValidateBookingForm, {"intent": "faq", "danger_check": True}),
    ],
)
async def test_what_may_be_danger_is_heard_where_a_deletion_is_asked_about(
    form: type[ValidateScreeningForm | ValidateBookingForm], said: dict[str, Any]
) -> None:
    await booked()
    stage = opened(form())
    await stage.hear("/start")
    await stage.hear("delete all that", order("delete"))
    await stage.hear("my lip feels thick since the jab", **said)
    assert stage.said[:2] == ["danger_check", "not_deleted"]


@pytest.mark.parametrize("form", [ValidateScreeningForm, ValidateBookingForm])
async def test_a_form_that_begins_with_what_may_be_danger_says_so_first(
    form: type[ValidateScreeningForm | ValidateBookingForm],
) -> None:
    stage = opened(form())
    await stage.hear("can i come in, my cheek is hot", intent="faq", danger_check=True)
    assert stage.said[0] == "danger_check"
    assert len(stage.said) > 1


async def test_in_the_pre_screen_too_a_request_that_was_sent_is_asked_about(
    stage_set: Database,
) -> None:
    await booked()
    stage = await screened("yes", "41")
    assert await stage.hear("delete all that", order("delete")) == "delete_check"
    assert await stage.hear("no") == "screening_pregnancy"
    await stage.hear("delete all that", order("delete"))
    assert await stage.hear("yes") is None
    assert await find(stage_set, conversation_id="visitor") == []


@pytest.mark.parametrize(("reply", "kept"), [("yes", 0), ("no", 1)])
async def test_a_wish_to_delete_outside_a_form_opens_none(
    stage_set: Database, reply: str, kept: int
) -> None:
    await booked()
    stage = opened(ValidateScreeningForm())
    assert await stage.hear("delete my data", order("delete"), intent="faq") == "delete_check"
    assert await stage.hear(reply) is None
    assert len(await find(stage_set, conversation_id="visitor")) == kept


async def test_what_could_not_be_deleted_is_not_said_to_be(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def down(*_: object) -> None:
        raise OSError("visitor")

    stage = await screened("yes")
    monkeypatch.setattr("actions.conversation_store.take_back_all", down)
    with caplog.at_level(logging.ERROR):
        assert await stage.hear("delete all that", order("delete")) == "screening_age"
    assert stage.said == ["delete_failed"]
    assert stage.slots["forget"] is None
    assert "OSError" in caplog.text


async def test_a_database_that_is_away_does_not_end_the_pre_screen(
    monkeypatch: pytest.MonkeyPatch, stage_set: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def down() -> None:
        raise OSError("visitor")

    stage = await screened("yes", "41", "no", "no", "no")
    warfarin = medicine("warfarin", "blood_thinner")
    await stage.hear("warfarin", warfarin)
    await stage.hear("no")
    monkeypatch.setattr(stage_set, "begin", down)
    with caplog.at_level(logging.ERROR):
        assert await stage.hear("no") == "screening_done"
        await stage.hear("dont keep them", order("dont_keep"))
    assert "warfarin" not in caplog.text
    assert stage.said == ["screening_consent_no"]
