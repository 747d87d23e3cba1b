from collections.abc import Sequence

import pytest

from bot.negation import DENIED, PRESENT, Span, role_of

THINGS = frozenset(
    ["warfarin", "aspirin", "ibuprofen", "diabetes", "asthma", "keloids", "latex", "thinners"]
)


def roles(message: str) -> list[str]:
    """The role of each thing of a message whose tokens stand apart."""
    tokens: Sequence[str] = message.split()
    places: list[Span] = [(at, at + 1) for at, token in enumerate(tokens) if token in THINGS]
    return [role_of(tokens, place, places) for place in places]


@pytest.mark.parametrize(
    "message",
    [
        "no warfarin",
        "not warfarin",
        "nope , no warfarin",
        "zero warfarin",
        "without warfarin",
        "i take no warfarin",
        "no known latex",
        "i dont take warfarin",
        "i don't take warfarin",
        "i don’t take warfarin",
        "i do n't take warfarin",
        "i do not take warfarin",
        "doesnt use warfarin",
        "never taken warfarin",
        "have n't taken any warfarin",
        "i haven't got diabetes",
        "never had diabetes",
        "i am not on any warfarin",
        "i'm not currently taking any warfarin tablets like warfarin",
        "no history of asthma",
        "not allergic to latex",
        "i have never been on warfarin",
        "she doesn't suffer from asthma",
        "none of warfarin",
    ],
)
def test_a_denial_before_a_thing_denies_it(message: str) -> None:
    assert set(roles(message)) == {DENIED}


@pytest.mark.parametrize(
    "message",
    [
        "warfarin ? no",
        "warfarin : none",
        "warfarin - nope",
        "warfarin , no",
        "warfarin = no",
        "warfarin ? no , that is all",
        "warfarin : never .",
    ],
)
def test_a_denial_after_a_thing_and_a_mark_denies_it(message: str) -> None:
    assert roles(message) == [DENIED]


@pytest.mark.parametrize(
    "message",
    [
        "warfarin",
        "i take warfarin",
        "yes warfarin",
        "i stopped warfarin",
        pytest.param("no , warfarin", id="a no and a comma answer something else"),
        pytest.param("i ca nt take warfarin", id="being unable to take it is no denial"),
        pytest.param("no , i take warfarin", id="the denial answers an earlier question"),
        pytest.param("no allergies , i take warfarin", id="the denial is of something else"),
        pytest.param("no allergies , taking warfarin", id="a comma begins a new statement"),
        pytest.param("not today . warfarin", id="a full stop ends a denial"),
        pytest.param("i dont know if warfarin matters", id="dont know denies nothing"),
        pytest.param("not sure about warfarin", id="not sure is no denial"),
        pytest.param("i am not sure if i have asthma", id="not sure if is no denial"),
        pytest.param("why not warfarin", id="why not asks"),
        pytest.param("whether or not warfarin", id="whether or not asks"),
        pytest.param("should i not take warfarin", id="should i not asks"),
        pytest.param("warfarin no", id="without a mark the no may belong to what follows"),
        pytest.param("warfarin - no idea", id="no idea is no denial"),
        pytest.param("warfarin ? none of your business", id="none of is no answer"),
        pytest.param("warfarin ?", id="nothing follows the mark"),
        pytest.param("the doctor said no problem so i kept warfarin", id="a denial far away"),
    ],
)
def test_a_thing_that_is_not_denied_is_present(message: str) -> None:
    assert roles(message) == [PRESENT]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no warfarin or aspirin", [DENIED, DENIED]),
        ("no warfarin , aspirin or ibuprofen", [DENIED, DENIED, DENIED]),
        ("no warfarin / aspirin", [DENIED, DENIED]),
        ("neither warfarin nor aspirin", [DENIED, DENIED]),
        ("no diabetes no asthma", [DENIED, DENIED]),
        ("i have diabetes but no asthma", [PRESENT, DENIED]),
        ("no asthma but i have diabetes", [DENIED, PRESENT]),
        ("no asthma , i have diabetes", [DENIED, PRESENT]),
        ("no warfarin . aspirin yes", [DENIED, PRESENT]),
        ("warfarin , no . aspirin yes", [DENIED, PRESENT]),
        ("i take aspirin , not warfarin", [PRESENT, DENIED]),
    ],
)
def test_a_denial_reaches_over_a_list_and_no_further(message: str, expected: list[str]) -> None:
    assert roles(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "nothing regular , ibuprofen now and then",
        "nothing , aspirin",
        "nothing really , warfarin or aspirin some days",
        "no other medication , warfarin",
        "no tablets , aspirin",
        "no , warfarin",
        "no problems , diabetes aside",
        "no issues , diabetes apart",
        "nothing else , diabetes aside",
        "no medical problems , diabetes",
    ],
)
def test_a_comma_ends_a_denial_that_has_named_nothing(message: str) -> None:
    assert set(roles(message)) == {PRESENT}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no thinners , aspirin", [DENIED, PRESENT]),
        ("no thinners , aspirin or ibuprofen", [DENIED, DENIED, DENIED]),
        ("no allergies , asthma or diabetes", [DENIED, DENIED]),
        ("no diabetes , asthma", [DENIED, DENIED]),
    ],
)
def test_the_name_of_a_whole_kind_is_no_list(message: str, expected: list[str]) -> None:
    assert roles(message) == expected
