"""The booking request as a Rasa form: fill it, read it back, send it once.

`validate_booking_form` runs at the start and at every turn of the form. The form stays
open after sending, so that the visitor can change the request or take it back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import booking_store, conversation_store, hearing
from actions.booking_sending import WITHDRAW, SendingTurn
from actions.booking_state import State
from actions.booking_words import lines
from actions.say import first_things
from actions.turn import DELETE_CHECK, DELETED, NOWHERE
from clinic.leads.draft import Draft, Item
from clinic.leads.lead import Kind
from clinic.leads.reference import read_reference
from clinic.replies import words_of

PREFIX = "booking_"
CHECK, DONE, PAUSED = "booking_check", "booking_done", "booking_paused"
EMAIL_CHECK, WITHDRAWING = "booking_email_check", "booking_withdraw"
INTROS = {Kind.CHANGE: "_change", Kind.CONSULTATION: "_consultation", Kind.TREATMENT: ""}
# A longer message that holds "one moment" says more than that.
MOST_PAUSE_WORDS = 8


class ValidateBookingForm(Action):
    """Reads each message of a booking and requests what comes next."""

    def name(self) -> str:
        return "validate_booking_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = _Turn(dispatcher, tracker, domain)
        pending = tracker.get_slot("requested_slot")
        if pending is None:
            await turn.begin()
        else:
            await turn.hear(turn.waiting() if pending == PAUSED else pending)
        if turn.left is None and turn.is_minor():
            turn.refuse_minor()
        await turn.keep_as_agreed()
        return turn.events()


class _Turn(SendingTurn):
    """One turn of the form: where a message goes, and what is asked next."""

    async def begin(self) -> None:
        first_things(self.dispatcher, self.message)
        wants_change = hearing.intent(self.message, least=0) == "cancel_reschedule"
        if wants_change and await self._is_of_a_request():
            return
        self.state = State(draft=Draft(kind=Kind.CHANGE if wants_change else Kind.TREATMENT))
        kind = self.kind()
        self.state = replace(self.state, draft=Draft(kind=kind))
        if self.is_minor():
            return
        self.say(f"utter_booking_intro{INTROS[kind]}")
        if not self.heard.text.startswith("/"):
            self.fill(None)

    async def _is_of_a_request(self) -> bool:
        """Whether a wish to cancel or move is of a request that was made here."""
        named = read_reference(self.heard.text)
        own = self.state.reference
        if WITHDRAW & set(words_of(self.heard.text)) and (named or own):
            await self.ask_withdraw(named or str(own))
            return True
        if own is None or named not in (None, own):
            return False
        if not self.fill(None):
            self.state = replace(self.state, changing=Item.TIMES, told=False)
        return True

    def refuse_minor(self) -> None:
        self.state = State()
        self.say("utter_booking_minor")
        self.left = NOWHERE

    async def hear(self, pending: str) -> None:
        if pending == DELETE_CHECK:
            await self.hear_delete_check()
            return
        name = hearing.command(self.message)
        if (name is not None and await self._obey(name, pending)) or self.hear_health():
            return
        if pending == WITHDRAWING:
            await self.hear_withdraw()
        elif pending == EMAIL_CHECK:
            self.hear_email_check()
        elif pending == CHECK:
            await self.hear_check()
        elif pending == DONE:
            await self.hear_after()
        else:
            self.hear_item(Item(pending.removeprefix(PREFIX)))
            await self._look_up()

    async def _obey(self, name: str, pending: str) -> bool:
        """Do what the visitor tells the form to do; False where it is no order here."""
        if name == "delete":
            await self.delete()
        elif name == "stop" and self.state.reference is None:
            self.drop()
        elif name == "why":
            self.say(f"utter_why_{pending}")
        elif name == "start_over" and self.state.reference is None:
            self.state = State(draft=Draft(kind=self.state.draft.kind))
        elif name == "pause" and len(words_of(self.heard.text)) <= MOST_PAUSE_WORDS:
            self.say("utter_booking_paused")
            self.quiet = True
        else:
            return name == "resume"
        return True

    async def _look_up(self) -> None:
        """Find the request that somebody wants to cancel by their name and contact."""
        draft = self.state.draft
        contact = draft.phone or draft.email
        if draft.kind != Kind.CHANGE or not draft.people or contact is None or draft.change:
            return
        reference = await booking_store.find(draft.people[0], contact)
        if reference not in (None, self.state.looked_up):
            self.state = replace(self.state, looked_up=reference)
            await self.ask_withdraw(str(reference))

    def waiting(self) -> str:
        """The slot to ask for now."""
        state = self.state
        if state.withdrawing is not None:
            return WITHDRAWING
        if state.draft.suggestion is not None:
            return EMAIL_CHECK
        if state.changing is not None:
            return PREFIX + state.changing
        open_ones = state.draft.open_items()
        if open_ones:
            return PREFIX + open_ones[0]
        return DONE if state.told else CHECK

    async def keep_as_agreed(self) -> None:
        """The answers of a pre-screen without consent go soon after this form, too."""
        holds_answers = self.left != DELETED and self.tracker.get_slot("screening")
        if holds_answers and not self.screening.consent:
            await conversation_store.keep_as_agreed(self.tracker.sender_id, consent=False)

    def events(self) -> list[dict[str, Any]]:
        """The slots of this turn and the one to ask for."""
        if self.left == DELETED:
            return self.deleted()
        requested = self.waiting() if self.left is None else None
        if self.asks_to_delete:
            requested = DELETE_CHECK
        if requested == CHECK and not self.quiet:
            self.say("utter_booking_summary", lines=lines(self.state.draft))
        screening = self.screening.to_slot() if self.tracker.get_slot("screening") else None
        return [
            SlotSet("booking", self.state.to_slot()),
            SlotSet("booking_suggestion", self.state.draft.suggestion),
            SlotSet("screening", screening),
            SlotSet("next_step", self.left),
            SlotSet("requested_slot", PAUSED if self.quiet and requested else requested),
        ]
