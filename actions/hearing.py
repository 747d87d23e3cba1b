"""What the visitor said, as the forms read it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from clinic.heard import Heard
from clinic.replies import is_question
from clinic.screening.mentions import NAMED

# An intent below this share is a guess, not enough to leave a form's question for.
SURE = 0.5
# The weightiest first.
COMMANDS = (
    "delete", "dont_keep", "keep", "start_over", "stop", "why", "summary", "pause", "resume",
)  # fmt: skip
# The pre-screen knows how to delete, and may have to ask back.
DELETION = FollowupAction("screening_form")
INTERJECTIONS = frozenset({"no", "nope", "nah", "oh no", "no no"})


def heard(message: dict[str, Any]) -> Heard:
    """A message of the tracker as the domain reads it."""
    return Heard(str(message.get("text") or ""), tuple(message.get("entities") or ()))


def earlier(tracker: Tracker) -> list[Heard]:
    """What the visitor typed in this conversation before now, oldest first; no buttons."""
    events = tracker.events
    start = max(
        (
            at
            for at, event in enumerate(events)
            if event.get("event") in ("restart", "session_started")
        ),
        default=0,
    )
    said = [event for event in events[start:] if event.get("event") == "user"]
    return [
        heard(event.get("parse_data") or {})
        for event in said
        if not str(event.get("text") or "").startswith("/")
    ]


def command(message: dict[str, Any]) -> str | None:
    """What the visitor tells the form to do: `stop`, `delete`, `pause` ...; the weightiest."""
    text = str(message.get("text") or "")
    said = {
        entity["value"]
        for entity in message.get("entities") or []
        if entity["entity"] == "command" and not _is_denied(entity, text)
    }
    if names_a_thing(message):
        # "forget what I said about aspirin" is a correction; "that's why the eliquis" asks nothing.
        said -= {"delete", "stop"} if is_question(text) else {"delete", "stop", "why"}
    return next((name for name in COMMANDS if name in said), None)


def wants_deletion(tracker: Tracker) -> bool:
    """Whether a visitor, in no form, says to delete everything rather than asks how."""
    message = tracker.latest_message
    asks = is_question(str(message.get("text") or ""))
    return command(message) == "delete" and not asks and not tracker.active_loop.get("name")


def names_a_thing(message: dict[str, Any]) -> bool:
    """Whether a message names a medicine, a condition or the like."""
    return any(entity["entity"] in NAMED for entity in message.get("entities") or [])


def _is_denied(entity: dict[str, Any], text: str) -> bool:
    """Whether a command is one not to obey; the no of "no, forget it" stands for itself."""
    before = text[: entity.get("start", 0)].lower().strip(" ,.!;-")
    return entity.get("role") == "denied" and before not in INTERJECTIONS


def intent(message: dict[str, Any], least: float = SURE) -> str | None:
    """The intent of a message, if it is likely enough."""
    found = message.get("intent") or {}
    return found.get("name") if (found.get("confidence") or 0) >= least else None
