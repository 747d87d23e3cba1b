"""A turn of the booking that fills the request: names, contact, wishes, a note."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hearing, knowledge
from actions.booking_state import State
from actions.booking_words import times
from actions.screening_state import State as Screening
from actions.turn import Turn
from clinic.leads.draft import Filled, Item, Trouble, read_into
from clinic.leads.lead import Kind
from clinic.leads.wished_times import words_for
from clinic.replies import Reply, corrects, is_question, reply
from clinic.screening.engine import ADULT, evaluate
from clinic.screening.questionnaire import questionnaire
from clinic.screening.reading import read
from clinic.screening.record import Record

# What is free text anyhow, or may well be put as a question: "any time on friday?"
_MAY_ASK = (Item.TIMES, Item.NOTE, Item.CHANGE)
# A time was named, and it is not one that can be.
_TIMES_AGAIN = (
    Trouble.DATE_WRONG,
    Trouble.DATE_PAST,
    Trouble.DATE_FAR,
    Trouble.DATE_CLOSED,
    Trouble.DATE_AMBIGUOUS,
)
_UNREAD = (Trouble.NAME, Trouble.CONTACT, Trouble.DATE_MISSED)


class FillingTurn(Turn):
    """Fills the request from a message, and tells what was put together or not read."""

    def __init__(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> None:
        super().__init__(dispatcher, tracker, domain)
        self.state = State.from_slot(tracker.get_slot("booking"))
        self.screening = Screening.from_slot(tracker.get_slot("screening"))

    def hear_item(self, item: Item) -> None:
        """Take a message as the answer to an item, unless it asks something."""
        if item == Item.NOTE and corrects(self.heard.text) and self.fill(None):
            return  # "I meant the week after" is no note
        if item == self.state.changing and self._leaves(item):
            return
        asks = is_question(self.heard.text) and item not in _MAY_ASK
        asks = asks or ("?" in self.heard.text and hearing.intent(self.message) == "faq")
        if not (asks and self.aside()):
            self.fill(item)

    def _leaves(self, item: Item) -> bool:
        """Whether what was to be changed stays after all: "no, leave it"."""
        draft = self.state.draft
        if reply(self.heard.text) != Reply.NONE or item in draft.open_items():
            return False
        if item == Item.NOTE:
            return False  # here a no is a note: nothing
        draft = replace(draft, nearest=None)
        self.state = replace(self.state, draft=draft, changing=None)
        return True

    def fill(self, item: Item | None) -> bool:
        """Fill what the message holds; says whether it changed the request."""
        before = self.state.draft
        draft = before
        if item == Item.CONTACT and self.state.changing == item:
            draft = replace(draft, phone=None, email=None)  # a new one takes the old one's place
        now = knowledge.now().astimezone(knowledge.clinic().zone)
        filled = read_into(draft, item, self.heard, now, knowledge.clinic())
        if not filled.items:
            filled = replace(filled, draft=replace(before, nearest=filled.draft.nearest))
        changing = None if filled.items else self.state.changing
        if item is None and filled.trouble in _TIMES_AGAIN:
            changing = Item.TIMES  # or a yes to "would ... suit you?" would send the old time
        told = self.state.told and not filled.items
        self.state = replace(self.state, draft=filled.draft, changing=changing, told=told)
        self._tell(filled, item)
        return bool(filled.items) or filled.trouble not in (None, *_UNREAD)

    def _tell(self, filled: Filled, item: Item | None) -> None:
        """Read back what was put together, and say what could not be read."""
        if filled.spelt_out and not filled.draft.suggestion:
            self.say("utter_booking_email_read", email=filled.draft.email)
        if Item.TIMES in filled.items and filled.draft.wishes:
            self.say("utter_booking_times_read", times=times(filled.draft))
        nearest = filled.draft.nearest
        if filled.trouble is None or (item and self._is_something_else(filled.trouble)):
            return
        if filled.trouble == Trouble.DATE_AMBIGUOUS:
            choices = [words_for(wish) for wish in filled.choices]
            buttons = [{"title": choice, "payload": choice} for choice in choices]
            named = " or ".join(choices)
            self.say("utter_booking_date_ambiguous", choices=named, buttons=buttons)
        elif filled.trouble == Trouble.DATE_CLOSED and nearest is not None:
            self.say("utter_booking_date_closed", nearest=words_for(nearest))
        elif filled.trouble == Trouble.DATE_CLOSED:
            self.say("utter_booking_date_closed_plain")
        else:
            self.say(f"utter_booking_{filled.trouble}")

    def _is_something_else(self, trouble: Trouble) -> bool:
        """Answer what could not be read, where it is a question or a wish of its own."""
        name = hearing.intent(self.message, least=0)
        stray = name in ("faq", "out_of_scope") and not is_question(self.heard.text)
        return trouble in _UNREAD and not stray and self.aside()

    def hear_email_check(self) -> None:
        """Settle the address that looked like a slip."""
        draft, said = self.state.draft, reply(self.heard.text)
        right = draft.suggestion if said == Reply.YES else draft.email
        self.state = replace(self.state, draft=replace(draft, email=right, suggestion=None))
        if said is None:
            self.fill(Item.CONTACT)

    def hear_health(self) -> bool:
        """A correction of the pre-screen counts here too: "oh, and I take warfarin"."""
        before = self.screening.record
        if before == Record() or is_question(self.heard.text):
            return False
        year = knowledge.now().year
        record = read(questionnaire(), before, None, self.heard, year).record
        if record.about != before.about:
            # For somebody else now, whose answers these are not, and who agreed to nothing.
            self.screening = Screening(record)
            self.state = replace(self.state, draft=replace(self.state.draft, kind=self.kind()))
            return False
        if replace(record, sex=before.sex) == before:
            return False
        self.screening = replace(self.screening, record=record)
        draft = replace(self.state.draft, kind=self.kind())
        self.state = replace(self.state, draft=draft, told=False)
        self.say("utter_screening_changed")
        return True

    def kind(self) -> Kind:
        """With something for a clinician to weigh, a consultation; else what is asked for."""
        if self.state.draft.kind == Kind.CHANGE:
            return Kind.CHANGE
        found = evaluate(questionnaire(), self.record())
        return Kind.CONSULTATION if found.reasons or found.unsure else Kind.TREATMENT

    def is_minor(self) -> bool:
        age = self.record().age
        return age is not None and age < ADULT

    def record(self) -> Record:
        """The answers of the pre-screen, or what was said of health without one."""
        record = self.screening.record
        if record == Record():
            for said in hearing.earlier(self.tracker):
                record = read(questionnaire(), record, None, said, knowledge.now().year).record
        return record
