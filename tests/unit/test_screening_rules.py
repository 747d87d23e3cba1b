"""Holds the pre-screen's file to its sources, to the vocabulary and to plain words."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest
import textstat  # type: ignore[import-untyped]  # ships no types
import yaml
from every import each_of
from pydantic import ValidationError

from clinic.screening.questionnaire import FILE, Outcome, Pair, Questionnaire, Rule, questionnaire

ROOT = Path(__file__).resolve().parents[2]
QUESTIONNAIRE = questionnaire()
# Rows of the candidacy table that no answer of a visitor can meet: the provider's own.
OF_THE_PROVIDER = {"45"}
NEVER = re.compile(
    r"suitable|cleared|\bsafe\b|guarante|approved for you|\d+ ?mg|wait and see", re.I
)
# The candidacy table of the fact base: row, its rule and its sources. N not now, D wait,
# C a clinician first; "NC" is either, as the person is.
ROWS = {
    row: (rule, sources.split())
    for row, rule, sources in (
        ("1", "N", "C1 C2 SAY"), ("2", "N", "LACT SAY"), ("3", "D", "C3"), ("4", "N", "KYB RSV"),
        ("5", "D", "RSV C1"), ("6", "DC", "C1"), ("7", "C", "C5"), ("8", "D", "SF C4"),
        ("9", "N", "C1 C2 C5"), ("10", "C", "C1 C2"), ("11", "NC", "C1 C8 SAY"),
        ("12", "C", "C4 C5"), ("13", "NC", "SAY C1"), ("14", "NC", "C1 C2 C3"), ("15", "C", "C8"),
        ("16", "NC", "RSS KYB"), ("17", "C", "AC1 KYB"), ("18", "D", "C3 C14 C15"),
        ("19", "NC", "C2 TXAL"), ("20", "NC", "C1 C2 C3"), ("21", "NC", "C1"),
        ("22", "NC", "C3 C8 TXAL"), ("23", "C", "C1 C5 FDAlid TXAL"), ("24", "NC", "SAY C1"),
        ("25", "C", "SAY"), ("26", "NC", "RSS"), ("26a", "N", ""), ("26b", "NC", "HYAL HYAL2"),
        ("26c", "C", ""), ("26d", "N", "RSS SAY"), ("26e", "C", "C3 THY"), ("26f", "C", "C1 C5"),
        ("27", "N", "UK21 SKV2 FDAmn KYB"), ("28", "C", "C2"), ("29", "DC", "C1 C7 ISO17"),
        ("30", "D", "C7"), ("31", "D", "C1 C14 RSV"), ("32", "D", "C5"), ("33", "D", "RSV SAY C5"),
        ("34", "D", "C1"), ("35", "D", "C14"), ("36", "D", "C4 VAX"), ("37", "D", "C1 C5"),
        ("38", "NC", "BDD RSV"), ("39", "N", "RSV BCAM"), ("40", "C", "KYB"), ("41", "C", ""),
        ("42", "C", "GLU"), ("43", "D", "C5"), ("44", "C", "C3"), ("46", "C", ""),
        ("47", "C", "BTX"),
    )
}  # fmt: skip
# Where a clinician's look is asked for though the row says no, or wait; and why.
MILDER = {
    "two_ages": "which age is true is not known; the team asks",
    "past_cold_sore": "it is over; the row wants the clinician told",
    "aspirin": "it may be prescribed, and nobody is to stop it because of a chat",
    "nsaid": "it may be prescribed, and nobody is to stop it because of a chat",
    "supplement": "a matter of days before the visit",
    "retinoid_cream": "a matter of days before the visit",
    "alcohol_drugs": "a matter of a day before the visit; a habit is for the clinician",
    "soy_egg_allergy": "a no for the mixes that hold it only",
    "anaesthetic_allergy": "a no for the mixes that hold it only",
    "lasting_filler": "a no for that place only",
    "expectations": "talking it through is what the row waits for",
}
FIGURE = re.compile(r"\d|\b(?:two|three|four|five|six|twelve|weeks?|months?|percent)\b", re.I)
each_rule = pytest.mark.parametrize("rule", QUESTIONNAIRE.rules, ids=lambda rule: rule.id)
REASONS: list[Rule | Pair] = [*QUESTIONNAIRE.rules, *QUESTIONNAIRE.pairs]
each_reason = each_of(REASONS)


@functools.cache
def read(name: str) -> Any:
    return yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8"))


def vocabulary_names() -> tuple[set[str], set[str]]:
    """The groups, and the values, of everything that the understanding can name."""
    groups: set[str] = set()
    values: set[str] = set()
    for entries in read("vocabulary.yml").values():
        for key, content in entries.items():
            if isinstance(content, dict):
                groups.add(str(key))
                values |= {str(value) for value in content}
            else:
                values.add(str(key))
    return groups, values


def test_every_row_of_the_candidacy_table_has_a_rule() -> None:
    rows = {rule.row for rule in QUESTIONNAIRE.rules if rule.row is not None}
    assert rows == set(ROWS)
    assert {str(number) for number in range(1, 48)} - rows == OF_THE_PROVIDER


@each_rule
def test_a_rule_is_as_strict_as_its_row(rule: Rule) -> None:
    if rule.row is None:
        assert (rule.outcome, rule.sources) == (Outcome.CLINICIAN_FIRST, ())
        return
    strictness, _ = ROWS[rule.row]
    if strictness == "C":
        assert rule.outcome == Outcome.CLINICIAN_FIRST
    elif "C" not in strictness and rule.id not in MILDER:
        assert rule.outcome == Outcome.NOT_NOW


@each_rule
def test_a_rule_cites_the_sources_of_its_row_and_no_others(rule: Rule) -> None:
    _, sources = ROWS.get(rule.row or "", ("", []))
    assert set(rule.sources) <= set(sources)
    assert bool(rule.sources) == bool(sources)


def test_what_is_milder_than_its_row_is_still_for_a_clinician() -> None:
    outcomes = {rule.id: rule.outcome for rule in QUESTIONNAIRE.rules}
    assert {outcomes[name] for name in MILDER} == {Outcome.CLINICIAN_FIRST}


@each_reason
def test_what_rests_on_a_clinic_or_on_general_knowledge_waits(reason: Rule | Pair) -> None:
    kinds = {read("sources.yml")[name]["kind"] for name in reason.sources}
    if kinds <= {"clinic page"} or isinstance(reason, Pair):
        assert reason.sign_off


def test_a_pair_cites_no_more_than_its_two_rules() -> None:
    of_things = {rule.when: set(rule.sources) for rule in QUESTIONNAIRE.rules}
    for pair in QUESTIONNAIRE.pairs:
        first, second = pair.when
        assert set(pair.sources) <= of_things[first] | of_things[second]


@each_reason
def test_a_reason_names_only_sources_that_there_are(reason: Rule | Pair) -> None:
    assert set(reason.sources) <= set(read("sources.yml"))


@each_reason
def test_a_reason_is_short_plain_and_clears_nobody(reason: Rule | Pair) -> None:
    words = f"{reason.reason} {reason.until or ''}"
    assert not NEVER.search(words)
    assert len(reason.reason.split()) <= 30
    assert textstat.flesch_kincaid_grade(reason.reason) <= 8.0
    assert not FIGURE.search(words) or reason.sources


@each_reason
def test_waiting_says_until_when(reason: Rule | Pair) -> None:
    assert (reason.outcome == Outcome.NOT_NOW) == bool(reason.until)


def test_all_reasons_together_are_easy_to_read() -> None:
    together = " ".join(rule.reason for rule in QUESTIONNAIRE.rules)
    assert textstat.flesch_kincaid_grade(together) <= 6.5


def test_what_a_thing_is_named_by_is_in_the_vocabulary() -> None:
    groups, values = vocabulary_names()
    named = {name for thing in QUESTIONNAIRE.things.values() for name in thing.named}
    assert named - groups - values == set()


def test_every_group_of_medicines_and_conditions_counts_for_something() -> None:
    content = read("vocabulary.yml")
    groups = {group for kind in ("medicine", "condition") for group in content[kind]}
    named = {name for thing in QUESTIONNAIRE.things.values() for name in thing.named}
    # A provider that names no product is the provider's problem, not the visitor's.
    assert groups - named == {"unknown_product"}


def test_what_is_of_every_day_is_in_the_vocabulary() -> None:
    _, values = vocabulary_names()
    assert QUESTIONNAIRE.everyday_medicines <= values
    assert QUESTIONNAIRE.everyday_conditions <= values
    assert {"paracetamol", "combined pill"} <= QUESTIONNAIRE.everyday_medicines


def test_every_thing_is_asked_about_or_named_and_each_leads_somewhere() -> None:
    ruled = {rule.when for rule in QUESTIONNAIRE.rules}
    follow = {thing for question in QUESTIONNAIRE.questions for thing in question.follows}
    assert set(QUESTIONNAIRE.things) == ruled | follow


def test_every_question_is_asked_and_explained_in_words() -> None:
    said = read("screening.yml")["responses"]
    for question in QUESTIONNAIRE.questions:
        assert f"utter_ask_screening_{question.id}" in said
        assert f"utter_why_screening_{question.id}" in said


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("when: pregnant,", "when: pregnand,", "unknown things: pregnand"),
        ("when: heart,", "when: pacemaker,", "things with two rules: pacemaker"),
        ("past: past_cold_sore", "past: gone", "unknown things: gone"),
        ("outcome: not_now", "outcome: fine", "outcome"),
    ],
)
def test_a_mistake_in_the_file_is_refused(old: str, new: str, complaint: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValidationError, match=complaint):
        Questionnaire.model_validate(yaml.safe_load(text.replace(old, new, 1)))
