"""What the forms share: asides, what the visitor said, leaving, flagging."""

import logging
from typing import Any

import pytest
from acting import MONDAY_NOON
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from stage import order

from actions import hearing
from actions.answer import ActionAnswer
from actions.asides import answer_aside
from actions.flag_conversation import ActionFlagConversation
from actions.leave_form import ActionLeaveForm
from actions.misunderstood import ActionDidYouMean, ActionOutOfScope
from clinic.heard import Heard
from clinic.store.database import Database

pytest_plugins = ["clinic_set"]


def tracker(message: dict[str, Any] | None = None, **slots: Any) -> Tracker:
    return Tracker("visitor", slots, message or {}, [], False, None, {}, None)


@pytest.mark.usefixtures("stage_set")
@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("faq", ["faq/pain"]),
        ("out_of_scope", ["out_of_scope_medical"]),
        ("talk_to_human", ["talk_to_human", "opening_open"]),
        ("cancel_reschedule", ["cancel_reschedule", "opening_open"]),
        ("greet", ["greet"]),
        ("thanks", ["thanks"]),
        ("goodbye", ["goodbye"]),
        ("complaint", ["complaint"]),
        ("abuse", ["abuse"]),
        ("other_language", ["other_language"]),
        ("danger_over", ["danger_over"]),
        ("inform", []),
        ("affirm", []),
        ("nlu_fallback", []),
        (None, []),
    ],
)
def test_what_is_no_answer_is_answered_as_outside_a_form(
    intent: str | None, said: list[str]
) -> None:
    message = {
        "text": "hm",
        "intent": {"name": intent, "confidence": 0.2},
        "entities": [],
        "topics": ["pain"],
        "kind": "medical",
    }
    dispatcher = CollectingDispatcher()
    assert answer_aside(dispatcher, tracker(message), {}) == bool(said)
    names = [one["response"].removeprefix("utter_") for one in dispatcher.messages]
    assert names == said


@pytest.mark.parametrize(
    ("entities", "text", "expected"),
    [
        ((), "", None),
        ((order("pause"), order("stop"), order("delete")), "", "delete"),
        ((order("resume"), order("why")), "", "why"),
        ((order("stop", role="denied"),), "", None),
        ((order("stop", "no, ", "denied"),), "no, forget it", "stop"),
        ((order("stop", "please dont ", "denied"),), "please dont stop", None),
        ((order("delete"), {"entity": "medicine"}), "forget the aspirin", None),
        ((order("why"), {"entity": "medicine"}), "thats why the aspirin", None),
        ((order("why"), {"entity": "medicine"}), "why do you ask about aspirin", "why"),
        ((order("pause"), {"entity": "medicine"}), "", "pause"),
        (({"entity": "medicine", "value": "stop"},), "", None),
    ],
)
def test_the_weightiest_order_is_obeyed(
    entities: tuple[dict[str, Any], ...], text: str, expected: str | None
) -> None:
    assert hearing.command({"text": text, "entities": list(entities)}) == expected


@pytest.mark.parametrize("action", [ActionAnswer, ActionDidYouMean, ActionOutOfScope])
def test_outside_a_form_too_a_visitor_may_have_all_deleted(action: type[Action]) -> None:
    message = {"text": "delete my data", "entities": [order("delete")], "topics": ["privacy"]}
    dispatcher = CollectingDispatcher()
    (event,) = action().run(dispatcher, tracker(message), {})
    assert (event["event"], event["name"]) == ("followup", "screening_form")
    assert dispatcher.messages == []


@pytest.mark.parametrize("action", [ActionAnswer, ActionDidYouMean, ActionOutOfScope])
def test_before_a_deletion_too_comes_what_may_be_danger(action: type[Action]) -> None:
    message = {"text": "delete it", "entities": [order("delete")], "danger_check": True}
    dispatcher = CollectingDispatcher()
    action().run(dispatcher, tracker(message), {})
    assert [said["response"] for said in dispatcher.messages] == ["utter_danger_check"]


@pytest.mark.parametrize(
    ("text", "form", "wants"),
    [
        ("delete my data", None, True),
        ("delete my data", "booking_form", False),
        ("how do i delete my data", None, False),
    ],
)
def test_a_question_about_deletion_is_none(text: str, form: str | None, wants: bool) -> None:
    talk = tracker({"text": text, "entities": [order("delete")]})
    talk.active_loop = {"name": form}
    assert hearing.wants_deletion(talk) == wants


@pytest.mark.parametrize(
    ("found", "least", "expected"),
    [
        (None, 0, None),
        ({"name": "faq", "confidence": 0.6}, 0.5, "faq"),
        ({"name": "faq", "confidence": 0.4}, 0.5, None),
        ({"name": "faq", "confidence": 0.4}, 0, "faq"),
        ({"name": "faq", "confidence": None}, 0.5, None),
    ],
)
def test_an_intent_counts_from_a_share_on(
    found: dict[str, Any] | None, least: float, expected: str | None
) -> None:
    assert hearing.intent({"intent": found}, least) == expected


def test_what_was_typed_since_the_session_began_is_heard_and_no_button() -> None:
    def said(text: str) -> dict[str, Any]:
        return {"event": "user", "text": text, "parse_data": {"text": text, "entities": []}}

    conversation = tracker()
    conversation.events = [
        said("before"), {"event": "session_started"}, said("i'm 54"), {"event": "bot"},
        said("/start_screening"), {"event": "user", "text": "bare"},
    ]  # fmt: skip
    assert hearing.earlier(conversation) == [Heard("i'm 54"), Heard("")]


@pytest.mark.parametrize(
    ("next_step", "form"),
    [
        ("booking", "booking_form"),
        ("screening", "screening_form"),
        ("none", None),
        ("delete", None),
        (None, None),
    ],
)
def test_a_form_leads_where_its_visitor_wanted(next_step: str | None, form: str | None) -> None:
    events = ActionLeaveForm().run(CollectingDispatcher(), tracker(next_step=next_step), {})
    assert events[0]["name"] == "next_step"
    assert events[0]["value"] is None
    assert [event["name"] for event in events[1:]] == ([form] if form else [])


async def test_a_danger_flags_the_conversation_and_says_nothing(stage_set: Database) -> None:
    dispatcher = CollectingDispatcher()
    assert await ActionFlagConversation().run(dispatcher, tracker(safety="emergency"), {}) == []
    assert dispatcher.messages == []
    async with stage_set.begin() as work:
        conversation = await work.conversations.of("visitor")
    assert conversation is not None
    assert conversation.flagged == "emergency"
    assert conversation.updated_at == MONDAY_NOON


async def test_a_flag_that_cannot_be_stored_stops_no_turn(
    stage_set: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down() -> None:
        raise OSError("visitor")

    monkeypatch.setattr(stage_set, "begin", down)
    with caplog.at_level(logging.ERROR):
        assert await ActionFlagConversation().run(CollectingDispatcher(), tracker(), {}) == []
    assert "OSError" in caplog.text
