"""A second opinion on danger: does a message report it, or only use its words?

`topic_model` weighs some seventy topics against one another. This machine learns the
one border that matters most, over the same views of a text and one more: pairs of
words that stand a little apart, so that "throat ... since" and "could ... throat" count
as they are, whatever is between. The two err in different places; see `danger`.
"""

from __future__ import annotations

from typing import List, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.phrases import words_of
from bot.views import Views

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
        self._pairs = TfidfVectorizer(analyzer=pairs, sublinear_tf=True, min_df=2, dtype=np.float32)
        self._machine = LinearSVC(
            C=REGULARISATION, class_weight="balanced", tol=1e-2, random_state=seed
        )

    def fit(self, texts: Sequence[str], views: Views, dangerous: Sequence[bool]) -> DangerModel:
        """Learn from examples."""
        apart = self._pairs.fit_transform(texts)
        del self._pairs.stop_words_  # of no use, and large
        self._machine.fit(views.joined(MEANING_WEIGHT, apart), np.asarray(dangerous))
        return self

    def margins(self, texts: Sequence[str], views: Views) -> List[float]:
        """How far each text is from the border: above 0 on the side of danger."""
        rows = views.joined(MEANING_WEIGHT, self._pairs.transform(texts))
        found: List[float] = self._machine.decision_function(rows).tolist()
        return found
