"""English words that are right as they stand, from spaCy's lookup data."""

from __future__ import annotations

import functools
from typing import FrozenSet

import spacy
from spacy.lookups import load_lookups


@functools.lru_cache(maxsize=1)
def english_words() -> FrozenSet[str]:
    """Return about 100,000 English words in lower case."""
    tables = load_lookups("en", ["lemma_lookup", "lemma_index"])
    words = set()
    strings = spacy.blank("en").vocab.strings
    for key, lemma in tables.get_table("lemma_lookup").items():
        words.add(str(lemma).lower())
        words.add(str(strings[key] if isinstance(key, int) and key in strings else key).lower())
    for group in tables.get_table("lemma_index").values():
        words.update(str(word).lower() for word in group)
    return frozenset(words)
