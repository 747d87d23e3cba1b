"""Finds phrases in the words of a message: parts close together, in any order.

What `data/red_flags.yml` means by a part is said in its head; `red_flag_rules`
reads the file, this module looks for what it says.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Dict, FrozenSet, Iterable, List, Mapping, Sequence, Tuple

WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
# Words that may stand between "no" and what it denies: "no real trouble with breathing".
FILLERS = frozenset(
    (
        "a an any the my her his their and or of with in at to really real actual sign signs "
        "have had having got get getting been feel feeling trouble problem problems "
        "difficulty difficulties issue issues other much at all kind such more longer even"
    ).split()
)
DENIALS = frozenset(
    "no not nae never without nor isnt wasnt arent havent hasnt hadnt zero neither".split()
)
# "dont have pus" denies it; "i dont know what this pus is" does not.
DENYING_PAIRS = frozenset(
    (first, second)
    for first in ("dont", "doesnt", "didnt", "don", "not")
    for second in ("have", "has", "get", "feel", "see", "suffer")
)

Token = str
Pattern = Tuple[str, ...]  # consecutive words, each perhaps ending in a star
Part = FrozenSet[Pattern]  # alternatives
Phrase = Tuple[Part, ...]
Span = Tuple[int, int]  # first word, one past the last
Spots = Mapping[Part, List[Span]]
Place = List[Span]  # the spans of a sign's parts, first to last


def words_of(text: str) -> List[Token]:
    """Split a message into plain lower-case words: "Can't" becomes `cant`."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<=\w)['’`´](?=\w)", "", plain)
    return WORD.findall(plain)


class PhraseIndex:
    """Finds every part of every phrase in one pass over the words of a message."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._exact: Dict[str, List[Tuple[Pattern, Part]]] = {}
        self._stems: Dict[str, List[Tuple[Pattern, Part]]] = {}
        for part in parts:
            for pattern in part:
                first = pattern[0]
                table, key = (
                    (self._stems, first[:-1]) if first.endswith("*") else (self._exact, first)
                )
                table.setdefault(key, []).append((pattern, part))

    def spots(self, words: Sequence[Token]) -> Spots:
        found: Dict[Part, List[Span]] = {}
        for start, word in enumerate(words):
            candidates = list(self._exact.get(word, ()))
            for length in range(1, len(word) + 1):
                candidates += self._stems.get(word[:length], ())
            for pattern, part in candidates:
                rest = words[start + 1 : start + len(pattern)]
                if len(rest) == len(pattern) - 1 and all(map(_fits, rest, pattern[1:])):
                    found.setdefault(part, []).append((start, start + len(pattern)))
        return found


def _fits(word: Token, piece: str) -> bool:
    return word.startswith(piece[:-1]) if piece.endswith("*") else word == piece


def together(phrase: Phrase, spots: Spots, window: int) -> List[Place]:
    """Where all parts of a phrase stand within `window` words, without overlap.

    Returns:
        The spans of the parts at each such place, first to last; empty where none is.
    """
    if any(part not in spots for part in phrase):
        return []
    places: List[Place] = []
    for first in spots[phrase[0]]:
        spans = [first]
        for part in phrase[1:]:
            near = [spot for spot in spots[part] if _joins(spot, spans, window)]
            if not near:
                break
            spans.append(min(near, key=lambda spot: abs(spot[0] - first[0])))
        else:
            places.append(sorted(spans))
    return places


def _joins(spot: Span, spans: Sequence[Span], window: int) -> bool:
    start = min(spot[0], *(span[0] for span in spans)) if spans else spot[0]
    end = max(spot[1], *(span[1] for span in spans)) if spans else spot[1]
    apart = all(spot[1] <= span[0] or spot[0] >= span[1] for span in spans)
    return apart and end - start <= window


def denied_before(words: Sequence[Token], place: Place) -> bool:
    """Whether the words before a place deny what stands there."""
    index = place[0][0] - 1
    while index >= 0:
        if words[index] in DENIALS:
            return True
        if index and (words[index - 1], words[index]) in DENYING_PAIRS:
            return True
        if words[index] not in FILLERS:
            return False
        index -= 1
    return False


def denied_inside(words: Sequence[Token], place: Place) -> bool:
    """Whether a denial touches a part: "my throat is not closing", "I don't feel faint"."""
    own = {index for start, end in place for index in range(start, end)}
    starts = [start for start, _ in place if start and start - 1 not in own]
    return any(
        (words[start - 1], words[start]) in DENYING_PAIRS
        or (start != place[0][0] and words[start - 1] in DENIALS)
        for start in starts
    )
