"""Holds the blind index: the same person is found however written, and nobody reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.store.lookup import Lookup

LOOKUP = Lookup("s" * 64)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Hà", "nguyen thi ha"),
        ("D'Angelo Russo", "d\u2019angelo russo"),
        ("Anne-Marie van der Berg", " anne marie  VAN DER BERG "),
        ("Rao Asha", "Asha Rao"),
        ("Strauß", "STRAUSS"),
        ("José", "Jose\u0301"),
    ],
)
def test_a_name_written_another_way_is_the_same(one: str, other: str) -> None:
    assert LOOKUP.name(one) == LOOKUP.name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Asha Rao", "Asha Rai"), ("Asha", "Asha Rao"), ("王芳", "王伟")]
)
def test_different_names_differ(one: str, other: str) -> None:
    assert LOOKUP.name(one) != LOOKUP.name(other)


def test_contacts_are_the_same_but_for_case_and_spaces() -> None:
    assert LOOKUP.contact("Sara.K@Icloud.com ") == LOOKUP.contact("sara.k@icloud.com")
    assert LOOKUP.contact("+44 20 7946 0999") == LOOKUP.contact("+442079460999")
    assert LOOKUP.contact("+442079460999") != LOOKUP.contact("+442079460998")


def test_a_number_is_found_with_and_without_its_extension() -> None:
    assert LOOKUP.contact("+442079460999;ext=12") == LOOKUP.contact("+442079460999")


@given(st.text(max_size=40))
def test_another_secret_gives_another_digest_and_kinds_never_meet(value: str) -> None:
    assert LOOKUP.name(value) != Lookup("t" * 64).name(value)
    assert LOOKUP.name(value) != LOOKUP.contact(value)
    assert len(LOOKUP.name(value)) == 64
