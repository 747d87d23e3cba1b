from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import pytest

from bot.minilm import MiniLM
from bot.mixture import TopicModelOptions
from bot.tests import toy
from bot.topic_model import Prediction, TopicModel, _score, other_core
from bot.views import Viewer

TEXTS = [text for texts in toy.EXAMPLES.values() for text in texts]
TOPICS = [topic for topic, texts in toy.EXAMPLES.items() for _ in texts]
NEW = ["will it hurt me", "what is your price", "hello hello", "may i wash my hair afterwards"]
EXPECTED = ["faq/pain", "faq/cost", "greet", "faq/aftercare"]
UNKNOWN = [
    "the quarterly report on maritime law",
    "zxcvb qwerty",
    "eigenvalues of a sparse matrix",
    "пвапвапвп",
]


@dataclass
class Fitted:
    """A model with the viewer of its examples."""

    viewer: Viewer
    model: TopicModel


def fitted(
    encoder: MiniLM,
    texts: Sequence[str] = TEXTS,
    topics: Sequence[str] = TOPICS,
    **options: int,
) -> Fitted:
    viewer = Viewer()
    views = viewer.learn(texts, encoder.encode(texts))
    with other_core() as other:
        model = TopicModel(TopicModelOptions(**options)).fit(views, topics, other)
    return Fitted(viewer, model)


def asked(fit: Fitted, encoder: MiniLM, texts: list[str]) -> list[Prediction]:
    return fit.model.predict(fit.viewer.of(texts, encoder.encode(texts)))


def best(prediction: Prediction) -> str:
    return max(prediction.scores, key=lambda topic: prediction.scores[topic])


@pytest.fixture(scope="module")
def model(encoder: MiniLM) -> Fitted:
    return fitted(encoder)


def test_a_message_gets_the_topic_of_the_examples_it_is_like(
    model: Fitted, encoder: MiniLM
) -> None:
    assert [best(prediction) for prediction in asked(model, encoder, NEW)] == EXPECTED


def test_two_fits_give_equal_predictions(model: Fitted, encoder: MiniLM) -> None:
    again = fitted(encoder)
    assert asked(again, encoder, NEW + UNKNOWN) == asked(model, encoder, NEW + UNKNOWN)


@pytest.mark.parametrize("text", [*NEW, *UNKNOWN, "", " ", "😀", "a" * 2000, *TEXTS[::7]])
def test_shares_sum_to_one_and_confidence_is_a_chance(
    model: Fitted, encoder: MiniLM, text: str
) -> None:
    [prediction] = asked(model, encoder, [text])
    assert set(prediction.scores) == set(TOPICS)
    assert sum(prediction.scores.values()) == pytest.approx(1.0, abs=1e-5)
    assert all(0.0 <= share <= 1.0 for share in prediction.scores.values())
    assert 0.0 <= prediction.confidence <= 1.0


def test_a_text_like_nothing_seen_gets_lower_confidence(model: Fitted, encoder: MiniLM) -> None:
    known = [prediction.confidence for prediction in asked(model, encoder, NEW)]
    unknown = [prediction.confidence for prediction in asked(model, encoder, UNKNOWN)]
    assert max(unknown) < min(known)
    assert np.mean(unknown) < np.mean(known) / 2


def test_the_score_rises_with_the_share_and_with_the_likeness_to_an_example() -> None:
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4]])
    likeness = np.array([0.9, 0.3, 0.9])
    [alike], [unlike], [undecided] = _score(shares, likeness)
    assert unlike < alike
    assert undecided < alike


def test_texts_are_judged_one_by_one(model: Fitted, encoder: MiniLM) -> None:
    together = asked(model, encoder, NEW)
    alone = [asked(model, encoder, [text])[0] for text in NEW]
    for one, other in zip(together, alone, strict=True):
        assert one.confidence == pytest.approx(other.confidence, abs=1e-4)
        assert best(one) == best(other)


@pytest.mark.parametrize(
    ("topics", "examples"), [(2, 2), (2, 3), (2, 6), (3, 1), (3, 2), (4, 1), (8, 1)]
)
def test_tiny_data_works(encoder: MiniLM, topics: int, examples: int) -> None:
    chosen = list(toy.EXAMPLES)[:topics]
    texts = [text for topic in chosen for text in toy.EXAMPLES[topic][:examples]]
    labels = [topic for topic in chosen for _ in range(examples)]
    model = fitted(encoder, texts, labels)
    [pain] = asked(model, encoder, ["does it hurt"])
    assert best(pain) == "faq/pain"
    assert 0.0 <= pain.confidence <= 1.0


def test_a_stored_model_predicts_the_same_after_loading(
    model: Fitted, encoder: MiniLM, tmp_path: Path
) -> None:
    joblib.dump(model, tmp_path / "model.joblib")
    loaded = joblib.load(tmp_path / "model.joblib")
    assert loaded.model.options == model.model.options
    assert asked(loaded, encoder, NEW + UNKNOWN) == asked(model, encoder, NEW + UNKNOWN)
