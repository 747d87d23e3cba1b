import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.limits import MAX_WORDS
from bot.minilm import MiniLM
from bot.minilm_graph import DIMENSIONS
from bot.sentence_embeddings import SentenceEmbeddings


def only_feature(message: Message) -> Features:
    [feature] = message.features
    return feature


def test_a_message_gets_one_dense_sentence_feature(
    embeddings: SentenceEmbeddings, encoder: MiniLM
) -> None:
    [message] = embeddings.process([Message({TEXT: "does it hurt"})])
    feature = only_feature(message)
    assert feature.origin == "sentence_embeddings"
    assert feature.type == FEATURE_TYPE_SENTENCE
    assert feature.attribute == TEXT
    assert feature.features.shape == (1, DIMENSIONS)
    np.testing.assert_allclose(feature.features[0], encoder.encode(["does it hurt"])[0], atol=1e-5)


def test_messages_keep_their_own_vectors(embeddings: SentenceEmbeddings, encoder: MiniLM) -> None:
    texts = ["does it hurt", "", "how much does the whole course of treatment cost", "hi"]
    messages = embeddings.process([Message({TEXT: text}) for text in texts])
    vectors = np.stack([only_feature(message).features[0] for message in messages])
    np.testing.assert_allclose(vectors, encoder.encode(texts), atol=1e-4)


@pytest.mark.parametrize("text", [None, "", " \n", "😀", "\ud83d", "x" * 20_000])
def test_any_text_gets_a_vector_of_length_one(
    embeddings: SentenceEmbeddings, text: str | None
) -> None:
    [message] = embeddings.process([Message({TEXT: text})])
    assert np.linalg.norm(only_feature(message).features) == pytest.approx(1.0, abs=1e-5)


def test_only_what_is_readable_is_encoded(
    embeddings: SentenceEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class Recorder:
        def encode(self, texts: list[str]) -> np.ndarray:
            seen.extend(texts)
            return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

    monkeypatch.setattr("bot.sentence_embeddings.load_verified", lambda _threads: Recorder())
    embeddings.process([Message({TEXT: "word " * (MAX_WORDS + 5)})])
    assert [len(text.split()) for text in seen] == [MAX_WORDS]


def test_training_examples_with_a_text_are_encoded_and_others_are_left(
    embeddings: SentenceEmbeddings,
) -> None:
    asked = Message.build("does it hurt", "faq/pain")
    response = Message({"action_name": "utter_faq/pain"})
    data = TrainingData([asked, response])
    assert embeddings.process_training_data(data) is data
    assert only_feature(asked).features.shape == (1, DIMENSIONS)
    assert response.features == []


def test_the_threads_of_serving_and_of_training_come_from_the_options(
    storage: LocalModelStorage, context: ExecutionContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []

    class Silent:
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

    def load(threads: int) -> Silent:
        used.append(threads)
        return Silent()

    monkeypatch.setattr("bot.sentence_embeddings.load_verified", load)
    config = {"threads": 3, "training_threads": 5, "alias": "other"}
    component = SentenceEmbeddings.create(config, storage, Resource("e"), context)
    [message] = component.process([Message({TEXT: "hi"})])
    component.process_training_data(TrainingData([Message.build("hi", "greet")]))
    assert used == [3, 5]
    assert only_feature(message).origin == "other"
