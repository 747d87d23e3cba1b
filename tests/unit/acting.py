"""Runs an action for real, at a clinic and a moment of the test's choice."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import knowledge
from clinic.settings import Clinic, read_clinic

ROOT = Path(__file__).resolve().parents[2]
CLINIC = read_clinic(ROOT / "clinic.yml")
MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=CLINIC.zone)
OPEN = ("utter_opening_open", {"closes": "18:00"})
# What Rasa's side fills in by itself, from clinic.yml.
CLINICS_OWN = re.compile(r"clinic_\w+|crisis_\w+|emergency_number|privacy_page")

Fields = dict[str, Any]
Said = tuple[str, Fields]


def read(path: str) -> Fields:
    content: Fields = yaml.load((ROOT / path).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


RESPONSES: Fields = {
    name: response
    for path in ("domain.yml", "data/responses.yml", "data/conditions.yml")
    for name, response in read(path)["responses"].items()
}


def clinic_with(**settings: Any) -> Clinic:
    return CLINIC.model_copy(update=settings)


def heard(
    action: Action,
    message: Fields,
    events: Sequence[Fields] = (),
    clinic: Clinic = CLINIC,
    now: dt.datetime = MONDAY_NOON,
    returns: Sequence[Fields] = (),
) -> list[Said]:
    """Run the action; return the name and the values of each response, in order."""
    tracker = Tracker("visitor", {}, message, list(events), False, None, {}, None)
    dispatcher = CollectingDispatcher()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setattr(knowledge, "clinic", lambda: clinic)
        patch.setattr(knowledge, "now", lambda: now)
        assert action.run(dispatcher, tracker, {}) == list(returns)
    return [_said(sent) for sent in dispatcher.messages]


def _said(sent: Fields) -> Said:
    nothing = CollectingDispatcher()
    nothing.utter_message()
    bare = nothing.messages[0]
    values = {key: value for key, value in sent.items() if key not in bare or value != bare[key]}
    response = values.pop("response")
    assert values.pop("template") == response
    assert_can_be_said(response, values)
    return response, values


def assert_can_be_said(response: str, values: Fields) -> None:
    """Hold a response to one that exists and that is given just what it has a place for."""
    places = set(re.findall(r"\{([a-z_]+)\}", RESPONSES[response][0]["text"]))
    own = {place for place in places if CLINICS_OWN.fullmatch(place)}
    given = {key: value for key, value in values.items() if key != "buttons"}
    assert places - own == set(given)
    assert all(isinstance(value, str) for value in given.values())
