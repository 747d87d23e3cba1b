"""What every turn of a form has: the message, what is said, and where it leads."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import hearing
from actions.asides import answer_aside

DELETED = "delete"
NOWHERE = "none"


class Turn:
    """One turn of a form.

    Attributes:
        left: where the form leads, once it is left; None while it goes on.
        quiet: nothing is asked at the end of this turn.
    """

    def __init__(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.domain = domain
        self.message = tracker.latest_message
        self.heard = hearing.heard(self.message)
        self.left: str | None = None
        self.quiet = False

    def say(self, response: str, **values: Any) -> None:
        self.dispatcher.utter_message(response=response, **values)

    def aside(self) -> bool:
        """Answer what is no answer to the form; False where there is nothing to answer."""
        return answer_aside(self.dispatcher, self.tracker, self.domain)

    def deleted(self) -> list[dict[str, Any]]:
        """Empty every slot; the tracker store deletes the conversation by the slot `forget`."""
        forgotten = [SlotSet(slot, None) for slot in self.tracker.slots if slot != "forget"]
        return [*forgotten, SlotSet("forget", True)]
