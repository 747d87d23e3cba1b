"""What the visitor said, as the forms read it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from clinic.heard import Heard

# An intent below this share is a guess, not enough to leave a form's question for.
SURE = 0.5


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
    said = {
        entity["value"]
        for entity in message.get("entities") or []
        if entity["entity"] == "command" and entity.get("role") != "denied"
    }
    order = (
        "delete",
        "dont_keep",
        "keep",
        "start_over",
        "stop",
        "why",
        "summary",
        "pause",
        "resume",
    )
    return next((name for name in order if name in said), None)


def intent(message: dict[str, Any], least: float = SURE) -> str | None:
    """The intent of a message, if it is likely enough."""
    found = message.get("intent") or {}
    return found.get("name") if (found.get("confidence") or 0) >= least else None
