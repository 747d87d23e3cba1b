"""How much of a message is read."""

from __future__ import annotations

import re
from typing import Tuple

# A message of this length is still answered within two seconds.
MAX_WORDS = 2000
# One "word" without a space can be as long as the message; this bounds it too.
MAX_CHARACTERS = 16000


def readable(text: str) -> Tuple[str, bool]:
    """Return what is read of a text, and whether anything was cut off."""
    # Half a surrogate pair, as JSON can carry, breaks every library that wants UTF-8.
    kept = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    words = list(re.finditer(r"\S+", kept))
    if len(words) > MAX_WORDS:
        kept = kept[: words[MAX_WORDS - 1].end()]
    return kept, len(kept) < len(text.rstrip())
