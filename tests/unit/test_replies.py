"""Short replies as people type them: none, yes, and "I do not know"."""

import pytest

from clinic.replies import Reply, corrects, is_question, is_whole, reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No", Reply.NONE),
        ("nope, touch wood", Reply.NONE),
        ("None of those apply!", Reply.NONE),
        ("not me", Reply.NONE),
        ("never had any", Reply.NONE),
        ("thankfully no", Reply.NONE),
        ("not that I’m aware of", Reply.NONE),
        ("I don't", Reply.NONE),
        ("n/a", Reply.NONE),
        ("he doesn't", Reply.NONE),
        ("doubt it very much", Reply.NONE),
        ("yes", Reply.YES),
        ("Yep!", Reply.YES),
        ("ok", Reply.YES),
        ("yes, warfarin", Reply.YES),
        ("a couple of those", Reply.YES),
        ("maybe, my cycle is all over", Reply.UNSURE),
        ("ages ago I think", Reply.UNSURE),
        ("dunno", Reply.UNSURE),
        ("not sure", Reply.UNSURE),
        ("no idea", Reply.UNSURE),
        ("no clue tbh", Reply.UNSURE),
        ("I don't think so", Reply.UNSURE),
        ("I don't know", Reply.UNSURE),
        ("probably not", Reply.UNSURE),
        ("well, yes and no", Reply.UNSURE),
        ("can't remember", Reply.UNSURE),
        ("noooo", Reply.NONE),
        ("Yesss please", Reply.YES),
        ("he is not sure", Reply.UNSURE),
        ("hes not sure", Reply.UNSURE),
        ("she can't remember", Reply.UNSURE),
        ("she doesn't know", Reply.UNSURE),
        ("they don't know", Reply.UNSURE),
        ("he takes nothing", Reply.NONE),
        ("she hasn't got any", Reply.NONE),
        ("they have none", Reply.NONE),
        ("warfarin", None),
        ("ok book me in", None),
        ("notting hill", None),
        ("", None),
        ("???", None),
    ],
)
def test_a_reply_is_told_by_how_it_begins(text: str, expected: Reply | None) -> None:
    assert reply(text) == expected


@pytest.mark.parametrize("doubt", ["not sure", "no idea", "i dont think so", "probably not"])
@pytest.mark.parametrize("filler", ["", "um, ", "well ", "honestly ", "sorry, "])
def test_a_doubt_is_never_taken_for_a_no(doubt: str, filler: str) -> None:
    assert reply(filler + doubt) == Reply.UNSURE


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("yes", True),
        ("yes please", True),
        ("no thanks", True),
        ("ok cheers", True),
        ("yes, warfarin", False),
        ("no but I get cold sores", False),
        ("warfarin", False),
    ],
)
def test_a_bare_reply_says_nothing_more(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "is_correction"),
    [
        ("actually I take aspirin", True),
        ("sorry, I meant 27", True),
        ("oops, forgot the warfarin", True),
        ("I'm no longer on it", True),
        ("scrap that", True),
        ("I take aspirin", False),
        ("no", False),
        ("27", False),
    ],
)
def test_a_correction_is_heard(text: str, is_correction: bool) -> None:
    assert corrects(text) is is_correction


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("does it matter that I take warfarin", True),
        ("can I have it if I'm on apixaban", True),
        ("warfarin?", True),
        ("what about the pill", True),
        ("I take warfarin", False),
        ("will do", False),
        ("which ones", False),
    ],
)
def test_a_question_is_told_from_a_statement(text: str, asks: bool) -> None:
    assert is_question(text) is asks
