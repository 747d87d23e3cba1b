"""What the actions say: each run for real, with what the message was understood as."""

import datetime as dt
from pathlib import Path

import pytest
from acting import MONDAY_NOON, OPEN, ROOT, Fields, heard, read
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions import knowledge
from actions.answer import ActionAnswer
from actions.booking_form import ValidateBookingForm
from actions.flag_conversation import ActionFlagConversation
from actions.leave_form import ActionLeaveForm
from actions.misunderstood import KINDS, MAX_CHOICES, ActionDidYouMean, ActionOutOfScope
from actions.only_asked import ActionOnlyAsked
from actions.reception import WISHES, ActionReception
from actions.screening_form import ValidateScreeningForm

PERSON = {"title": "Talk to a person", "payload": "/talk_to_human"}
EVERY_ACTION: list[type[Action]] = [
    ActionAnswer,
    ActionDidYouMean,
    ActionOutOfScope,
    ActionReception,
]

# These have files of their own: test_screening_form.py, test_booking_form.py and so on.
ELSEWHERE: list[type[Action]] = [
    ActionFlagConversation,
    ActionLeaveForm,
    ActionOnlyAsked,
    ValidateBookingForm,
    ValidateScreeningForm,
]


def ranking(*labels: str) -> Fields:
    rows = [{"name": label, "confidence": 0.2} for label in labels]
    return {"intent": {"name": "nlu_fallback"}, "intent_ranking": rows}


# Which actions there are


def test_the_action_server_finds_the_actions_that_the_domain_names(
    caplog: pytest.LogCaptureFixture,
) -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == set(read("domain.yml")["actions"])
    assert set(executor.actions) == {action().name() for action in (*EVERY_ACTION, *ELSEWHERE)}
    assert "Failed" not in caplog.text


# action_did_you_mean


def test_the_likeliest_topics_are_offered_in_human_words_and_a_person_last() -> None:
    message = ranking("faq/pain", "book_appointment", "faq/cost", "faq/evidence", "faq/history")
    assert heard(ActionDidYouMean(), message) == [
        (
            "utter_did_you_mean",
            {
                "buttons": [
                    {"title": "Does it hurt", "payload": '/faq{"topic": "pain"}'},
                    {"title": "Ask for an appointment", "payload": "/book_appointment"},
                    {"title": "Prices", "payload": '/faq{"topic": "cost"}'},
                    PERSON,
                ]
            },
        )
    ]


def test_what_cannot_be_offered_makes_room_for_the_next() -> None:
    message = ranking("abuse", "out_of_scope", "faq/unheard_of", "greet", "faq/pain")
    [(_, values)] = heard(ActionDidYouMean(), message)
    assert [button["title"] for button in values["buttons"]] == ["Does it hurt", PERSON["title"]]


def test_a_person_is_offered_once_even_where_it_is_a_likely_wish() -> None:
    message = ranking("talk_to_human", "faq/pain", "faq/cost", "faq/evidence")
    [(_, values)] = heard(ActionDidYouMean(), message)
    assert len(values["buttons"]) == MAX_CHOICES + 1
    assert values["buttons"].count(PERSON) == 1
    assert values["buttons"][-1] == PERSON


@pytest.mark.parametrize(
    "message",
    [ranking(), ranking("abuse", "greet"), ranking("talk_to_human"), {}, {"intent_ranking": None}],
)
def test_with_nothing_to_offer_a_person_is_named(message: Fields) -> None:
    assert heard(ActionDidYouMean(), message) == [("utter_offer_person", {}), OPEN]


def turn(action: str) -> list[Fields]:
    return [
        {"event": "user", "text": "mumble"},
        {"event": "action", "name": action},
        {"event": "bot", "text": "..."},
        {"event": "action", "name": "action_listen"},
    ]


THIS_TURN = {"event": "user", "text": "mumble again"}
ASKED = turn("action_did_you_mean")
ANSWERED = turn("action_answer")


@pytest.mark.parametrize("events", [[*ASKED, THIS_TURN], [*ANSWERED, *ASKED, *ASKED, THIS_TURN]])
def test_the_second_time_in_a_row_a_person_is_named(events: list[Fields]) -> None:
    assert heard(ActionDidYouMean(), ranking("faq/pain"), events) == [
        ("utter_offer_person", {}),
        OPEN,
    ]


@pytest.mark.parametrize(
    "events",
    [
        [THIS_TURN],
        [*ANSWERED, THIS_TURN],
        [*ASKED, *ANSWERED, THIS_TURN],
        [*ANSWERED, THIS_TURN, {"event": "action", "name": "action_did_you_mean"}],
    ],
    ids=["the first message", "after an answer", "understood in between", "of this very turn"],
)
def test_a_misunderstanding_that_is_not_the_second_in_a_row_offers_topics(
    events: list[Fields],
) -> None:
    [(response, _)] = heard(ActionDidYouMean(), ranking("faq/pain"), events)
    assert response == "utter_did_you_mean"


# action_out_of_scope


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_question_for_elsewhere_has_its_own_words(kind: str) -> None:
    assert heard(ActionOutOfScope(), {"kind": kind}) == [(f"utter_out_of_scope_{kind}", {})]


@pytest.mark.parametrize("message", [{}, {"kind": None}, {"kind": "astrology"}])
def test_a_question_of_no_known_kind_is_off_the_topic(message: Fields) -> None:
    assert heard(ActionOutOfScope(), message) == [("utter_out_of_scope_off_topic", {})]


def test_the_kinds_are_those_of_the_examples() -> None:
    blocks = read("data/nlu.yml")["nlu"]
    kinds = {block["metadata"]["kind"] for block in blocks if block["intent"] == "out_of_scope"}
    assert kinds == set(KINDS)


# action_reception


@pytest.mark.parametrize("wish", WISHES)
def test_each_wish_has_its_own_words_and_then_the_opening(wish: str) -> None:
    assert heard(ActionReception(), {"intent": {"name": wish}}) == [(f"utter_{wish}", {}), OPEN]


@pytest.mark.parametrize("intent", [None, {}, {"name": None}, {"name": "greet"}])
def test_reception_for_no_known_wish_is_how_to_reach_a_person(intent: Fields | None) -> None:
    said = heard(ActionReception(), {"intent": intent})
    assert said == [("utter_talk_to_human", {}), OPEN]


def test_reception_out_of_hours_says_when_somebody_answers() -> None:
    night = MONDAY_NOON.replace(hour=2)
    said = heard(ActionReception(), {"intent": {"name": "talk_to_human"}}, now=night)
    assert said[-1] == ("utter_opening_later", {"opens": "today at 09:00"})


# What comes before any answer

MESSAGE = {"topics": ["pain"], "kind": "service", "intent": {"name": "book_appointment"}}
each_action = pytest.mark.parametrize("action", EVERY_ACTION, ids=lambda action: action.__name__)


@each_action
def test_a_message_that_was_cut_is_said_to_be_first(action: type[Action]) -> None:
    whole = heard(action(), MESSAGE)
    assert heard(action(), {**MESSAGE, "cut": False}) == whole
    assert heard(action(), {**MESSAGE, "cut": True}) == [("utter_message_cut", {}), *whole]


@each_action
def test_a_line_on_safety_comes_before_all_else(action: type[Action]) -> None:
    usual = heard(action(), MESSAGE)
    assert heard(action(), {**MESSAGE, "danger_check": False}) == usual
    assert heard(action(), {**MESSAGE, "danger_check": True, "cut": True}) == [
        ("utter_danger_check", {}),
        ("utter_message_cut", {}),
        *usual,
    ]


# What the actions know


def test_the_clinic_is_read_once_from_the_file_that_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "other.yml"
    text = (ROOT / "clinic.yml").read_text(encoding="utf-8")
    file.write_text(text.replace("Larkspur", "Foxglove"), encoding="utf-8")
    monkeypatch.setenv("CLINIC_FILE", str(file))
    knowledge.clinic.cache_clear()
    try:
        assert knowledge.clinic().name == "Foxglove Skin Clinic"
        file.unlink()
        assert knowledge.clinic().name == "Foxglove Skin Clinic"
    finally:
        knowledge.clinic.cache_clear()


def test_now_is_a_moment_with_a_time_zone() -> None:
    before = dt.datetime.now(dt.UTC)
    assert before <= knowledge.now() <= dt.datetime.now(dt.UTC)
