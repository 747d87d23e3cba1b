"""Whom a message is about: the visitor, or "my husband"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEX = {
    "male": "husband boyfriend dad father brother son grandad grandfather uncle nephew hubby",
    "female": "wife girlfriend mum mom mother sister daughter nan gran grandma aunt niece",
    None: "partner friend mate cousin neighbour colleague child kid teenager flatmate boss",
}
# Who may be answered for without more being said: "my daughter is 17 and wants it".
_FAMILY = "|".join(f"{_SEX['male']} {_SEX['female']}".split())
_RELATIONS = {word: sex for sex, words in _SEX.items() for word in words.split()}
_WORDS = "|".join(_RELATIONS)
# "for my husband", "asking on behalf of my mum", "check my dad", "can my sister have it",
# "it's my wife who wants it".
_ASKED_FOR = re.compile(
    rf"\b(?:for|on behalf of|about|asking for) (?:my|our|a) (?:\w+ )?({_WORDS})\b(?!'s\b)"
    rf"|\b(?:screen|pre-?screen|check|assess|see if|treat) (?:my|our) ({_WORDS})\b(?!'s\b)"
    rf"|\b(?:can|could|may|is|would|should|will) (?:my|our) ({_WORDS}) (?:also |even )?"
    r"(?:(?:have|get|try|do) (?:it|this|meso\w*)|be treated|be screened|allowed|able to have)\b"
    rf"|\b(?:my|our) ({_WORDS}) (?:wants|would like|is thinking|is interested|needs|'s the one)\b"
    r"(?! me\b)"
    rf"|\b(?:my|our) ({_FAMILY})(?: (?!i\b|me\b)\w+){{0,4}}? (?:wants|would like|is thinking"
    r"|is interested|needs|'s the one)\b(?! me\b)"
    rf"|\b(?:it|this)(?:'s| is| would be) (?:my|our) ({_WORDS})\b"
)
_FOR_SELF = re.compile(
    r"\b(?:it'?s|it is|this is|meant|mean|actually|no|now) (?:all |just |really )?"
    r"for (?:me|myself)\b(?! (?:and|as well|too|to)\b)|\bi'?m the (?:one who wants|patient)\b"
)
_MALE = re.compile(
    r"\b(?:i'?m|i am|as) an? (?:\w+ )?(?:man|male|guy|bloke|gentleman|fella|boy|dude)\b"
    r"|\bi'?m male\b"
)
_FEMALE = re.compile(r"\b(?:i'?m|i am|as) an? (?:\w+ )?(?:woman|female|lady|girl)\b")


@dataclass(frozen=True)
class Person:
    relation: str
    sex: str | None


def person_asked_for(text: str) -> Person | None:
    """Whom a visitor asks for, if not for themselves."""
    match = _ASKED_FOR.search(text.lower().replace("’", "'"))
    if match is None:
        return None
    relation = next(group for group in match.groups() if group)
    return Person(relation, _RELATIONS[relation])


def is_for_self(text: str) -> bool:
    """Whether a visitor takes back that it is for somebody else."""
    return bool(_FOR_SELF.search(text.lower().replace("’", "'")))


def sex_said(text: str, about: str | None) -> str | None:
    """The sex that a person gives, as far as it spares a question."""
    if about is not None:
        return _RELATIONS.get(about)
    lowered = text.lower().replace("’", "'")
    if _MALE.search(lowered):
        return "male"
    return "female" if _FEMALE.search(lowered) else None
