from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import CUT, Language
from bot.limits import MAX_WORDS

Found = list[tuple[str, Any, str]]


FOR_FORMS = {"subject", "healthy", "command", "number", "unknown"}


def named(language: Language, text: str) -> Found:
    """Kind, value and role of what is named, without what only a form reads."""
    found = [e for e in language.entities(text) if e["entity"] not in FOR_FORMS]
    return [(e["entity"], e["value"], e["role"]) for e in found]


def roles(language: Language, text: str) -> dict[str, str]:
    return {e["value"]: e["role"] for e in language.entities(text)}


@pytest.mark.parametrize(
    ("text", "kind", "value", "group"),
    [
        ("I take Roaccutane", "medicine", "isotretinoin", "isotretinoin"),
        ("accutane last year", "medicine", "isotretinoin", "isotretinoin"),
        ("ELIQUIS twice a day", "medicine", "apixaban", "blood_thinner"),
        ("xarelto", "medicine", "rivaroxaban", "blood_thinner"),
        ("i am on a blood thinner", "medicine", "blood thinner", "blood_thinner"),
        ("Blood thinners?", "medicine", "blood thinner", "blood_thinner"),
        ("tablets to thin my blood", "medicine", "blood thinner", "blood_thinner"),
        ("nurofen for my back", "medicine", "ibuprofen", "nsaid"),
        ("i get a cold sore sometimes", "condition", "cold sore", "cold_sore"),
        ("cold sores since i was a kid", "condition", "cold sore", "cold_sore"),
        ("i'm diabetic", "condition", "diabetes", "diabetes"),
        ("i take st john’s wort", "medicine", "st john's wort", "other_medicine"),
        ("is there lidocaine in it", "ingredient", "lidocaine", None),
        ("how does mesotherapy work", "treatment", "mesotherapy", None),
        ("it is for my face", "body_area", "face", None),
        ("cellulite", "concern", "cellulite", None),
    ],
)
def test_a_brand_a_lay_word_and_a_plural_lead_to_the_canonical_name(
    language: Language, text: str, kind: str, value: str, group: str | None
) -> None:
    found = [e for e in language.entities(text) if e["entity"] == kind]
    assert [(e["value"], e["role"], e.get("group")) for e in found] == [(value, "present", group)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("warfrin", "warfarin"),
        ("warafrin", "warfarin"),
        ("eliqius", "apixaban"),
        ("elliquis", "apixaban"),
        ("isotretinion", "isotretinoin"),
        ("roacutane", "isotretinoin"),
        ("prednisolne", "prednisolone"),
        ("ibuprofin", "ibuprofen"),
        ("cellulte", "cellulite"),
        ("mesotherpy", "mesotherapy"),
        ("diabetis", "diabetes"),
    ],
)
def test_one_slip_in_a_long_word_is_mended(language: Language, typed: str, value: str) -> None:
    assert value in roles(language, f"i asked about {typed} before")


@pytest.mark.parametrize(
    "text",
    [
        "i am aspiring",
        "two babies",
        pytest.param("i have crowns on my teeth", id="crowns is no slip for crohns"),
        pytest.param("after the concerts", id="concerts is no slip for concerta"),
        pytest.param("differing views", id="differing is no slip for differin"),
        "what about the weather",
        "",
        " ",
    ],
)
def test_an_english_word_is_never_taken_for_a_slip(language: Language, text: str) -> None:
    assert named(language, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "no warfarin",
        "not on warfarin",
        "i dont take warfarin",
        "i don't take warfarin",
        "I don’t take Warfarin",
        "I DON'T TAKE WARFARIN",
        "i do not take warfarin",
        "im not on warfarin",
        "i'm not taking any warfarin",
        "never took warfarin",
        "i've never taken warfarin",
        "i haven't taken warfarin",
        "i have never been on warfarin",
        "i take no warfarin",
        "without warfarin",
        "nope no warfarin",
        "no i dont take warfarin",
        "my mum doesn't take warfarin",
        "warfarin? no",
        "warfarin: none",
        "warfarin - no",
        "warfarin, no. ",
        "dont take any medicines like warfarin",
        "no warfrin",
    ],
)
def test_a_denied_medicine_has_the_role_denied(language: Language, text: str) -> None:
    assert named(language, text) == [("medicine", "warfarin", "denied")]


@pytest.mark.parametrize(
    "text",
    [
        "no allergies, i take warfarin",
        "no, i take warfarin",
        "No. I take warfarin",
        "i dont know if warfarin matters",
        "not sure if warfarin matters",
        "why not warfarin",
        "is it not safe with warfarin",
        "should i not take warfarin",
        "i stopped warfarin",
        "it hurts and i take warfarin",
    ],
)
def test_a_medicine_that_is_not_denied_has_the_role_present(language: Language, text: str) -> None:
    assert ("medicine", "warfarin", "present") in named(language, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no warfarin or aspirin", {"warfarin": "denied", "aspirin": "denied"}),
        ("neither aspirin nor ibuprofen", {"aspirin": "denied", "ibuprofen": "denied"}),
        (
            "none of warfarin, aspirin, ibuprofen",
            {"warfarin": "denied", "aspirin": "denied", "ibuprofen": "denied"},
        ),
        ("i have diabetes but no epilepsy", {"diabetes": "present", "epilepsy": "denied"}),
        ("no epilepsy but i have diabetes", {"epilepsy": "denied", "diabetes": "present"}),
        ("no lupus. warfarin yes", {"lupus": "denied", "warfarin": "present"}),
        ("warfarin, no. aspirin yes", {"warfarin": "denied", "aspirin": "present"}),
    ],
)
def test_each_thing_of_several_has_its_own_role(
    language: Language, text: str, expected: dict[str, str]
) -> None:
    assert roles(language, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("im 37", ("age", 37)),
        ("i'm 37", ("age", 37)),
        ("I’m 37.", ("age", 37)),
        ("i am fifty six", ("age", 56)),
        ("fifty-six years old", ("age", 56)),
        ("37f", ("age", 37)),
        ("a 29-year-old woman", ("age", 29)),
        ("29 y/o", ("age", 29)),
        ("Im 12 weeks pregnant", ("pregnancy_week", 12)),
    ],
)
def test_an_age_and_a_week_are_read_from_a_message_as_typed(
    language: Language, text: str, expected: tuple[str, int]
) -> None:
    numbers = [e for e in language.entities(text) if e["entity"] in {"age", "pregnancy_week"}]
    assert [(e["entity"], e["value"], e["role"]) for e in numbers] == [(*expected, "present")]


@pytest.mark.parametrize("text", ["treated 2 weeks ago", "im 5 ft 4", "is 3 sessions enough"])
def test_another_number_is_no_age(language: Language, text: str) -> None:
    assert {e["entity"] for e in language.entities(text)} & {"age", "pregnancy_week"} == set()


def test_words_with_two_meanings_give_both(language: Language) -> None:
    found = set(named(language, "my double chin"))
    assert found == {
        ("body_area", "double chin", "present"),
        ("concern", "double chin", "present"),
    }


def test_the_longest_name_wins_over_a_name_inside_it(language: Language) -> None:
    assert named(language, "i have a lidocaine allergy") == [
        ("condition", "lidocaine allergy", "present")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I take Roaccutane, im 37 and 12 weeks pregnant",
        "😀 no BLOOD   thinners, fifty six",
        "it’s the double chin",
    ],
)
def test_the_place_of_an_entity_is_where_its_words_stand(language: Language, text: str) -> None:
    found = language.entities(text)
    assert found
    for entity in found:
        words = text[entity["start"] : entity["end"]]
        assert words
        assert words == words.strip()
    starts = [entity["start"] for entity in found]
    assert starts == sorted(starts)


def test_the_place_of_a_brand_name_covers_just_its_word(language: Language) -> None:
    text = "So I take Roaccutane now"
    [entity] = language.entities(text)
    assert text[entity["start"] : entity["end"]] == "Roaccutane"


def test_processing_adds_to_the_entities_that_are_there(language: Language) -> None:
    earlier = {"entity": "topic", "value": "pain"}
    message = Message({TEXT: "i take warfarin", ENTITIES: [earlier]})
    [processed] = language.process([message])
    names = [entity["entity"] for entity in processed.get(ENTITIES)]
    assert names == ["topic", "medicine"]
    assert processed.as_dict(only_output_properties=True)[ENTITIES]
    assert processed.get(ENTITIES)[1]["extractor"] == "Language"


def test_a_message_too_long_to_be_read_whole_says_so(language: Language) -> None:
    short, long = Message({TEXT: "i take warfarin"}), Message({TEXT: "word " * MAX_WORDS + "end"})
    language.process([short, long])
    assert short.get(CUT) is False
    assert long.get(CUT) is True
    assert CUT in long.as_dict(only_output_properties=True)


def test_a_message_without_text_has_no_entities(language: Language) -> None:
    [message] = language.process([Message({TEXT: None})])
    assert message.get(ENTITIES) == []


def test_training_data_are_left_as_they_are(language: Language) -> None:
    data = TrainingData([Message.build("i take warfarin", "faq/medicine")])
    assert language.process_training_data(data) is data
    assert data.training_examples[0].get(ENTITIES) is None


@pytest.mark.parametrize(
    ("text", "kind", "value", "role"),
    [
        ("no skin trouble", "subject", "skin", "denied"),
        ("nothing allergic", "subject", "allergies", "denied"),
        ("i take medication", "subject", "medicines", "present"),
        ("fit and well", "healthy", "conditions", "present"),
        ("one sec, someone at the door", "command", "pause", "present"),
        ("stop, delete all that", "command", "delete", "present"),
        ("why do you ask", "command", "why", "present"),
        ("second trimester", "pregnancy", "pregnant", "present"),
        ("im not breastfeeding", "pregnancy", "breastfeeding", "denied"),
        ("37", "number", 37, "present"),
        ("i take zorbaflex", "unknown", "zorbaflex", "present"),
    ],
)
def test_what_a_form_reads(
    language: Language, text: str, kind: str, value: str | int, role: str
) -> None:
    assert (kind, value, role) in [
        (e["entity"], e["value"], e["role"]) for e in language.entities(text)
    ]


def test_an_entity_says_whose_it_is_and_when(language: Language) -> None:
    [entity] = [e for e in language.entities("my mum had botox six weeks ago") if "group" in e]
    assert (entity["who"], entity["over"], entity["days_ago"]) == ("other", True, 42)
    [entity] = [e for e in language.entities("i might be pregnant") if "group" not in e]
    assert (entity["who"], entity["unsure"]) == ("self", True)
    assert "over" not in entity


@pytest.mark.parametrize(
    ("text", "question", "thing", "role"),
    [
        ("not pregnant but we are trying", "pregnancy", "trying_for_baby", "present"),
        ("none apart from latex", "allergies", "metal_latex_allergy", "present"),
        ("not allergic to eggs", "allergies", "soy_egg_allergy", "denied"),
        ("nobody is pushing me", "feelings", "body_image", "denied"),
        ("nothing wrong with my heart", "conditions", "heart", "denied"),
        ("im fine apart from type 2", "conditions", "diabetes", "present"),
    ],
)
def test_words_mean_a_thing_as_an_answer_to_one_question(
    language: Language, text: str, question: str, thing: str, role: str
) -> None:
    found = [e for e in language.entities(text) if e["entity"] == "answer"]
    assert (question, thing, role) in [(e["group"], e["value"], e["role"]) for e in found]


def test_an_answers_words_hide_no_other_thing(language: Language) -> None:
    found = language.entities("some tablets for my blood")
    assert {"subject", "answer"} <= {entity["entity"] for entity in found}
