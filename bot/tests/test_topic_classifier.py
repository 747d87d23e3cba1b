"""A classifier trained on the toy messages, stored and loaded again."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.minilm import MiniLM, WeightsError
from bot.minilm_graph import DIMENSIONS
from bot.mixture import TopicModelOptions
from bot.outcome import RESPONSE_SELECTOR, TOPICS, decide
from bot.tests import toy
from bot.topic_classifier import FALLBACK, KIND, TopicClassifier


def names(message: Message) -> list[str]:
    return [row["name"] for row in message.get(INTENT_RANKING_KEY)]


@pytest.mark.parametrize(
    ("text", "intent", "topics"),
    [
        ("does it hurt", "faq", ["pain"]),
        ("Will it be PAINFUL?", "faq", ["pain"]),
        ("what is your price", "faq", ["cost"]),
        ("hello", "greet", []),
        ("my throat is closing up", "emergency", []),
        ("pus is coming out of it", "urgent_aftercare", []),
        ("who won the cup", "out_of_scope", []),
    ],
)
def test_a_message_gets_its_intent_and_topic(
    classifier: TopicClassifier, encoder: MiniLM, text: str, intent: str, topics: list[str]
) -> None:
    message = toy.asked(encoder, text)
    assert classifier.process([message]) == [message]
    assert message.get(INTENT)["name"] == intent
    assert message.get(TOPICS) == topics
    assert 0.0 <= message.get(INTENT)["confidence"] <= 1.0


def test_the_ranking_names_topics_in_full_with_falling_confidence(
    classifier: TopicClassifier, encoder: MiniLM
) -> None:
    message = toy.asked(encoder, "does it hurt")
    classifier.process([message])
    assert names(message)[0] == "faq/pain"
    assert "faq" not in names(message)
    assert not any("#" in name for name in names(message))
    scores = [row["confidence"] for row in message.get(INTENT_RANKING_KEY)]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1.0 + 1e-6
    assert message.get(INTENT)["confidence"] == scores[0]


def test_the_response_selector_says_what_rasas_own_would(
    classifier: TopicClassifier, encoder: MiniLM
) -> None:
    message = toy.asked(encoder, "does it hurt")
    classifier.process([message])
    selector = message.as_dict(only_output_properties=True)[RESPONSE_SELECTOR]
    assert selector["all_retrieval_intents"] == ["faq"]
    response = selector["faq"]["response"]
    assert response["intent_response_key"] == "faq/pain"
    assert response["utter_action"] == "utter_faq/pain"
    assert response["confidence"] == message.get(INTENT)["confidence"]
    assert selector["faq"]["ranking"][0]["intent_response_key"] == "faq/pain"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("does it hurt? what do you charge?", ["pain", "cost"]),
        ("what is the price and does it hurt", ["cost", "pain"]),
        ("does it hurt? is it painful?", ["pain"]),
    ],
)
def test_two_questions_are_answered_in_the_order_asked(
    classifier: TopicClassifier, encoder: MiniLM, text: str, topics: list[str]
) -> None:
    message = toy.asked(encoder, text)
    classifier.process([message])
    assert message.get(INTENT)["name"] == "faq"
    assert message.get(TOPICS) == topics


@pytest.mark.parametrize(
    ("text", "kind"),
    [("who won the cup", "off_topic"), ("cure my sprained wrist", "medical")],
)
def test_a_message_out_of_scope_has_its_kind(
    classifier: TopicClassifier, encoder: MiniLM, text: str, kind: str
) -> None:
    message = toy.asked(encoder, text)
    classifier.process([message])
    assert message.get(INTENT)["name"] == "out_of_scope"
    assert message.get(KIND) == kind
    assert message.as_dict(only_output_properties=True)[KIND] == kind


@pytest.mark.parametrize("text", ["", " \n ", None])
def test_a_message_without_words_is_not_understood(
    classifier: TopicClassifier, encoder: MiniLM, text: str | None
) -> None:
    message = toy.asked(encoder, text)
    classifier.process([message])
    assert message.get(INTENT) == {"name": FALLBACK, "confidence": 1.0}


def test_a_decided_message_is_left_alone(classifier: TopicClassifier, encoder: MiniLM) -> None:
    message = toy.asked(encoder, "does it hurt")
    decide(message, "self_harm", 1.0)
    classifier.process([message])
    assert message.get(INTENT)["name"] == "self_harm"


def test_loading_without_training_finds_no_model(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    config = TopicClassifier.get_default_config()
    with pytest.raises(ValueError, match="never_trained"):
        TopicClassifier.load(config, storage, Resource("never_trained"), context)


def test_a_damaged_reader_is_seen_at_the_start_and_not_at_a_message(
    classifier: TopicClassifier,  # noqa: ARG001 - trained, and stored
    storage: LocalModelStorage,
    context: ExecutionContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def damaged() -> None:
        raise WeightsError("damaged")

    monkeypatch.setattr("bot.topic_classifier.load_reader", damaged)
    config = {**TopicClassifier.get_default_config(), "danger": ["emergency"]}
    with pytest.raises(WeightsError, match="damaged"):
        TopicClassifier.load(config, storage, Resource("classifier"), context)


def test_the_numbers_of_config_are_those_without_config(top: Path) -> None:
    pipeline = yaml.safe_load((top / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    [options] = [one for one in pipeline if one["name"].endswith(".TopicClassifier")]
    numbers = {name: value for name, value in options.items() if isinstance(value, float)}
    defaults = TopicClassifier.get_default_config()
    assert numbers == {name: defaults[name] for name in numbers}


def test_an_untrained_classifier_understands_nothing(
    storage: LocalModelStorage, context: ExecutionContext, encoder: MiniLM
) -> None:
    config = TopicClassifier.get_default_config()
    untrained = TopicClassifier.create(config, storage, Resource("untrained"), context)
    message = toy.asked(encoder, "does it hurt")
    untrained.process([message])
    assert message.get(INTENT)["name"] == FALLBACK


def test_a_loaded_classifier_says_what_the_trained_one_says(
    storage: LocalModelStorage, context: ExecutionContext, encoder: MiniLM
) -> None:
    config = TopicClassifier.get_default_config()
    resource = Resource("twin")
    trained = TopicClassifier.create(config, storage, resource, context)
    assert trained.train(toy.training_data(encoder)) == resource
    loaded = TopicClassifier.load(config, storage, resource, context)
    for text in ["does it hurt", "who won the cup", "does it hurt? what do you charge?"]:
        one, other = toy.asked(encoder, text), toy.asked(encoder, text)
        trained.process([one])
        loaded.process([other])
        assert one.get(INTENT_RANKING_KEY) == other.get(INTENT_RANKING_KEY)
        assert one.get(KIND) == other.get(KIND)
        assert one.get(TOPICS) == other.get(TOPICS)


def test_examples_without_words_are_not_learnt(
    storage: LocalModelStorage, context: ExecutionContext, encoder: MiniLM
) -> None:
    data = toy.training_data(encoder)
    blank = toy.with_vector(Message.build(" ", "blank"), np.zeros(DIMENSIONS))
    data = TrainingData([*data.training_examples, blank])
    resource = Resource("blank")
    config = TopicClassifier.get_default_config()
    TopicClassifier.create(config, storage, resource, context).train(data)
    loaded = TopicClassifier.load(config, storage, resource, context)
    message = toy.asked(encoder, "does it hurt")
    loaded.process([message])
    assert "blank" not in names(message)


def test_without_sentence_embeddings_it_says_what_is_missing(
    classifier: TopicClassifier,
) -> None:
    with pytest.raises(ValueError, match="put SentenceEmbeddings first"):
        classifier.process([Message({TEXT: "does it hurt"})])


def test_the_feature_of_another_component_is_not_used(
    classifier: TopicClassifier, encoder: MiniLM
) -> None:
    message = Message({TEXT: "does it hurt"})
    toy.with_vector(message, np.zeros(DIMENSIONS), feature="another")
    toy.with_vector(message, encoder.encode(["does it hurt"])[0])
    classifier.process([message])
    assert message.get(TOPICS) == ["pain"]


def test_every_option_of_the_model_can_be_set_and_reaches_it(
    storage: LocalModelStorage, context: ExecutionContext, encoder: MiniLM
) -> None:
    config = {**TopicClassifier.get_default_config(), "neighbours": 1, "seed": 11}
    trained = TopicClassifier.create(config, storage, Resource("options"), context)
    trained.train(toy.training_data(encoder))
    assert trained._learnt is not None
    assert trained._learnt.topics.options == TopicModelOptions(neighbours=1, seed=11)
