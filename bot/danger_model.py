"""A second opinion on danger: does a message report it, or only use its words?

`topic_model` weighs some seventy topics against one another. This machine learns the
one border that matters most, over the same views of a text and one more: pairs of
words that stand a little apart, so that "throat ... since" and "could ... throat" count
as they are, whatever is between. The two err in different places; see `danger`.
"""

from __future__ import annotations

from typing import List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.phrases import words_of
from bot.topic_model import WORD

# Words between the two of a pair, at most.
APART = 4
MEANING_WEIGHT = 1.5
REGULARISATION = 0.5


def pairs(text: str) -> List[str]:
    """Each two words with one to `APART` words between them."""
    words = words_of(text)
    return [
        f"{word} {other}"
        for place, word in enumerate(words)
        for other in words[place + 2 : place + 2 + APART]
    ]


class DangerModel:
    """Learns danger from examples of it and of everything else."""

    def __init__(self, seed: int) -> None:
        self._views = [
            TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=(2, 5),
                sublinear_tf=True,
                min_df=2,
                dtype=np.float32,
            ),
            TfidfVectorizer(
                ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, dtype=np.float32
            ),
            TfidfVectorizer(analyzer=pairs, sublinear_tf=True, min_df=2, dtype=np.float32),
        ]
        self._machine = LinearSVC(
            C=REGULARISATION, class_weight="balanced", tol=1e-2, random_state=seed
        )

    def fit(
        self, texts: Sequence[str], vectors: np.ndarray, dangerous: Sequence[bool]
    ) -> DangerModel:
        """Learn from examples; `vectors` as for `TopicModel.fit`."""
        views = [view.fit_transform(texts) for view in self._views]
        self._machine.fit(_joined(views, vectors), np.asarray(dangerous))
        return self

    def margins(self, texts: Sequence[str], vectors: np.ndarray) -> List[float]:
        """How far each text is from the border: above 0 on the side of danger."""
        views = [view.transform(texts) for view in self._views]
        found: List[float] = self._machine.decision_function(_joined(views, vectors)).tolist()
        return found


def _joined(views: Sequence[csr_matrix], vectors: np.ndarray) -> csr_matrix:
    return hstack([csr_matrix(vectors * MEANING_WEIGHT), *views]).tocsr()
