"""Plays a form turn by turn, as Rasa runs it: slots and a message in, responses and slots out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from acting import CLINICS_OWN, RESPONSES, read
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

Entity = dict[str, Any]
WORDS: dict[str, list[dict[str, Any]]] = {
    **RESPONSES,
    **read("data/screening.yml")["responses"],
    **read("data/booking.yml")["responses"],
}
SLOTS = set(read("domain.yml")["slots"])
MORE_THAN_WORDS = {"buttons"}


def order(name: str, text: str = "", role: str = "present") -> Entity:
    """Words that tell a form what to do; `text` is what stands before them."""
    return {"entity": "command", "value": name, "role": role, "start": len(text)}


@dataclass
class Stage:
    """A form, what it knows, and what it said last.

    Attributes:
        said: the names of the responses of the last turn, in order.
        values: what each of them was filled with.
    """

    form: Action
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    sender: str = "visitor"

    async def hear(
        self, text: str, *entities: Entity, intent: str = "inform", sure: float = 1.0, **more: Any
    ) -> str | None:
        """Say something to the form; returns the slot that it asks for next."""
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": sure},
            "entities": list(entities),
            **more,
        }
        self.events.append({"event": "user", "text": text, "parse_data": message})
        dispatcher = CollectingDispatcher()
        tracker = Tracker(self.sender, self.slots, message, self.events, False, None, {}, None)
        changes = await self.form.run(dispatcher, tracker, {})
        self.slots = {**self.slots, **{one["name"]: one["value"] for one in changes}}
        self.said, self.values = [], {}
        for sent in dispatcher.messages:
            self._note(sent)
        asked = self.slots.get("requested_slot")
        assert asked is None or isinstance(asked, str)
        return asked

    def _note(self, sent: dict[str, Any]) -> None:
        """Hold what is said to a response that there is, filled in every place."""
        name = str(sent["response"])
        places = {
            place
            for variation in WORDS[name]
            for place in re.findall(r"\{([a-z_]+)\}", variation["text"])
        }
        unfilled = places - set(sent) - SLOTS
        assert all(CLINICS_OWN.fullmatch(place) for place in unfilled), (name, unfilled)
        self.said.append(name.removeprefix("utter_"))
        self.values[self.said[-1]] = sent


def opened(form: Action) -> Stage:
    """A form that is about to begin, with every slot empty."""
    return Stage(form, dict.fromkeys(SLOTS))
