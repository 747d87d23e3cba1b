import pytest

from bot.numbers import readings


def read(message: str) -> list[tuple[str, int]]:
    """Entities and values of a message whose tokens stand apart, as spaCy splits them."""
    found = readings(message.split())
    return [(entity, value) for entity, value, _, _ in found if entity != "number"]


@pytest.mark.parametrize(
    ("message", "age"),
    [
        ("i 'm 37", 37),
        ("i ’m 37", 37),
        ("i m 37", 37),
        ("i am 37", 37),
        ("i am 37 .", 37),
        ("i am 37 !", 37),
        ("she 's 70", 70),
        ("my son is 16", 16),
        ("i am fifty six", 56),
        ("i am fifty - six", 56),
        ("i am fifty-six", 56),
        ("i am fourty two", 42),
        ("i am twenty", 20),
        ("i am nineteen", 19),
        ("aged five", 5),
        ("aged 42", 42),
        ("my age is 42", 42),
        ("age 42", 42),
        ("i just turned 18", 18),
        ("turning 50 next week", 50),
        ("i am nearly 60", 60),
        ("29 years old", 29),
        ("fifty - six years old", 56),
        ("a 29 yr old", 29),
        ("a 29 - year - old woman", 29),
        ("29 yo", 29),
        ("29 y / o", 29),
        ("i am 29 years", 29),
        ("37f", 37),
        ("37m", 37),
        ("f37", 37),
        ("m37", 37),
        ("37yo", 37),
        ("37yrs", 37),
        ("37y", 37),
        ("i am 1", 1),
        ("i am 115", 115),
    ],
)
def test_an_age_is_read(message: str, age: int) -> None:
    assert read(message) == [("age", age)]


@pytest.mark.parametrize(
    ("message", "week"),
    [
        ("12 weeks pregnant", 12),
        ("i am 12 weeks pregnant", 12),
        ("i m 8 wks pregnant", 8),
        ("pregnant 12 weeks", 12),
        ("pregnant , 12 weeks", 12),
        ("12 week pregnancy", 12),
        ("12 weeks along", 12),
        ("14 weeks gone", 14),
        ("twenty weeks pregnant", 20),
        ("twenty two weeks pregnant", 22),
        ("1 week pregnant", 1),
        ("43 weeks pregnant", 43),
    ],
)
def test_a_week_of_pregnancy_is_read(message: str, week: int) -> None:
    assert read(message) == [("pregnancy_week", week)]


@pytest.mark.parametrize(
    "message",
    [
        "2 weeks ago",
        "treated 2 weeks ago",
        "i am 6 weeks post treatment",
        "i am 12 weeks",
        "44 weeks pregnant",
        "0 weeks pregnant",
        "i am 9 months pregnant",
        "5 years ago",
        "it is 5 years ago",
        "for 20 years",
        "is 3 sessions enough",
        "is 20 % off",
        "i am 60 kg",
        "i am 170 cm",
        "i am 5 ft 4",
        "is 24 / 7",
        "it is 10 am",
        "it is 10 : 30",
        "200 euros",
        "37",
        "fifty six",
        "i am 0",
        "i am 116",
        "i am 1000",
        "i am 16.5",
        "i am one of them",
        "are two enough",
        "x37",
        "99999999999",
        "00f",
        "",
    ],
)
def test_another_number_is_neither_an_age_nor_a_week(message: str) -> None:
    assert read(message) == []


def test_the_place_covers_every_word_of_the_number_and_no_other() -> None:
    assert list(readings(["i", "am", "fifty", "-", "six", "years", "old"])) == [("age", 56, 2, 5)]
    assert list(readings(["so", "12", "weeks", "pregnant"])) == [("pregnancy_week", 12, 1, 2)]


def test_several_readings_of_one_message_come_in_order() -> None:
    assert read("i am 37 and 12 weeks pregnant") == [("age", 37), ("pregnancy_week", 12)]


@pytest.mark.parametrize("message", ["is 2-3 sessions ok", "is 1 enough", "a 2 years old scar"])
def test_a_count_or_the_age_of_a_thing_is_no_age(message: str) -> None:
    assert [reading for reading in read(message) if reading[0] == "age"] == []


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("37", [37]),
        ("thirty four", [34]),
        ("i meant 27", [27]),
        ("for my husband , 61 , on steroids", [61]),
        ("5 years ago", []),
        ("at 10 : 30", []),
        ("20 sessions", []),
        ("200", []),
    ],
)
def test_a_plain_number_may_be_an_age(message: str, numbers: list[int]) -> None:
    found = [value for entity, value, _, _ in readings(message.split()) if entity == "number"]
    assert found == numbers
