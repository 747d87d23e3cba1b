import pytest

from bot.limits import MAX_CHARACTERS, MAX_WORDS, readable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "does it hurt",
        pytest.param("w " * (MAX_WORDS - 1) + "w", id="as many words as are read"),
        pytest.param("w" * MAX_CHARACTERS, id="as many characters as are read"),
        pytest.param(" \n\t ", id="white space"),
        pytest.param("疼吗 😀 é", id="other scripts"),
    ],
)
def test_a_text_within_the_limits_is_read_whole(text: str) -> None:
    assert readable(text) == (text, False)


def test_a_text_with_too_many_words_is_cut_after_the_last_word_that_is_read() -> None:
    kept, cut = readable("word " * MAX_WORDS + "last")
    assert cut
    assert len(kept.split()) == MAX_WORDS
    assert kept.endswith("word")


def test_a_text_without_spaces_is_cut_by_its_length() -> None:
    kept, cut = readable("x" * (MAX_CHARACTERS + 1))
    assert cut
    assert kept == "x" * MAX_CHARACTERS


@pytest.mark.parametrize("full", ["w " * MAX_WORDS, "w" * MAX_CHARACTERS])
def test_white_space_after_the_limit_is_no_loss(full: str) -> None:
    assert readable(full + "   \n ")[1] is False


def test_half_a_surrogate_pair_becomes_a_mark_of_the_same_length() -> None:
    kept, cut = readable("it hurts \ud83d now")
    assert kept == "it hurts ? now"
    assert not cut
