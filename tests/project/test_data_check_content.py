"""Holds the check to finding answers, danger signs and groups that do not fit together."""

from pathlib import Path

import pytest
from small_project import ANSWER, Found, changing, written


@pytest.fixture
def found(tmp_path: Path) -> Found:
    return changing(written(tmp_path))


# Answers


def test_a_topic_without_an_answer_is_found(found: Found) -> None:
    answer = ANSWER.format(name="utter_faq/pain")
    assert found("data/responses.yml", answer, "") == [
        "data/topics.yml:4: the topic pain has no answer in data/responses.yml"
    ]


@pytest.mark.parametrize("name", ["utter_faq/magic", "utter_pain"])
def test_an_answer_without_a_topic_is_found(found: Found, name: str) -> None:
    old = ANSWER.format(name="utter_faq/pain")
    assert found("data/responses.yml", old, old + ANSWER.format(name=name)) == [
        f"data/responses.yml:12: {name} is the answer to no topic of data/topics.yml"
    ]


each_kind = pytest.mark.parametrize(
    ("file", "name"),
    [("data/responses.yml", "utter_faq/pain"), ("data/conditions.yml", "utter_condition_aspirin")],
)


@each_kind
@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("      sources: [KON13]\n", "", 10, "{} names no sources"),
        ("sources: [KON13]", "sources: []", 10, "{} names no sources"),
        ("sources: [KON13]", "sources:", 10, "{} names no sources"),
        ("[KON13]", "[KON13, ABC99]", 10, "{}: ABC99 is not in data/sources.yml"),
        ("[KON13]", "\n      - KON13\n      - ABC99", 12, "{}: ABC99 is not in data/sources.yml"),
        ('      reviewed: "2026-11-22"\n', "", 10, "{} does not say when it was reviewed"),
        ('reviewed: "2026-11-22"', "reviewed:", 10, "{} does not say when it was reviewed"),
    ],
)
def test_an_answer_without_source_or_review_is_found(
    found: Found, file: str, name: str, old: str, new: str, line: int, fault: str
) -> None:
    answer = ANSWER.format(name=name)
    assert answer.count(old) == 1
    assert found(file, answer, answer.replace(old, new)) == [f"{file}:{line}: {fault.format(name)}"]


@each_kind
@pytest.mark.parametrize(
    ("body", "line"), [(":\n  - text: Short.\n", 8), (":\n", 7), (": []\n", 7)]
)
def test_an_answer_without_metadata_lacks_both(
    found: Found, file: str, name: str, body: str, line: int
) -> None:
    assert found(file, ANSWER.format(name=name), f"  {name}{body}") == [
        f"{file}:{line}: {name} does not say when it was reviewed",
        f"{file}:{line}: {name} names no sources",
    ]


def test_each_wording_of_an_answer_needs_its_own_source(found: Found) -> None:
    answer = ANSWER.format(name="utter_faq/pain")
    assert [
        line.split(":")[1]
        for line in found("data/responses.yml", answer, answer + "  - text: Other words.\n")
    ] == ["12", "12"]


# Danger signs and vocabulary


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("signs:\n  sight:", "signs:\n  hearing:", "8: the group hearing is not listed under"),
        ("  sight: {level", "  hearing: {level", "8: the group sight is not listed under groups"),
        ("<eye> <lost>|dark*", "<ear> <lost>", "10: the family <ear> is not listed under"),
        ("<eye> <lost>|dark*", "dark*|<ear>", "10: the family <ear> is not listed under"),
        ("<eye> <lost>|dark*", "<eye <lost>", "10: the family <eye is not listed under"),
        ("<eye> <lost>|dark*", "<eye>s <lost>", "10: the family <eye>s is not listed under"),
        ("<eye> fine", "<ear> fine", "12: the family <ear> is not listed under families"),
        ("can <eye>", "can <ear>", "14: the family <ear> is not listed under families"),
        ("- now", "- now <ear>", "16: the family <ear> is not listed under families"),
        ("out_of_sight", "<ear>", "18: the family <ear> is not listed under families"),
    ],
)
def test_a_danger_sign_of_no_listed_group_or_family_is_found(
    found: Found, old: str, new: str, finding: str
) -> None:
    [only] = found("data/red_flags.yml", old, new)
    assert only.startswith(f"data/red_flags.yml:{finding}")


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("  aspirin:\n    ", "  nsaid:\n    ", "2: utter_condition_nsaid"),
        ("  keloid:\n    ", "  scars:\n    ", "5: utter_condition_scars"),
    ],
)
def test_a_group_of_medicines_or_conditions_without_an_answer_is_found(
    found: Found, old: str, new: str, finding: str
) -> None:
    assert found("data/vocabulary.yml", old, new) == [
        f"data/vocabulary.yml:{finding} is not in data/conditions.yml"
    ]


def test_a_medicine_that_stands_in_no_group_needs_no_answer_of_its_own(found: Found) -> None:
    assert found("data/vocabulary.yml", "medicine:\n", "medicine:\n  tablet: [pill]\n") == []
