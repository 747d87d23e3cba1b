"""Models that say what they are told to, in the place of those that have learnt."""

from collections.abc import Callable

import numpy as np
from rasa.shared.nlu.constants import INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.learnt import LONG_WORDS
from bot.minilm_graph import DIMENSIONS
from bot.topic_model import Prediction

DANGER = ["self_harm", "emergency", "urgent_aftercare"]


def names(message: Message) -> list[str]:
    return [row["name"] for row in message.get(INTENT_RANKING_KEY)]


class TextsAlone:
    """Stands for a viewer: the models of these tests look at the texts themselves."""

    def of(self, texts: list[str], vectors: np.ndarray) -> list[str]:
        assert vectors.shape == (len(texts), DIMENSIONS)
        return texts


class Told:
    """Stands for a topic model: predictions by text, and one for any other text."""

    def __init__(self, other: Prediction, **by_text: Prediction) -> None:
        self._other = other
        self._by_text = {text.replace("_", " "): told for text, told in by_text.items()}

    def predict(self, texts: list[str]) -> list[Prediction]:
        return [self._by_text.get(text, self._other) for text in texts]


def told(confidence: float, **scores: float) -> Prediction:
    """A prediction; `faq_pain` stands for `faq/pain`, `out_x` for `out_of_scope#x`."""
    labels = {
        name.replace("faq_", "faq/").replace("out_", "out_of_scope#"): share
        for name, share in scores.items()
    }
    return Prediction(labels, confidence)


class ToldMargin:
    """Stands for a danger model: one margin for every text."""

    def __init__(self, margin: float) -> None:
        self._margin = margin

    def margins(self, texts: list[str], _views: list[str]) -> list[float]:
        return [self._margin] * len(texts)


class ToldReader:
    """Stands for the danger reader: one margin for every text."""

    def __init__(self, margin: float) -> None:
        self._margin = margin

    def margins(self, texts: list[str]) -> list[float]:
        return [self._margin] * len(texts)


Decide = Callable[..., Message]

PAIN = told(0.9, faq_pain=0.9, faq_cost=0.1)
COST = told(0.9, faq_pain=0.1, faq_cost=0.9)
# A message that is judged by its sentences too.
LONG = "is it one? " + "word " * LONG_WORDS + "."
