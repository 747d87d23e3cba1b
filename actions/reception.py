"""Points a visitor to the team: by phone, with real opening hours."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import say

WISHES = ("talk_to_human", "cancel_reschedule")


class ActionReception(Action):
    """Says how to reach the team for what the visitor wants, and whether it is open."""

    def name(self) -> str:
        return "action_reception"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        say.first_things(dispatcher, tracker.latest_message)
        wish = intent if intent in WISHES else WISHES[0]
        dispatcher.utter_message(response=f"utter_{wish}")
        say.opening_now(dispatcher)
        return []
