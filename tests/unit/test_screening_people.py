"""Whom the pre-screen is about, and what that spares."""

import pytest

from clinic.screening.people import Person, is_for_self, person_asked_for, sex_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for my husband, 61, on steroids", Person("husband", "male")),
        ("Asking on behalf of my mum", Person("mum", "female")),
        ("it's my wife who wants it", Person("wife", "female")),
        ("It’s for my elderly mother", Person("mother", "female")),
        ("my daughter would like it for her skin", Person("daughter", "female")),
        ("this would be for my partner", Person("partner", None)),
        ("for a friend", Person("friend", None)),
        ("can u screen my hubby", Person("hubby", "male")),
        ("can my sister have it too", Person("sister", "female")),
        ("is my dad allowed", Person("dad", "male")),
        ("can my husband come with me", None),
        ("for my daughter's wedding", None),
        ("check my sister's dose", None),
        ("my mum takes warfarin", None),
        ("my husband says I need it", None),
        ("I need it for my skin", None),
        ("for my wedding", None),
        ("my sister had it here and loved it", None),
        ("", None),
    ],
)
def test_only_whom_the_treatment_is_for_is_asked_about(text: str, expected: Person | None) -> None:
    assert person_asked_for(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no, it's for me", True),
        ("I meant for myself", True),
        ("actually for me", True),
        ("i’m the one who wants it", True),
        ("is it safe for me", False),
        ("it's for me and him", False),
        ("for my mum", False),
    ],
)
def test_a_visitor_may_be_the_one_after_all(text: str, expected: bool) -> None:
    assert is_for_self(text) == expected


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        ("I'm a man so no", None, "male"),
        ("i am a 40yo bloke", None, "male"),
        ("I’m male", None, "male"),
        ("as a woman over 50", None, "female"),
        ("my husband is a man of few words", None, None),
        ("no", None, None),
        ("he is 61", "husband", "male"),
        ("she is 61", "mum", "female"),
        ("I'm a man", "partner", None),
        ("I'm a woman", "husband", "male"),
    ],
)
def test_a_sex_is_of_whom_it_was_said(text: str, about: str | None, expected: str | None) -> None:
    assert sex_said(text, about) == expected
