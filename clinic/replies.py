"""Reads short replies: none, yes, or "I do not know"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("replies.yml")
_WORD = re.compile(r"[\w/]+")
_QUESTION_FIRST = frozenset(
    (
        "what why how when where who which is are can could do does did should would will am may "
        "whats hows wheres isnt arent cant dont doesnt r"
    ).split()
)
_QUESTION_SECOND = frozenset("i it that this they you he she we there the my u ya".split())
# How what somebody says of themselves begins, and what it is of another.
_OF_SELF = re.compile(
    r"(i dont|i havent|i do not|i have not|i am|i have|i do|i take|im|id|i)\b(.*)"
)
_OF_ONE = {
    "i dont": [" doesnt"], "i havent": [" hasnt"], "i do not": [" does not"],
    "i have not": [" has not"], "i am": [" is", "s"], "im": [" is", "s"], "i have": [" has"],
    "i do": [" does"], "i take": [" takes"], "id": ["d"], "i": [""],
}  # fmt: skip
_OF_MANY = {
    "i dont": [" dont"], "i havent": [" havent"], "i do not": [" do not"],
    "i have not": [" have not"], "i am": [" are", "re"], "im": [" are", "re"],
    "i have": [" have"], "i do": [" do"], "i take": [" take"], "id": ["d"], "i": [""],
}  # fmt: skip
_OTHERS = {"he": _OF_ONE, "she": _OF_ONE, "they": _OF_MANY}
# "noooo", "yesss": a letter said long.
_STRETCHED = re.compile(r"\b(?:n+o+|y+e+s+|n+a+h+|n+o+p+e+|y+e+p+|y+e+a+h+|y+u+p+|o+k+)\b")
_ASKS_TOO = re.compile(
    r"(?:[,.;]|\b(?:but|and|also|so|btw))\W*(?:whats|what is|what does|how much|how long"
    r"|how many|how does|how painful|where are|where is|when are|does it|do you|do u"
    r"|can i|can you|is it|will it)\b"
)


class Reply(StrEnum):
    NONE = "none"
    YES = "yes"
    UNSURE = "unsure"


@functools.lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    lists = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        name: sorted(set(_with_others(phrases)), key=len, reverse=True)
        for name, phrases in lists.items()
    }


def _with_others(phrases: list[str]) -> Iterator[tuple[str, ...]]:
    """Each phrase, and what it is of another: "im not sure" is "hes not sure", "he is not sure"."""
    for phrase in phrases:
        words = words_of(str(phrase))
        yield tuple(words)
        said = _OF_SELF.match(" ".join(words))
        if said is None:
            continue
        for who, others in _OTHERS.items():
            for other in others[said[1]]:
                yield tuple(f"{who}{other}{said[2]}".split())


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes closed up: "don't" is "dont"."""
    return _WORD.findall(re.sub(r"['’]", "", text.lower()))


def reply(text: str) -> Reply | None:
    """How a reply begins, after fillers; None where it says something else.

    A mere "ok" is a yes only if nothing follows.
    """
    words = words_of(_STRETCHED.sub(_short, text.lower()))
    best: tuple[int, Reply] | None = None
    # A filler may begin a phrase: "still having it".
    for heard in (words, _without_fillers(words)):
        for kind in Reply:
            length = _begins_with(heard, _phrases()[kind])
            if length and (best is None or length > best[0]):
                best = length, kind
    if best is None and is_whole(text):
        return Reply.YES
    return best[1] if best else None


def _short(stretched: re.Match[str]) -> str:
    return re.sub(r"(.)\1+", r"\1", stretched[0])


def is_whole(text: str) -> bool:
    """Whether a text is a reply and nothing more: "yes please", not "yes, warfarin"."""
    words = _without_fillers(words_of(_STRETCHED.sub(_short, text.lower())))
    lists = _phrases()
    length = max(_begins_with(words, lists[kind]) for kind in (*Reply, "agreement"))
    rest = _without_fillers(words[length:])
    return bool(length) and set(rest) <= {
        "thanks",
        "thank",
        "you",
        "please",
        "thx",
        "ta",
        "ty",
        "pls",
        "cheers",
        "really",
        "mate",
    }


def corrects(text: str) -> bool:
    """Whether a text sounds like a correction of what was said before."""
    folded = f" {' '.join(words_of(text))} "
    return any(f" {' '.join(phrase)} " in folded for phrase in _phrases()["corrections"])


def is_question(text: str) -> bool:
    """Whether a text asks something."""
    words = words_of(text)
    if "?" in text:
        return True
    return (
        len(words) > 2
        and words[0] in _QUESTION_FIRST
        and (
            words[0] in {"what", "why", "how", "when", "where", "who", "which", "whats", "hows"}
            or words[1] in _QUESTION_SECOND
        )
    )


def is_chatter(text: str) -> bool:
    """Whether a text is only said in passing: "haha good one", "thank you"."""
    words, said = words_of(text), _phrases()["chatter"]
    while length := _begins_with(words, said) or _begins_with(words, _phrases()["fillers"]):
        words = words[length:]
    return not words


def asks_too(text: str) -> bool:
    """Whether a text goes on to ask something: "45, but what does it cost"."""
    return bool(_ASKS_TOO.search(re.sub(r"['’]", "", text.lower())))


def _without_fillers(words: list[str]) -> list[str]:
    while length := _begins_with(words, _phrases()["fillers"]):
        words = words[length:]
    return words


def _begins_with(words: list[str], phrases: list[tuple[str, ...]]) -> int:
    """The length of the longest phrase that the words begin with."""
    return next((len(phrase) for phrase in phrases if tuple(words[: len(phrase)]) == phrase), 0)
