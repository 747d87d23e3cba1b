"""Reads the names of people, and makes free text inert."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
MOST_WORDS = 6
MOST_PEOPLE = 6
MOST_OPENINGS = 3  # "it is for my husband, his name is Tom"
# Control, format (zero-width, bidi), private, unassigned and lone surrogate characters.
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})

RELATIVE = (
    r"(?:my|our|her|his|the) (?:\w+ )?(?:sister|brother|mum|mom|mother|dad|father|daughter|son|"
    r"wife|husband|partner|friend|cousin|aunt|uncle|girlfriend|boyfriend|fianc[eé]e?|gran|grandma|nan|"
    r"colleague|flatmate)(?: is| called| named|'s name is)?"
)
# "My name is", as those write it who learnt English later.
ABROAD = (
    r"me llamo|mi nombre es|je m['’]appelle|je suis|mein name ist|ich hei(?:ß|ss)e|ich bin|"
    r"mi chiamo|me chamo|(?:o )?meu nome [ée]|nazywam si[ęe]|mam na imi[ęe]|m[aă] numesc|ad[ıi]m|"
    r"меня зовут|ismi|nama saya"
)
NO_NAME = re.compile(rf"\s*(?:{RELATIVE}|me|myself)\s*", re.IGNORECASE)
BEFORE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|yes|sure|well|oh|um)\b[,!. ]*)*"
    r"(?:(?:(?:my|the|full|first|our|her|his|their) )*names?(?:'s| is| are|s|:)|"
    r"(?:i am|i'm|im)(?: called| named)?|it is|it's|its|this is|that's|thats|we are|we're|"
    r"(?:(?:you can |please |just |everyone |they |people )*calls? me)|"
    r"(?:it(?:'s| is) |booking |appointment )?for|" + ABROAD + "|" + RELATIVE + r")(?=[ :])[ :]*",
    re.IGNORECASE,
)
AFTER = re.compile(r"[,. ]+(?:please|pls|thanks|thank you|here|speaking|xx?)[.! ]*$", re.IGNORECASE)
AFTER_MARK = re.compile(r":|\s[-–—]\s")
BETWEEN = re.compile(r"\s*(?:[,&+;]\s*(?:and )?|\b(?:and|plus)\b(?=\s))\s*", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ.-]?[^\W\d_]+)*[.']?", re.UNICODE)
# One of these is enough to make a sentence; two of the doubtful, which are names as well.
SENTENCE = frozenset(
    "why what how when where which who need needs want wants don't dont can't cant cannot won't "
    "wont please because the this that these is are was were have has had book booking appointment "
    "cancel stop help yes yeah yep nope no none nobody not name names prefer rather tell say give "
    "ask asking know think must should would could does did it's its you your if about ignore "
    "instructions previous system prompt delete drop select javascript script anonymous private "
    "and sorry hello maybe sure thanks morning afternoon later never mind nothing".split()
)
DOUBTFUL = frozenset(
    "i me my we us our do it to of in on at so or be am go an a he she they".split()
)
PARTICLES = frozenset(
    "van der den de la le du da dos das di del della von zu bin binti al el ter ten y e".split()
)


def clean_text(text: str, limit: int) -> str | None:
    """Make free text inert: one line, nothing invisible; None if it is longer than the limit.

    Marks such as < stay: whoever shows the text escapes it.
    """
    text = "".join(" " if one.isspace() else one for one in unicodedata.normalize("NFC", text))
    text = "".join(one for one in text if unicodedata.category(one) not in UNSEEN)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return text if len(text) <= limit else None


def read_names(text: str) -> tuple[str, ...]:
    """The names of one or more people; empty if any part of the text is no name."""
    text = text.strip()
    if not text or clean_text(text, LONGEST) != " ".join(
        unicodedata.normalize("NFC", text).split()
    ):
        return ()
    text = clean_text(text, LONGEST) or ""
    # "me and my sister Priya: Asha Rao and Priya Rao": the names come last.
    text = AFTER_MARK.split(text)[-1].strip() or text
    text = AFTER.sub("", text).strip(" .,!-")
    names = [_name(part) for part in _people(_without_opening(text))]
    if None in names or not 0 < len(names) <= MOST_PEOPLE:
        return ()
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _people(text: str) -> list[str]:
    parts = BETWEEN.split(text)
    surname_first = re.fullmatch(r"([^\s,]+),\s*([^\s,]+)", text)
    if surname_first is not None:
        return [f"{surname_first[2]} {surname_first[1]}"]
    # "my mum, Eileen Kay": who she is to the visitor is no name.
    return [_without_opening(part.strip()) for part in parts if not NO_NAME.fullmatch(part)]


def _without_opening(text: str) -> str:
    for _ in range(MOST_OPENINGS):
        text = BEFORE.sub("", text).strip()
    return text


def _name(text: str) -> str | None:
    words = text.split()
    if not 0 < len(words) <= MOST_WORDS or not all(WORD.fullmatch(word) for word in words):
        return None
    lower = [word.lower().replace("’", "'") for word in words]
    doubtful = sum(word in DOUBTFUL for word in lower)
    if any(word in SENTENCE for word in lower) or doubtful > 1 or doubtful == len(words):
        return None
    if text != text.lower():
        return text
    return " ".join(word if word in PARTICLES else word.title() for word in words)
