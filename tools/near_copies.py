"""Finds texts that are almost the same as others, without comparing all with all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

# Shorter texts ("yes please") are alike without being copied.
SHORTEST = 9
ALIKE_PERCENT = 70


def plain(text: str) -> str:
    """Lower-case letters and digits only: "Can't I?" and "cant i" are the same."""
    return "".join(filter(str.isalnum, text.lower()))


def near_copies(texts: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places (in `texts`, in `others`) of each two that are near-copies.

    Near is a Jaccard index of their character trigrams of 0.7 or more. Then each has at
    most 30 % that the other lacks; so where both are sorted alike, one more than those
    from the front of each share a trigram. With the rarest in front, few others do.
    """
    grams = [_trigrams(text) for text in others]
    counts = Counter(gram for found in grams for gram in found)
    index: dict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(grams):
        for gram in _rarest(found, counts):
            index[gram].append(place)
    for place, text in enumerate(texts):
        mine = _trigrams(text)
        near = {other for gram in _rarest(mine, counts) for other in index.get(gram, ())}
        for other in sorted(near):
            if _alike(mine, grams[other]):
                yield place, other


def _trigrams(text: str) -> set[str]:
    letters = plain(text)
    if len(letters) < SHORTEST:
        return set()
    return {letters[start : start + 3] for start in range(len(letters) - 2)}


def _rarest(grams: set[str], counts: Counter[str]) -> list[str]:
    enough = len(grams) * (100 - ALIKE_PERCENT) // 100 + 1
    return sorted(grams, key=lambda gram: (counts[gram], gram))[:enough]


def _alike(some: set[str], others: set[str]) -> bool:
    shared = len(some & others)
    return 100 * shared >= ALIKE_PERCENT * (len(some) + len(others) - shared)
