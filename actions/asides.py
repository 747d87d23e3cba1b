"""Answers what a visitor asks in the middle of a form, so that the form can go on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hearing, say
from actions.answer import ActionAnswer
from actions.misunderstood import ActionOutOfScope
from actions.only_asked import ActionOnlyAsked
from actions.reception import ActionReception

_ACTIONS: dict[str, Action] = {
    "faq": ActionAnswer(),
    "only_asked": ActionOnlyAsked(),
    "out_of_scope": ActionOutOfScope(),
    "talk_to_human": ActionReception(),
    "cancel_reschedule": ActionReception(),
}
_RESPONSES = ("greet", "thanks", "goodbye", "complaint", "abuse", "other_language", "danger_over")


def answer_aside(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> bool:
    """Answer what is no answer to the form; False where there is nothing to answer."""
    name = hearing.intent(tracker.latest_message, least=0)
    if name in _ACTIONS:
        _ACTIONS[name].run(dispatcher, tracker, domain)
        return True
    if name in _RESPONSES:
        say.first_things(dispatcher, tracker.latest_message)
        dispatcher.utter_message(response=f"utter_{name}")
        return True
    return False
