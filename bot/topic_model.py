"""The classifier behind `topic_classifier`: which topic, and how sure.

Views of a text (`views`) are compared with the training examples by three scorers
(`mixture`).

Confidence is learnt, not assumed. A text's score is its best share of the
mixture times its likeness to the nearest example, so that a text which is like
nothing seen in training scores low even where one topic stands far above the
others. In cross-validation some topics are left out of each fold, so the model
meets messages of topics that it does not know; a logistic curve then learns how
often the first answer is right at each score (Platt 1999).
"""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Dict, Iterator, List, Sequence, Tuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.mixture import Mixture, TopicModelOptions
from bot.views import Views

Answers = Tuple[np.ndarray, np.ndarray]  # the scores of messages, and which were right
# Messages asked in one fold; a curve with two numbers needs no more.
FOLD_QUESTIONS = 800


@dataclass(frozen=True)
class Prediction:
    """Scores of one text.

    Attributes:
        scores: topic to share of the mixture; the shares sum to 1.
        confidence: chance that the first topic is right, 0 to 1.
    """

    scores: Dict[str, float]
    confidence: float


def other_core() -> Executor:
    """Another process to learn in.

    Threads would share LIBLINEAR's one source of chance, and no training would be like the last.
    """
    return ProcessPoolExecutor(1, get_context("fork"))


class TopicModel:
    """Learns topics from examples and says which topic a text belongs to."""

    def __init__(self, options: TopicModelOptions) -> None:
        self.options = options

    def fit(self, views: Views, topics: Sequence[str], meanwhile: Executor) -> TopicModel:
        """Learn from examples.

        Args:
            views: of the examples.
            topics: the topic of each example; at least two topics.
            meanwhile: where the confidence is learnt, see `other_core`.
        """
        labels = np.asarray(topics)
        answers = meanwhile.submit(_answers, self.options, views, labels)
        self._mixture = Mixture(self.options, views, labels)
        self._confidence = _confidence(answers.result())
        return self

    def predict(self, views: Views) -> List[Prediction]:
        """Score texts."""
        mixture, nearest = self._mixture.scores(views)
        sure = self._confidence.predict_proba(_score(mixture, nearest))[:, 1]
        return [
            Prediction(
                dict(zip(self._mixture.topics, map(float, row), strict=True)), float(confidence)
            )
            for row, confidence in zip(mixture, sure, strict=True)
        ]


def _answers(options: TopicModelOptions, views: Views, labels: np.ndarray) -> List[Answers]:
    """Ask each fold, having learnt from the others."""
    return [
        _ask(options, views, labels, learn, ask)
        for learn, ask in _folds(options, labels)
        if len(set(labels[learn])) > 1  # of very few examples a fold may lack the rest
    ]


def _folds(
    options: TopicModelOptions, labels: np.ndarray
) -> Iterator[Tuple[np.ndarray, np.ndarray]]:
    """The rows to learn from and to ask about, for each fold."""
    random = np.random.default_rng(options.seed)
    topics = sorted(set(labels))
    hide = min(int(len(topics) * options.hidden_topics), len(topics) - 2)
    fold_of = random.permutation(len(labels)) % options.folds
    for fold in range(options.folds):
        hidden = random.choice(topics, size=hide, replace=False)
        learn = np.flatnonzero(~np.isin(labels, hidden) & (fold_of != fold))
        ask = random.permutation(np.flatnonzero(fold_of == fold))[:FOLD_QUESTIONS]
        yield learn, ask


def _ask(
    options: TopicModelOptions, views: Views, labels: np.ndarray, learn: np.ndarray, ask: np.ndarray
) -> Answers:
    """Learn from some rows and ask about others; return their scores, and which were right."""
    mixture = Mixture(options, views.rows(learn), labels[learn])
    shares, nearest = mixture.scores(views.rows(ask))
    found = np.asarray(mixture.topics)[shares.argmax(axis=1)]
    return _score(shares, nearest), found == labels[ask]


def _confidence(answers: Sequence[Answers]) -> LogisticRegression:
    scores, right = [one for one, _ in answers], [one for _, one in answers]
    # Two made-up answers keep both kinds present where the data is tiny.
    edges = _score(np.array([[0.0], [1.0]]), np.array([0.0, 1.0]))
    return LogisticRegression(C=10.0).fit(
        np.concatenate([*scores, edges]), np.concatenate([*right, [False, True]])
    )


def _score(mixture: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """The raw score as log-odds, (texts, 1): confidence rises with it."""
    raw = np.clip(mixture.max(axis=1) * nearest, 1e-3, 1 - 1e-3)
    odds: np.ndarray = np.log(raw / (1 - raw))[:, None]
    return odds
