import pytest

from bot.spelling import Spelling, one_slip

KNOWN = ["warfarin", "isotretinoin", "aspirin", "eczema", "lupus", "statin", "satin"]
ENGLISH = frozenset(["aspiring", "warfare"])


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(KNOWN, ENGLISH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("warfarinn", "warfarin", id="a letter added at the end"),
        pytest.param("xwarfarin", "warfarin", id="a letter added at the start"),
        pytest.param("wharfarin", "warfarin", id="a letter added inside"),
        pytest.param("warfrin", "warfarin", id="a letter left out inside"),
        pytest.param("warfari", "warfarin", id="the last letter left out"),
        pytest.param("arfarin", "warfarin", id="the first letter left out"),
        pytest.param("warfaein", "warfarin", id="a letter changed inside"),
        pytest.param("varfarin", "warfarin", id="the first letter changed"),
        pytest.param("warfarim", "warfarin", id="the last letter changed"),
        pytest.param("wrafarin", "warfarin", id="neighbours swapped"),
        pytest.param("awrfarin", "warfarin", id="the first two letters swapped"),
        pytest.param("warfarni", "warfarin", id="the last two letters swapped"),
        pytest.param("isotretinion", "isotretinoin", id="neighbours swapped in a long word"),
        pytest.param("eczma", "eczema", id="five letters typed for six"),
    ],
)
def test_one_slip_in_a_known_word_is_mended(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.mend(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("warfarin", id="a known word"),
        pytest.param("aspiring", id="an English word one slip from a known one"),
        pytest.param("wrfarn", id="two letters left out"),
        pytest.param("wrafarni", id="two swaps"),
        pytest.param("warfxxin", id="two letters changed"),
        pytest.param("lupas", id="a slip in a known word of five letters"),
        pytest.param("eczm", id="a word of four letters"),
        pytest.param("paracetamol", id="a word like nothing known"),
        pytest.param("", id="an empty word"),
    ],
)
def test_other_words_stay_as_they_are(spelling: Spelling, typed: str) -> None:
    assert spelling.mend(typed) == typed


def test_a_known_word_is_never_taken_for_another_known_word(spelling: Spelling) -> None:
    assert spelling.mend("satin") == "satin"
    assert spelling.mend("statin") == "statin"


def test_between_two_equally_near_words_the_choice_is_always_the_same() -> None:
    forwards = Spelling(["marine", "maritx"], frozenset())
    backwards = Spelling(["maritx", "marine"], frozenset())
    assert forwards.mend("maritne") == backwards.mend("maritne")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", True),
        ("", "a", True),
        ("a", "b", True),
        ("ab", "ba", True),
        ("abc", "abcc", True),
        ("abcd", "acbd", True),
        ("abcd", "abd", True),
        ("", "ab", False),
        ("abc", "cba", False),
        ("abcd", "badc", False),
        ("abcde", "axcye", False),
        ("ab", "abcd", False),
        ("abc", "bcd", False),
    ],
)
def test_one_slip_is_the_same_in_both_directions(first: str, second: str, expected: bool) -> None:
    assert one_slip(first, second) is expected
    assert one_slip(second, first) is expected
