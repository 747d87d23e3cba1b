"""The engine of the pre-screen over whatever a person may have and answer."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.screening.engine import ADULT, OLD, evaluate, open_questions
from clinic.screening.questionnaire import Outcome, Pair, Rule, questionnaire
from clinic.screening.record import Answer, Finding, Level, Record

QUESTIONNAIRE = questionnaire()
QUESTIONS = [question.id for question in QUESTIONNAIRE.questions]
LEVELS = [Level.DENIED, Level.UNSURE, Level.PRESENT]
things = st.sampled_from(sorted(QUESTIONNAIRE.things))
findings = st.dictionaries(
    things, st.builds(Finding, st.sampled_from(LEVELS)), max_size=len(QUESTIONNAIRE.things)
)
answers = st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(list(Answer)))
ages = st.one_of(st.none(), st.integers(1, 115))
records = st.builds(
    Record,
    findings=findings,
    answers=answers,
    age=ages,
    sex=st.sampled_from([None, "male", "female"]),
    ages=st.lists(st.integers(1, 115), max_size=3).map(tuple),
)


def gravity(record: Record) -> int:
    return evaluate(QUESTIONNAIRE, record).outcome.gravity


def asked_through(record: Record) -> tuple[Record, int]:
    """Answer "none of these" to every question that is asked; and how many there were."""
    count = 0
    while waiting := open_questions(QUESTIONNAIRE, record):
        record = record.answered(waiting[0], Answer.NONE)
        count += 1
    return record, count


@given(records)
def test_every_record_has_an_outcome_and_survives_the_slot(record: Record) -> None:
    result = evaluate(QUESTIONNAIRE, record)
    assert result.outcome in Outcome
    stored = json.loads(json.dumps(record.to_json()))
    assert Record.from_json(stored) == record
    assert evaluate(QUESTIONNAIRE, Record.from_json(stored)) == result


@given(records, things, st.sampled_from(list(itertools.combinations(LEVELS, 2))))
def test_more_risk_is_never_milder(record: Record, thing: str, levels: tuple[Level, Level]) -> None:
    mild, grave = levels
    record = record.without(thing)
    assert gravity(record.found(thing, mild)) <= gravity(record.found(thing, grave))


@given(records, st.sampled_from(QUESTIONS))
def test_not_knowing_is_never_milder_than_none(record: Record, question: str) -> None:
    none = record.answered(question, Answer.NONE)
    assert gravity(none) <= gravity(record.answered(question, Answer.UNSURE))
    assert gravity(none) <= gravity(record.reopened(question))


@given(records, st.integers(1, ADULT - 1), st.integers(ADULT, OLD))
def test_a_minor_is_never_milder_than_an_adult(record: Record, young: int, adult: int) -> None:
    minor = Record(record.findings, record.answers, young, ages=(young,))
    grown = Record(record.findings, record.answers, adult, ages=(adult,))
    assert gravity(grown) <= gravity(minor)
    assert evaluate(QUESTIONNAIRE, minor).outcome == Outcome.NOT_NOW


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(record: Record, mixer: random.Random) -> None:
    found, given_ = list(record.findings.items()), list(record.answers.items())
    mixer.shuffle(found)
    mixer.shuffle(given_)
    other = Record(dict(found), dict(given_), record.age, sex=record.sex, ages=record.ages)
    assert evaluate(QUESTIONNAIRE, other) == evaluate(QUESTIONNAIRE, record)


@given(records)
def test_no_flag_is_found_only_where_everything_is_known_and_nothing_is_present(
    record: Record,
) -> None:
    if evaluate(QUESTIONNAIRE, record).outcome != Outcome.NO_FLAG_FOUND:
        return
    assert open_questions(QUESTIONNAIRE, record) == []
    assert Answer.UNSURE not in record.answers.values()
    assert record.age is not None
    ruled = {rule.when for rule in QUESTIONNAIRE.rules}
    levels = {name: one.level for name, one in record.findings.items()}
    assert Level.UNSURE not in levels.values()
    assert {name for name, level in levels.items() if level == Level.PRESENT} & ruled == set()


@given(records)
def test_a_question_that_was_answered_is_not_asked(record: Record) -> None:
    assert set(open_questions(QUESTIONNAIRE, record)) & set(record.answers) == set()


@pytest.mark.parametrize("rule", QUESTIONNAIRE.rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_reached_and_gives_its_reason(rule: Rule) -> None:
    thing, outcome = rule.when, rule.outcome
    if thing == "under_18":
        record = Record(age=16, ages=(16,))
    elif thing == "over_75":
        record = Record(age=80, ages=(80,))
    elif thing == "two_ages":
        record = Record(age=27, ages=(16, 27))
    else:
        record = Record().found(thing, Level.PRESENT)
    record, _ = asked_through(record)
    result = evaluate(QUESTIONNAIRE, record)
    assert rule.id in {reason.id for reason in result.reasons}
    assert result.outcome == outcome


@pytest.mark.parametrize("pair", QUESTIONNAIRE.pairs, ids=lambda pair: pair.id)
def test_two_things_together_weigh_more_than_each_alone(pair: Pair) -> None:
    first, second = pair.when
    one = Record().found(first, Level.PRESENT)
    both = one.found(second, Level.PRESENT)
    assert gravity(one) < gravity(both)
    assert gravity(Record().found(second, Level.PRESENT)) < gravity(both)
    assert evaluate(QUESTIONNAIRE, both).reasons[0].outcome == Outcome.NOT_NOW


def test_a_person_with_nothing_to_report_is_asked_at_most_eight_questions() -> None:
    record, count = asked_through(Record(age=40).answered("age", Answer.GIVEN))
    # The age, and the consent before it, are two more turns.
    assert count + 2 <= 9
    assert evaluate(QUESTIONNAIRE, record).outcome == Outcome.NO_FLAG_FOUND


@pytest.mark.parametrize("thing", sorted(QUESTIONNAIRE.things))
def test_one_doubt_is_never_no_flag(thing: str) -> None:
    record = Record(age=40, ages=(40,)).answered("age", Answer.GIVEN)
    doubted, _ = asked_through(record.found(thing, Level.UNSURE))
    assert evaluate(QUESTIONNAIRE, doubted).outcome != Outcome.NO_FLAG_FOUND


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_question_left_open_or_not_known_is_never_no_flag(question: str) -> None:
    record, _ = asked_through(Record(age=40, ages=(40,)).answered("age", Answer.GIVEN))
    assert evaluate(QUESTIONNAIRE, record).outcome == Outcome.NO_FLAG_FOUND
    unsure = evaluate(QUESTIONNAIRE, record.answered(question, Answer.UNSURE))
    assert (unsure.outcome, unsure.unsure) == (Outcome.CLINICIAN_FIRST, (question,))
    if question in record.answers:
        reopened = evaluate(QUESTIONNAIRE, record.reopened(question))
        assert (reopened.outcome, reopened.complete) == (Outcome.CLINICIAN_FIRST, False)


def test_an_age_that_nobody_told_is_never_no_flag() -> None:
    record, _ = asked_through(Record().answered("age", Answer.GIVEN))
    assert evaluate(QUESTIONNAIRE, record).outcome == Outcome.CLINICIAN_FIRST


@given(records, st.permutations(QUESTIONS))
def test_a_person_answering_in_any_order_ends_in_the_same(record: Record, order: list[str]) -> None:
    levels = list(record.findings.items())
    one, other = Record(age=record.age), Record(age=record.age)
    for thing, finding in levels:
        one = one.found(thing, finding.level)
    for question in QUESTIONS:
        one = one.answered(question, Answer.NONE)
    for question in order:
        other = other.answered(question, Answer.NONE)
    for thing, finding in reversed(levels):
        other = other.found(thing, finding.level)
    assert evaluate(QUESTIONNAIRE, one) == evaluate(QUESTIONNAIRE, other)


def test_once_the_strictest_outcome_is_known_nothing_more_is_asked() -> None:
    record = Record(age=30).answered("age", Answer.GIVEN).found("pregnant", Level.PRESENT)
    assert open_questions(QUESTIONNAIRE, record) == []
    assert evaluate(QUESTIONNAIRE, record).complete


@pytest.mark.parametrize(
    ("record", "is_asked"),
    [
        (Record(age=30), True),
        (Record(age=60), False),
        (Record(age=30, sex="male"), False),
        (Record(age=30, sex="female"), True),
        (Record(), True),
    ],
)
def test_pregnancy_is_asked_only_where_it_can_be(record: Record, is_asked: bool) -> None:
    assert ("pregnancy" in open_questions(QUESTIONNAIRE, record)) is is_asked


@pytest.mark.parametrize(
    ("thing", "question"),
    [
        ("cancer", "cancer_when"),
        ("isotretinoin_past", "isotretinoin_when"),
        ("autoimmune", "autoimmune_active"),
    ],
)
def test_a_question_follows_only_what_was_named(thing: str, question: str) -> None:
    assert question not in open_questions(QUESTIONNAIRE, Record())
    named = Record().found(thing, Level.PRESENT)
    assert question in open_questions(QUESTIONNAIRE, named)


@pytest.mark.parametrize("thing", ["pregnant", "trying_for_baby", "breastfeeding"])
def test_maybe_pregnant_is_not_now(thing: str) -> None:
    record = Record().found(thing, Level.UNSURE)
    assert evaluate(QUESTIONNAIRE, record).outcome == Outcome.NOT_NOW


def test_an_empty_record_is_for_a_clinician() -> None:
    result = evaluate(QUESTIONNAIRE, Record())
    assert (result.outcome, result.complete) == (Outcome.CLINICIAN_FIRST, False)
