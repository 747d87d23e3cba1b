from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.safety_policy import FLAG, REMINDERS, RESPONSES, SAFETY_SLOT, SafetyPolicy

DOMAIN = Domain.from_yaml(
    """\
version: "3.1"
intents: [faq, greet, thanks, goodbye, talk_to_human, book_appointment, danger_over,
  only_asked,
  emergency, urgent_aftercare, self_harm]
slots:
  safety: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  reason: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  booking_form: {required_slots: [reason]}
actions: [action_flag_conversation]
responses:
  utter_emergency: [{text: a}]
  utter_urgent_aftercare: [{text: b}]
  utter_self_harm: [{text: c}]
  utter_emergency_reminder: [{text: d}]
  utter_urgent_reminder: [{text: e}]
  utter_self_harm_reminder: [{text: f}]
  utter_greet: [{text: g}]
"""
)
ALLOWED = ["aftercare", "side_effects"]
LEVELS = sorted(RESPONSES)


@pytest.fixture
def policy(storage: LocalModelStorage, context: ExecutionContext) -> SafetyPolicy:
    config = {**SafetyPolicy.get_default_config(), "allowed_when_urgent": ALLOWED}
    return SafetyPolicy.create(config, storage, Resource("safety"), context)


def message(intent: str | None, *topics: str) -> UserUttered:
    parse_data: dict[str, Any] = {"topics": list(topics)} if topics else {}
    return UserUttered("words", {"name": intent, "confidence": 1.0}, parse_data=parse_data)


def turn(policy: SafetyPolicy, *events: Event) -> list[str]:
    """The actions the policy takes until it listens; empty where it leaves the turn to others."""
    past = list(events)
    actions: list[str] = []
    while not actions or actions[-1] != ACTION_LISTEN_NAME:
        tracker = DialogueStateTracker.from_events("visitor", past, slots=DOMAIN.slots)
        prediction = policy.predict_action_probabilities(tracker, DOMAIN)
        if prediction.max_confidence == 0.0:
            return actions
        assert prediction.max_confidence == 1.0
        action = DOMAIN.action_names_or_texts[prediction.max_confidence_index]
        actions.append(action)
        assert len(actions) < 6, actions
        past.append(ActionExecuted(action))
        if action == ACTION_DEACTIVATE_LOOP_NAME:
            past += [ActiveLoop(None), SlotSet("requested_slot", None)]
    return actions


@pytest.mark.parametrize("level", LEVELS)
def test_a_danger_sign_gets_its_fixed_words_and_nothing_else(
    policy: SafetyPolicy, level: str
) -> None:
    actions = turn(policy, ActionExecuted(ACTION_LISTEN_NAME), message(level))
    assert actions == [RESPONSES[level], FLAG, ACTION_LISTEN_NAME]


@pytest.mark.parametrize("level", LEVELS)
def test_a_running_form_is_dropped_after_the_words(policy: SafetyPolicy, level: str) -> None:
    events = [
        ActionExecuted(ACTION_LISTEN_NAME),
        message("book_appointment"),
        ActionExecuted("booking_form"),
        ActiveLoop("booking_form"),
        SlotSet("requested_slot", "reason"),
        ActionExecuted(ACTION_LISTEN_NAME),
        message(level),
        SlotSet(SAFETY_SLOT, level),
    ]
    assert turn(policy, *events) == [
        RESPONSES[level],
        ACTION_DEACTIVATE_LOOP_NAME,
        FLAG,
        ACTION_LISTEN_NAME,
    ]


def after(level: str | None, *events: Event) -> list[Event]:
    """A conversation in which a danger sign was named and answered."""
    return [
        ActionExecuted(ACTION_LISTEN_NAME),
        message(level),
        SlotSet(SAFETY_SLOT, level),
        ActionExecuted(RESPONSES.get(str(level), "utter_greet")),
        ActionExecuted(ACTION_LISTEN_NAME),
        *events,
    ]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("asked", [("faq", "cost"), ("book_appointment",), ("greet",), (None,)])
def test_until_it_is_over_other_messages_get_a_reminder(
    policy: SafetyPolicy, level: str, asked: tuple[str, ...]
) -> None:
    assert turn(policy, *after(level, message(*asked))) == [REMINDERS[level], ACTION_LISTEN_NAME]


@pytest.mark.parametrize("level", LEVELS)
def test_the_reminder_comes_with_every_message(policy: SafetyPolicy, level: str) -> None:
    first = [message("faq", "cost"), ActionExecuted(REMINDERS[level])]
    events = after(level, *first, ActionExecuted(ACTION_LISTEN_NAME), message("faq", "cost"))
    assert turn(policy, *events) == [REMINDERS[level], ACTION_LISTEN_NAME]


@pytest.mark.parametrize("level", LEVELS)
def test_the_sign_named_again_gets_the_fixed_words_again(policy: SafetyPolicy, level: str) -> None:
    assert turn(policy, *after(level, message(level))) == [
        RESPONSES[level],
        FLAG,
        ACTION_LISTEN_NAME,
    ]


def test_a_graver_sign_gets_its_own_words(policy: SafetyPolicy) -> None:
    events = after("urgent_aftercare", message("emergency"), SlotSet(SAFETY_SLOT, "emergency"))
    assert turn(policy, *events) == ["utter_emergency", FLAG, ACTION_LISTEN_NAME]


@pytest.mark.parametrize("level", LEVELS)
def test_that_it_is_over_ends_the_hold(policy: SafetyPolicy, level: str) -> None:
    over = [message("danger_over"), SlotSet(SAFETY_SLOT, "over")]
    assert turn(policy, *after(level, *over)) == []
    later = [
        *over,
        ActionExecuted("utter_greet"),
        ActionExecuted(ACTION_LISTEN_NAME),
        message("faq", "cost"),
    ]
    assert turn(policy, *after(level, *later)) == []


@pytest.mark.parametrize("level", ["emergency", "urgent_aftercare"])
def test_who_only_asked_is_left_to_the_rules(policy: SafetyPolicy, level: str) -> None:
    assert turn(policy, *after(level, message("only_asked"))) == []


def test_after_words_of_self_harm_it_was_not_only_a_question(policy: SafetyPolicy) -> None:
    first, *_ = turn(policy, *after("self_harm", message("only_asked")))
    assert first == "utter_self_harm_reminder"


@pytest.mark.parametrize("level", LEVELS)
def test_the_turn_that_ends_it_is_left_to_the_rules(policy: SafetyPolicy, level: str) -> None:
    assert turn(policy, *after(level, message("danger_over"))) == []


@pytest.mark.parametrize(
    "asked",
    [
        ("faq", "aftercare"),
        ("faq", "side_effects"),
        ("faq", "aftercare", "side_effects"),
        ("talk_to_human",),
        ("thanks",),
        ("goodbye",),
    ],
)
def test_after_an_urgent_sign_what_helps_is_still_answered(
    policy: SafetyPolicy, asked: tuple[str, ...]
) -> None:
    assert turn(policy, *after("urgent_aftercare", message(*asked))) == []


@pytest.mark.parametrize("asked", [("faq", "cost"), ("faq", "aftercare", "cost"), ("faq",)])
def test_after_an_urgent_sign_a_topic_not_listed_is_held_back(
    policy: SafetyPolicy, asked: tuple[str, ...]
) -> None:
    actions = turn(policy, *after("urgent_aftercare", message(*asked)))
    assert actions == ["utter_urgent_reminder", ACTION_LISTEN_NAME]


@pytest.mark.parametrize(("topic", "held"), [("aftercare", False), ("cost", True)])
def test_a_topic_asked_by_a_button_is_judged_by_its_name(
    policy: SafetyPolicy, topic: str, held: bool
) -> None:
    entity = {"entity": "topic", "value": topic}
    pressed = UserUttered("/faq", {"name": "faq", "confidence": 1.0}, [entity])
    assert bool(turn(policy, *after("urgent_aftercare", pressed))) is held


@pytest.mark.parametrize("level", ["emergency", "self_harm"])
@pytest.mark.parametrize("asked", [("faq", "aftercare"), ("thanks",), ("talk_to_human",)])
def test_after_a_graver_sign_nothing_is_answered(
    policy: SafetyPolicy, level: str, asked: tuple[str, ...]
) -> None:
    assert turn(policy, *after(level, message(*asked))) == [REMINDERS[level], ACTION_LISTEN_NAME]


@pytest.mark.parametrize("safety", [None, "over", "something else"])
def test_without_danger_the_turn_is_left_to_others(
    policy: SafetyPolicy, safety: str | None
) -> None:
    events = [SlotSet(SAFETY_SLOT, safety), ActionExecuted(ACTION_LISTEN_NAME)]
    assert turn(policy, *events, message("faq", "cost")) == []


def test_an_empty_conversation_is_left_to_others(policy: SafetyPolicy) -> None:
    assert turn(policy) == []


def test_a_running_form_without_danger_is_left_alone(policy: SafetyPolicy) -> None:
    events = [ActiveLoop("booking_form"), ActionExecuted(ACTION_LISTEN_NAME), message("faq")]
    assert turn(policy, *events) == []


def answer(intent: str, share: float, *, names: bool, certain: bool = False) -> UserUttered:
    """A message of a running pre-screen that was understood as danger."""
    flag = {"red_flag": {"group": "infection", "level": intent, "certain": certain}}
    entities = [{"entity": "condition", "value": "cold sore"}] if names else []
    found = {"name": intent, "confidence": share}
    return UserUttered("words", found, entities=entities, parse_data=flag)


@pytest.mark.parametrize(
    ("said", "is_danger"),
    [
        pytest.param(answer("urgent_aftercare", 0.8, names=True), False, id="a cold sore"),
        pytest.param(answer("emergency", 0.4, names=True), False, id="a stroke, perhaps long ago"),
        pytest.param(answer("emergency", 0.7, names=True), True, id="the classifier is sure"),
        pytest.param(answer("self_harm", 0.3, names=False), False, id="thinks of her nose all day"),
        pytest.param(answer("self_harm", 0.6, names=False), True, id="despair"),
        pytest.param(
            answer("urgent_aftercare", 0.5, names=False), True, id="a symptom, no illness"
        ),
        pytest.param(
            answer("urgent_aftercare", 0.3, names=True, certain=True), True, id="a written rule"
        ),
    ],
)
def test_an_illness_told_as_an_answer_is_no_danger(
    policy: SafetyPolicy, said: UserUttered, is_danger: bool
) -> None:
    in_screening = [ActiveLoop("screening_form"), ActionExecuted(ACTION_LISTEN_NAME), said]
    assert bool(turn(policy, *in_screening)) is is_danger
    in_booking = [ActiveLoop("booking_form"), ActionExecuted(ACTION_LISTEN_NAME), said]
    assert turn(policy, *in_booking)


def test_the_danger_is_kept_for_the_turns_after_it(policy: SafetyPolicy) -> None:
    tracker = DialogueStateTracker.from_events(
        "visitor", [message("emergency")], slots=DOMAIN.slots
    )
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert prediction.events == [SlotSet(SAFETY_SLOT, "emergency")]


def test_it_outranks_the_rules(policy: SafetyPolicy) -> None:
    tracker = DialogueStateTracker.from_events(
        "visitor", [message("emergency")], slots=DOMAIN.slots
    )
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert prediction.policy_priority > 6  # RulePolicy
    assert prediction.is_no_user_prediction  # or a running form would overrule it


def test_training_learns_nothing_and_loading_needs_nothing(
    policy: SafetyPolicy, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    resource = policy.train([], DOMAIN)
    config = {**SafetyPolicy.get_default_config(), "allowed_when_urgent": ALLOWED}
    loaded = SafetyPolicy.load(config, storage, resource, context)
    assert turn(loaded, message("emergency")) == ["utter_emergency", FLAG, ACTION_LISTEN_NAME]
