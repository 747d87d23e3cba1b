"""The words between days and times: what joins, bounds or excludes them."""

from __future__ import annotations

import re
from enum import Enum


class Join(Enum):
    OR = "or"
    AND = "and"
    COMMA = ","


class Bound(Enum):
    """What is said of the day that follows: the week it is in, or the days around it."""

    WEEK = "week of"
    WEEK_AFTER = "week after"
    FROM = "from"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?![a-z0-9])")


NO_MARK = _words(
    r"(?:im |i am |do|i )?(?:not|nt) (?:working|at work|busy|sure|fuss(?:ed|y)|bothered)|"
    r"(?:dont|do not) work|work(?:s|ing)? (?:for|best|well|better)|(?:would|will|could|can) work"
)
NOT = _words(
    r"except(?: for| on)?|apart from|excluding|exclude|other than|besides|aside from|bar|never|"
    r"no good(?: on)?|neither|cant|cannot|couldnt|(?:dont|wont) (?:want|like|do|be able)|avoid|"
    r"not(?: (?:really )?(?:free|available|able|possible|good|great|ok|okay|fine|ideal|keen))?|"
    r"unavailable|busy|away|on holiday|rather not|(?:at |i |only )work(?:ing)?|working|"
    r"(?:have|got) (?:work|school|college|uni|classes|meetings|plans)|"
    r"no(?= \w+days\b| mornings| afternoons| evenings| weekends| early| late)|"
    r"(?<=any day )but|(?<=every day )but|(?<=any time )but|(?<=anything )but|(?<=weekday )but"
)
# "mondays are no good": said of what stands before.
NOT_THAT = _words(
    r"(?:(?:is|are|would be|will be) (?:a bit )?)(?:bad|difficult|tricky|impossible|no use|"
    r"the worst|out(?: of the question)?|too (?:early|late|soon|far|busy))|"
    r"(?:(?:is|are|would be|will be) )?(?:no good|"
    r"not (?:good|possible|ok|okay|great|an option|ideal|best|available|convenient|suitable))|"
    r"(?:i )?(?:cant|cannot|couldnt)(?: (?:do|make|come|manage|get))*(?: it| that)?(?= ,|$)|"
    r"(?<!i )(?:dont|doesnt|wont|isnt|arent|cant|do not|does not|will not)(?: really)?"
    r"(?:(?: (?:work|suit|good|possible|ok|okay|great|an option|ideal|available|convenient|be))+|"
    r"(?= ,|$))"
)
END_OF_NOT = _words(
    r"but|so|otherwise|prefer(?:ably|red)?|best|fine|ok|okay|free|good|great|ideally|though|works|"
    r"instead|else|if possible|is|are"
)
BOUNDS = (
    (_words(r"(?:the )?week (?:after|following)"), Bound.WEEK_AFTER),
    (
        _words(r"(?:any time )?(?:the )?week (?:of|commencing|beginning|starting|with|from)"),
        Bound.WEEK,
    ),
    (
        _words(
            r"(?:not|no|never) (?:before|until|earlier than|sooner than)|from|starting|beginning|"
            r"as of|on or after|since|any time from|at the earliest|earliest"
        ),
        Bound.FROM,
    ),
    (_words(r"(?:any time |some time |day )?after|later than|past"), Bound.AFTER),
    (_words(r"(?:any time )?before|earlier than|sooner than|ahead of"), Bound.BEFORE),
    (
        _words(r"until|by|up to|no later than|not later than|not after|not past|on or before"),
        Bound.UNTIL,
    ),
)
ONWARDS = _words(r"onwards?|or later|or after|and after|on wards|and later")
RANGE = re.compile(r"-|(?:to|until|up to)(?![a-z0-9])")
AND = _words(r"and")
BETWEEN = _words(r"(?:any time )?between")
JOINS = (
    (_words(r"or|nor|otherwise|failing that|else"), Join.OR),
    (_words(r"and|&|plus|\+|also"), Join.AND),
    (re.compile(r"[,;]"), Join.COMMA),
)
FILLER = frozenset(
    "the on at in of for a an please pls plz thanks thx is be i would like to any some my me if "
    "possible maybe perhaps about around approx then".split()
)
WORD = re.compile(r"\S+")
