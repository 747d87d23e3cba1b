"""What training leaves behind, and what it makes of a message.

A message is heard as a whole and, where it says several things, in each of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np

from bot.danger import Reading
from bot.danger_model import DangerModel
from bot.danger_reader import DangerReader
from bot.limits import readable
from bot.minilm import load_verified
from bot.mixture import TopicModelOptions
from bot.questions import questions, sentences
from bot.topic_model import Prediction, TopicModel, other_core
from bot.views import Viewer, Views

# A message longer than this is judged by its sentences too: the encoder sees
# only its start, and one vector cannot hold a long story.
LONG_WORDS = 30


@dataclass(frozen=True)
class Heard:
    """What the models make of a message.

    Attributes:
        words: in the message.
        whole: the topics of the whole message.
        reading: what the models say on danger in the whole message.
        parts: the topics of each part, where there are several.
        readings: what the models say on danger in each part.
    """

    words: int
    whole: Prediction
    reading: Reading
    parts: List[Prediction]
    readings: List[Reading]


@dataclass(frozen=True)
class Learnt:
    """What training leaves behind; `danger` is None where no example is dangerous."""

    viewer: Viewer
    topics: TopicModel
    danger: DangerModel | None

    @classmethod
    def from_examples(
        cls,
        options: TopicModelOptions,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        danger_intents: Sequence[str],
    ) -> Learnt:
        """Learn from examples.

        Args:
            options: of the topic model.
            texts: of the examples.
            vectors: (examples, dimensions) their sentence vectors.
            labels: the topic of each example; at least two topics.
            danger_intents: the topics that are danger.
        """
        plain = [_plain(text) for text in texts]
        viewer = Viewer()
        views = viewer.learn(plain, vectors)
        dangerous = [label in danger_intents for label in labels]
        with other_core() as other:
            danger = other.submit(_learn_danger, options.seed, plain, views, dangerous)
            topics = TopicModel(options).fit(views, labels, other)
            return cls(viewer, topics, danger.result())

    def hear(self, text: str, vector: np.ndarray, reader: DangerReader | None) -> Heard:
        """Hear a message.

        Args:
            text: of the message, not empty.
            vector: (dimensions,) its sentence vector.
            reader: has the third opinion on danger; without one there is none.
        """
        [whole], [reading] = self._predict([text], vector[np.newaxis, :], reader)
        pieces = _pieces(text)
        parts, readings = self._predict(pieces, load_verified(1).encode(pieces), reader)
        return Heard(len(text.split()), whole, reading, parts, readings)

    def _predict(
        self, texts: Sequence[str], vectors: np.ndarray, reader: DangerReader | None
    ) -> Tuple[List[Prediction], List[Reading]]:
        if not texts:
            return [], []
        plain = [_plain(text) for text in texts]
        views = self.viewer.of(plain, vectors)
        predictions = self.topics.predict(views)
        none = [0.0] * len(plain)
        second = self.danger.margins(plain, views) if self.danger else none
        third = reader.margins(plain) if self.danger and reader else none
        rows = zip(predictions, second, third, strict=True)
        return predictions, [Reading(one.scores, *margins) for one, *margins in rows]


def _learn_danger(
    seed: int, texts: Sequence[str], views: Views, dangerous: Sequence[bool]
) -> DangerModel | None:
    return DangerModel(seed).fit(texts, views, dangerous) if any(dangerous) else None


def _pieces(text: str) -> List[str]:
    """The parts of a message that says several things; none of any other."""
    pieces = sentences(text) if len(text.split()) > 2 * LONG_WORDS else questions(text)
    return pieces if len(pieces) > 1 else []


def _plain(text: str) -> str:
    """One case and one apostrophe, for the views on letters and words."""
    return readable(text)[0].lower().replace("’", "'")
