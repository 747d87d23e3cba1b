"""What a message changes in a person's record."""

import pytest
from hearing import Entity, age, answer, condition, denied, heard, medicine, named
from reading import (
    APIXABAN,
    COLD_SORE,
    DIABETES,
    GIVEN,
    NONE,
    PARACETAMOL,
    PREGNANT,
    QUESTIONNAIRE,
    UNSURE,
    WARFARIN,
    ZORBAFLEX,
    after,
    mine,
    theirs,
    told,
)

from clinic.heard import Heard
from clinic.screening.engine import evaluate, open_questions
from clinic.screening.questionnaire import Outcome
from clinic.screening.reading import Problem
from clinic.screening.record import Level, Record


def is_no_flag_after(pending: str, message: Heard) -> bool:
    """Whether a person who says this, and has nothing else, ends without a flag."""
    grown = Record(age=40, ages=(40,)).answered("age", GIVEN)
    record = after(pending, message, Record() if pending == "age" else grown)
    if pending not in record.answers:
        return False  # it is asked again
    while waiting := open_questions(QUESTIONNAIRE, record):
        record = record.answered(waiting[0], NONE)
    return evaluate(QUESTIONNAIRE, record).outcome == Outcome.NO_FLAG_FOUND


@pytest.mark.parametrize(
    ("pending", "message"),
    [
        ("pregnancy", heard("god no")),
        ("pregnancy", heard("no", denied(PREGNANT))),
        ("pregnancy", heard("had a hysterectomy", named("pregnancy", "healthy"))),
        ("skin", heard("none of these")),
        ("skin", heard("fine")),
        ("skin", heard("all good, skin is clear")),
        (
            "skin",
            heard("no skin infections touch wood", denied(condition("skin", "skin_infection"))),
        ),
        ("skin", heard("my skin is fine", named("skin", "healthy"))),
        ("allergies", heard("i'm not allergic to anything", denied(named("allergies", "subject")))),
        ("medicines", heard("never")),
        ("medicines", heard("not me")),
        ("medicines", heard("none of those apply")),
        ("medicines", heard("i take nothing that thins blood", denied(mine(WARFARIN)))),
        ("conditions", heard("fit and well", named("conditions", "healthy"))),
        ("conditions", heard("no diabetes", denied(DIABETES))),
        ("conditions", heard("my mum has diabetes but i don't", theirs(DIABETES))),
        ("conditions", heard("not that i know of")),
    ],
)
def test_a_denial_is_a_no_to_the_question(pending: str, message: Heard) -> None:
    reading = told(pending, message)
    assert reading.understood
    assert reading.record.answers[pending] == NONE
    assert Level.PRESENT not in {one.level for one in reading.record.findings.values()}


@pytest.mark.parametrize(
    ("pending", "message"),
    [
        ("medicines", heard("dunno")),
        ("medicines", heard("maybe, can't remember the name")),
        ("pregnancy", heard("maybe, my cycle is all over")),
        ("conditions", heard("not sure, never been tested")),
        ("allergies", heard("no idea")),
        ("feelings", heard("sometimes")),
        ("cancer_when", heard("I don't know")),
        ("age", heard("not sure")),
        ("medicines", heard("warfarin maybe", {**WARFARIN, "unsure": True})),
        ("pregnancy", heard("i might be pregnant", {**mine(PREGNANT), "unsure": True})),
    ],
)
def test_a_doubt_is_noted_as_one_and_never_ends_without_a_flag(
    pending: str, message: Heard
) -> None:
    reading = told(pending, message)
    assert reading.understood
    assert reading.record.answers[pending] == UNSURE
    assert not is_no_flag_after(pending, message)


@pytest.mark.parametrize(
    ("pending", "message", "thing", "names"),
    [
        ("medicines", heard("yes warfarin", WARFARIN), "blood_thinner", ("warfarin",)),
        ("medicines", heard("no, warfarin", WARFARIN), "blood_thinner", ("warfarin",)),
        ("medicines", heard("zorbaflex", ZORBAFLEX), "other_medicine", ("zorbaflex",)),
        ("medicines", heard("a little white tablet"), "other_medicine", ("a little white tablet",)),
        (
            "medicines",
            heard("paracetamol and zorbaflex", PARACETAMOL, ZORBAFLEX),
            "other_medicine",
            ("zorbaflex",),
        ),
        ("conditions", heard("xylopathia", named("xylopathia", "unknown")), "other_condition",
         ("xylopathia",)),
        ("allergies", heard("bees", answer("bee_wasp_allergy", "allergies", "bees", 0)),
         "bee_wasp_allergy", ("bees",)),
        ("allergies", heard("only cats"), "allergy_general", ("only cats",)),
        ("allergies", heard("lidocaine", named("lidocaine", "ingredient")), "anaesthetic_allergy",
         ("lidocaine",)),
        ("pregnancy", heard("second trimester", PREGNANT), "pregnant", ()),
        ("skin", heard("no but i get cold sores", mine(COLD_SORE)), "cold_sore", ("cold sore",)),
        ("feelings", heard("yes"), "body_image", ()),
    ],
)  # fmt: skip
def test_what_is_named_is_noted_and_answers_the_question(
    pending: str, message: Heard, thing: str, names: tuple[str, ...]
) -> None:
    reading = told(pending, message)
    assert reading.understood
    assert reading.record.level(thing) == Level.PRESENT
    assert reading.record.findings[thing].names == names
    assert reading.record.answers[pending] == GIVEN
    assert not is_no_flag_after(pending, message)


@pytest.mark.parametrize(
    ("pending", "message"),
    [
        ("medicines", heard("just paracetamol", PARACETAMOL)),
        ("medicines", heard("the mini pill", medicine("mini pill"))),
        ("conditions", heard("asthma", condition("asthma"))),
        ("conditions", heard("no but i get migraines", mine(condition("migraine")))),
        ("allergies", heard("hayfever", condition("hay fever"))),
    ],
)
def test_what_is_of_every_day_answers_without_a_flag(pending: str, message: Heard) -> None:
    assert told(pending, message).understood
    assert is_no_flag_after(pending, message)


@pytest.mark.parametrize(
    "message",
    [
        heard("no warfarin, only zorbaflex", denied(WARFARIN), ZORBAFLEX),
        heard("warfarin no, zorbaflex yes", denied(WARFARIN), ZORBAFLEX),
    ],
)
def test_an_unknown_medicine_beside_one_that_is_denied_is_not_ignored(message: Heard) -> None:
    assert after("medicines", message).level("other_medicine") == Level.PRESENT


def test_an_unknown_medicine_beside_a_known_one_is_noted_too() -> None:
    record = after("medicines", heard("i take zorbaflex and warfarin", ZORBAFLEX, mine(WARFARIN)))
    assert record.level("blood_thinner") == Level.PRESENT
    assert record.findings["other_medicine"].names == ("zorbaflex",)


@pytest.mark.parametrize("pending", ["pregnancy", "skin", "allergies", "medicines", "conditions"])
@pytest.mark.parametrize("text", ["yes", "yep", "yes please", "ok"])
def test_a_bare_yes_to_several_things_is_asked_back(pending: str, text: str) -> None:
    reading = told(pending, heard(text))
    assert reading.problem == Problem.WHICH
    assert pending not in reading.record.answers


@pytest.mark.parametrize(
    ("question", "named_before", "text", "thing", "level"),
    [
        ("cancer_when", "cancer", "yes", "cancer_now", Level.PRESENT),
        ("cancer_when", "cancer", "no", "cancer_now", Level.DENIED),
        ("isotretinoin_when", "isotretinoin_past", "yes", "isotretinoin", Level.PRESENT),
        ("isotretinoin_when", "isotretinoin_past", "nope", "isotretinoin", Level.DENIED),
        ("autoimmune_active", "autoimmune", "yes", "autoimmune_active", Level.PRESENT),
        ("autoimmune_active", "autoimmune", "no", "autoimmune_active", Level.DENIED),
        # Said in other words than yes and no.
        ("autoimmune_active", "autoimmune", "flaring right now", "autoimmune_active",
         Level.PRESENT),
        ("autoimmune_active", "autoimmune", "it's quiet", "autoimmune_active", Level.DENIED),
        ("cancer_when", "cancer", "still having it", "cancer_now", Level.PRESENT),
    ],
)  # fmt: skip
def test_a_follow_up_is_answered(
    question: str, named_before: str, text: str, thing: str, level: Level
) -> None:
    record = after(question, heard(text), Record().found(named_before, Level.PRESENT))
    assert record.level(thing) == level
    assert record.answers[question] == GIVEN


def test_several_facts_in_one_message_are_all_taken() -> None:
    message = heard(
        "54, nothing allergic, on blood pressure pills and apixaban, no skin trouble",
        age(54),
        denied(named("allergies", "subject")),
        medicine("blood pressure tablets", "heart_bp_medicine"),
        APIXABAN,
        denied(named("skin", "subject")),
    )
    record = after("age", message)
    assert record.age == 54
    assert record.answers == {"age": GIVEN, "allergies": NONE, "skin": NONE, "medicines": GIVEN}
    assert record.findings["blood_thinner"].names == ("apixaban",)
    assert record.level("heart_bp_medicine") == Level.PRESENT
    assert open_questions(QUESTIONNAIRE, record) == ["pregnancy", "conditions", "feelings"]


def test_two_medicines_of_one_kind_are_both_named() -> None:
    record = after("medicines", heard("warfarin and apixaban", WARFARIN, APIXABAN))
    assert record.findings["blood_thinner"].names == ("warfarin", "apixaban")


def test_no_to_two_other_questions_leaves_the_one_just_asked_open() -> None:
    others = (denied(named("allergies", "subject")), denied(named("medicines", "subject")))
    record = after("conditions", heard("no allergies, no tablets", *others))
    assert record.answers == {"allergies": NONE, "medicines": NONE}


def test_a_medicine_that_means_a_condition_leaves_the_other_conditions_to_be_asked() -> None:
    record = after("medicines", heard("metformin", medicine("metformin", "diabetes")))
    assert record.answers == {"medicines": GIVEN}
    assert record.level("diabetes") == Level.PRESENT
    assert after("conditions", heard("no"), record).answers["conditions"] == GIVEN


@pytest.mark.parametrize(
    ("entity", "question", "is_open"),
    [
        (DIABETES, "conditions", True),
        (condition("eczema", "skin_condition"), "skin", True),
        (WARFARIN, "medicines", False),
        (condition("wasp allergy", "bee_wasp_allergy"), "allergies", False),
    ],
)
def test_one_thing_named_in_passing_leaves_a_long_list_open(
    entity: Entity, question: str, is_open: bool
) -> None:
    record = after(None, heard("i have it", mine(entity)))
    assert (question in open_questions(QUESTIONNAIRE, record)) == is_open
    answered = after(question, heard("i have it", entity))
    assert question not in open_questions(QUESTIONNAIRE, answered)


@pytest.mark.parametrize(
    ("text", "is_pregnant"),
    [
        ("14 weeks", True),
        ("Yes, about 14 weeks", True),
        ("5 months gone", True),
        ("6 weeks ago", False),
        ("my baby is 6 weeks", False),
        ("14", False),
    ],
)
def test_weeks_alone_are_those_of_a_pregnancy(text: str, is_pregnant: bool) -> None:
    assert (after("pregnancy", heard(text)).level("pregnant") is not None) == is_pregnant
    assert after("conditions", heard(text)).level("pregnant") is None


@pytest.mark.parametrize(
    ("entity", "thing"),
    [
        (named("pigmentation", "concern"), "dark_marks"),
        (condition("lasting filler", "recent_filler"), "lasting_filler"),
    ],
)
def test_what_is_named_of_the_skin_answers_its_question(entity: Entity, thing: str) -> None:
    record = after("skin", heard("on my cheeks", mine(entity)))
    assert record.level(thing) == Level.PRESENT
    assert record.answers["skin"] == GIVEN
    assert (
        after(
            "conditions", heard("for pigmentation", named("pigmentation", "concern"))
        ).findings.get("dark_marks")
        is None
    )


def test_for_another_the_answers_begin_anew() -> None:
    before = after("medicines", heard("warfarin", WARFARIN))
    his = after("conditions", heard("sorry, it's for my husband"), before)
    assert his == Record(about="husband", sex="male")
    assert after("age", heard("no, it's for me"), his) == Record()
    assert after("age", heard("is it bad for me?"), his) == his
    assert after("age", heard("now for my mum"), his) == Record(about="mum", sex="female")


@pytest.mark.parametrize(
    ("text", "entity", "is_noted"),
    [
        ("can i have it if i take warfarin", mine(WARFARIN), True),
        ("i take warfarin", mine(WARFARIN), True),
        ("does warfarin matter?", WARFARIN, False),
        ("my mum takes warfarin", theirs(WARFARIN), False),
        ("is it ok while pregnant?", PREGNANT, False),
    ],
)
def test_before_the_pre_screen_only_what_is_said_of_oneself_counts(
    text: str, entity: Entity, is_noted: bool
) -> None:
    assert bool(after(None, heard(text, entity)).findings) is is_noted


def test_a_question_inside_does_not_answer_the_one_asked() -> None:
    reading = told("medicines", heard("does the pill count?", medicine("combined pill")))
    assert not reading.understood
    assert reading.record.answers == {}


def test_an_aside_inside_a_question_counts() -> None:
    text = "does it matter that i finish amoxicillin on friday"
    record = after("skin", heard(text, mine(medicine("amoxicillin", "antibiotics"))))
    assert record.level("antibiotics") == Level.PRESENT
    assert "skin" not in record.answers


def test_answers_for_another_are_of_the_other() -> None:
    message = heard(
        "for my husband, 61, on steroids",
        named(61, "number", who="other"),
        theirs(medicine("steroid tablets", "steroid")),
    )
    record = after(None, message)
    assert (record.about, record.sex, record.age) == ("husband", "male", 61)
    assert record.level("steroid") == Level.PRESENT
    assert "pregnancy" not in open_questions(QUESTIONNAIRE, record)
    own = after("conditions", heard("i have diabetes myself", mine(DIABETES)), record)
    assert own.level("diabetes") is None
    his = after("conditions", heard("he has diabetes", theirs(DIABETES)), record)
    assert his.level("diabetes") == Level.PRESENT


def test_what_a_relative_takes_is_not_the_visitors() -> None:
    reading = told("medicines", heard("my dad is on warfarin, i'm not", theirs(WARFARIN)))
    assert reading.record.findings == {}
    assert reading.record.answers == {"medicines": NONE}


def test_a_man_answers_the_question_about_pregnancy() -> None:
    reading = told("pregnancy", heard("i'm a man"))
    assert reading.understood
    assert "pregnancy" not in open_questions(QUESTIONNAIRE, reading.record)


@pytest.mark.parametrize(
    ("stands", "level", "is_asked"),
    [
        ({"over": True}, None, True),
        ({"over": True, "days_ago": 30}, Level.PRESENT, False),
        ({"over": True, "days_ago": 3650}, Level.DENIED, False),
        ({}, Level.PRESENT, False),
    ],
)
def test_when_the_acne_tablets_ended_is_asked_only_where_it_is_open(
    stands: Entity, level: Level | None, is_asked: bool
) -> None:
    record = after("medicines", heard("roaccutane", medicine("isotretinoin", "isotretinoin",
                                                             who="self", **stands)))  # fmt: skip
    assert record.level("isotretinoin") == level
    assert ("isotretinoin_when" in open_questions(QUESTIONNAIRE, record)) is is_asked


@pytest.mark.parametrize("text", ["", " ", "?!", "🙂", "x" * 5000, "<script>alert(1)</script>"])
@pytest.mark.parametrize("pending", [None, *(one.id for one in QUESTIONNAIRE.questions)])
def test_any_text_can_be_read(pending: str | None, text: str) -> None:
    record = after(pending, heard(text))
    assert all(len(name) <= 60 for one in record.findings.values() for name in one.names)
    evaluate(QUESTIONNAIRE, record)
