"""Finds the vocabulary word behind a word typed with one slip.

A slip is one letter added, left out or changed, or two neighbours swapped
(Damerau 1964). Only words of six letters or more are mended, and an English word
is never taken for a misspelt one.
"""

from __future__ import annotations

from typing import AbstractSet, Dict, Iterable, List, Set

MINIMUM_LETTERS = 6


class Spelling:
    """Knows a set of words and mends slips in them."""

    def __init__(self, words: Iterable[str], english: AbstractSet[str]) -> None:
        """Index the words.

        Args:
            words: the words to find; shorter ones than six letters are not mended.
            english: words that are right as they stand.
        """
        self._known: Set[str] = set(words)
        self._english = english
        self._shapes: Dict[str, List[str]] = {}
        for word in sorted(self._known):
            if len(word) >= MINIMUM_LETTERS:
                for shape in _shapes(word):
                    self._shapes.setdefault(shape, []).append(word)

    def knows(self, word: str) -> bool:
        """Whether a word is in a list, ours or the English one."""
        return word in self._known or word in self._english

    def mend(self, word: str) -> str:
        """Return the known word that `word` is one slip away from, else `word` itself."""
        if word in self._known or word in self._english or len(word) < MINIMUM_LETTERS - 1:
            return word
        near = {known for shape in _shapes(word) for known in self._shapes.get(shape, ())}
        return min((known for known in near if one_slip(word, known)), default=word)


def _shapes(word: str) -> Set[str]:
    """The word, and the word with each letter left out: two words one slip apart share one."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def one_slip(first: str, second: str) -> bool:
    """Whether one slip, or none, turns `first` into `second`."""
    if first == second:
        return True
    if len(first) > len(second):
        first, second = second, first
    start = 0
    while start < len(first) and first[start] == second[start]:
        start += 1
    if len(first) + 1 == len(second):
        return first[start:] == second[start + 1 :]
    if len(first) != len(second):
        return False
    swapped = first[start + 1 : start + 2] + first[start : start + 1]
    return first[start + 1 :] == second[start + 1 :] or (
        swapped == second[start : start + 2] and first[start + 2 :] == second[start + 2 :]
    )
