"""A turn of the pre-screen that does what it is told: stop, delete, why, what was noted ..."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import screening_store
from actions.screening_state import State
from actions.screening_words import noted
from actions.turn import NOWHERE, Turn
from clinic.screening.engine import evaluate
from clinic.screening.questionnaire import questionnaire

CONSENT = "screening_consent"
DONE = "screening_done"
HEALTH = ("medicine", "condition", "pregnancy", "age", "subject")


class ObeyingTurn(Turn):
    """Holds the answers so far, and obeys."""

    def __init__(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> None:
        super().__init__(dispatcher, tracker, domain)
        self.state = State.from_slot(tracker.get_slot("screening"))

    async def obey(self, name: str, pending: str) -> bool:
        """Do what the visitor tells the form to do; False where it is no order here."""
        if name == "delete":
            await self.delete()
        elif name == "stop" and pending != DONE:
            self.say("utter_screening_stopped")
            self.left = NOWHERE
        elif name in ("keep", "dont_keep") and pending != CONSENT:
            await self._change_consent(agreed=name == "keep")
        elif name == "start_over":
            self.state = State(consent=self.state.consent)
            self.say("utter_screening_started_over")
        elif name == "why":
            self.say(f"utter_why_{pending}")
        elif name == "summary":
            lines = noted(questionnaire(), self.state.record)
            if lines:
                self.say("utter_screening_so_far", noted="; ".join(lines))
            else:
                self.say("utter_screening_nothing_yet")
        elif name == "pause" and not self.says_health():
            self.say("utter_screening_paused")
            self.quiet = True
        else:
            return name == "resume" and not self.says_health()
        return True

    async def _change_consent(self, *, agreed: bool) -> None:
        if self.state.told is not None and agreed != self.state.consent:
            record = self.state.record
            result = evaluate(questionnaire(), record)
            await screening_store.keep(self.tracker.sender_id, record, result, consent=agreed)
        self.state = replace(self.state, consent=agreed)
        self.say(f"utter_screening_consent_{'yes' if agreed else 'no'}")

    def says_health(self) -> bool:
        return any(entity["entity"] in HEALTH for entity in self.heard.entities)
