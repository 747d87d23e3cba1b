"""Says whether a thing named in a message is said to be present or is denied.

After NegEx (Chapman et al. 2001), adapted to chat: a denial reaches forward only
over words that may stand between "no" and what it denies, and over a list of
things, so that "no allergies, i take warfarin" denies the first and not the second.
"""

from __future__ import annotations

from typing import Sequence, Set, Tuple

Span = Tuple[int, int]  # first token, one past the last

PRESENT = "present"
DENIED = "denied"

# Words that deny what follows.
BEFORE = frozenset(
    (
        "no not never none without nor neither nothing nobody isnt wasnt arent havent hasnt nope "
        "nah zero"
    ).split()
)
# Two words that deny only together: "dont take" does, "dont know" does not.
PAIR_FIRST = frozenset("dont doesnt didnt not never havent hasnt nt".split())
PAIR_SECOND = frozenset(
    (
        "have has had take takes took taken taking use uses used using get gets got suffer "
        "suffers on any been"
    ).split()
)
# Words that may stand between a denial and the thing denied, or between list items.
BETWEEN = frozenset(
    (
        "a an any the my of with on in to from for as or and nor & such like kind type sort "
        "really actually currently ever even known real have has had having take takes took "
        "taken taking use used using been get got suffer suffering diagnosed allergic "
        "allergies allergy history problem problems issue issues other else regular "
        "medication medications medicine medicines tablets pills blood that which wrong is"
    ).split()
)
SEPARATORS = frozenset(", / & + or and nor".split())
# What may follow a comma inside a list; anything else starts a new statement.
LIST_GOES_ON = frozenset("or and nor a an any the no other".split())
# Names of a whole kind: what follows their comma may be one that is there.
GENERAL = frozenset(
    "blood thinner thinners thinning anticoagulant anticoagulants medicine medicines medication "
    "medications meds tablets pills condition conditions illness illnesses disease diseases".split()
)
# After "nothing" and "never" a comma ends the denial; after these "or" may go on with it.
LIST_MAY_FOLLOW = frozenset("no not without".split())
# "no problems, diabetes aside": the thing is there.
SET_ASIDE = frozenset("aside apart excepted excluded notwithstanding".split())
# Words that deny what came before: "diabetes? none", "blood thinners: no".
AFTER = frozenset("no none never nope nah negative".split())
AFTER_MARKS = frozenset(": ? - – , =".split())


def role_of(tokens: Sequence[str], thing: Span, things: Sequence[Span]) -> str:
    """Return `present` or `denied`.

    Args:
        tokens: the message's words and marks, in lower case.
        thing: where the thing stands.
        things: where every named thing stands; a denial reaches across a list.
    """
    if thing[1] < len(tokens) and tokens[thing[1]] in SET_ASIDE:
        return PRESENT
    if _denied_before(tokens, thing, things) or _denied_after(tokens, thing):
        return DENIED
    return PRESENT


def _denied_before(tokens: Sequence[str], thing: Span, things: Sequence[Span]) -> bool:
    inside = {place for start, end in things for place in range(start, end)}
    words = [_plain(token) for token in tokens]
    if thing[0] and words[thing[0]] in PAIR_SECOND and words[thing[0] - 1] in PAIR_FIRST:
        return True  # "haven't had botox", where "had botox" is the thing
    for place in range(thing[0] - 1, -1, -1):
        word = words[place]
        if word in BEFORE:
            # "no, warfarin"; "nothing regular, ibuprofen now and then"
            answers = _ends_before_a_thing(words, place, thing[0], inside)
            return not (answers or _is_question(words, place))
        if place and word in PAIR_SECOND and words[place - 1] in PAIR_FIRST:
            unable = place > 1 and words[place - 2] in {"ca", "can"}  # "i can't take aspirin"
            return not (unable or _is_question(words, place - 1))
        if word == "," and place + 1 not in inside and words[place + 1] not in LIST_GOES_ON:
            return False
        if place not in inside and word not in BETWEEN and word not in SEPARATORS:
            return False
    return False


def _ends_before_a_thing(words: Sequence[str], denial: int, thing: int, inside: Set[int]) -> bool:
    """Whether a comma closes a denial that has named nothing in particular yet.

    "nothing regular, ibuprofen now and then" and "no blood thinners, aspirin" do not deny
    the last thing; "no allergies, asthma or diabetes" does.
    """
    comma = next((at for at in range(denial + 1, thing) if words[at] == ","), None)
    if comma is None:
        return False
    named = [at for at in range(denial + 1, comma) if at in inside]
    is_general = all(words[at] in GENERAL for at in named)
    goes_on = bool({"or", "nor"} & set(words[comma:]))
    if words[denial] == "not" and not goes_on:
        return True  # "not pregnant, breastfeeding"; "not apixaban, amlodipine"
    return is_general and not (words[denial] in LIST_MAY_FOLLOW and goes_on)


def _plain(token: str) -> str:
    return token.replace("'", "").replace("’", "")


def _is_question(words: Sequence[str], place: int) -> bool:
    """Whether "not" asks: "whether or not", "why not", "should i not take it"."""
    return words[place] == "not" and bool(
        {"or", "why", "should", "sure"} & set(words[max(0, place - 3) : place + 2])
    )


def _denied_after(tokens: Sequence[str], thing: Span) -> bool:
    place = thing[1]
    if place >= len(tokens) or tokens[place] not in AFTER_MARKS:
        return False
    while place < len(tokens) and tokens[place] in AFTER_MARKS:
        place += 1
    if place >= len(tokens) or tokens[place] not in AFTER:
        return False
    return place + 1 == len(tokens) or tokens[place + 1] in {".", ",", ";", "!", "?"}
