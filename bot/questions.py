"""Splits a message into the questions it may hold."""

from __future__ import annotations

import re
from typing import List

# A long message is judged by its sentences; more of them than this is too slow.
MAX_PIECES = 40
MIN_LETTERS = 3

_ASKS = (
    r"(?:can|could|do|does|did|is|are|am|will|would|should|shall|may|how|what|whats|when|where|wheres|"
    r"who|whos|which|why|has|have|if|any|i|im|my|you|your|it|its|somewhere|anyone|tell|was|were|u|r|"
    r"there|in|for|good|then|second|also)\b"
)
_END = re.compile(r"(?<=[.?!;\n])\s+|[\n;]+|\s+[-–—]\s+|(?<=\?)(?=\w)")
_JOIN = re.compile(
    r"(?:,\s*|\s+)(?:and|n|plus|also|&|\+|but|oh and|and also|and then)\s+"
    rf"(?:also\s+|then\s+)?(?={_ASKS})"
    rf"|,\s*(?={_ASKS})|\s+also\s+(?={_ASKS})",
    re.IGNORECASE,
)


def sentences(text: str) -> List[str]:
    """Split at the ends of sentences; at most `MAX_PIECES`, the last ones kept."""
    pieces = [piece.strip(" ,.;-") for piece in _END.split(text)]
    kept = [piece for piece in pieces if len(piece) >= MIN_LETTERS]
    return kept[-MAX_PIECES:]


def questions(text: str) -> List[str]:
    """Split at the ends of sentences and before a second question in one sentence."""
    pieces = [part.strip() for sentence in sentences(text) for part in _JOIN.split(sentence)]
    return [piece for piece in pieces if len(piece) >= MIN_LETTERS][:MAX_PIECES]
