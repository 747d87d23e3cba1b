"""What `action_only_asked` says to a visitor who was taken for somebody in danger."""

import pytest
from acting import Fields, Said, heard

from actions.only_asked import ActionOnlyAsked

OVER = [{"event": "slot", "timestamp": None, "name": "safety", "value": "over"}]
NOTHING_FOUND: list[Said] = [("utter_only_asked", {})]


def said(intent: str, topic: str | None, text: str = "what if my lip swells") -> Fields:
    message: Fields = {"intent": {"name": intent}, "entities": [], "topic_if_asked": topic}
    return {"event": "user", "text": text, "parse_data": message}


def only_asked(*events: Fields, **message: bool) -> list[Said]:
    return heard(ActionOnlyAsked(), message, events, returns=OVER)


@pytest.mark.parametrize("intent", ["emergency", "urgent_aftercare"])
def test_the_question_is_answered_after_a_line_on_safety(intent: str) -> None:
    assert only_asked(said(intent, "allergy")) == [
        ("utter_danger_check", {}),
        ("utter_faq/allergy", {}),
    ]


def test_what_is_said_before_every_answer_is_said_before_this_one_too() -> None:
    first: list[Said] = [("utter_danger_check", {}), ("utter_message_cut", {})]
    question = said("emergency", "allergy")
    assert only_asked(question, danger_check=True, cut=True) == [*first, ("utter_faq/allergy", {})]
    assert only_asked(danger_check=True, cut=True) == [*first, *NOTHING_FOUND]


def test_the_last_message_of_danger_counts() -> None:
    events = [said("emergency", "allergy"), said("urgent_aftercare", "pain"), said("faq", None)]
    assert only_asked(*events)[-1] == ("utter_faq/pain", {})


def test_a_named_medicine_gets_its_own_answer() -> None:
    event = said("emergency", "medical_condition")
    event["parse_data"]["entities"] = [
        {"entity": "medicine", "value": "warfarin", "group": "blood_thinner", "role": "present"}
    ]
    assert only_asked(event)[-1] == ("utter_condition_blood_thinner", {})


@pytest.mark.parametrize(
    "events",
    [
        [],
        [said("faq", "pain")],
        [said("self_harm", "pain")],
        [said("emergency", None)],
        [said("emergency", "a_topic_that_is_gone")],
        [said("urgent_aftercare", "pain", text="/urgent_aftercare")],
        [said("emergency", "pain"), {"event": "session_started"}],
    ],
)
def test_without_a_clear_question_it_asks_for_one(events: list[Fields]) -> None:
    assert only_asked(*events) == NOTHING_FOUND
