"""Holds what the forms say to plain words that clear nobody."""

from __future__ import annotations

import hashlib
import re

import pytest
import textstat  # type: ignore[import-untyped]  # ships no types
from every import each_of

from clinic.leads.consent import CONSENT_VERSION as BOOKING
from clinic.screening.consent import CONSENT_VERSION as SCREENING
from clinic.screening.questionnaire import Question, questionnaire
from tools.clinical_content import ROOT, read_yaml

VARIATIONS = {
    f"{name}/{number}": variation
    for file in ("screening", "booking")
    for name, variations in read_yaml(ROOT / "data" / f"{file}.yml")["responses"].items()
    for number, variation in enumerate(variations)
}
RULES = [*questionnaire().rules, *questionnaire().pairs]
# All that a visitor may read of the forms: sentences, buttons, reasons and names of things.
RESPONSES = {
    **{name: variation["text"] for name, variation in VARIATIONS.items()},
    **{f"{rule.id} until": f"Wait until {rule.until}." for rule in RULES if rule.until},
    **{rule.id: rule.reason for rule in RULES},
}
TITLES = {
    *(button["title"] for one in VARIATIONS.values() for button in one.get("buttons", [])),
    *(question.title for question in questionnaire().questions),
    *(thing.words for thing in questionnaire().things.values()),
}
NEVER = re.compile(
    r"suitable|cleared|\bsafe(?:ly)?\b|guarante|you can have (?:it|treatment)\.|confirmed"
    r"|\b(?:cure|permanent|painless|risk[ -]free|approved|eligible|good candidate)\w*",
    re.I,
)
STOPS_MEDICINE = re.compile(r"(?<!not )(?<!never )\bstop (?:taking|your|any)\b", re.I)
MOST_WORDS = 90
YOU = re.compile(r"(?<!thank )\byou(?:r|rs|rself)?\b", re.I)
FOR_ANOTHER = [{"type": "slot", "name": "screening_for_other", "value": True}]
OUTCOME = [
    f"utter_screening_{name}"
    for name in (
        "noted", "no_flag_found", "clinician_first", "not_now", "not_now_minor", "unsure",
        "body_image",
    )
]  # fmt: skip
# Long for the list that it is; each item is one word or two.
LISTS = {"utter_ask_screening_conditions/0"}


@each_of(RESPONSES)
def test_a_sentence_of_a_form_is_short_and_plain(name: str) -> None:
    text = re.sub(r"\{\w+\}", "name", RESPONSES[name])
    assert len(text.split()) <= MOST_WORDS
    if len(text.split()) >= 12 and name not in LISTS:
        assert textstat.flesch_kincaid_grade(text) <= 8.0


@each_of(RESPONSES)
def test_no_sentence_of_a_form_clears_anybody_or_stops_a_medicine(name: str) -> None:
    assert not NEVER.search(RESPONSES[name])
    assert not STOPS_MEDICINE.search(RESPONSES[name])


@each_of(name for name in RESPONSES if not name.startswith("utter_"))
def test_a_reason_is_as_true_of_somebody_else_as_of_the_visitor(name: str) -> None:
    assert not YOU.search(RESPONSES[name])


@each_of(questionnaire().questions)
def test_a_question_that_says_you_has_words_for_somebody_else(question: Question) -> None:
    """So do the sentences of the outcome."""
    names = [f"utter_ask_screening_{question.id}", *OUTCOME]
    for name in names:
        variations = [one for key, one in VARIATIONS.items() if key.startswith(f"{name}/")]
        mine = [one for one in variations if "condition" not in one]
        theirs = [one for one in variations if "condition" in one]
        if any(YOU.search(one["text"]) for one in mine):
            assert [one["condition"] for one in theirs] == [FOR_ANOTHER], name
        for one in theirs:
            assert "{screening_about}" in one["text"] or name == "utter_screening_unsure"


@each_of(sorted(TITLES))
def test_a_button_or_the_name_of_a_thing_clears_nobody(title: str) -> None:
    assert not NEVER.search(title)
    assert len(title.split()) <= 9


@pytest.mark.parametrize(
    ("file", "name", "version", "digest"),
    [
        ("screening", "utter_ask_screening_consent", SCREENING, "52af2c140ff4"),
        ("booking", "utter_ask_booking_check", BOOKING, "8bb9a5f9b900"),
    ],
)
def test_the_words_of_consent_are_those_of_their_version(
    file: str, name: str, version: str, digest: str
) -> None:
    """New words need a new version, or nobody knows what was agreed to."""
    variations = read_yaml(ROOT / "data" / f"{file}.yml")["responses"][name]
    words = "\n".join(variation["text"] for variation in variations)
    assert hashlib.sha256(f"{version}\n{words}".encode()).hexdigest()[:12] == digest
