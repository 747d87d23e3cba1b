"""The booking request once it is sent: stored, changed, found again, taken back."""

import logging

import pytest
from booked import leads
from hearing import medicine
from stage import Stage, opened

from actions.booking_form import ValidateBookingForm
from clinic.leads.lead import Kind, LeadStatus
from clinic.store.database import Database

WARFARIN = medicine("warfarin", "blood_thinner", who="self")
pytest_plugins = ["booking_set", "clinic_set"]
pytestmark = pytest.mark.usefixtures("stage_set")


async def test_a_yes_sends_it_once_and_says_its_reference(
    whole: Stage, stage_set: Database
) -> None:
    before = dict(whole.slots)
    await whole.hear("yes please", intent="affirm")
    assert whole.said == ["booking_sent", "opening_open"]
    whole.slots = before  # as if Rasa had not heard the answer
    await whole.hear("yes please", intent="affirm")
    (lead,) = await leads(stage_set)
    assert whole.values["booking_sent"]["reference"] == lead.reference
    assert (lead.request.people, lead.request.kind) == (("Asha Rao",), Kind.TREATMENT)
    assert lead.request.phone == "+447700900123"


async def test_what_could_not_be_stored_is_said_and_can_be_sent_again(
    whole: Stage, stage_set: Database, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    async def down(*_: object) -> None:
        raise OSError("Asha Rao")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr("clinic.leads.handoff.submit", down)
        assert await whole.hear("send it", intent="affirm") == "booking_paused"
    assert whole.said == ["booking_failed"]
    assert "Asha" not in caplog.text
    assert await whole.hear("send it", intent="affirm") == "booking_done"
    assert len(await leads(stage_set)) == 1


async def test_a_change_after_sending_is_sent_anew_under_its_reference(
    sent: Stage, stage_set: Database
) -> None:
    text = "make it thursday instead"
    assert await sent.hear(text, intent="cancel_reschedule") == "booking_check"
    await sent.hear("yes", intent="affirm")
    assert sent.said == ["booking_changed"]
    (lead,) = await leads(stage_set)
    assert lead.version == 2
    assert lead.request.wishes_words == text


@pytest.mark.parametrize(
    ("reply", "said", "status"),
    [
        ("yes", "booking_withdrawn", LeadStatus.WITHDRAWN),
        ("cancel it", "booking_withdrawn", LeadStatus.WITHDRAWN),
        ("no", "booking_not_withdrawn", LeadStatus.NEW),
    ],
)
async def test_a_request_is_taken_back_after_a_yes(
    sent: Stage, stage_set: Database, reply: str, said: str, status: LeadStatus
) -> None:
    assert await sent.hear("cancel it", intent="cancel_reschedule") == "booking_withdraw"
    assert sent.said == ["booking_withdraw_check"]
    await sent.hear(reply)
    assert sent.said[0] == said
    assert [lead.status for lead in await leads(stage_set)] == [status]


async def test_a_reference_that_nobody_has_is_not_taken_back() -> None:
    stage = opened(ValidateBookingForm())
    assert await stage.hear("cancel M7K-4QX", intent="cancel_reschedule") is None
    assert stage.said == ["booking_not_found"]


async def test_a_request_is_found_by_name_and_number_where_its_reference_is_lost(
    sent: Stage, stage_set: Database
) -> None:
    stage = opened(ValidateBookingForm())
    stage.sender = f"another chat of {sent.sender}"
    assert await stage.hear("cancel my appointment", intent="cancel_reschedule") == "booking_name"
    await stage.hear("Asha Rao")
    assert await stage.hear("07700 900123") == "booking_withdraw"
    assert await stage.hear("yes") is None
    assert [lead.status for lead in await leads(stage_set)] == [LeadStatus.WITHDRAWN]


async def test_an_appointment_made_elsewhere_is_passed_on(stage_set: Database) -> None:
    stage = opened(ValidateBookingForm())
    await stage.hear("move my appointment", intent="cancel_reschedule")
    assert stage.said == ["booking_intro_change"]
    for text in ("Bo Li", "bo@li.example", "thursday's one, to any day next week"):
        await stage.hear(text)
    assert stage.slots["requested_slot"] == "booking_check"
    await stage.hear("send it", intent="affirm")
    (lead,) = await leads(stage_set)
    assert (lead.request.kind, lead.request.note) == (
        Kind.CHANGE,
        "thursday's one, to any day next week",
    )


async def test_after_sending_a_wish_for_the_pre_screen_leads_there(sent: Stage) -> None:
    assert await sent.hear("start the pre-screen", intent="start_screening") is None
    assert sent.slots["next_step"] == "screening"


async def test_after_sending_other_words_get_an_answer_or_say_where_things_stand(
    sent: Stage,
) -> None:
    assert await sent.hear("thanks", intent="thanks") == "booking_done"
    assert sent.said == ["thanks"]
    await sent.hear("hmm", intent="affirm")
    assert sent.said == ["booking_end"]
