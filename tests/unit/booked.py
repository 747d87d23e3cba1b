"""A booking request on its way, for the tests that need one."""

from stage import Stage, opened

from actions.booking_form import ValidateBookingForm
from actions.screening_state import State as Screening
from clinic.leads.handoff import find
from clinic.leads.lead import Lead
from clinic.screening.record import Record
from clinic.store.database import Database

WHOLE = ("Asha Rao", "07700 900123", "fine lines", "tuesday after 5", "nothing else")


async def begun(record: Record | None = None, *, consent: bool | None = True) -> Stage:
    """A booking that has begun, after a pre-screen or without one."""
    stage = opened(ValidateBookingForm())
    if record is not None:
        stage.slots["screening"] = Screening(record, consent).to_slot()
    await stage.hear("/book_appointment", intent="book_appointment")
    return stage


async def leads(database: Database) -> list[Lead]:
    return await find(database, conversation_id="visitor")


def summary(stage: Stage) -> str:
    return str(stage.values["booking_summary"]["lines"])
