"""Goes from one form to the next, where the visitor wants that."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

FORMS = {"booking": "booking_form", "screening": "screening_form"}


class ActionLeaveForm(Action):
    """Runs when a form has ended; the slot `next_step` names where it leads."""

    def name(self) -> str:
        return "action_leave_form"

    def run(
        self, _dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        form = FORMS.get(tracker.get_slot("next_step") or "")
        return [SlotSet("next_step", None), *([FollowupAction(form)] if form else [])]
