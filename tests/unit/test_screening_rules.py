"""Holds the pre-screen's file to its sources, to the vocabulary and to plain words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import textstat  # type: ignore[import-untyped]  # ships no types
import yaml
from pydantic import ValidationError

from clinic.screening.questionnaire import FILE, Outcome, Pair, Questionnaire, Rule, questionnaire

ROOT = Path(__file__).resolve().parents[2]
QUESTIONNAIRE = questionnaire()
# Rows of the candidacy table that no answer of a visitor can meet: the provider's own.
OF_THE_PROVIDER = {"45"}
NEVER = re.compile(
    r"suitable|cleared|\bsafe\b|guarante|approved for you|\d+ ?mg|wait and see", re.I
)
each_reason = pytest.mark.parametrize(
    "reason", [*QUESTIONNAIRE.rules, *QUESTIONNAIRE.pairs], ids=lambda reason: reason.id
)


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
    rows = {rule.row for rule in QUESTIONNAIRE.rules} | OF_THE_PROVIDER
    assert {str(number) for number in range(1, 48)} - rows == set()
    assert {"26a", "26b", "26c", "26d", "26e", "26f"} <= rows


@each_reason
def test_a_reason_names_only_sources_that_there_are(reason: Rule | Pair) -> None:
    assert set(reason.sources) <= set(read("sources.yml"))


@each_reason
def test_a_reason_is_short_plain_and_clears_nobody(reason: Rule | Pair) -> None:
    words = f"{reason.reason} {reason.until or ''}"
    assert not NEVER.search(words)
    assert len(reason.reason.split()) <= 30
    assert textstat.flesch_kincaid_grade(reason.reason) <= 8.0
    assert not re.search(r"\d", words) or reason.sources


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
