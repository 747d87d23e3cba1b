"""What to say when a message is not understood, or is not for this place."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hearing, knowledge, say

MAX_CHOICES = 3
PERSON = "talk_to_human"  # the last button always, so never one of the choices
KINDS = ("medical", "service", "off_topic", "instruction")
DEFAULT_KIND = "off_topic"


class ActionDidYouMean(Action):
    """Offers the likeliest topics as buttons; the second time in a row, a person."""

    def name(self) -> str:
        return "action_did_you_mean"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        say.first_things(dispatcher, tracker.latest_message)
        if hearing.wants_deletion(tracker):
            return [hearing.DELETION]
        buttons = _choices(tracker.latest_message.get("intent_ranking") or [])
        if _asked_before(tracker.events, self.name()) or not buttons:
            dispatcher.utter_message(response="utter_offer_person")
            say.opening_now(dispatcher)
            return []
        person = knowledge.topics().choice(PERSON)
        other = [{"title": person[0], "payload": person[1]}] if person else []
        dispatcher.utter_message(response="utter_did_you_mean", buttons=[*buttons, *other])
        return []


class ActionOutOfScope(Action):
    """Says kindly what this assistant is not for, by the kind of question."""

    def name(self) -> str:
        return "action_out_of_scope"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        say.first_things(dispatcher, tracker.latest_message)
        if hearing.wants_deletion(tracker):
            return [hearing.DELETION]
        kind = tracker.latest_message.get("kind")
        known = kind if kind in KINDS else DEFAULT_KIND
        dispatcher.utter_message(response=f"utter_out_of_scope_{known}")
        return []


def _choices(ranking: list[dict[str, Any]]) -> list[dict[str, str]]:
    labels = [row["name"] for row in ranking if row["name"] != PERSON]
    choices = (knowledge.topics().choice(label) for label in labels)
    found = [{"title": title, "payload": payload} for title, payload in filter(None, choices)]
    return found[:MAX_CHOICES]


def _asked_before(events: list[dict[str, Any]], action: str) -> bool:
    """Whether the last turn before this one also ended in `action`."""
    turns = 0
    for event in reversed(events):
        if event.get("event") == "user":
            turns += 1
        elif event.get("event") == "action" and turns == 1 and event.get("name") == action:
            return True
        if turns > 1:
            break
    return False
