"""Says what several actions say: opening hours, and what comes before an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import knowledge
from clinic.opening import status, week
from clinic.settings import Opening


def opening_now(dispatcher: CollectingDispatcher) -> None:
    """Say whether the clinic is open, and when it closes or opens."""
    clinic = knowledge.clinic()
    moment = knowledge.now().astimezone(clinic.zone)
    now = status(clinic, moment)
    if now.closes is not None:
        dispatcher.utter_message(response="utter_opening_open", closes=_time(now.closes))
    elif now.opens is None:
        dispatcher.utter_message(response="utter_opening_unknown")
    elif now.holiday is not None:
        opens = _moment(now.opens, moment)
        dispatcher.utter_message(response="utter_opening_holiday", holiday=now.holiday, opens=opens)
    else:
        dispatcher.utter_message(response="utter_opening_later", opens=_moment(now.opens, moment))


def usual_week() -> str:
    """The usual week, a day a line: "Monday 09:00 to 18:00"."""
    lines = [f"{day.capitalize()}: {_span(openings)}" for day, openings in week(knowledge.clinic())]
    return "\n".join(lines)


def first_things(dispatcher: CollectingDispatcher, message: dict[str, Any]) -> None:
    """Say what comes before an answer: a line on safety, and that a message was cut."""
    if message.get("danger_check"):
        dispatcher.utter_message(response="utter_danger_check")
    if message.get("cut"):
        dispatcher.utter_message(response="utter_message_cut")


def _span(openings: list[Opening]) -> str:
    if not openings:
        return "closed"
    return ", ".join(f"{part.start:%H:%M} to {part.end:%H:%M}" for part in openings)


def _time(moment: dt.datetime) -> str:
    return f"{moment:%H:%M}"


def _moment(moment: dt.datetime, now: dt.datetime) -> str:
    """A near moment in words: "today at 09:00", "on Monday 4 January at 09:00"."""
    days = (moment.date() - now.date()).days
    if days == 0:
        return f"today at {_time(moment)}"
    if days == 1:
        return f"tomorrow at {_time(moment)}"
    return f"on {moment:%A} {moment.day} {moment:%B} at {_time(moment)}"
