"""Three views of a text: its meaning, its letters and its words.

Meaning is the MiniLM vector. Letters are n-grams inside words, which survive typos. Words
are single ones and pairs that stand together. Both models look at the same views, which
are made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

WORD = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class Views:
    """The three views of some texts, one row a text."""

    meaning: np.ndarray
    letters: csr_matrix
    words: csr_matrix

    def rows(self, chosen: np.ndarray) -> Views:
        return Views(self.meaning[chosen], self.letters[chosen], self.words[chosen])

    def joined(self, meaning_weight: float, *more: csr_matrix) -> csr_matrix:
        """All views side by side, with `more` behind them."""
        meaning = csr_matrix(self.meaning * meaning_weight)
        return hstack([meaning, self.letters, self.words, *more]).tocsr()


class Viewer:
    """Learns from examples which letters and words tell texts apart."""

    def __init__(self) -> None:
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, min_df=2, dtype=np.float32
        )

    def learn(self, texts: Sequence[str], vectors: np.ndarray) -> Views:
        """Learn from texts and return their views; `vectors` as in `of`."""
        letters, words = self._letters.fit_transform(texts), self._words.fit_transform(texts)
        # What was left out is of no use, and would be kept in memory.
        del self._letters.stop_words_, self._words.stop_words_
        return Views(vectors, letters, words)

    def of(self, texts: Sequence[str], vectors: np.ndarray) -> Views:
        """Return the views of texts.

        Args:
            texts: any texts.
            vectors: (texts, dimensions) their sentence vectors of length 1.
        """
        return Views(vectors, self._letters.transform(texts), self._words.transform(texts))
