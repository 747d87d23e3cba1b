"""The classifier behind `topic_classifier`: which topic, and how sure.

Three views of a text are compared with the training examples: its meaning (the
MiniLM vector), its letters (n-grams inside words, which survive typos) and its
words. Three scorers share the decision: a linear support vector machine over
all three views, a logistic regression over meaning, and a vote of the nearest
examples. Each errs where the others do not.

Confidence is learnt, not assumed. A text's score is its best share of the
mixture times its likeness to the nearest example, so that a text which is like
nothing seen in training scores low even where one topic stands far above the
others. In cross-validation some topics are left out of each fold, so the model
meets messages of topics that it does not know; a logistic curve then learns how
often the first answer is right at each score.

Support vectors: Fan et al. 2008 (LIBLINEAR). Calibration: Platt 1999.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC


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
    meaning_weight: float = 1.5
    neighbours: int = 3
    machine_weight: float = 0.4
    neighbour_weight: float = 0.4
    neighbour_meaning: float = 0.64
    folds: int = 3
    hidden_topics: float = 0.2
    seed: int = 7


WORD = r"(?u)\b\w+\b"
# How fast the two scores fall off; set on development messages.
MACHINE_SHARPNESS = 4.0
NEIGHBOUR_SHARPNESS = 20.0
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


@dataclass(frozen=True)
class _Views:
    """The three views of some texts, one row a text."""

    meaning: np.ndarray
    letters: csr_matrix
    words: csr_matrix

    def rows(self, chosen: np.ndarray) -> _Views:
        return _Views(self.meaning[chosen], self.letters[chosen], self.words[chosen])

    def joined(self, meaning_weight: float) -> csr_matrix:
        return hstack([csr_matrix(self.meaning * meaning_weight), self.letters, self.words]).tocsr()


class TopicModel:
    """Learns topics from examples and says which topic a text belongs to."""

    def __init__(self, options: TopicModelOptions) -> None:
        self.options = options

    def fit(self, texts: Sequence[str], vectors: np.ndarray, topics: Sequence[str]) -> TopicModel:
        """Learn from examples.

        Args:
            texts: the examples.
            vectors: (examples, dimensions) sentence vectors of length 1.
            topics: the topic of each example; at least two topics.
        """
        labels = np.asarray(topics)
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, dtype=np.float32
        )
        views = _Views(
            vectors, self._letters.fit_transform(texts), self._words.fit_transform(texts)
        )
        self._fit_scores(views, labels)
        self._confidence = self._fit_confidence(views, labels)
        return self

    def predict(self, texts: Sequence[str], vectors: np.ndarray) -> List[Prediction]:
        """Score texts; `vectors` as in `fit`."""
        views = _Views(vectors, self._letters.transform(texts), self._words.transform(texts))
        mixture, nearest = self._scores(views)
        sure = self._confidence.predict_proba(_score(mixture, nearest))[:, 1]
        return [
            Prediction(dict(zip(self.topics, map(float, row), strict=True)), float(confidence))
            for row, confidence in zip(mixture, sure, strict=True)
        ]

    def _fit_scores(self, views: _Views, labels: np.ndarray) -> None:
        self.topics: List[str] = sorted(set(labels))
        self._rows = [np.flatnonzero(labels == topic) for topic in self.topics]
        self._machine = LinearSVC(
            C=self.options.regularisation,
            class_weight="balanced",
            tol=1e-2,  # three times faster than the default, and the same answers
            random_state=self.options.seed,
        ).fit(views.joined(self.options.meaning_weight), labels)
        self._logistic = LogisticRegression(
            C=10.0, class_weight="balanced", tol=1e-3, max_iter=100, random_state=self.options.seed
        ).fit(views.meaning, labels)
        self._vectors = views.meaning.astype(np.float32)
        self._letter_rows = views.letters.T.tocsr()

    def _scores(self, views: _Views) -> tuple[np.ndarray, np.ndarray]:
        """Return the mixture (texts, topics) and the likeness to the nearest example (texts,)."""
        margins = self._machine.decision_function(views.joined(self.options.meaning_weight))
        if margins.ndim == 1:  # two topics: scikit-learn gives one column
            margins = np.stack([-margins, margins], axis=1)
        meaning = views.meaning @ self._vectors.T
        share = self.options.neighbour_meaning
        likeness = share * meaning + (1 - share) * (views.letters @ self._letter_rows).toarray()
        votes = np.stack(
            [_mean_of_largest(likeness[:, rows], self.options.neighbours) for rows in self._rows],
            axis=1,
        )
        machine, neighbour = self.options.machine_weight, self.options.neighbour_weight
        mixture = machine * _softmax(margins * MACHINE_SHARPNESS)
        mixture += neighbour * _softmax(votes * NEIGHBOUR_SHARPNESS)
        mixture += (1 - machine - neighbour) * self._logistic.predict_proba(views.meaning)
        return mixture, meaning.max(axis=1)

    def _fit_confidence(self, views: _Views, labels: np.ndarray) -> LogisticRegression:
        random = np.random.default_rng(self.options.seed)
        fold_of = random.permutation(len(labels)) % self.options.folds
        scores: List[np.ndarray] = []
        right: List[np.ndarray] = []
        for fold in range(self.options.folds):
            hidden = random.choice(
                self.topics,
                size=min(int(len(self.topics) * self.options.hidden_topics), len(self.topics) - 2),
                replace=False,
            )
            known = ~np.isin(labels, hidden)
            learn = np.flatnonzero(known & (fold_of != fold))
            ask = random.permutation(np.flatnonzero(fold_of == fold))[:FOLD_QUESTIONS]
            inner = TopicModel(self.options)
            inner._fit_scores(views.rows(learn), labels[learn])
            mixture, nearest = inner._scores(views.rows(ask))
            scores.append(_score(mixture, nearest))
            right.append(np.asarray(inner.topics)[mixture.argmax(axis=1)] == labels[ask])
        answers = np.concatenate(right)
        # Two made-up answers keep both kinds present where the data is tiny.
        edges = _score(np.array([[0.0], [1.0]]), np.array([0.0, 1.0]))
        return LogisticRegression(C=10.0).fit(
            np.concatenate([*scores, edges]), np.concatenate([answers, [False, True]])
        )


def _score(mixture: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """The raw score as log-odds, (texts, 1): confidence rises with it."""
    raw = np.clip(mixture.max(axis=1) * nearest, 1e-3, 1 - 1e-3)
    odds: np.ndarray = np.log(raw / (1 - raw))[:, None]
    return odds


def _mean_of_largest(values: np.ndarray, count: int) -> np.ndarray:
    count = min(count, values.shape[1])
    mean: np.ndarray = np.partition(values, -count, axis=1)[:, -count:].mean(axis=1)
    return mean


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares
