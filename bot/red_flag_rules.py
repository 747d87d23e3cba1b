"""Finds danger signs in a message by the rules of `data/red_flags.yml`.

A sign is a set of parts that stand close together in any order. A part is a
word, a word with a star for any ending, alternatives divided by `|`, or the name
of a word family in angle brackets. The file explains itself to the clinician who
edits it; this module only carries it out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import (
    Any,
    Dict,
    FrozenSet,
    Iterable,
    Iterator,
    List,
    Mapping,
    Sequence,
    Tuple,
)

import yaml

LEVELS = ("emergency", "urgent_aftercare", "self_harm")
# Which comes first where one message has several.
GRAVITY = ("self_harm", "emergency", "urgent_aftercare")
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
    "no not never without nor isnt wasnt arent havent hasnt hadnt zero neither".split()
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


class RuleFileError(ValueError):
    """`data/red_flags.yml` says something that cannot be carried out."""


@dataclass(frozen=True)
class Sign:
    """One rule: its parts, where it belongs and what cancels it."""

    group: str
    level: str
    phrase: Phrase
    unless: Tuple[Phrase, ...]
    hint: bool


@dataclass(frozen=True)
class Finding:
    """A danger sign found in a message.

    Attributes:
        group: the symptom group, as named in the file.
        level: `emergency`, `urgent_aftercare` or `self_harm`.
        certain: False where the sign is only a hint, or the wording may be a
            question about a risk, a story or the past; the classifier then has its say.
    """

    group: str
    level: str
    certain: bool


def words_of(text: str) -> List[Token]:
    """Split a message into plain lower-case words: "Can't" becomes `cant`."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<=\w)['’`´](?=\w)", "", plain)
    return WORD.findall(plain)


class RedFlagRules:
    """The rules of one file, ready to be asked."""

    def __init__(self, path: Path) -> None:
        """Read and check the file.

        Raises:
            RuleFileError: with file and line, in one sentence.
        """
        self._path = path
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        content: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._lines = _lines_of(root)
        self.window = int(content["window"])
        self._families = {
            name: frozenset(tuple(member.split()) for member in members.split(","))
            for name, members in content["families"].items()
        }
        self.groups: Dict[str, str] = {}
        for name, group in content["groups"].items():
            if group["level"] not in LEVELS:
                raise self._error(
                    ("groups", name), f"the level {group['level']!r} is none of {LEVELS}"
                )
            self.groups[name] = group["level"]
        self._signs = list(self._read_signs(content["signs"]))
        self._doubts = self._read_phrases("doubts", content["doubts"])
        self._now = self._read_phrases("now", content["now"])
        self._resolved = self._read_phrases("resolved", content["resolved"])
        self._harmless = self._read_phrases("harmless", content["harmless"])
        phrases = [*self._doubts, *self._now, *self._resolved, *self._harmless]
        for sign in self._signs:
            phrases += [sign.phrase, *sign.unless]
        self._index = _Index({part for phrase in phrases for part in phrase})

    def find(self, text: str) -> Finding | None:
        """Return the gravest sign in a message, or None."""
        words = words_of(text)
        spots = self._index.spots(words)
        harmless = [span for phrase in self._harmless for span in spots.get(phrase[0], ())]
        if harmless:
            cut = {place for start, end in harmless for place in range(start, end)}
            words = [word for place, word in enumerate(words) if place not in cut]
            spots = self._index.spots(words)
        hits = [sign for sign in self._signs if self._says(sign, words, spots)]
        if not hits:
            return None
        doubtful = self._is_doubtful(spots)
        certain = [] if doubtful else [sign for sign in hits if not sign.hint]
        gravest = min(certain or hits, key=lambda sign: GRAVITY.index(sign.level))
        return Finding(gravest.group, gravest.level, bool(certain))

    def is_doubtful(self, text: str) -> bool:
        """Whether a message reads like a question about a risk, a story or the past."""
        return self._is_doubtful(self._index.spots(words_of(text)))

    def _is_doubtful(self, spots: Spots) -> bool:
        if self._any(self._resolved, spots):
            return True
        return self._any(self._doubts, spots) and not self._any(self._now, spots)

    def _says(self, sign: Sign, words: Sequence[Token], spots: Spots) -> bool:
        places = _together(sign.phrase, spots, self.window)
        if not places or self._any(sign.unless, spots):
            return False
        return any(not _denied(words, place) for place in places)

    def _any(self, phrases: Sequence[Phrase], spots: Spots) -> bool:
        return any(_together(phrase, spots, self.window) for phrase in phrases)

    def _read_signs(self, groups: Mapping[str, Any]) -> Iterator[Sign]:
        for group, content in groups.items():
            if group not in self.groups:
                raise self._error(
                    ("signs", group), f"the group {group!r} is not listed under groups"
                )
            unless = tuple(
                self._phrase(("signs", group, "unless", i), text)
                for i, text in enumerate(content.get("unless", []))
            )
            for key in ("says", "hints"):
                for index, text in enumerate(content.get(key, [])):
                    place = ("signs", group, key, index)
                    phrase = self._phrase(place, text)
                    yield Sign(group, self.groups[group], phrase, unless, key == "hints")

    def _read_phrases(self, key: str, texts: Sequence[str]) -> List[Phrase]:
        return [self._phrase((key, index), text) for index, text in enumerate(texts)]

    def _phrase(self, place: Tuple[Any, ...], text: str) -> Phrase:
        return tuple(
            frozenset().union(*(self._alternative(place, word) for word in piece.split("|")))
            for piece in str(text).split()
        )

    def _alternative(self, place: Tuple[Any, ...], word: str) -> Part:
        if not word.startswith("<"):
            return frozenset([tuple(word.split("_"))])
        if word[1:-1] not in self._families:
            raise self._error(place, f"the family {word} is not listed under families")
        return self._families[word[1:-1]]

    def _error(self, place: Tuple[Any, ...], message: str) -> RuleFileError:
        return RuleFileError(f"{self._path}:{self._lines.get(place, 1)}: {message}")


def _lines_of(root: Any, place: Tuple[Any, ...] = ()) -> Dict[Tuple[Any, ...], int]:
    """Map each place in a YAML document to its line, counted from 1."""
    lines = {place: root.start_mark.line + 1}
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            lines.update(_lines_of(value, (*place, key.value)))
            own: Tuple[Any, ...] = (*place, key.value)
            lines[own] = key.start_mark.line + 1
    elif isinstance(root, yaml.SequenceNode):
        for index, value in enumerate(root.value):
            lines.update(_lines_of(value, (*place, index)))
    return lines


class _Index:
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


def _together(phrase: Phrase, spots: Spots, window: int) -> List[int]:
    """Where all parts of a phrase stand within `window` words, without overlap.

    Returns:
        The first word of each such place; empty where there is none.
    """
    if any(part not in spots for part in phrase):
        return []
    starts = []
    for first in spots[phrase[0]]:
        spans = [first]
        for part in phrase[1:]:
            near = [spot for spot in spots[part] if _joins(spot, spans, window)]
            if not near:
                break
            spans.append(min(near, key=lambda spot: abs(spot[0] - first[0])))
        else:
            starts.append(min(start for start, _ in spans))
    return starts


def _joins(spot: Span, spans: Sequence[Span], window: int) -> bool:
    start = min(spot[0], *(span[0] for span in spans)) if spans else spot[0]
    end = max(spot[1], *(span[1] for span in spans)) if spans else spot[1]
    apart = all(spot[1] <= span[0] or spot[0] >= span[1] for span in spans)
    return apart and end - start <= window


def _denied(words: Sequence[Token], start: int) -> bool:
    """Whether the words before `start` deny what stands there."""
    index = start - 1
    while index >= 0:
        if words[index] in DENIALS:
            return True
        if index and (words[index - 1], words[index]) in DENYING_PAIRS:
            return True
        if words[index] not in FILLERS:
            return False
        index -= 1
    return False
