"""The words that name days, each with what reads it; the first that fits is taken."""

from __future__ import annotations

import datetime as dt
import re

from clinic.leads.wished_times import days
from clinic.leads.wished_times.days import OPEN_END, Days, Reader, Today
from clinic.leads.wished_times.spelling import MONTHS
from clinic.settings import WEEKDAYS

W = f"({'|'.join(WEEKDAYS)})"
M = f"({'|'.join(MONTHS)})"
ORDINAL = r"(?:st|nd|rd|th)"
NAMED_PERIOD = (
    rf"(?:the )?(?:next|this|coming|following) (?:month|week)|(?:the )?week after next|{M[1:-1]}"
)
YEAR = r"(?: (\d{4}))?"
PERIOD = rf"({NAMED_PERIOD}|(?:the )?(?:month|week)){YEAR}"
THE_NEXT = r"(?:the )?(?:next|following|one after)(?: one)?"
NOT_A_TIME = r"(?![\d:]|\.\d| ?(?:am|pm|oclock|ish)\b)"
# Anything goes.
ASAP = (
    r"any (?:day|time|when|date)s?|(?:all|every|each) (?:day|week)s?(?: of the week)?|asap|"
    r"as soon as|earliest(?! \d)|soon(?:est)?|"
    r"(?:next|earliest|1st) (?:available|free|possible|slot|appointment)|"
    r"when ?ever|flexible|(?:no|any) preference|(?:dont|do not|doesnt|does not) (?:really )?"
    r"(?:mind|matter|care)|you (?:choose|pick|decide)|up to you|anything|im easy|not fuss(?:ed|y)|"
    r"any (?:of them|slot|appointment|works|is fine)|immediately|straight away|right away|urgently"
)
RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?![a-z0-9])"), reader)
    for pattern, reader in (
        (ASAP, days.anything),
        (r"\d{4}-\d{1,2}-\d{1,2}", days.iso),
        (
            r"(?P<first>\d{1,2})(?:/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?)" + NOT_A_TIME,
            days.numeric,
        ),
        (r"(?P<first>\d{1,2})[.-](?P<second>\d{1,2})[.-](?P<year>\d{4}|\d\d)", days.numeric),
        (
            rf"(?:the )?(?P<day>\d{{1,3}}){ORDINAL}? (?:day )?(?:of )?(?P<month>{M[1:-1]})"
            r"(?:(?: ,)? (?P<year>\d{4}))?",
            days.named,
        ),
        (
            rf"(?P<month>{M[1:-1]}) (?:the )?(?P<day>\d{{1,2}}){ORDINAL}?{NOT_A_TIME}"
            r"(?:(?: ,)? (?P<year>\d{4}))?",
            days.named,
        ),
        (rf"(?:the )?(1st|2nd|3rd|4th|5th|last) {W} (?:of|in) {PERIOD}", days.nth_weekday),
        (rf"(?:the )?(1st|2nd|3rd|4th|last) week (?:of|in) {PERIOD}", days.nth_week),
        (
            r"(?:the )?(1st half|2nd half|early|beginning|start|mid|middle|late|end)"
            r"(?: in| of)? (?:the )?" + PERIOD,
            days.part,
        ),
        (r"(?:the )?(?:rest of (?:the|this) week|later (?:on )?(?:in )?(?:the|this) week)",
         days.rest_of_week),
        (rf"not (?:this |the )?(?:coming )?{W} ,? ?but {THE_NEXT}(?: {W[1:-1]})?", days.the_next),
        (rf"not this week ,? ?but {THE_NEXT}(?: week)?", days.week_part(0, 6, 1)),
        (rf"{W} (week|fortnight|after next)", days.weekday_and_more),
        (rf"(?:(\d) )?(?:a )?(weeks?|fortnight) (?:on|from|after|come) {W}", days.week_from),
        (
            r"(?:(\d) )?(?:a )?(weeks?|fortnight) (?:on |from )?(today|tomorrow|now)",
            days.week_from,
        ),
        (r"()(fortnight)(?: on)? " + W, days.week_from),
        (rf"{W} ,? ?(?:the )?(\d{{1,2}}){ORDINAL}(?! thing)", days.weekday_with_number),
        (rf"{W} (?:the )?(1[3-9]|2\d|3[01]){NOT_A_TIME}", days.weekday_with_number),
        (r"(?:the )?weekend after next", days.week_part(5, 6, 2)),
        (r"next weekend", days.week_part(5, 6, 1)),
        (r"(?:any|every|most|all|at|on) weekends?|weekends", days.every(5, 6)),
        (r"(?:this |the )?(?:coming )?weekend", days.week_part(5, 6)),
        (r"mid ?-? ?week|middle of the week", days.every(1, 2, 3)),
        (r"(?:during the week|(?:any |every |all |working |a )?(?:week|work|working) ?days?)",
         days.every(0, 1, 2, 3, 4)),
        (r"(?:the )?day after tomorrow", days.fixed(2)),
        (r"tomorrow (week)", days.fixed(8)),
        (r"today (week)", days.fixed(7)),
        (r"(?:the )?day before yesterday|yesterday", days.past),
        (
            rf"(?:last|past|previous) (?:week|month|year|night|weekend|{W[1:-1]}|{M[1:-1]})",
            days.past,
        ),
        (r"(?:later )?today|now", days.fixed(0)),
        (r"tomorrow", days.fixed(1)),
        (r"(?:in |within )?(?P<least>\d{1,6}|a) (?:or (?P<most>\d{1,2}) )?"
         r"(?P<unit>day|week|fortnight|month|year)s? ago", days.past),
        (r"in (?P<least>a) (?P<unit>day|week|month) or (?P<most>\d)", days.relative),
        (r"in (?:about )?(?:a )?(?P<least>\d{1,6}|an?)(?:(?: or |-| to )(?P<most>\d{1,2}))? "
         r"(?:of )?(?P<unit>day|week|fortnight|month|year)s?(?: time)?", days.relative),
        (r"(?P<least>\d{1,6}|a)(?:(?: or |-| to )(?P<most>\d{1,2}))? "
         r"(?P<unit>day|week|fortnight|month|year)s? (?:from (?:now|today)|time)", days.relative),
        (r"(?:within|in|over|during) (?:the )?(?:next|coming)? ?(\d{1,3})? ?"
         r"(day|week|fortnight|month)s?", days.within),
        (r"(?:the )?next (\d{1,3}) (day|week|month)s?", days.within),
        (r"(?:the )?week after next", days.week_part(0, 6, 2)),
        (r"next year", lambda _m, today: Days((dt.date(today.date.year + 1, 1, 1), OPEN_END))),
        (rf"(?:during |in |of )({M[1:-1]}){YEAR}(?! ?\d)", days.period),
        (rf"({NAMED_PERIOD}){YEAR}", days.period),
        (r"(?:in |during |early in )(?:the )?new year",
         lambda _m, today: Days((dt.date(today.date.year + 1, 1, 1), OPEN_END))),
        (r"(?:the )?(christmas eve|christmas(?: day)?|boxing day|new years eve|new years?(?: day)?|"
         r"good friday|easter monday|easter sunday|easter|holidays)", days.holiday),
        (rf"(?:the )?(\d{{1,2}}){ORDINAL} (?:of )?((?:next|this|the) month)", days.number_of_month),
        (rf"(?:the )?(\d{{1,3}}){ORDINAL}(?! thing)", days.number),
        (rf"(?P<how>(?:any |every |each |a |(?:the )?next |(?:this )?coming |this |following )?)"
         rf"(?P<weekday>{W[1:-1]})(?P<plural>s?)", days.weekday),
    )
)  # fmt: skip


def read_days(text: str, place: int, today: Today) -> tuple[Days, int] | None:
    """The days named at a place of the text, and where their words end."""
    for pattern, reader in RULES:
        match = pattern.match(text, place)
        if match is not None:
            return reader(match, today), match.end()
    return None
