"""Which topic the classifier decides on, with models that say what they are told to."""

import pytest
from rasa.shared.nlu.constants import INTENT

from bot.outcome import TOPICS
from bot.tests.told import COST, LONG, PAIN, Decide, names, told
from bot.topic_classifier import FALLBACK, KIND
from bot.topic_model import Prediction


@pytest.mark.parametrize(("confidence", "intent"), [(0.31, "faq"), (0.3, "faq"), (0.29, FALLBACK)])
def test_under_the_threshold_a_message_is_not_understood(
    decided: Decide, confidence: float, intent: str
) -> None:
    message = decided(told(confidence, faq_pain=0.6, faq_cost=0.4))
    assert message.get(INTENT)["name"] == intent


def test_a_message_not_understood_keeps_the_likeliest_topics_to_offer(decided: Decide) -> None:
    message = decided(told(0.1, faq_pain=0.5, faq_cost=0.3, greet=0.2))
    assert names(message) == [FALLBACK, "faq/pain", "faq/cost", "greet"]
    assert message.get(INTENT)["confidence"] == pytest.approx(0.9)
    assert message.get(TOPICS) == []


def test_out_of_scope_that_is_not_sure_asks_what_was_meant(decided: Decide) -> None:
    message = decided(told(0.01, out_a=0.6, faq_pain=0.4))
    assert message.get(INTENT)["name"] == "nlu_fallback"


def test_the_kinds_of_out_of_scope_are_added_up(decided: Decide) -> None:
    message = decided(told(0.9, out_a=0.25, out_b=0.3, faq_pain=0.45))
    assert message.get(INTENT)["name"] == "out_of_scope"
    assert message.get(KIND) == "b"
    assert names(message) == ["out_of_scope", "faq/pain"]


def test_a_message_in_scope_has_no_kind(decided: Decide) -> None:
    assert decided(told(0.9, faq_pain=0.6, out_a=0.4)).get(KIND) is None


@pytest.mark.parametrize(
    ("second", "topics"),
    [
        pytest.param(COST, ["pain", "cost"], id="both are sure"),
        pytest.param(told(0.4, faq_cost=0.9, faq_pain=0.1), ["pain"], id="the second is not sure"),
        pytest.param(told(0.9, greet=0.9, faq_pain=0.1), ["pain"], id="the second is no topic"),
        pytest.param(PAIN, ["pain"], id="both ask the same"),
    ],
)
def test_a_second_question_is_answered_where_both_are_sure(
    decided: Decide, second: Prediction, topics: list[str]
) -> None:
    message = decided(PAIN, "is it one? is it two?", **{"is_it_one?": PAIN, "is_it_two?": second})
    assert message.get(TOPICS) == topics
    assert message.get(INTENT)["name"] == "faq"


def test_at_most_two_questions_are_answered(decided: Decide) -> None:
    after = told(0.9, faq_aftercare=1.0)
    by_text = {"is_it_one?": PAIN, "is_it_two?": COST, "is_it_three?": after}
    message = decided(PAIN, "is it one? is it two? is it three?", **by_text)
    assert message.get(TOPICS) == ["pain", "cost"]


def test_what_is_like_nothing_that_can_be_answered_is_not_understood(decided: Decide) -> None:
    message = decided(told(0.8, nlu_fallback=0.7, faq_pain=0.2, greet=0.1))
    assert names(message) == [FALLBACK, "faq/pain", "greet"]
    assert message.get(INTENT)["confidence"] == pytest.approx(0.8)


def test_of_a_long_story_the_surest_sentence_is_answered(decided: Decide) -> None:
    vague = told(0.2, greet=0.6, faq_pain=0.4)
    message = decided(vague, LONG, **{"is_it_one?": COST})
    assert message.get(TOPICS) == ["cost"]


def test_a_sentence_out_of_scope_does_not_speak_for_a_long_story(decided: Decide) -> None:
    vague = told(0.5, faq_pain=0.6, faq_cost=0.4)
    message = decided(vague, LONG, **{"is_it_one?": told(0.99, out_a=1.0)})
    assert message.get(TOPICS) == ["pain"]
