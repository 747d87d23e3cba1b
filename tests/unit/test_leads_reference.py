"""Holds references: never the same twice in a row of many, and read however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.leads.reference import ALPHABET, new_reference, read_reference


def test_references_look_alike_and_hardly_ever_repeat() -> None:
    drawn = {new_reference() for _ in range(2000)}
    assert len(drawn) > 1990
    for reference in drawn:
        left, right = reference.split("-")
        assert len(left) == len(right) == 3
        assert set(left + right) <= set(ALPHABET)
        assert not reference.replace("-", "").isalpha()


def test_no_two_characters_look_or_sound_like_a_slip() -> None:
    assert not set(ALPHABET) & set("01OILSZBAEU")


@pytest.mark.parametrize(
    "typed",
    [
        "M7K-4QX", "m7k4qx", " m7k 4qx ", "M7K - 4QX", "m7k\u20134qx", "m7k_4qx", "M7K.4QX.",
        "it is m7k-4qx please", "my reference: M7K 4QX, thanks", "ref m7k4qx?", "(m7k-4qx)",
        "M7K-4QX and not W2W-2WW", "can you do 2pm 3rd dec for m7k-4qx",
    ],
)  # fmt: skip
def test_a_reference_is_read_in_every_usual_writing(typed: str) -> None:
    assert read_reference(typed) == "M7K-4QX"


@pytest.mark.parametrize(
    ("typed", "reference"),
    [("z7k-4qs", "27K-4Q5"), ("B7K 4QU", "87K-4QV")],
)
def test_a_character_that_looks_like_another_is_put_right(typed: str, reference: str) -> None:
    assert read_reference(typed) == reference


@pytest.mark.parametrize(
    "typed",
    ["", "M7K", "M7K-4Q", "M7K-4QXX", "why try", "O7K-4QX", "07700 900123", "i want to cancel"],
)
def test_what_is_no_reference_is_not_read_as_one(typed: str) -> None:
    assert read_reference(typed) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_reference_or_none(typed: str) -> None:
    found = read_reference(typed)
    assert found is None or read_reference(found) == found


@given(st.builds(new_reference), st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_every_reference_is_read_back(reference: str, between: str, small: bool) -> None:
    typed = reference.replace("-", between)
    assert read_reference(typed.lower() if small else typed) == reference
