"""English words that are right as they stand, from spaCy's lookup data."""

from __future__ import annotations

import functools
from typing import FrozenSet

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.util import load_language_data, registry


@functools.lru_cache(maxsize=1)
def english_words() -> FrozenSet[str]:
    """Return about 120,000 English words in lower case, in all their forms."""
    # Read as files: spaCy's own tables keep a hash in place of each inflected form.
    files = registry.lookups.get("en")
    words = {word for pair in load_language_data(files["lemma_lookup"]).items() for word in pair}
    for group in load_language_data(files["lemma_index"]).values():
        words.update(group)
    # The tables hold no "the", "for" or "to".
    return frozenset({word.lower() for word in words} | set(STOP_WORDS))
