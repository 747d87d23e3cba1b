"""Which age a message gives."""

import pytest
from hearing import age, heard, named
from reading import (
    GIVEN,
    QUESTIONNAIRE,
    after,
    mine,
    theirs,
    told,
)

from clinic.heard import Heard
from clinic.screening.engine import evaluate
from clinic.screening.reading import Problem


@pytest.mark.parametrize(
    ("message", "years"),
    [
        (heard("42", age(42)), 42),
        (heard("i'm 17", mine(age(17))), 17),
        (heard("seventeen", named(17, "number")), 17),
        (heard("my age is 54"), 54),
        (heard("born in 1984"), 41),
        (heard("1984"), 41),
        (heard("i was born 12 may 2009"), 16),
        # Whoever will be 18 is not.
        (heard("i'll be 18 next month", mine(age(18))), 17),
        (heard("nearly 18", age(18)), 17),
        (heard("turning 18 in june", age(18)), 17),
    ],
)
def test_an_age_is_read_and_the_younger_one_where_it_is_open(message: Heard, years: int) -> None:
    record = after("age", message)
    assert (record.age, record.answers["age"]) == (years, GIVEN)


@pytest.mark.parametrize("text", ["200", "0", "999"])
def test_an_age_that_nobody_has_is_asked_again(text: str) -> None:
    reading = told("age", heard(text, named(int(text), "number")))
    assert (reading.problem, reading.record.age) == (Problem.AGE_ODD, None)


@pytest.mark.parametrize("text", ["old enough", "none of your business", "in my thirties", "no"])
def test_what_is_no_age_leaves_the_question_open(text: str) -> None:
    reading = told("age", heard(text))
    assert not reading.understood
    assert "age" not in reading.record.answers


@pytest.mark.parametrize(
    ("pending", "message"),
    [
        ("medicines", heard("i took it 42 days", named(42, "number"))),
        ("conditions", heard("my mum is 61", theirs(age(61)))),
        ("conditions", heard("does it matter if you are 61?", age(61))),
        (None, heard("born in 1984")),
    ],
)
def test_a_number_of_something_else_is_no_age(pending: str | None, message: Heard) -> None:
    assert after(pending, message).age is None


def test_a_minor_who_meant_another_age_keeps_both() -> None:
    minor = after("age", heard("16", age(16)))
    grown = after(None, heard("I meant 27", named(27, "number", who="self")), minor)
    assert (grown.age, grown.ages) == (27, (16, 27))
    reasons = {reason.id for reason in evaluate(QUESTIONNAIRE, grown).reasons}
    assert "two_ages" in reasons


@pytest.mark.parametrize(("who", "years"), [("other", 61), ("self", None)])
def test_an_age_in_a_question_for_another_is_the_others(who: str, years: int | None) -> None:
    record = after(None, heard("can you screen my hubby hes 61", age(61, who=who)))
    assert (record.about, record.age) == ("hubby", years)
