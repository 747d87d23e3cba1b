import datetime as dt

import pytest

from bot.circumstances import OTHER, SELF, Circumstances, circumstances

TODAY = dt.date(2026, 11, 23)


def stands(message: str, thing: str = "it") -> Circumstances:
    """How the word "it" stands in a message whose tokens stand apart."""
    tokens = message.split()
    at = tokens.index(thing)
    return circumstances(tokens, (at, at + 1), TODAY)


@pytest.mark.parametrize(
    ("message", "who"),
    [
        ("i take it", SELF),
        ("im on it every day", SELF),
        ("can i have this with it", SELF),
        ("it runs in our family and i have it", SELF),
        ("my doctor put me on it", SELF),
        ("my mum takes it", OTHER),
        ("my mum 's on it", OTHER),
        ("a friend of mine had a friend with it", OTHER),
        ("he takes it", OTHER),
        ("for my husband , 61 , on it", OTHER),
        ("my husband wants to know if i can take it", SELF),
        ("my mum had botox . i take it", SELF),
        ("taking it", None),
        ("it", None),
    ],
)
def test_whose_it_is(message: str, who: str | None) -> None:
    assert stands(message).who == who


@pytest.mark.parametrize(
    "message",
    [
        "i had it",
        "i used to take it",
        "finished it yesterday",
        "it is all healed now",
        "i stopped it",
        "had it in the past",
        "past it",
        "i took it as a teenager",
        "it two weeks ago",
    ],
)
def test_what_is_over(message: str) -> None:
    assert stands(message).over


@pytest.mark.parametrize(
    "message",
    [
        "i have it",
        "on it now",
        "ive had it for years",
        "i have had it since spring",
        "i take it daily",
    ],
)
def test_what_still_is(message: str) -> None:
    assert not stands(message).over


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("it two weeks ago", 14),
        ("it 3 months ago", 90),
        ("i had it a couple of years ago", 730),
        ("had it yesterday", 1),
        ("i had it last month", 30),
        ("it in 2019", 7 * 365),
        ("i took it as a teenager", 3650),
        ("it ages ago", None),
        ("i take it", None),
    ],
)
def test_how_long_ago(message: str, days: int | None) -> None:
    assert stands(message).days_ago == days


@pytest.mark.parametrize(
    ("message", "unsure"),
    [
        ("maybe it", True),
        ("i might have it", True),
        ("not sure if i have it", True),
        ("i think i had it", True),
        ("possibly it", True),
        ("i have it", False),
        ("im sure i have it", False),
    ],
)
def test_what_is_said_with_doubt(message: str, unsure: bool) -> None:
    assert stands(message).unsure is unsure
