import asyncio
import copy
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.clinic_responses import ClinicResponses, clinic_values

CLINIC = """\
name: Test Clinic
phone: "020 1"
email: a@b.example
address: 1 Road
privacy_page: https://b.example/privacy
emergency_number: 999
crisis_line: {name: Helpers, phone: 116123}
"""
DOMAIN = """\
version: "3.1"
slots:
  first_name: {type: text, mappings: [{type: custom}]}
  count: {type: any, mappings: [{type: custom}]}
  clinic_phone: {type: text, mappings: [{type: custom}]}
responses:
  utter_plain:
  - text: Nothing to fill, {} and { braces } stay.
  utter_call:
  - text: Call {emergency_number} or {clinic_phone}, says {clinic_name}.
    buttons:
    - title: Call {clinic_phone}
      payload: '/faq{"topic": "pain"}'
    metadata: {sources: ["{clinic_name}"]}
  utter_every_value:
  - text: >-
      {clinic_name}|{clinic_phone}|{clinic_email}|{clinic_address}|{privacy_page}|{emergency_number}|{crisis_name}|{crisis_phone}
  utter_card:
  - text: See the card.
    custom:
      card: table
      title: Prices of {clinic_name}
      rows:
      - ["Phone", "{clinic_phone}"]
      - [1, true, null]
      payload: '/faq{"topic": "cost"}'
  utter_slot:
  - text: Hello {first_name}, {count} left.
  utter_opening:
  - text: Open until {closes}.
  utter_unknown:
  - text: Before {no_such_name} after.
  utter_twice:
  - text: One {no_such_name}.
    buttons: [{title: "{another_name}!", payload: /x}]
"""


@pytest.fixture
def responses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClinicResponses:
    path = tmp_path / "clinic.yml"
    path.write_text(CLINIC, encoding="utf-8")
    monkeypatch.setenv("CLINIC_FILE", str(path))
    return ClinicResponses(domain=Domain.from_yaml(DOMAIN))


def said(
    responses: ClinicResponses, name: str, slots: dict[str, Any] | None = None, **values: Any
) -> Any:
    domain = Domain.from_yaml(DOMAIN)
    events = [SlotSet(slot, value) for slot, value in (slots or {}).items()]
    tracker = DialogueStateTracker.from_events("visitor", events, slots=domain.slots)
    return asyncio.run(responses.generate(name, tracker, "socketio", **values))


def test_the_clinic_fills_text_and_buttons(responses: ClinicResponses) -> None:
    response = said(responses, "utter_call")
    assert response["text"] == "Call 999 or 020 1, says Test Clinic."
    assert response["buttons"][0]["title"] == "Call 020 1"


def test_every_value_of_the_clinic_can_be_named(responses: ClinicResponses) -> None:
    assert said(responses, "utter_every_value")["text"].split("|") == [
        "Test Clinic",
        "020 1",
        "a@b.example",
        "1 Road",
        "https://b.example/privacy",
        "999",
        "Helpers",
        "116123",
    ]


def test_the_payload_of_a_button_keeps_its_braces(responses: ClinicResponses) -> None:
    assert said(responses, "utter_call")["buttons"][0]["payload"] == '/faq{"topic": "pain"}'


def test_a_card_is_filled_at_every_depth(responses: ClinicResponses) -> None:
    assert said(responses, "utter_card")["custom"] == {
        "card": "table",
        "title": "Prices of Test Clinic",
        "rows": [["Phone", "020 1"], [1, True, None]],
        "payload": '/faq{"topic": "cost"}',
    }


def test_metadata_are_left_as_they_are(responses: ClinicResponses) -> None:
    assert said(responses, "utter_call")["metadata"] == {"sources": ["{clinic_name}"]}


def test_a_text_without_names_stays_as_it_is(responses: ClinicResponses) -> None:
    assert said(responses, "utter_plain")["text"] == "Nothing to fill, {} and { braces } stay."


def test_slots_fill_what_they_name_a_nought_too(responses: ClinicResponses) -> None:
    response = said(responses, "utter_slot", {"first_name": "Ana", "count": 0})
    assert response["text"] == "Hello Ana, 0 left."


def test_a_slot_never_replaces_what_the_clinic_says(responses: ClinicResponses) -> None:
    response = said(responses, "utter_call", {"clinic_phone": "666"})
    assert "020 1" in response["text"]
    assert "666" not in str(response)


def test_what_a_slot_says_is_not_filled_again(responses: ClinicResponses) -> None:
    response = said(responses, "utter_slot", {"first_name": "{clinic_phone}", "count": 1})
    assert response["text"] == "Hello {clinic_phone}, 1 left."


def test_an_action_can_give_values_of_its_own(responses: ClinicResponses) -> None:
    assert said(responses, "utter_opening", closes="18:00")["text"] == "Open until 18:00."


@pytest.mark.parametrize("slots", [{}, {"first_name": None, "count": 2}])
def test_an_empty_slot_is_blank_and_logged(
    responses: ClinicResponses, caplog: pytest.LogCaptureFixture, slots: dict[str, Any]
) -> None:
    response = said(responses, "utter_slot", slots)
    assert response["text"].startswith("Hello , ")
    assert "{first_name}" in caplog.text


def test_an_unknown_name_is_blank_and_logged_as_an_error(
    responses: ClinicResponses, caplog: pytest.LogCaptureFixture
) -> None:
    response = said(responses, "utter_unknown")
    assert response["text"] == "Before  after."
    [record] = [record for record in caplog.records if record.name == "bot.clinic_responses"]
    assert record.levelno == logging.ERROR
    assert "{no_such_name}" in record.getMessage()


def test_every_unknown_name_is_logged(
    responses: ClinicResponses, caplog: pytest.LogCaptureFixture
) -> None:
    said(responses, "utter_twice")
    assert "{no_such_name}" in caplog.text
    assert "{another_name}" in caplog.text


def test_filling_leaves_the_responses_of_the_domain_as_they_were(
    responses: ClinicResponses,
) -> None:
    before = copy.deepcopy(responses.responses)
    said(responses, "utter_card")
    said(responses, "utter_call")
    assert responses.responses == before


def test_a_response_that_does_not_exist_is_none(responses: ClinicResponses) -> None:
    assert said(responses, "utter_nothing") is None


def test_without_a_domain_there_are_no_responses(responses: ClinicResponses) -> None:
    assert ClinicResponses().responses == {}
    assert responses.responses


def test_a_missing_clinic_file_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_FILE", str(tmp_path / "none.yml"))
    with pytest.raises(FileNotFoundError):
        ClinicResponses(domain=Domain.empty())


def test_the_real_clinic_file_has_every_value(top: Path) -> None:
    values = clinic_values(top / "clinic.yml")
    assert set(values) == {
        "clinic_name",
        "clinic_phone",
        "clinic_email",
        "clinic_address",
        "privacy_page",
        "emergency_number",
        "crisis_name",
        "crisis_phone",
    }
    assert all(isinstance(value, str) and value for value in values.values())


def test_the_real_words_of_danger_name_the_emergency_number(
    top: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CLINIC_FILE", str(top / "clinic.yml"))
    content = yaml.safe_load((top / "domain.yml").read_text(encoding="utf-8"))
    names = ["utter_emergency", "utter_urgent_aftercare", "utter_self_harm"]
    domain = Domain.from_dict(
        {"version": "3.1", "responses": {name: content["responses"][name] for name in names}}
    )
    responses = ClinicResponses(domain=domain)
    number = clinic_values(top / "clinic.yml")["emergency_number"]
    for name in names:
        for variation in domain.responses[name]:
            filled = responses._fill_response(variation)
            assert number in filled["text"]
            assert "{" not in filled["text"]
    assert caplog.records == []
