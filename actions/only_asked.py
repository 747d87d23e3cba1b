"""Answers a question that was taken for a report of danger."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import knowledge, say
from actions.answer import answer_topic

TAKEN_FOR = ("emergency", "urgent_aftercare")


class ActionOnlyAsked(Action):
    """Gives the answer that danger stood in the way of, with the line on safety first.

    SafetyPolicy does not let it run after words of self-harm.
    """

    def name(self) -> str:
        return "action_only_asked"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        asked = _message_of_danger(tracker)
        topic = asked.get("topic_if_asked")
        if topic in knowledge.topics().titles:
            say.first_things(dispatcher, {**tracker.latest_message, "danger_check": True})
            answer_topic(dispatcher, topic, asked.get("entities", []))
        else:
            say.first_things(dispatcher, tracker.latest_message)
            dispatcher.utter_message(response="utter_only_asked")
        # SafetyPolicy holds the conversation no longer.
        return [SlotSet("safety", "over")]


def _message_of_danger(tracker: Tracker) -> dict[str, Any]:
    """What was made of the last typed message that was taken for danger."""
    for event in reversed(tracker.events):
        if event.get("event") in ("restart", "session_started"):
            break
        message = event.get("parse_data") or {}
        typed = not str(event.get("text") or "").startswith("/")
        if typed and (message.get("intent") or {}).get("name") in TAKEN_FOR:
            return message
    return {}
