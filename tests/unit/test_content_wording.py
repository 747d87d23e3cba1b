"""Holds the answers to plain, balanced words that promise nothing and clear nobody."""

import re
from collections.abc import Iterator
from statistics import mean
from typing import Any

import pytest
import textstat  # type: ignore[import-untyped]  # ships no types
from every import each_of

from tools.clinical_content import ROOT, TOPIC_KEY, Answer, read_answers

ANSWERS = [
    answer
    for name in ("responses", "conditions")
    for answer in read_answers(ROOT / "data" / f"{name}.yml")
]
each_answer = each_of(ANSWERS)

# What fills each place: read aloud, the number and the name are part of the answer.
PLACES = {
    "clinic_name": "Larkspur Skin Clinic",
    "clinic_phone": "020 7946 0321",
    "clinic_address": "14 Orchard Parade, London",
    "emergency_number": "999",
    "crisis_name": "Samaritans",
    "crisis_phone": "116 123",
    "privacy_page": "clinic.example/privacy",
    "opening_now": "We are open now, until 6 pm.",
    "opening_week": "Monday: 9 am to 6 pm.\nTuesday: 9 am to 6 pm.\nSunday: closed.",
    "directions": "It is five minutes on foot from the station.",
}
CLAIMS = re.compile(
    r"\b(?:cur(?:e|es|ed|ing)|guarant\w+|permanent(?:ly)?|safe for (?:every|any|all)\w*"
    r"|(?:no|without|zero) side[ -]effects?|(?:suitable|safe) for you|risk[ -]free|painless(?:ly)?"
    r"|miracles?|miraculous\w*|you(?: are|['’]re) safe|cleared (?:to|for))\b",
    re.IGNORECASE,
)
STOP_MEDICINE = re.compile(
    r"\b(?:stop|stopping|quit|skip|skipping|come off|coming off)"
    r" (?:taking|using|your|any|all|it|them|this|these|the|a|prescribed)\b",
    re.IGNORECASE,
)
DENIAL = re.compile(r"\b(?:no|not|never|nor|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[.,;:!?\n]|\b(?:and|but|so)\b", re.IGNORECASE)
EVIDENCE = re.compile(r"\b(?:evidence|stud(?:y|ies)|proof|(?:un)?proven|trials?)\b", re.IGNORECASE)
RISK = re.compile(
    r"\b(?:risks?|harms?|infect\w+|bruis\w+|scars?|lumps?|burns?|allerg\w+|skin death)\b",
    re.IGNORECASE,
)
CONCERNS = (
    *("face_rejuvenation", "fat_reduction", "hair_loss", "cellulite", "acne", "pigmentation"),
    *("stretch_marks", "scars", "dark_circles"),
)
BENEFITS = {TOPIC_KEY + name for name in (*CONCERNS, "benefits", "evidence", "combine_treatments")}


def strings(content: Any) -> Iterator[str]:
    """Yield what a visitor sees of an answer or of a part of it."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for item in content:
            yield from strings(item)
    elif isinstance(content, dict):
        unseen = {"metadata", "payload", "card", "image"}
        yield from (seen for key in content if key not in unseen for seen in strings(content[key]))


def shown(answer: Answer) -> str:
    return "\n".join(strings(answer.body))


def spoken(answer: Answer) -> str:
    """Return the text of an answer with every place filled."""
    filled: str = re.sub(r"\{(\w+)\}", lambda place: PLACES[place[1]], answer.body["text"])
    return filled


def undenied(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what the pattern finds where its clause has not denied it before."""
    return [
        found[0]
        for found in pattern.finditer(text)
        if not DENIAL.search(CLAUSE_END.split(text[: found.start()])[-1])
    ]


def is_about_a_benefit(answer: Answer) -> bool:
    return answer.key in BENEFITS or answer.key.startswith(f"{TOPIC_KEY}compare_")


@each_answer
def test_every_place_in_an_answer_is_one_that_is_filled(answer: Answer) -> None:
    unknown = set(re.findall(r"\{[^{}]*\}|[{}]", shown(answer))) - {
        f"{{{name}}}" for name in PLACES
    }
    assert not unknown, f"{answer}: {unknown}"


@each_answer
def test_an_answer_has_at_most_ninety_words(answer: Answer) -> None:
    count = len(spoken(answer).split())
    assert count <= 90, f"{answer}: {count} words"


@each_answer
def test_an_answer_reads_at_grade_eight_or_lower(answer: Answer) -> None:
    grade = textstat.flesch_kincaid_grade(spoken(answer))
    assert grade <= 8, f"{answer}: grade {grade:.1f}"


def test_the_answers_read_at_grade_six_and_a_half_on_average() -> None:
    grades = {str(answer): textstat.flesch_kincaid_grade(spoken(answer)) for answer in ANSWERS}
    hardest = sorted(grades, key=lambda name: grades[name])[-3:]
    assert mean(grades.values()) <= 6.5, f"the hardest are {hardest}"


@each_answer
def test_an_answer_promises_nothing_and_clears_nobody(answer: Answer) -> None:
    claims = undenied(CLAIMS, shown(answer))
    assert not claims, f"{answer}: {claims}"


@each_of([answer for answer in ANSWERS if is_about_a_benefit(answer)])
def test_a_benefit_never_stands_without_its_evidence_and_its_risks(answer: Answer) -> None:
    assert EVIDENCE.search(shown(answer)), f"{answer}: says nothing of the evidence"
    assert RISK.search(shown(answer)), f"{answer}: says nothing of a risk"


def test_every_topic_that_speaks_of_a_benefit_is_held_to_that() -> None:
    keys = {answer.key for answer in ANSWERS if is_about_a_benefit(answer)}
    assert keys >= BENEFITS
    assert len(keys - BENEFITS) == 9


@each_answer
def test_no_answer_tells_to_stop_a_medicine(answer: Answer) -> None:
    advice = undenied(STOP_MEDICINE, shown(answer))
    assert not advice, f"{answer}: {advice}"


@each_answer
def test_no_answer_tells_to_wait_and_see(answer: Answer) -> None:
    advice = re.search(r"\b(?:wait|watch) and (?:see|wait)\b", shown(answer), re.IGNORECASE)
    assert not advice, f"{answer}: tells to wait"


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("It is permanent.", ["permanent"]),
        ("It is not permanent, and no one can guarantee a change.", []),
        ("It is not surgery, and it is painless.", ["painless"]),
        ("It is not surgery and has no side effects.", ["no side effects"]),
        ("That does not mean no side effects.", []),
        ("I cannot say that it is suitable for you. You are safe!", ["You are safe"]),
        ("The procedure is secure.", []),
    ],
)
def test_a_claim_stands_only_where_it_is_denied(text: str, claims: list[str]) -> None:
    assert undenied(CLAIMS, text) == claims


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Stop taking your tablets.", ["Stop taking"]),
        ("Please do not stop it or skip a dose.", []),
        ("Do not worry, stop your warfarin.", ["stop your"]),
        ("You can stop at any time.", []),
    ],
)
def test_advice_to_stop_stands_only_where_it_is_denied(text: str, advice: list[str]) -> None:
    assert undenied(STOP_MEDICINE, text) == advice
