"""A turn of the booking after the request is whole: check, send, change, take back."""

from __future__ import annotations

from dataclasses import replace

from actions import booking_store, hearing, say
from actions.booking_items import FillingTurn
from actions.booking_state import State
from actions.booking_words import item_named
from actions.turn import NOWHERE
from clinic.leads.draft import Item
from clinic.leads.reference import read_reference
from clinic.replies import Reply, is_question, reply, words_of

SEND = frozenset("send submit".split())
CHANGE = frozenset("change edit wrong correct different move reschedule".split())
WITHDRAW = frozenset("withdraw cancel back delete drop retract undo".split())
REFUSE = frozenset("dont not".split())
# Intents of a message that may change a request which was sent.
MAY_CHANGE = frozenset(
    "cancel_reschedule book_appointment inform nlu_fallback out_of_scope deny".split()
)


class SendingTurn(FillingTurn):
    """Sends the request once, and what becomes of it afterwards."""

    async def hear_check(self) -> None:
        """Hear what the visitor says to the read-back request."""
        words, said = words_of(self.heard.text), reply(self.heard.text)
        if self.fill(self.state.changing):
            return  # "yes, but friday" is read back again
        if is_question(self.heard.text) and self.aside():
            return
        refuses = said == Reply.NONE or bool(REFUSE & set(words))
        wants_change = bool(CHANGE & set(words))
        if not refuses and not wants_change and (said == Reply.YES or SEND & set(words)):
            await self._send()
        elif self._change_named(words):
            return
        elif wants_change or (said == Reply.NONE and len(words) == 1):
            self.say("utter_booking_which_item")
            self.quiet = True
        elif refuses:
            self.drop()
        elif not self.aside():
            self.say("utter_booking_missed")

    def drop(self) -> None:
        """Drop what was not sent."""
        self.state = State()
        self.say("utter_booking_stopped")
        self.left = NOWHERE

    def _change_named(self, words: list[str]) -> bool:
        item = item_named(words, self.state.draft)
        if item is not None:
            self.state = replace(self.state, changing=item, told=False)
        return item is not None

    async def _send(self) -> None:
        sender = self.tracker.sender_id
        reference = await booking_store.send(
            sender, self.state, self.screening, self.record().about
        )
        if reference is None:
            self.say("utter_booking_failed")
            self.quiet = True
            return
        first = self.state.reference is None
        self.state = replace(self.state, reference=reference, told=True)
        if first:
            self.say("utter_booking_sent", reference=reference)
            say.opening_now(self.dispatcher)
        else:
            self.say("utter_booking_changed", reference=reference)

    async def hear_after(self) -> None:
        """The request was sent; it can be changed or taken back."""
        words, name = words_of(self.heard.text), hearing.intent(self.message, least=0)
        if name in ("cancel_reschedule", "deny") and WITHDRAW & set(words):
            await self.ask_withdraw(read_reference(self.heard.text) or str(self.state.reference))
            return
        wants_change = name in MAY_CHANGE or bool(CHANGE & set(words))
        if wants_change and (self.fill(self.state.changing) or self._change_named(words)):
            return
        if name == "start_screening":
            self.left = "screening"
        elif not self.aside():
            self.say("utter_booking_end", reference=self.state.reference)

    async def ask_withdraw(self, reference: str) -> None:
        if await booking_store.exists(reference):
            self.state = replace(self.state, withdrawing=reference)
            self.say("utter_booking_withdraw_check", reference=reference)
        else:
            self.say("utter_booking_not_found")
            self.left = None if self.state.reference else NOWHERE

    async def hear_withdraw(self) -> None:
        reference, said = str(self.state.withdrawing), reply(self.heard.text)
        if said != Reply.YES and not WITHDRAW & set(words_of(self.heard.text)):
            self._keep(reference, said)
        elif await booking_store.withdraw(reference):
            self.state = State()
            self.say("utter_booking_withdrawn", reference=reference)
            self.left = NOWHERE
        else:
            self.say("utter_booking_failed")

    def _keep(self, reference: str, said: Reply | None) -> None:
        """The request stays; a wish about another appointment goes on."""
        self.state = replace(self.state, withdrawing=None)
        self.say("utter_booking_not_withdrawn", reference=reference)
        if self.state.draft.people and said is None:
            self.fill(Item.CHANGE)
        elif self.state.reference is None and not self.state.draft.people:
            self.left = NOWHERE
