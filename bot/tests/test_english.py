import pytest

from bot.english import english_words


@pytest.mark.parametrize("word", ["hurt", "hurts", "swollen", "needles", "babies", "crowns"])
def test_an_english_word_is_known_in_its_forms(word: str) -> None:
    assert word in english_words()


@pytest.mark.parametrize("word", ["warfrin", "isotretinion", "duele", "", "Hurt"])
def test_a_slip_a_foreign_word_and_a_capital_are_not_english_words(word: str) -> None:
    assert word not in english_words()


def test_there_are_enough_words_to_tell_english_from_a_slip() -> None:
    assert len(english_words()) > 100_000
