"""What every turn of a form has: the message, what is said, and where it leads."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conversation_store, hearing
from actions.asides import answer_aside
from actions.say import first_things
from clinic.replies import Reply, reply
from clinic.store.database import UNAVAILABLE

DELETED = "delete"
NOWHERE = "none"
DELETE_CHECK = "delete_check"
logger = logging.getLogger(__name__)


class Turn:
    """One turn of a form.

    Attributes:
        left: where the form leads, once it is left; None while it goes on.
        quiet: nothing is asked at the end of this turn.
        asks_to_delete: whether to delete all was asked back.
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
        self.asks_to_delete = False

    def say(self, response: str, **values: Any) -> None:
        self.dispatcher.utter_message(response=response, **values)

    def aside(self) -> bool:
        """Answer what is no answer to the form; False where there is nothing to answer."""
        return answer_aside(self.dispatcher, self.tracker, self.domain)

    async def delete(self) -> None:
        """Delete everything; where a request was sent, ask first."""
        try:
            references = await conversation_store.open_requests(self.tracker.sender_id)
            if references:
                self.say("utter_delete_check", reference=" and ".join(references))
                self.asks_to_delete = True
            else:
                await self._delete("utter_deleted")
        except UNAVAILABLE as error:
            self._not_deleted(error)

    async def hear_delete_check(self) -> None:
        """Delete everything after a yes, or after being told once more."""
        if reply(self.heard.text) != Reply.YES and hearing.command(self.message) != "delete":
            first_things(self.dispatcher, self.message)
            self.say("utter_not_deleted")
            return
        try:
            await self._delete("utter_deleted_with_request")
        except UNAVAILABLE as error:
            self._not_deleted(error)

    async def _delete(self, words: str) -> None:
        await conversation_store.delete(self.tracker.sender_id)
        self.say(words)
        self.left = DELETED

    def _not_deleted(self, error: Exception) -> None:
        logger.error("a conversation could not be deleted: %s", type(error).__name__)
        self.say("utter_delete_failed")

    def deleted(self) -> list[dict[str, Any]]:
        """Empty every slot; the tracker store deletes the conversation by the slot `forget`."""
        forgotten = [SlotSet(slot, None) for slot in self.tracker.slots if slot != "forget"]
        return [*forgotten, SlotSet("forget", True)]
