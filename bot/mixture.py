"""Three scorers of a text, and how they share the decision on its topic.

A linear support vector machine over all views of a text, a logistic regression over its
meaning, and a vote of the nearest examples. Each errs where the others do not
(docs/decisions/0003). Support vectors: Fan et al. 2008 (LIBLINEAR).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.views import Views

# How fast the two scores fall off; set on development messages.
MACHINE_SHARPNESS = 4.0
NEIGHBOUR_SHARPNESS = 20.0


@dataclass(frozen=True)
class TopicModelOptions:
    """Settings of the classifier; `config.yml` may override each by its name.

    Attributes:
        regularisation: C of the support vector machine; higher fits closer.
        meaning_weight: weight of the sentence vector against letters and words.
        neighbours: examples of one topic that vote together.
        machine_weight: share of the support vector machine in the mixture, 0 to 1.
        neighbour_weight: share of the neighbour vote in the mixture, 0 to 1; the
            logistic regression has what is left.
        neighbour_meaning: share of meaning, against letters, in nearness, 0 to 1.
        folds: cross-validation folds that the confidence is learnt on.
        hidden_topics: share of the topics left out of each fold, 0 to 1.
        seed: makes training repeatable.
    """

    regularisation: float = 0.5
    meaning_weight: float = 0.7
    neighbours: int = 3
    machine_weight: float = 0.5
    neighbour_weight: float = 0.4
    neighbour_meaning: float = 0.64
    folds: int = 2
    hidden_topics: float = 0.2
    seed: int = 7


class Mixture:
    """The three scorers, taught."""

    def __init__(self, options: TopicModelOptions, views: Views, labels: np.ndarray) -> None:
        """Learn from examples: their views, and the topic of each."""
        self._options = options
        self.topics: List[str] = sorted(set(labels))
        self._rows = [np.flatnonzero(labels == topic) for topic in self.topics]
        self._machine = LinearSVC(
            C=options.regularisation,
            class_weight="balanced",
            tol=1e-2,  # three times faster than the default, and the same answers
            random_state=options.seed,
        ).fit(views.joined(options.meaning_weight), labels)
        # Half the memory; what is lost is far below what tells two topics apart.
        self._machine.coef_ = self._machine.coef_.astype(np.float32)
        # Stopped early: with authors left out, more rounds took twice as long and changed nothing.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._logistic = LogisticRegression(
                C=10.0, class_weight="balanced", tol=1e-3, max_iter=30, random_state=options.seed
            ).fit(views.meaning, labels)
        self._vectors = views.meaning.astype(np.float32)
        self._letter_rows = views.letters.T.tocsr()

    def scores(self, views: Views) -> Tuple[np.ndarray, np.ndarray]:
        """Return the mixture (texts, topics) and the likeness to the nearest example (texts,)."""
        margins = self._machine.decision_function(views.joined(self._options.meaning_weight))
        if margins.ndim == 1:  # two topics: scikit-learn gives one column
            margins = np.stack([-margins, margins], axis=1)
        meaning = views.meaning @ self._vectors.T
        share = self._options.neighbour_meaning
        likeness = share * meaning + (1 - share) * (views.letters @ self._letter_rows).toarray()
        votes = np.stack(
            [_mean_of_largest(likeness[:, rows], self._options.neighbours) for rows in self._rows],
            axis=1,
        )
        machine, neighbour = self._options.machine_weight, self._options.neighbour_weight
        mixture = machine * _softmax(margins * MACHINE_SHARPNESS)
        mixture += neighbour * _softmax(votes * NEIGHBOUR_SHARPNESS)
        mixture += (1 - machine - neighbour) * self._logistic.predict_proba(views.meaning)
        return mixture, meaning.max(axis=1)


def _mean_of_largest(values: np.ndarray, count: int) -> np.ndarray:
    count = min(count, values.shape[1])
    mean: np.ndarray = np.partition(values, -count, axis=1)[:, -count:].mean(axis=1)
    return mean


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares
