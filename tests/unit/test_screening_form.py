"""The pre-screen turn by turn: what is asked, what is said, and what is stored."""

import pytest
from hearing import Entity, age, condition, denied, medicine, named
from stage import Stage, opened, order

from actions.screening_form import ValidateScreeningForm
from clinic.store.database import Database

WARFARIN = medicine("warfarin", "blood_thinner")
DIABETES = condition("diabetes", "diabetes")
LIDOCAINE = named("lidocaine allergy", "condition", "anaesthetic_allergy", who="self")
HUSBAND = "can you check for my husband"
pytest_plugins = ["clinic_set"]
pytestmark = pytest.mark.usefixtures("stage_set")


@pytest.fixture
async def form() -> Stage:
    """The pre-screen, begun by its button."""
    stage = opened(ValidateScreeningForm())
    assert await stage.hear("/start_screening", intent="start_screening") == "screening_consent"
    return stage


@pytest.fixture
async def agreed(form: Stage) -> Stage:
    assert await form.hear("yes") == "screening_age"
    return form


async def answers(form: Stage, *texts: str) -> str | None:
    asked: str | None = form.slots["requested_slot"]
    for text in texts:
        asked = await form.hear(text)
    return asked


async def concluded(form: Stage) -> Stage:
    """Nothing to report, from the age on."""
    assert await answers(form, "41", "no", "no", "no", "no", "no", "no") == "screening_done"
    return form


async def test_the_questions_come_in_their_order_and_the_outcome_last(form: Stage) -> None:
    asked = [await form.hear(said) for said in ("yes", "41", "no", "no", "no", "no", "no", "no")]
    assert asked == [
        f"screening_{name}"
        for name in (
            "age", "pregnancy", "skin", "allergies", "medicines", "conditions", "feelings", "done",
        )
    ]  # fmt: skip
    assert form.said == ["screening_noted", "screening_no_flag_found", "screening_next"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [("yes", "screening_consent_yes"), ("no", "screening_consent_no")],
)
async def test_the_first_question_comes_after_a_yes_and_after_a_no(
    form: Stage, reply: str, said: str
) -> None:
    assert await form.hear(reply) == "screening_age"
    assert form.said == [said]


async def test_what_is_no_answer_to_the_consent_leaves_it_open(form: Stage) -> None:
    assert await form.hear("purple", intent="nlu_fallback") == "screening_consent"
    assert form.said == ["screening_missed"]
    assert await form.hear("what for?", intent="nlu_fallback") == "screening_consent"
    assert form.said == ["why_screening_consent"]


async def test_what_was_said_before_counts() -> None:
    stage = opened(ValidateScreeningForm())
    stage.events = [
        {"event": "user", "text": "", "parse_data": {"text": "i'm 54", "entities": [age(54)]}}
    ]
    await stage.hear("/start_screening", intent="start_screening")
    assert await stage.hear("yes") == "screening_pregnancy"


@pytest.mark.parametrize(
    ("name", "text", "said", "asked"),
    [
        ("stop", "stop it", ["screening_stopped"], None),
        ("pause", "one sec", ["screening_paused"], "screening_paused"),
        ("resume", "go on", [], "screening_age"),
        ("why", "why do you ask", ["why_screening_age"], "screening_age"),
        ("summary", "what have you noted", ["screening_nothing_yet"], "screening_age"),
        ("start_over", "start again", ["screening_started_over"], "screening_age"),
        ("dont_keep", "dont keep them", ["screening_consent_no"], "screening_age"),
        ("delete", "delete all that", ["deleted"], None),
    ],
)
async def test_an_order_is_obeyed(
    agreed: Stage, name: str, text: str, said: list[str], asked: str | None
) -> None:
    assert await agreed.hear(text, order(name)) == asked
    assert agreed.said == said


async def test_a_pause_ends_with_the_question_that_was_open(agreed: Stage) -> None:
    await agreed.hear("one sec", order("pause"))
    assert await agreed.hear("ok go on", order("resume")) == "screening_age"
    await agreed.hear("one sec", order("pause"))
    assert await agreed.hear("41") == "screening_pregnancy"


@pytest.mark.parametrize("name", ["stop", "delete", "why"])
async def test_an_order_beside_a_thing_is_no_order(agreed: Stage, name: str) -> None:
    await answers(agreed, "41", "no", "no", "no")
    text = "never mind the warfarin, that's why"
    assert await agreed.hear(text, order(name), {**WARFARIN, "who": "self"})
    assert not {"screening_stopped", "deleted", "why_screening_medicines"} & set(agreed.said)


async def test_the_no_before_an_order_does_not_undo_it(agreed: Stage) -> None:
    assert await agreed.hear("no, forget it", order("stop", "no, ", "denied")) is None
    assert agreed.said == ["screening_stopped"]


async def test_an_order_that_is_denied_is_not_obeyed(agreed: Stage) -> None:
    asked = await agreed.hear("dont you delete it", order("delete", "dont you ", "denied"))
    assert asked == "screening_age"


async def test_a_question_is_answered_and_the_open_one_asked_again(agreed: Stage) -> None:
    asked = await agreed.hear("does it hurt?", intent="faq", topics=["pain"])
    assert (asked, agreed.said) == ("screening_age", ["faq/pain"])


async def test_twice_not_understood_says_why_and_offers_a_way_out(agreed: Stage) -> None:
    await agreed.hear("purple", intent="nlu_fallback")
    assert agreed.said == ["screening_missed"]
    await agreed.hear("purple", intent="nlu_fallback")
    assert agreed.said == ["why_screening_age", "screening_missed_again"]
    await answers(agreed, "41")
    await agreed.hear("purple", intent="nlu_fallback")
    assert agreed.said == ["screening_missed"]


@pytest.mark.parametrize(
    ("answered", "text", "said"),
    [
        (("41",), "yes", "screening_which"),
        ((), "200", "screening_age_odd"),
    ],
)
async def test_what_is_unclear_is_asked_back(
    agreed: Stage, answered: tuple[str, ...], text: str, said: str
) -> None:
    before = await answers(agreed, *answered)
    assert await agreed.hear(text, *([age(200)] if text == "200" else [])) == before
    assert agreed.said == [said]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("yes", "screening_clinician_first"), ("no", "screening_no_flag_found")],
)
async def test_a_contradiction_is_asked_back_and_settled(
    agreed: Stage, reply: str, outcome: str
) -> None:
    await answers(agreed, "41", "no", "no", "no", "no")
    assert await agreed.hear("with warfarin", {**WARFARIN, "who": "self"}) == "screening_conflict"
    assert agreed.said == ["screening_conflict"]
    assert agreed.values["screening_conflict"]["thing"] == "a blood thinner"
    assert await agreed.hear("hm?", order("why")) == "screening_conflict"
    assert await agreed.hear(reply) == "screening_conditions"
    await answers(agreed, "no", "no")
    assert agreed.said[1] == outcome


async def test_a_list_is_asked_in_full_with_what_was_told_of_it_already(agreed: Stage) -> None:
    await answers(agreed, "41", "no", "no", "no")
    metformin = medicine("metformin", "diabetes")
    assert await agreed.hear("metformin", metformin) == "screening_conditions"
    assert agreed.said == ["screening_already"]
    assert agreed.values["screening_already"]["noted"] == "diabetes (metformin)"
    assert await agreed.hear("why", order("why")) == "screening_conditions"
    assert agreed.said == ["why_screening_conditions"]
    await answers(agreed, "no", "no")
    assert "health conditions" not in agreed.values["screening_noted"]["noted"]


async def test_a_correction_after_the_outcome_says_it_anew(agreed: Stage) -> None:
    await concluded(agreed)
    assert await agreed.hear("actually i take warfarin", {**WARFARIN, "who": "self"})
    assert agreed.said[:3] == [
        "screening_changed", "screening_noted", "screening_clinician_first",
    ]  # fmt: skip
    await agreed.hear("thanks", intent="thanks")
    assert agreed.said == ["thanks"]


async def test_another_name_of_the_same_kind_is_a_change(agreed: Stage) -> None:
    await concluded(agreed)
    await agreed.hear("actually i take warfarin", {**WARFARIN, "who": "self"})
    apixaban = {**medicine("apixaban", "blood_thinner"), "who": "self"}
    await agreed.hear("sorry not warfarin, apixaban", denied({**WARFARIN, "who": "self"}), apixaban)
    assert agreed.said[0] == "screening_changed"
    assert "(apixaban)" in agreed.values["screening_noted"]["noted"]


async def test_what_is_taken_back_by_its_name_is_dropped(agreed: Stage) -> None:
    await concluded(agreed)
    await agreed.hear("actually im allergic to lidocaine", LIDOCAINE)
    assert agreed.said[2] == "screening_clinician_first"
    text = "forget what i said about lidocaine, it was my sister"
    named_again: Entity = {**named("lidocaine", "ingredient"), "start": 25}
    await agreed.hear(text, order("delete"), named_again, intent="faq")
    assert agreed.said[2] == "screening_no_flag_found"


@pytest.mark.parametrize(
    ("text", "entities", "intent"),
    [
        ("no sorry, it was last year", (), "nlu_fallback"),
        ("some tablets, i forgot", (named("medicines", "subject"),), "inform"),
    ],
)
async def test_a_change_that_is_not_clear_is_said_to_be_none(
    agreed: Stage, text: str, entities: tuple[Entity, ...], intent: str
) -> None:
    await concluded(agreed)
    assert await agreed.hear(text, *entities, intent=intent) == "screening_done"
    assert agreed.said == ["screening_unchanged"]


@pytest.mark.parametrize(
    ("text", "intent", "said", "leads_to"),
    [
        ("book it", "book_appointment", [], "booking"),
        ("yes please", "affirm", [], "booking"),
        ("start", "start_screening", ["screening_done_before"], None),
        ("no", "deny", ["screening_end"], None),
    ],
)
async def test_after_the_outcome_anything_may_come(
    agreed: Stage, text: str, intent: str, said: list[str], leads_to: str | None
) -> None:
    await concluded(agreed)
    assert (await agreed.hear(text, intent=intent) is None) == bool(leads_to)
    assert (agreed.said, agreed.slots["next_step"]) == (said, leads_to)


async def test_a_wish_to_book_inside_leads_to_the_booking(agreed: Stage) -> None:
    assert await agreed.hear("i want to book", intent="book_appointment") is None
    assert agreed.slots["next_step"] == "booking"


async def test_a_minor_hears_so_and_gets_no_booking_until_an_age_is_corrected(
    agreed: Stage,
) -> None:
    assert await agreed.hear("16", age(16, who="self")) == "screening_done"
    assert agreed.said == ["screening_not_now_minor"]
    assert await agreed.hear("book me", intent="book_appointment") == "screening_done"
    assert agreed.said == ["booking_minor"]
    assert await agreed.hear("i meant 27", age(27, who="self")) == "screening_pregnancy"
    assert agreed.said == ["screening_age_changed"]


async def test_the_answers_of_another_are_of_the_other_and_so_is_the_consent(
    agreed: Stage,
) -> None:
    await answers(agreed, "41")
    assert await agreed.hear("sorry, it's for my husband") == "screening_consent"
    assert agreed.said == ["screening_for_other"]
    assert agreed.slots["screening_about"] == "husband"
    assert await agreed.hear("yes he agrees") == "screening_age"
    assert await agreed.hear("61") == "screening_skin"
    assert await agreed.hear("no wait, it's for me") == "screening_consent"
    assert agreed.said == ["screening_for_self"]
    assert agreed.slots["screening_for_other"] is False
    assert await agreed.hear("yes") == "screening_age"


async def test_a_second_pre_screen_for_somebody_else_begins_empty(agreed: Stage) -> None:
    await concluded(agreed)
    assert await agreed.hear(HUSBAND, intent="start_screening") == "screening_consent"
    assert agreed.said == ["screening_for_other"]
    agreed.slots["requested_slot"] = None  # the form was left in the meantime
    assert await agreed.hear("check my mum too", intent="start_screening") == "screening_consent"
    assert agreed.slots["screening_about"] == "mum"
    await agreed.hear("yes")
    assert agreed.slots["requested_slot"] == "screening_age"


async def test_a_loss_is_met_kindly(agreed: Stage) -> None:
    await answers(agreed, "35")
    loss = named("pregnancy loss", "pregnancy", who="self")
    await agreed.hear("i had a miscarriage", loss)
    assert agreed.said == ["screening_loss"]


@pytest.mark.parametrize("text", ["14 weeks", "yes, about 4 months gone"])
async def test_weeks_are_those_of_a_pregnancy(agreed: Stage, text: str) -> None:
    await answers(agreed, "31")
    await agreed.hear(text)
    assert agreed.said[1] == "screening_not_now"


async def test_a_danger_that_was_taken_for_an_answer_gets_the_line_on_safety(
    agreed: Stage,
) -> None:
    await agreed.hear("strange pain", intent="urgent_aftercare")
    assert agreed.said[0] == "danger_check"


async def test_the_outcome_is_stored_with_consent_only(form: Stage, stage_set: Database) -> None:
    await form.hear("no")
    await concluded(form)
    async with stage_set.begin() as work:
        assert await work.screenings.of_conversation("visitor") is None
    await form.hear("keep them after all", order("keep"))
    async with stage_set.begin() as work:
        kept = await work.screenings.of_conversation("visitor")
    assert kept is not None
    assert kept.outcome == "no_flag_found"
    await form.hear("no, dont keep them", order("dont_keep"))
    async with stage_set.begin() as work:
        assert await work.screenings.of_conversation("visitor") is None
