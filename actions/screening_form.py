"""The pre-screen as a Rasa form: what a message changes, and what is asked next.

`validate_screening_form` runs at the start and at every turn of the form. It asks the
domain (clinic.screening) to read the message, and requests the next slot that the rules
still need. The form stays open after the outcome, so that a correction is heard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conversation_store, hearing, knowledge, screening_store
from actions.say import first_things
from actions.screening_orders import CONSENT, DONE, ObeyingTurn
from actions.screening_state import State
from actions.screening_words import noted, noted_things, tell_outcome
from actions.turn import DELETE_CHECK, DELETED, NOWHERE
from clinic.replies import Reply, asks_too, corrects, is_question, reply
from clinic.screening.engine import ADULT, evaluate, open_questions
from clinic.screening.people import person_asked_for
from clinic.screening.questionnaire import questionnaire
from clinic.screening.reading import Problem, Reading, read, settle
from clinic.screening.record import Record

PREFIX = "screening_"
CONFLICT = "screening_conflict"
PAUSED = "screening_paused"  # nothing is asked until the visitor is back
PATIENCE = 2
LOSS = "pregnancy_loss"  # met kindly before the next question
# Intents of a message that may be a correction without a name: "no, that was last year".
UNREAD = (None, "nlu_fallback", "out_of_scope", "deny", "inform")
DANGERS = ("emergency", "urgent_aftercare", "self_harm")


class ValidateScreeningForm(Action):
    """Reads each message of the pre-screen and requests what comes next."""

    def name(self) -> str:
        return "validate_screening_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = _Turn(dispatcher, tracker, domain)
        pending = tracker.get_slot("requested_slot")
        if pending is None:
            await turn.begin()
        else:
            await turn.hear(turn.waiting() if pending == PAUSED else pending)
        await turn.keep_as_agreed()
        if turn.left:
            return turn.leaving()
        return await turn.events()


class _Turn(ObeyingTurn):
    """One turn of the form."""

    # The start.

    async def begin(self) -> None:
        if hearing.command(self.message) == "delete":
            await self.delete()
            return
        first_things(self.dispatcher, self.message)
        if self.state.consent is not None or self.state.record != Record():
            named = person_asked_for(self.heard.text)
            if named is not None and named.relation != self.state.record.about:
                self._take(read(questionnaire(), self.state.record, None, self.heard, _year()))
                return
            done = self.state.told is not None
            self.say("utter_screening_done_before" if done else "utter_screening_resume")
            return
        for said in hearing.earlier(self.tracker):
            self._take(read(questionnaire(), self.state.record, None, said, _year()))
        self.say("utter_screening_intro")

    # A message.

    async def hear(self, pending: str) -> None:
        name = hearing.intent(self.message, least=0)
        if name in DANGERS and not self.heard.names_nothing_of_now():
            # SafetyPolicy took it for an answer; the line on safety covers what it may be.
            self.say("utter_danger_check")
        if pending == DELETE_CHECK:
            await self.hear_delete_check()
            if self.left is None and self.state == State():
                self.left = NOWHERE  # there was no pre-screen, only the wish to delete
            return
        if name == "other_language" and not self.says_health() and self.aside():
            return
        name = hearing.command(self.message)
        if name is not None and await self.obey(name, pending):
            return
        if pending == CONSENT:
            self._hear_consent()
        elif pending == CONFLICT:
            self._hear_conflict()
        else:
            self._hear_answer(None if pending == DONE else pending.removeprefix(PREFIX))

    def _hear_consent(self) -> None:
        said = reply(self.heard.text)
        if said in (Reply.YES, Reply.NONE):
            agreed = said == Reply.YES
            self.state = replace(self.state, consent=agreed)
            self.say(f"utter_screening_consent_{'yes' if agreed else 'no'}")
            self._take(read(questionnaire(), self.state.record, None, self.heard, _year()))
            return
        about = self.state.record.about
        reading = read(questionnaire(), self.state.record, None, self.heard, _year())
        self._take(reading)
        if not reading.understood and reading.record.about == about:
            self._aside_or_missed(CONSENT)

    def _hear_conflict(self) -> None:
        thing = self.state.conflict
        if thing is None:
            return
        record = settle(questionnaire(), self.state.record, thing, self.heard)
        self.state = replace(self.state, record=record, conflict=None, missed=0)

    def _hear_answer(self, question: str | None) -> None:
        if question is not None and self._wants_to_book():
            self.left = "booking"
            return
        before = self.state.record
        reading = read(questionnaire(), before, question, self.heard, _year())
        self._take(reading)
        if reading.record.about == before.about:
            self._respond(question, before, reading)

    def _respond(self, question: str | None, before: Record, reading: Reading) -> None:
        """Say what comes of a message, before the next question."""
        if reading.problem == Problem.WHICH:
            self.say("utter_screening_which")
        elif reading.problem == Problem.AGE_ODD:
            self.say("utter_screening_age_odd")
        elif _is_loss(before, reading.record):
            self.say("utter_screening_loss")
        elif reading.problem == Problem.CONFLICT:
            words = questionnaire().things[str(reading.conflict)].words
            self.say("utter_screening_conflict", thing=words)
        elif not reading.understood:
            if question is None:
                self._after_outcome()
            else:
                self._aside_or_missed(PREFIX + question)
        elif self._asks() and hearing.intent(self.message) == "faq":
            self.aside()
        elif before.age is not None and reading.record.age != before.age:
            self.say("utter_screening_age_changed")
        elif question is None or reading.record.differs(before):
            self.say("utter_screening_changed")

    def _asks(self) -> bool:
        return is_question(self.heard.text) or asks_too(self.heard.text)

    def _take(self, reading: Reading) -> None:
        about = self.state.record.about
        missed = 0 if reading.understood else self.state.missed
        self.state = replace(
            self.state, record=reading.record, conflict=reading.conflict, missed=missed
        )
        if about == reading.record.about:
            return
        # The answers are another person's now, so the yes must be that person's.
        self.state = replace(self.state, consent=None, told=None)
        if reading.record.about is None:
            self.say("utter_screening_for_self")
        else:
            self.say("utter_screening_for_other", about=reading.record.about)

    def _aside_or_missed(self, pending: str) -> None:
        if self._wants_to_book():
            self.left = "booking"
            return
        if hearing.intent(self.message, least=0) == "start_screening":
            self.say("utter_screening_resume")
            return
        # A word that means nothing here is no question to answer with "outside what I know".
        stray = hearing.intent(self.message) == "out_of_scope" and not is_question(self.heard.text)
        if not stray and self.aside():
            return
        if pending == CONSENT and is_question(self.heard.text):
            self.say(f"utter_why_{pending}")
            return
        missed = self.state.missed + 1
        self.state = replace(self.state, missed=missed)
        if missed < PATIENCE:
            self.say("utter_screening_missed")
        else:
            self.say(f"utter_why_{pending}")
            self.say("utter_screening_missed_again")

    def _wants_to_book(self) -> bool:
        return hearing.intent(self.message) == "book_appointment" and not self.says_health()

    def _after_outcome(self) -> None:
        """The outcome was said; anything may come now."""
        name = hearing.intent(self.message, least=0)
        minor = self.state.record.age is not None and self.state.record.age < ADULT
        if name == "start_screening":
            self.say("utter_screening_done_before")
        elif name == "book_appointment" and minor:
            self.say("utter_booking_minor")  # and the form stays, so that "I meant 27" is heard
        elif name == "book_appointment" or (name == "affirm" and not minor):
            self.left = "booking"
        elif self.says_health() or (corrects(self.heard.text) and name in UNREAD):
            self.say("utter_screening_unchanged")
        elif not self.aside():
            self.say("utter_screening_end")

    # What comes next.

    async def keep_as_agreed(self) -> None:
        """Until a yes, nothing that was told outlives the chat, not in Rasa's events either."""
        agreed_before = State.from_slot(self.tracker.get_slot("screening")).consent
        if self.left != DELETED and not (agreed_before and self.state.consent):
            agreed = bool(self.state.consent)
            await conversation_store.keep_as_agreed(self.tracker.sender_id, consent=agreed)

    def leaving(self) -> list[dict[str, Any]]:
        """The slots as the form is left."""
        if self.left == DELETED:
            return self.deleted()
        return [
            SlotSet("screening", self.state.to_slot()),
            SlotSet("next_step", self.left),
            SlotSet("requested_slot", None),
        ]

    async def events(self) -> list[dict[str, Any]]:
        """The slots of this turn and the one to ask for."""
        requested = PAUSED if self.quiet else self.waiting()
        if self.asks_to_delete:
            requested = DELETE_CHECK
        elif requested == DONE:
            await self._conclude()
        elif requested not in (PAUSED, CONFLICT):
            self.state = replace(self.state, told=None)
        self._tell_noted(requested)
        answers = self.state.record.answers
        consent, about = self.state.consent, self.state.record.about
        return [
            SlotSet("screening", self.state.to_slot()),
            SlotSet(CONSENT, None if consent is None else ("yes" if consent else "no")),
            SlotSet("screening_about", about),
            SlotSet("screening_for_other", about is not None),
            *(
                SlotSet(PREFIX + question.id, answers.get(question.id))
                for question in questionnaire().questions
            ),
            SlotSet("requested_slot", requested),
        ]

    def _tell_noted(self, requested: str) -> None:
        """Before a list is asked, say what of it was told already."""
        if requested == self.tracker.get_slot("requested_slot"):
            return
        for question in questionnaire().questions:
            if requested == PREFIX + question.id:
                lines = noted_things(questionnaire(), self.state.record, question.things)
                if lines:
                    self.say("utter_screening_already", noted="; ".join(lines))

    def waiting(self) -> str:
        """The slot that is still to be asked, or that all are answered."""
        if self.state.conflict is not None:
            return CONFLICT
        if self.state.consent is None:
            return CONSENT
        open_ones = open_questions(questionnaire(), self.state.record)
        return PREFIX + open_ones[0] if open_ones else DONE

    async def _conclude(self) -> None:
        """Say the outcome, unless nothing changed since it was said."""
        record = self.state.record
        result = evaluate(questionnaire(), record)
        told = (result.outcome, *noted(questionnaire(), record))
        if told == self.state.told:
            return
        self.state = replace(self.state, told=told)
        tell_outcome(self.dispatcher, questionnaire(), record, result)
        await screening_store.keep(
            self.tracker.sender_id, record, result, consent=bool(self.state.consent)
        )


def _is_loss(before: Record, after: Record) -> bool:
    return LOSS in after.findings and LOSS not in before.findings


def _year() -> int:
    return knowledge.now().year
