"""What the things named in a message mean for the pre-screen."""

import pytest
from hearing import Entity, condition, denied, heard, medicine, named

from clinic.screening.mentions import mentions
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Level, Record

DENIED, UNSURE, PRESENT = Level.DENIED, Level.UNSURE, Level.PRESENT
Found = list[tuple[str, Level]]


def found(
    entity: Entity, pending: str | None = None, about: str | None = None, asks: bool = False
) -> Found:
    mentioned = mentions(questionnaire(), heard("", entity), Record(about=about), pending, asks)
    return [(mention.thing, mention.level) for mention in mentioned]


@pytest.mark.parametrize(
    ("entity", "thing"),
    [
        (medicine("apixaban", "blood_thinner"), "blood_thinner"),
        (medicine("metformin", "diabetes"), "diabetes"),
        (medicine("prednisolone", "steroid"), "steroid"),
        (medicine("sertraline"), "other_medicine"),
        (condition("lupus", "autoimmune"), "autoimmune"),
        (condition("cancer", "cancer_now"), "cancer"),
        (condition("having chemotherapy", "cancer_now"), "cancer_now"),
        (condition("past anaphylaxis", "allergy_general"), "past_anaphylaxis"),
        (condition("lasting filler", "recent_filler"), "lasting_filler"),
        (condition("high blood pressure", "high_blood_pressure"), "high_blood_pressure"),
        (
            condition("uncontrolled blood pressure", "high_blood_pressure"),
            "blood_pressure_uncontrolled",
        ),
        (condition("fibromyalgia"), "other_condition"),
        (named("pregnant", "pregnancy"), "pregnant"),
        (named("trying for a baby", "pregnancy"), "trying_for_baby"),
    ],
)
def test_a_name_means_a_thing_by_itself_or_by_its_group(entity: Entity, thing: str) -> None:
    assert found(entity, "conditions") == [(thing, PRESENT)]


@pytest.mark.parametrize("name", sorted(questionnaire().everyday_medicines))
def test_an_everyday_medicine_is_no_flag(name: str) -> None:
    assert found(medicine(name, who="self"), "medicines") == []


@pytest.mark.parametrize("name", sorted(questionnaire().everyday_conditions))
def test_an_everyday_condition_is_no_flag(name: str) -> None:
    assert found(condition(name, who="self"), "conditions") == []


@pytest.mark.parametrize(
    ("stands", "level"),
    [
        ({}, PRESENT),
        ({"unsure": True}, UNSURE),
        ({"role": "denied"}, DENIED),
        ({"role": "denied", "unsure": True}, DENIED),
    ],
)
def test_denials_and_doubts_are_kept(stands: Entity, level: Level) -> None:
    entity = {**medicine("warfarin", "blood_thinner"), **stands}
    assert found(entity, "medicines") == [("blood_thinner", level)]


BOTOX = condition("recent botox", "recent_botox")
FILLER = condition("recent filler", "recent_filler")
ROACCUTANE = medicine("isotretinoin", "isotretinoin")
COLD_SORE = condition("cold sore", "cold_sore")


@pytest.mark.parametrize(
    ("entity", "days_ago", "expected"),
    [
        (BOTOX, 14, ("recent_botox", PRESENT)),
        (BOTOX, 15, ("recent_botox", DENIED)),
        (BOTOX, None, ("recent_botox", PRESENT)),
        (FILLER, 28, ("recent_filler", PRESENT)),
        (FILLER, 42, ("recent_filler", DENIED)),
        (ROACCUTANE, 30, ("isotretinoin", PRESENT)),
        (ROACCUTANE, 183, ("isotretinoin", PRESENT)),
        (ROACCUTANE, 184, ("isotretinoin", DENIED)),
        (ROACCUTANE, None, ("isotretinoin_past", PRESENT)),
        (COLD_SORE, 3650, ("past_cold_sore", PRESENT)),
        (COLD_SORE, None, ("past_cold_sore", PRESENT)),
        (condition("stroke", "stroke_clots"), 3650, ("stroke_clots", PRESENT)),
        (condition("epilepsy", "epilepsy"), 7300, ("epilepsy", PRESENT)),
        (condition("cancer", "cancer_now"), 3650, ("cancer_past", PRESENT)),
        (named("recent birth", "pregnancy"), 28, ("recent_birth", PRESENT)),
        (named("recent birth", "pregnancy"), 43, ("recent_birth", DENIED)),
        (named("breastfeeding", "pregnancy"), 30, ("breastfeeding", DENIED)),
        (medicine("antibiotic", "antibiotics"), 5, ("antibiotics", PRESENT)),
        (medicine("antibiotic", "antibiotics"), 21, ("antibiotics", DENIED)),
        (medicine("tamoxifen", "cancer_medicine"), 900, ("cancer_past", PRESENT)),
    ],
)
def test_what_is_over_counts_as_long_as_the_file_says(
    entity: Entity, days_ago: int | None, expected: tuple[str, Level]
) -> None:
    over = {**entity, "over": True, "who": "self"}
    if days_ago is not None:
        over["days_ago"] = days_ago
    assert found(over) == [expected]


@pytest.mark.parametrize(
    ("who", "about", "pending", "asks", "counts"),
    [
        ("self", None, None, False, True),
        ("self", None, None, True, True),  # "does it matter that I take warfarin"
        (None, None, "medicines", False, True),
        (None, None, "medicines", True, False),  # "does warfarin matter?"
        (None, None, None, False, False),
        ("other", None, "medicines", False, False),  # "my mum takes warfarin"
        ("other", "husband", "medicines", False, True),
        (None, "husband", "medicines", False, True),
        ("self", "husband", "medicines", False, False),
    ],
)
def test_only_what_the_person_asked_about_has_counts(
    who: str | None, about: str | None, pending: str | None, asks: bool, counts: bool
) -> None:
    entity = medicine("warfarin", "blood_thinner", **({"who": who} if who else {}))
    assert bool(found(entity, pending, about, asks)) is counts


@pytest.mark.parametrize(
    ("name", "kind", "thing"),
    [
        ("lidocaine", "ingredient", "anaesthetic_allergy"),
        ("numbing cream", "ingredient", "anaesthetic_allergy"),
        ("salmon dna", "ingredient", "fish_allergy"),
        ("aspirin", "medicine", "allergy_general"),
        ("hyaluronic acid", "ingredient", "allergy_general"),
    ],
)
def test_what_is_named_as_an_allergy_is_one(name: str, kind: str, thing: str) -> None:
    assert found(named(name, kind), "allergies") == [(thing, PRESENT)]


def test_an_allergy_that_is_denied_is_none() -> None:
    assert found(denied(medicine("aspirin", "aspirin")), "allergies") == [
        ("allergy_general", DENIED)
    ]


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("lip filler", "recent_filler"),
        ("botox", "recent_botox"),
        ("chemical peel", "recent_skin_treatment"),
        ("laser hair removal", "recent_skin_treatment"),
    ],
)
def test_a_treatment_named_of_the_skin_is_a_recent_one(name: str, thing: str) -> None:
    assert found(named(name, "treatment"), "skin") == [(thing, PRESENT)]
    assert found(named(name, "treatment", who="self")) == []
