"""What `action_answer` says: which answers, in which order, with which values."""

import datetime as dt

import pytest
from acting import CLINIC, MONDAY_NOON, OPEN, Fields, Said, clinic_with, heard, read

from actions.answer import ActionAnswer
from clinic.settings import Directions, Opening


def named(value: str, group: str | None, role: str = "present", kind: str = "medicine") -> Fields:
    return {"entity": kind, "value": value, "group": group, "role": role}


def pressed(*topics: str) -> list[Fields]:
    return [{"entity": "topic", "value": topic} for topic in topics]


def test_one_question_gets_its_answer() -> None:
    assert heard(ActionAnswer(), {"topics": ["pain"]}) == [("utter_faq/pain", {})]


@pytest.mark.parametrize("topics", [["pain", "downtime"], ["downtime", "pain"]])
def test_two_questions_get_both_answers_in_the_order_asked(topics: list[str]) -> None:
    assert heard(ActionAnswer(), {"topics": topics}) == [
        (f"utter_faq/{topic}", {}) for topic in topics
    ]


@pytest.mark.parametrize("topic", sorted(read("data/topics.yml")["topics"]))
def test_every_topic_is_answered(topic: str) -> None:
    assert heard(ActionAnswer(), {"topics": [topic]})


def test_a_topic_button_outweighs_what_was_understood() -> None:
    message = {"topics": ["cost"], "entities": pressed("evidence")}
    assert heard(ActionAnswer(), message) == [("utter_faq/evidence", {})]


def test_a_topic_that_there_is_not_is_left_out() -> None:
    assert heard(ActionAnswer(), {"topics": ["unheard_of", "pain"]}) == [("utter_faq/pain", {})]


def test_a_medicine_that_is_named_gets_the_answer_for_its_group() -> None:
    message = {"topics": ["medical_condition"], "entities": [named("warfarin", "blood_thinner")]}
    assert heard(ActionAnswer(), message) == [("utter_condition_blood_thinner", {})]


def test_each_group_is_answered_once_in_the_order_named_and_no_more_than_three() -> None:
    entities = [
        named("lupus", "autoimmune", kind="condition"),
        named("warfarin", "blood_thinner"),
        named("apixaban", "blood_thinner"),
        named("aspirin", "aspirin"),
        named("keloid", "keloid", kind="condition"),
    ]
    assert heard(ActionAnswer(), {"topics": ["medical_condition"], "entities": entities}) == [
        ("utter_condition_autoimmune", {}),
        ("utter_condition_blood_thinner", {}),
        ("utter_condition_aspirin", {}),
    ]


@pytest.mark.parametrize(
    "entity",
    [
        named("warfarin", "blood_thinner", role="denied"),
        named("something", None),
        named("hyaluronic acid", "blood_thinner", kind="ingredient"),
        {"entity": "medicine", "value": "warfarin"},
    ],
    ids=["denied", "without a group", "an ingredient", "neither group nor role"],
)
def test_a_medicine_that_is_not_taken_or_not_known_gets_the_general_answer(entity: Fields) -> None:
    message = {"topics": ["medical_condition"], "entities": [entity]}
    assert heard(ActionAnswer(), message) == [("utter_faq/medical_condition", {})]


def test_of_one_denied_and_one_taken_only_the_taken_one_is_answered() -> None:
    entities = [named("warfarin", "blood_thinner", role="denied"), named("aspirin", "aspirin")]
    message = {"topics": ["medical_condition"], "entities": entities}
    assert heard(ActionAnswer(), message) == [("utter_condition_aspirin", {})]


def test_a_known_group_outweighs_the_group_for_all_others() -> None:
    other = named("migraine", "other_condition", kind="condition")
    both = {"topics": ["medical_condition"], "entities": [other, named("aspirin", "aspirin")]}
    assert heard(ActionAnswer(), both) == [("utter_condition_aspirin", {})]
    alone = {"topics": ["medical_condition"], "entities": [other]}
    assert heard(ActionAnswer(), alone) == [("utter_condition_other_condition", {})]


def test_a_medicine_named_in_a_question_about_something_else_changes_nothing() -> None:
    message = {"topics": ["pain"], "entities": [named("warfarin", "blood_thinner")]}
    assert heard(ActionAnswer(), message) == [("utter_faq/pain", {})]


def test_prices_are_listed_as_the_clinic_wrote_them() -> None:
    prices = (
        "Consultation: £40\nFace, one session: from £180\n"
        "Face, course of three: from £480\nScalp, one session: from £200"
    )
    assert heard(ActionAnswer(), {"topics": ["cost"]}) == [
        ("utter_cost_listed", {"price_list": prices})
    ]


def test_a_clinic_without_prices_has_the_general_answer() -> None:
    clinic = clinic_with(prices={})
    assert heard(ActionAnswer(), {"topics": ["cost"]}, clinic=clinic) == [("utter_faq/cost", {})]


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (["card", "cash", "bank transfer"], "card, cash or bank transfer"),
        (["card", "cash"], "card or cash"),
        (["card"], "card"),
    ],
)
def test_ways_to_pay_are_read_out(payment: list[str], said: str) -> None:
    clinic = clinic_with(payment=payment)
    assert heard(ActionAnswer(), {"topics": ["payment_insurance"]}, clinic=clinic) == [
        ("utter_payment_listed", {"payment_methods": said})
    ]


def test_a_clinic_without_ways_to_pay_has_the_general_answer() -> None:
    clinic = clinic_with(payment=[])
    assert heard(ActionAnswer(), {"topics": ["payment_insurance"]}, clinic=clinic) == [
        ("utter_faq/payment_insurance", {})
    ]


def test_the_way_to_the_clinic_is_told_as_far_as_it_is_known() -> None:
    asked = {"topics": ["clinic_location"]}
    [(response, values)] = heard(ActionAnswer(), asked)
    assert response == "utter_faq/clinic_location"
    assert values == {
        "directions": "Five minutes on foot from Hornsey station. Two hours of free parking on "
        "Orchard Parade. Step-free entrance and a toilet for wheelchair users."
    }
    only_parking = Directions(parking="Behind the house.")
    [(_, values)] = heard(ActionAnswer(), asked, clinic=clinic_with(directions=only_parking))
    assert values == {"directions": "Behind the house."}
    [(_, values)] = heard(ActionAnswer(), asked, clinic=clinic_with(directions=Directions()))
    assert values == {"directions": ""}


def test_opening_hours_are_the_present_moment_and_then_the_usual_week() -> None:
    week = (
        "Monday: 09:00 to 18:00\nTuesday: 09:00 to 18:00\nWednesday: 11:00 to 20:00\n"
        "Thursday: 09:00 to 18:00\nFriday: 09:00 to 17:00\nSaturday: 10:00 to 14:00\n"
        "Sunday: closed"
    )
    assert heard(ActionAnswer(), {"topics": ["clinic_hours"]}) == [
        OPEN,
        ("utter_faq/clinic_hours", {"opening_week": week}),
    ]


def test_a_lunch_break_shows_in_the_usual_week() -> None:
    morning = Opening(start=dt.time(9), end=dt.time(12))
    afternoon = Opening(start=dt.time(13), end=dt.time(17, 30))
    clinic = clinic_with(hours={"monday": [morning, afternoon]})
    week = heard(ActionAnswer(), {"topics": ["clinic_hours"]}, clinic=clinic)[-1][1]["opening_week"]
    assert week.startswith("Monday: 09:00 to 12:00, 13:00 to 17:30\nTuesday: closed\n")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-23T17:59", ("utter_opening_open", {"closes": "18:00"})),
        ("2026-11-23T08:59", ("utter_opening_later", {"opens": "today at 09:00"})),
        ("2026-11-23T18:00", ("utter_opening_later", {"opens": "tomorrow at 09:00"})),
        ("2026-11-24T00:00", ("utter_opening_later", {"opens": "today at 09:00"})),
        ("2026-11-28T20:00", ("utter_opening_later", {"opens": "on Monday 30 November at 09:00"})),
        (
            "2026-08-31T10:00",
            (
                "utter_opening_holiday",
                {"holiday": "Late Summer Bank Holiday", "opens": "tomorrow at 09:00"},
            ),
        ),
        (
            "2026-12-24T10:00",
            (
                "utter_opening_holiday",
                {"holiday": "Christmas break", "opens": "on Saturday 2 January at 10:00"},
            ),
        ),
    ],
)
def test_what_is_said_of_opening_depends_on_the_moment(now: str, said: Said) -> None:
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=CLINIC.zone)
    for zone in (CLINIC.zone, dt.UTC, dt.timezone(dt.timedelta(hours=13))):
        asked = {"topics": ["clinic_hours"]}
        assert heard(ActionAnswer(), asked, now=moment.astimezone(zone))[0] == said


def test_a_clinic_closed_for_long_says_only_that() -> None:
    days = [MONDAY_NOON.date() + dt.timedelta(days=number) for number in range(90)]
    clinic = clinic_with(closed=dict.fromkeys(days, "Moving"))
    first = heard(ActionAnswer(), {"topics": ["clinic_hours"]}, clinic=clinic)[0]
    assert first == ("utter_opening_unknown", {})
