"""When the classifier decides on danger, with models that say what they are told to."""

from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT

from bot.learnt import LONG_WORDS
from bot.outcome import TOPICS
from bot.red_flags import DOUBTFUL, RED_FLAG
from bot.tests.told import LONG, PAIN, Decide, ToldReader, told
from bot.topic_classifier import DANGER_CHECK, FALLBACK
from bot.topic_model import Prediction


def test_a_command_of_other_bots_is_not_understood_but_no_word_of_danger_is_one(
    decided: Decide,
) -> None:
    scores = told(0.9, emergency=0.9, faq_pain=0.1)
    assert decided(scores, text=" /Help ").get(INTENT)["name"] == FALLBACK
    for text in ("/help me", "/emergency", "/stroke"):
        assert decided(scores, text=text).get(INTENT)["name"] == "emergency"
    rule = decided(scores, text="/suicide", attributes=a_certain_sign("self_harm", "self_harm"))
    assert rule.get(INTENT)["name"] == "self_harm"


@pytest.mark.parametrize(
    ("emergency", "urgent", "intent"),
    [
        (0.19, 0.0, "faq"),
        (0.21, 0.0, "emergency"),
        (0.0, 0.21, "urgent_aftercare"),
        (0.15, 0.1, "emergency"),
        (0.1, 0.15, "urgent_aftercare"),
    ],
)
def test_the_shares_of_danger_are_added_up_and_outweigh_a_likelier_topic(
    decided: Decide, emergency: float, urgent: float, intent: str
) -> None:
    rest = 1.0 - emergency - urgent
    message = decided(told(0.99, faq_pain=rest, emergency=emergency, urgent_aftercare=urgent))
    assert message.get(INTENT)["name"] == intent
    if intent != "faq":
        assert message.get(INTENT)["confidence"] == pytest.approx(emergency + urgent)
        assert message.get(TOPICS) == []


@pytest.mark.parametrize(
    ("share", "margin", "weight", "intent"),
    [
        pytest.param(0.1, 1.0, 1.0, "emergency", id="the second opinion adds what is lacking"),
        pytest.param(0.1, 1.0, 0.0, "faq", id="without weight it has no say"),
        pytest.param(0.3, -1.0, 1.0, "faq", id="it calls a likely danger harmless"),
        pytest.param(0.9, -1.0, 1.0, "emergency", id="but not a sure one"),
        pytest.param(0.0, 1.0, 1.0, "faq", id="nor is it danger by itself"),
    ],
)
def test_the_second_opinion_weighs_the_odds_of_danger(
    decided: Decide, share: float, margin: float, weight: float, intent: str
) -> None:
    scores = told(0.9, faq_pain=1 - share, emergency=share)
    message = decided(scores, options={"second_opinion": weight}, margin=margin)
    assert message.get(INTENT)["name"] == intent


@pytest.mark.parametrize(
    ("share", "margin", "intent"),
    [
        pytest.param(0.1, 2.0, "emergency", id="the third opinion adds what is lacking"),
        pytest.param(0.3, -2.0, "faq", id="it calls a likely danger harmless"),
        pytest.param(0.9, -2.0, "emergency", id="but not a sure one"),
        pytest.param(0.0, 2.0, "faq", id="nor is it danger by itself"),
    ],
)
def test_the_third_opinion_weighs_them_too(
    decided: Decide, monkeypatch: pytest.MonkeyPatch, share: float, margin: float, intent: str
) -> None:
    monkeypatch.setattr("bot.topic_classifier.load_reader", lambda: ToldReader(margin))
    scores = told(0.9, faq_pain=1 - share, emergency=share)
    message = decided(scores, options={"third_opinion": 0.5})
    assert message.get(INTENT)["name"] == intent


@pytest.mark.parametrize(
    ("share", "doubtful", "is_danger"),
    [(0.19, False, False), (0.21, False, True), (0.39, True, False), (0.41, True, True)],
)
def test_a_doubt_raises_what_danger_needs(
    decided: Decide, share: float, doubtful: bool, is_danger: bool
) -> None:
    scores = told(0.9, faq_pain=1 - share, emergency=share)
    message = decided(scores, attributes={DOUBTFUL: doubtful})
    assert (message.get(INTENT)["name"] == "emergency") is is_danger


def test_a_suspected_level_that_is_graver_is_kept(decided: Decide) -> None:
    flag = {"group": "collapse", "level": "emergency", "certain": False}
    scores = told(0.9, faq_pain=0.5, urgent_aftercare=0.5)
    message = decided(scores, attributes={RED_FLAG: flag})
    assert message.get(INTENT)["name"] == "emergency"


def test_a_suspected_level_that_is_milder_is_not(decided: Decide) -> None:
    flag = {"group": "hives", "level": "urgent_aftercare", "certain": False}
    message = decided(told(0.9, faq_pain=0.5, emergency=0.5), attributes={RED_FLAG: flag})
    assert message.get(INTENT)["name"] == "emergency"


@pytest.mark.parametrize(
    ("share", "suspected", "check"),
    [(0.04, False, False), (0.06, False, True), (0.04, True, True)],
)
def test_a_trace_of_danger_asks_for_a_line_on_safety(
    decided: Decide, share: float, suspected: bool, check: bool
) -> None:
    flag = {"group": "hives", "level": "urgent_aftercare", "certain": False}
    attributes = {RED_FLAG: flag} if suspected else {}
    message = decided(told(0.9, faq_pain=1 - share, emergency=share), attributes=attributes)
    assert message.get(INTENT)["name"] == "faq"
    assert message.get(DANGER_CHECK) is check


@pytest.mark.parametrize(
    ("shares", "topic"),
    [
        ({"faq_pain": 0.3, "faq_cost": 0.2}, "pain"),
        ({"faq_pain": 0.09, "greet": 0.05}, "pain"),
        ({"greet": 0.3, "faq_pain": 0.2}, None),
        ({f"faq_{number}": 0.04 for number in range(6)}, None),
    ],
)
def test_what_danger_asks_if_it_is_only_a_question_is_noted(
    decided: Decide, shares: dict[str, float], topic: str | None
) -> None:
    message = decided(told(0.9, emergency=0.7, **shares))
    assert message.get(INTENT)["name"] == "emergency"
    assert message.get("topic_if_asked") == topic


def test_the_question_is_noted_where_a_rule_decided(decided: Decide) -> None:
    rule = {INTENT: {"name": "emergency", "confidence": 1.0}}
    message = decided(told(0.9, faq_pain=0.9, emergency=0.1), attributes=rule)
    assert message.get(INTENT) == rule[INTENT]
    assert message.get("topic_if_asked") == "pain"


def test_a_harmless_message_notes_no_question_behind_it(decided: Decide) -> None:
    assert decided(told(0.9, faq_pain=0.8, greet=0.2)).get("topic_if_asked") is None


def test_without_danger_intents_nothing_is_danger(decided: Decide) -> None:
    message = decided(told(0.9, emergency=0.9, faq_pain=0.1), options={"danger": []})
    assert message.get(INTENT)["name"] == "emergency"
    assert message.get(INTENT)["confidence"] == pytest.approx(0.9)
    assert message.get(DANGER_CHECK) is False


@pytest.mark.parametrize("text", ["is it one? is it two?", LONG], ids=["short", "long"])
@pytest.mark.parametrize(("share", "intent"), [(0.69, "faq"), (0.71, "emergency")])
def test_a_part_alone_must_be_clearly_danger(
    decided: Decide, share: float, intent: str, text: str
) -> None:
    hidden = told(0.9, emergency=share, faq_pain=1 - share)
    message = decided(PAIN, text, {"part_threshold": 0.7}, **{"is_it_one?": hidden})
    assert message.get(INTENT)["name"] == intent


def test_what_may_be_danger_in_a_part_puts_a_line_on_safety_first(decided: Decide) -> None:
    hidden = told(0.9, emergency=0.3, faq_pain=0.7)
    message = decided(PAIN, LONG, **{"is_it_one?": hidden})
    assert message.get(INTENT)["name"] == "faq"
    assert message.get(DANGER_CHECK)


def test_a_question_beside_it_puts_no_doubt_on_a_part_that_is_clearly_danger(
    decided: Decide,
) -> None:
    hidden = told(0.9, emergency=0.81, faq_pain=0.19)
    message = decided(
        PAIN,
        "could it be one? is it two?",
        {"part_threshold": 0.8, "doubtful_factor": 1.3},
        {DOUBTFUL: True},
        **{"is_it_two?": hidden},
    )
    assert message.get(INTENT)["name"] == "emergency"


def a_certain_sign(group: str = "sepsis", level: str = "emergency") -> dict[str, Any]:
    flag = {"group": group, "level": level, "certain": True}
    return {RED_FLAG: flag, INTENT: {"name": level, "confidence": 1.0}}


@pytest.mark.parametrize(("share", "intent"), [(0.06, "emergency"), (0.04, "faq")])
def test_a_certain_sign_that_no_model_can_see_is_only_suspected(
    decided: Decide, share: float, intent: str
) -> None:
    scores = told(0.9, faq_pain=1 - share, emergency=share)
    message = decided(scores, "a few more words than that", attributes=a_certain_sign())
    assert message.get(INTENT)["name"] == intent
    assert message.get(RED_FLAG)["certain"] is (intent == "emergency")
    # What is only suspected still gets the line on safety.
    assert message.get(DANGER_CHECK) is (True if intent == "faq" else None)


def test_a_certain_sign_of_few_words_stands(decided: Decide) -> None:
    message = decided(told(0.9, faq_pain=1.0), "ambulance please", attributes=a_certain_sign())
    assert message.get(INTENT)["name"] == "emergency"


@pytest.mark.parametrize(("part", "intent"), [(0.21, "emergency"), (0.19, "faq")])
def test_a_certain_sign_stands_if_one_part_of_the_message_has_it(
    decided: Decide, part: float, intent: str
) -> None:
    quiet = told(0.9, faq_pain=0.9, faq_cost=0.1)
    message = decided(
        quiet,
        text="can i dye my hair? the scalp oozes",
        attributes=a_certain_sign(),
        the_scalp_oozes=told(0.9, emergency=part, faq_pain=0.9 - part, faq_cost=0.1),
    )
    assert message.get(INTENT)["name"] == intent


def test_a_certain_sign_in_a_very_long_message_stands(decided: Decide) -> None:
    text = "some words " * (LONG_WORDS + 1)
    message = decided(told(0.9, faq_pain=1.0), text=text, attributes=a_certain_sign())
    assert message.get(INTENT)["name"] == "emergency"


@pytest.mark.parametrize(
    ("group", "level"), [("self_harm", "self_harm"), ("other_language", "emergency")]
)
def test_words_of_self_harm_and_of_other_languages_are_never_overruled(
    decided: Decide, group: str, level: str
) -> None:
    message = decided(told(0.9, faq_pain=1.0), attributes=a_certain_sign(group, level))
    assert message.get(INTENT)["name"] == level


SLEEPING_PILLS = {
    "entities": [
        {"entity": "medicine", "role": "present", "start": 0, "end": 14, "group": "other_medicine"}
    ]
}


@pytest.mark.parametrize(
    ("share", "intent", "line"),
    [(0.61, "self_harm", None), (0.59, "faq", True), (0.21, "faq", True), (0.19, "faq", False)],
)
def test_a_name_alone_must_be_as_clear_as_a_part(
    decided: Decide, share: float, intent: str, line: bool | None
) -> None:
    scores = told(0.9, self_harm=share, faq_pain=1 - share)
    options = {"named_topic": "faq/medical_condition"}
    message = decided(scores, "sleeping pills", options, SLEEPING_PILLS)
    assert message.get(INTENT)["name"] == intent
    assert message.get(DANGER_CHECK) is line


def test_a_name_alone_that_a_rule_suspects_is_judged_like_any_message(decided: Decide) -> None:
    hint = {RED_FLAG: {"level": "self_harm", "group": "self_harm", "certain": False}}
    scores = told(0.9, self_harm=0.3, faq_pain=0.7)
    message = decided(scores, "sleeping pills", attributes={**SLEEPING_PILLS, **hint})
    assert message.get(INTENT)["name"] == "self_harm"


@pytest.mark.parametrize(
    ("scores", "topics"),
    [
        (told(0.9, self_harm=0.5, faq_pain=0.3, greet=0.2), ["medical_condition"]),
        (told(0.9, faq_pain=0.6, self_harm=0.4), ["pain"]),
    ],
)
def test_a_name_alone_is_answered_as_what_it_names_unless_it_is_like_a_question(
    decided: Decide, scores: Prediction, topics: list[str]
) -> None:
    options = {"named_topic": "faq/medical_condition"}
    message = decided(scores, "sleeping pills", options, SLEEPING_PILLS)
    assert message.get(TOPICS) == topics
