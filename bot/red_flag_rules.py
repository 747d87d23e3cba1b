"""Finds danger signs in a message by the rules of `data/red_flags.yml`.

A sign is a set of parts that stand close together in any order. A part is a
word, a word with a star for any ending, alternatives divided by `|`, or the name
of a word family in angle brackets. The file explains itself to the clinician who
edits it; this module only carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import (
    Any,
    Dict,
    Iterator,
    List,
    Mapping,
    Sequence,
    Tuple,
)

import yaml

from bot.phrases import (
    Part,
    Phrase,
    PhraseIndex,
    Place,
    Spots,
    Token,
    denied_before,
    denied_inside,
    together,
    words_of,
)

LEVELS = ("emergency", "urgent_aftercare", "self_harm")
# Which comes first where one message has several.
GRAVITY = ("self_harm", "emergency", "urgent_aftercare")


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


class RedFlagRules:
    """The rules of one file, ready to be asked."""

    def __init__(self, path: Path) -> None:
        """Read and check the file.

        Raises:
            RuleFileError: with file and line, in one sentence.
        """
        self._path = path
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        self._content = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._lines = _lines_of(root)
        self.window = int(self._section("window"))
        self._families = {
            name: frozenset(tuple(member.split()) for member in members.split(","))
            for name, members in self._section("families").items()
        }
        self.groups: Dict[str, str] = {}
        for name, group in self._section("groups").items():
            if group["level"] not in LEVELS:
                raise self._error(
                    ("groups", name), f"the level {group['level']!r} is none of {LEVELS}"
                )
            self.groups[name] = group["level"]
        self._beside = {word.strip() for word in self._section("beside").split(",")}
        self._alone = dict(self._read_alone(self._section("alone")))
        self._signs = list(self._read_signs(self._section("signs")))
        self._doubts = self._read_phrases("doubts", self._section("doubts"))
        self._now = self._read_phrases("now", self._section("now"))
        self._resolved = self._read_phrases("resolved", self._section("resolved"))
        self._harmless = self._read_harmless(self._section("harmless"))
        phrases = [
            *self._doubts,
            *self._now,
            *self._resolved,
            *((part,) for part in self._harmless),
        ]
        for sign in self._signs:
            phrases += [sign.phrase, *sign.unless]
        self._index = PhraseIndex({part for phrase in phrases for part in phrase})

    def find(self, text: str) -> Finding | None:
        """Return the gravest sign in a message, or None."""
        words = words_of(text)
        if group := self._alone.get(self._without_beside(words)):
            return Finding(group, self.groups[group], certain=True)
        spots = self._index.spots(words)
        harmless = [span for part in self._harmless for span in spots.get(part, ())]
        if harmless:
            cut = {place for start, end in harmless for place in range(start, end)}
            words = [word for place, word in enumerate(words) if place not in cut]
            spots = self._index.spots(words)
        # An inner denial is weaker than one in front: "redness is not going down" warns.
        hits = {
            sign: all(denied_inside(words, place) for place in places)
            for sign in self._signs
            if (places := self._places(sign, words, spots))
        }
        if not hits:
            return None
        doubtful = self._is_doubtful(spots)
        certain = [sign for sign, denied in hits.items() if not (sign.hint or denied or doubtful)]
        gravest = min(certain or hits, key=_rank)
        return Finding(gravest.group, gravest.level, bool(certain))

    def is_doubtful(self, text: str) -> bool:
        """Whether a message reads like a question about a risk, a story or the past."""
        return self._is_doubtful(self._index.spots(words_of(text)))

    def _is_doubtful(self, spots: Spots) -> bool:
        if self._any(self._resolved, spots):
            return True
        return self._any(self._doubts, spots) and not self._any(self._now, spots)

    def _places(self, sign: Sign, words: Sequence[Token], spots: Spots) -> List[Place]:
        """Where a message says a sign without denying it."""
        places = together(sign.phrase, spots, self.window)
        if not places or self._is_cancelled(sign, words, spots):
            return []
        return [place for place in places if not denied_before(words, place)]

    def _is_cancelled(self, sign: Sign, words: Sequence[Token], spots: Spots) -> bool:
        """Whether an `unless` of the sign is said, and not denied: "isn't going down"."""
        return any(
            not (denied_before(words, place) or denied_inside(words, place))
            for phrase in sign.unless
            for place in together(phrase, spots, self.window)
        )

    def _any(self, phrases: Sequence[Phrase], spots: Spots) -> bool:
        return any(together(phrase, spots, self.window) for phrase in phrases)

    def _section(self, name: str) -> Any:
        if name not in self._content:
            raise self._error((), f"the section {name!r} is missing")
        return self._content[name]

    def _without_beside(self, words: Sequence[Token]) -> Tuple[str, ...]:
        return tuple(word for word in words if word not in self._beside)

    def _read_alone(self, groups: Mapping[str, Any]) -> Iterator[Tuple[Tuple[str, ...], str]]:
        """Each call for help, as it stands without the words beside it, and its group."""
        for group, texts in groups.items():
            self._check_group(("alone", group), group)
            for index, text in enumerate(texts):
                call = self._without_beside(words_of(str(text)))
                if not call:
                    raise self._error(
                        ("alone", group, index), f"{text!r} has no word that is not under beside"
                    )
                yield call, group

    def _check_group(self, place: Tuple[Any, ...], group: str) -> None:
        if group not in self.groups:
            raise self._error(place, f"the group {group!r} is not listed under groups")

    def _read_signs(self, groups: Mapping[str, Any]) -> Iterator[Sign]:
        for group, content in groups.items():
            self._check_group(("signs", group), group)
            unless = tuple(
                self._phrase(("signs", group, "unless", i), text)
                for i, text in enumerate(content.get("unless", []))
            )
            for key in ("says", "hints"):
                for index, text in enumerate(content.get(key) or []):
                    place = ("signs", group, key, index)
                    phrase = self._phrase(place, text)
                    yield Sign(group, self.groups[group], phrase, unless, key == "hints")

    def _read_phrases(self, key: str, texts: Sequence[str]) -> List[Phrase]:
        return [self._phrase((key, index), text) for index, text in enumerate(texts)]

    def _read_harmless(self, texts: Sequence[str]) -> List[Part]:
        """Read phrases of one part each, as only what stands together is cut out."""
        for index, phrase in enumerate(phrases := self._read_phrases("harmless", texts)):
            if len(phrase) != 1:
                raise self._error(
                    ("harmless", index), "a harmless phrase has one part; join words by _"
                )
        return [phrase[0] for phrase in phrases]

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


def _rank(sign: Sign) -> Tuple[bool, bool, int]:
    """The gravest first. An emergency that is said, in doubt, comes before a hint of self-harm."""
    return sign.level == "urgent_aftercare", sign.hint, GRAVITY.index(sign.level)


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
