from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.outcome import RANKING_LENGTH, RESPONSE_SELECTOR, TOPICS, decide, is_decided


def test_a_message_is_undecided_until_it_is_decided() -> None:
    message = Message({TEXT: "hello"})
    assert not is_decided(message)
    decide(message, "greet", 0.9)
    assert is_decided(message)


def test_an_intent_without_a_name_decides_nothing() -> None:
    assert not is_decided(Message({TEXT: "x", INTENT: {"name": None, "confidence": 0.0}}))


def test_a_plain_intent_is_written_with_an_empty_response_selector() -> None:
    message = Message({TEXT: "hello"})
    decide(message, "greet", 0.9, [("greet", 0.9), ("faq/pain", 0.1)])
    assert message.get(INTENT) == {"name": "greet", "confidence": 0.9}
    assert message.get(TOPICS) == []
    selector = message.get(RESPONSE_SELECTOR)["faq"]
    assert selector["response"] == {
        "intent_response_key": None,
        "utter_action": None,
        "confidence": 0.0,
        "responses": [],
    }
    assert selector["ranking"] == [{"intent_response_key": "faq/pain", "confidence": 0.1}]


def test_a_topic_is_written_as_retrieval_intent_and_in_full_in_the_ranking() -> None:
    message = Message({TEXT: "does it hurt"})
    decide(message, "faq/pain", 0.8, [("faq/pain", 0.8), ("greet", 0.1), ("faq/cost", 0.05)])
    assert message.get(INTENT) == {"name": "faq", "confidence": 0.8}
    names = [row["name"] for row in message.get(INTENT_RANKING_KEY)]
    assert names == ["faq/pain", "greet", "faq/cost"]
    assert message.get(TOPICS) == ["pain"]
    selector = message.get(RESPONSE_SELECTOR)
    assert selector["all_retrieval_intents"] == ["faq"]
    assert selector["faq"]["response"]["intent_response_key"] == "faq/pain"
    assert selector["faq"]["response"]["utter_action"] == "utter_faq/pain"
    assert selector["faq"]["response"]["confidence"] == 0.8
    assert [row["intent_response_key"] for row in selector["faq"]["ranking"]] == [
        "faq/pain",
        "faq/cost",
    ]


def test_without_a_ranking_the_label_is_the_ranking() -> None:
    message = Message({TEXT: "x"})
    decide(message, "faq/cost", 1.0)
    assert message.get(INTENT_RANKING_KEY) == [{"name": "faq/cost", "confidence": 1.0}]


def test_the_ranking_is_cut() -> None:
    message = Message({TEXT: "x"})
    decide(message, "i0", 0.5, [(f"i{place}", 0.5 - place / 100) for place in range(20)])
    assert len(message.get(INTENT_RANKING_KEY)) == RANKING_LENGTH


def test_given_topics_are_answered_in_their_order() -> None:
    message = Message({TEXT: "x"})
    decide(message, "faq/pain", 0.8, topics=["pain", "cost"])
    assert message.get(TOPICS) == ["pain", "cost"]


def test_all_of_it_reaches_the_output() -> None:
    message = Message({TEXT: "does it hurt"})
    decide(message, "faq/pain", 0.8)
    output = message.as_dict(only_output_properties=True)
    assert {INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TOPICS} <= set(output)


def test_a_later_decision_replaces_the_earlier_one() -> None:
    message = Message({TEXT: "x"})
    decide(message, "faq/pain", 0.8)
    decide(message, "emergency", 1.0)
    assert message.get(INTENT)["name"] == "emergency"
    assert message.get(TOPICS) == []
    assert message.get(RESPONSE_SELECTOR)["faq"]["response"]["utter_action"] is None
