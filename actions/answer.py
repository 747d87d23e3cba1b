"""Answers questions about topics."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hearing, knowledge, say

# More answers than this in one turn are a wall of text on a phone.
MAX_CONDITIONS = 3
NAMED = ("medicine", "condition")


class ActionAnswer(Action):
    """Gives the answer to each topic asked about, in the order asked."""

    def name(self) -> str:
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = tracker.latest_message
        say.first_things(dispatcher, message)
        if hearing.wants_deletion(tracker):
            return [hearing.DELETION]
        topics = _topics(message)
        if not topics:  # the button of a topic that is gone
            dispatcher.utter_message(response="utter_affirm")
        for topic in topics:
            answer_topic(dispatcher, topic, message.get("entities", []))
        return []


def _topics(message: dict[str, Any]) -> list[str]:
    """The topics of a button, or of what was typed."""
    pressed = [
        entity["value"] for entity in message.get("entities", []) if entity["entity"] == "topic"
    ]
    asked = pressed or message.get("topics") or []
    return [topic for topic in asked if topic in knowledge.topics().titles]


def answer_topic(
    dispatcher: CollectingDispatcher, topic: str, entities: list[dict[str, Any]]
) -> None:
    """Give the answer to a topic; that on a medicine or condition by what was named."""
    clinic = knowledge.clinic()
    if topic == "medical_condition" and (groups := _groups(entities)):
        for group in groups[:MAX_CONDITIONS]:
            dispatcher.utter_message(response=f"utter_condition_{group}")
    elif topic == "clinic_hours":
        say.opening_now(dispatcher)
        dispatcher.utter_message(response="utter_faq/clinic_hours", opening_week=say.usual_week())
    elif topic == "cost" and clinic.prices:
        prices = "\n".join(f"{what}: {price}" for what, price in clinic.prices.items())
        dispatcher.utter_message(response="utter_cost_listed", price_list=prices)
    elif topic == "payment_insurance" and clinic.payment:
        methods = _either(clinic.payment)
        dispatcher.utter_message(response="utter_payment_listed", payment_methods=methods)
    elif topic == "clinic_location":
        found = clinic.directions
        lines = [line for line in (found.transport, found.parking, found.access) if line]
        dispatcher.utter_message(response="utter_faq/clinic_location", directions=" ".join(lines))
    else:
        dispatcher.utter_message(response=f"utter_faq/{topic}")


def _groups(entities: list[dict[str, Any]]) -> list[str]:
    """The groups of the medicines and conditions named as present, each once."""
    groups = [
        entity["group"]
        for entity in entities
        if entity["entity"] in NAMED and entity.get("role") == "present" and entity.get("group")
    ]
    known = [group for group in groups if not group.startswith("other_")]
    return list(dict.fromkeys(known or groups))


def _either(words: list[str]) -> str:
    """Join with "or": card, cash or bank transfer."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
