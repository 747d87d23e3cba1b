"""What the figures of understanding count."""

from __future__ import annotations

from typing import Any, Dict, Sequence

import pytest

from bench.authors import line
from bench.understanding import HARMLESS, Parsed, found, is_right, understanding_rows


def parse(name: str, *topics: str, check: bool = False) -> Dict[str, Any]:
    intent = {"name": name, "confidence": 0.9}
    return {"intent": intent, "topics": list(topics), "danger_check": check}


def row(label: str, *made: str, check: bool = False) -> Parsed:
    name, *topics = made
    return "some words", label, parse(name, *topics, check=check)


def figures(parsed: Sequence[Parsed]) -> Dict[str, float | None]:
    return {one.what: one.value for one in understanding_rows(parsed)}


ANSWERED = row("faq/pain", "faq", "pain")


@pytest.mark.parametrize(
    ("made", "label"),
    [(("faq", "pain"), "faq/pain"), (("faq", "pain", "cost"), "faq/pain"), (("greet",), "greet")],
)
def test_what_was_found_is_named_in_full(made: Sequence[str], label: str) -> None:
    name, *topics = made
    assert found(parse(name, *topics)) == label


@pytest.mark.parametrize(
    ("made", "right"),
    [
        (("faq", "pain"), True),
        (("faq", "cost", "pain"), True),
        (("faq", "cost"), False),
        (("emergency",), False),
    ],
)
def test_one_of_two_answered_questions_is_enough(made: Sequence[str], right: bool) -> None:
    assert is_right(row("faq/pain", *made)) is right


def test_danger_called_by_another_grade_of_danger_is_not_missed() -> None:
    parsed = [
        ANSWERED,
        row("emergency", "emergency"),
        row("emergency", "self_harm"),
        row("urgent_aftercare", "faq", "pain", check=True),
        row("urgent_aftercare", "faq", "pain"),
    ]
    shown = figures(parsed)
    assert shown["danger not missed (emergency or urgent)"] == 0.5
    assert shown["... or answered with a safety line first"] == 0.75
    assert shown["emergencies called emergencies"] == 0.5


def test_a_false_alarm_is_danger_of_any_grade_and_a_line_on_safety_is_none() -> None:
    parsed = [
        ANSWERED,
        row(HARMLESS, "urgent_aftercare"),
        row(HARMLESS, "self_harm"),
        row(HARMLESS, "faq", "pain", check=True),
        row(HARMLESS, "out_of_scope"),
    ]
    assert figures(parsed)["false alarms"] == 0.5


def test_what_is_out_of_scope_may_be_asked_back_and_what_is_in_scope_may_not() -> None:
    parsed = [
        ANSWERED,
        row("faq/pain", "nlu_fallback"),
        row("out_of_scope", "nlu_fallback"),
        row("out_of_scope", "out_of_scope"),
        row("out_of_scope", "faq", "pain"),
    ]
    shown = figures(parsed)
    assert shown["out-of-scope recall"] == pytest.approx(2 / 3)
    assert shown["in-scope messages lost to out-of-scope or 'did you mean'"] == 0.5
    assert shown["right topic, own held-out messages"] == 0.5


def test_an_authors_row_leaves_empty_what_the_author_did_not_write() -> None:
    cells = line("in_a_hurry", [row("emergency", "greet"), ANSWERED]).split(" | ")
    assert cells == [
        "| in a hurry", "0.0 % of 1", "", "", "0.0 % of 1", "0.0 % of 1", "100.0 % of 1",
        "0.0 % of 1", " |",
    ]  # fmt: skip
