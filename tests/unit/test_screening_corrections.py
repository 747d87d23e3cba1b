"""What a message puts right, takes back or contradicts."""

import pytest
from hearing import condition, denied, heard, named
from reading import (
    APIXABAN,
    ASPIRIN,
    DIABETES,
    GIVEN,
    QUESTIONNAIRE,
    WARFARIN,
    after,
    mine,
    told,
)

from clinic.heard import Heard
from clinic.screening.reading import Problem, settle
from clinic.screening.record import Level


@pytest.mark.parametrize(
    ("text", "is_taken_back"),
    [
        ("forget what i said about warfarin", True),
        ("please take off the warfarin", True),
        ("Scrap the warfarin, it was my mum", True),
        ("dont forget the warfarin", False),
        ("i forgot the warfarin", False),
        ("i take warfarin", False),
    ],
)
def test_what_is_taken_back_by_its_name_is_denied(text: str, is_taken_back: bool) -> None:
    before = after("medicines", heard("warfarin", WARFARIN))
    again = {**WARFARIN, "start": text.index("warfarin")}
    reading = told(None, heard(text, again), before)
    denied_now = reading.record.level("blood_thinner") == Level.DENIED
    assert denied_now == is_taken_back
    assert not is_taken_back or reading.understood


def test_after_the_outcome_what_is_noted_can_be_named_without_i() -> None:
    before = after("medicines", heard("warfarin", WARFARIN))
    later = after(None, heard("not warfarin, apixaban", denied(WARFARIN), APIXABAN), before)
    assert later.findings["blood_thinner"].names == ("apixaban",)
    assert later.differs(before)
    unknown = after(None, heard("diabetes matters", DIABETES), before)
    assert unknown.level("diabetes") is None


def test_after_the_outcome_a_noted_treatment_is_put_right_by_its_time() -> None:
    before = after("skin", heard("botox last thursday", condition("recent botox", "recent_botox")))
    last_year = named("botox", "treatment", over=True, days_ago=365)
    reading = told(None, heard("the botox was last year", last_year), before)
    assert reading.record.level("recent_botox") == Level.DENIED
    assert reading.problem is None
    wished = told(None, heard("botox please", named("botox", "treatment")), before)
    assert wished.record == before


@pytest.mark.parametrize(
    ("message", "level"),
    [
        (heard("actually i take aspirin", mine(ASPIRIN)), Level.PRESENT),
        (heard("oops, forgot aspirin", ASPIRIN), Level.PRESENT),
    ],
)
def test_a_correction_is_taken_without_asking_back(message: Heard, level: Level) -> None:
    before = after("medicines", heard("none"))
    reading = told("conditions", message, before)
    assert reading.problem is None
    assert reading.record.level("aspirin") == level
    assert reading.record.answers["medicines"] == GIVEN
    assert reading.record.differs(before)


def test_a_denial_by_name_corrects_what_was_said() -> None:
    before = after("medicines", heard("warfarin", WARFARIN))
    record = after("conditions", heard("sorry, not warfarin", denied(WARFARIN)), before)
    assert record.level("blood_thinner") == Level.DENIED
    assert "conditions" not in record.answers


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (heard("warfarin", WARFARIN), heard("i take no warfarin", denied(mine(WARFARIN)))),
        (heard("no warfarin", denied(WARFARIN)), heard("i take warfarin", mine(WARFARIN))),
        (heard("none"), heard("warfarin", WARFARIN)),
    ],
)
@pytest.mark.parametrize(
    ("reply", "level"),
    [
        ("no", Level.DENIED),
        ("yes", Level.PRESENT),
        ("not sure", Level.PRESENT),
        ("what?", Level.PRESENT),
    ],
)
def test_a_contradiction_is_asked_back_once_then_the_riskier_counts(
    first: Heard, second: Heard, reply: str, level: Level
) -> None:
    before = after("medicines", first)
    reading = told("conditions", second, before)
    assert (reading.problem, reading.conflict) == (Problem.CONFLICT, "blood_thinner")
    settled = settle(QUESTIONNAIRE, reading.record, "blood_thinner", heard(reply))
    assert settled.level("blood_thinner") == level
    assert settled.answers["medicines"] == (GIVEN if level == Level.PRESENT else
                                            before.answers["medicines"])  # fmt: skip


def test_saying_the_same_again_is_no_contradiction() -> None:
    before = after("medicines", heard("warfarin", WARFARIN))
    assert told("conditions", heard("warfarin", WARFARIN), before).problem is None
