"""Flags a conversation in which danger was named, so that the team looks at it."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import knowledge
from clinic.store.database import UNAVAILABLE

logger = logging.getLogger(__name__)


class ActionFlagConversation(Action):
    """Runs after the danger words were said; says nothing itself."""

    def name(self) -> str:
        return "action_flag_conversation"

    async def run(
        self, _dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        now, kind = knowledge.now(), tracker.get_slot("safety")
        try:
            async with knowledge.database().begin() as work:
                await work.conversations.flag(tracker.sender_id, kind, now)
        except UNAVAILABLE as error:
            # The visitor was told what to do; only the team's list misses this one.
            logger.error("a conversation could not be flagged: %s", type(error).__name__)
        return []
