import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.near_copies import near_copies, plain


@pytest.mark.parametrize(
    ("text", "other", "is_near"),
    [
        # 7 of 10 trigrams in common, and 7 of 11.
        ("abcdefghijkl", "abcdefghi", True),
        ("abcdefghijklm", "abcdefghi", False),
        ("a-B c.d e'f g h i", "abcdefghi", True),
        ("abcdefgh", "abcdefgh", False),
        ("", "", False),
        ("Нет, спасибо!", "нет спасибо", True),
    ],
    ids=["at the border", "below it", "signs aside", "too short", "empty", "another script"],
)
def test_a_near_copy_shares_seven_tenths_of_its_trigrams(
    text: str, other: str, is_near: bool
) -> None:
    assert list(near_copies([text], [other])) == ([(0, 0)] if is_near else [])
    assert list(near_copies([other], [text])) == ([(0, 0)] if is_near else [])


def by_hand(text: str, other: str) -> bool:
    one, two = plain(text), plain(other)
    some, others = (
        {word[start : start + 3] for start in range(len(word) - 2)} for word in (one, two)
    )
    return min(len(one), len(two)) > 8 and len(some & others) / len(some | others) >= 0.7


# Pieces of one long text overlap in part, so many are near and many just are not.
LONG = "doesitbruiseandcanidrivehomeafterordoesitbruise"
pieces = st.builds(
    lambda start, length: LONG[start : start + length], st.integers(0, 30), st.integers(6, 20)
)
many = st.lists(pieces | st.text("abc", max_size=16), max_size=12)


@given(many, many)
def test_the_index_finds_just_what_comparing_all_with_all_finds(
    texts: list[str], others: list[str]
) -> None:
    expected = [
        (place, there)
        for place, text in enumerate(texts)
        for there, other in enumerate(others)
        if by_hand(text, other)
    ]
    assert list(near_copies(texts, others)) == expected
