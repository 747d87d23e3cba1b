import pytest

from bot.questions import MAX_PIECES, questions, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("does it hurt? how much is it?", ["does it hurt?", "how much is it?"]),
        ("does it hurt?how much is it", ["does it hurt?", "how much is it"]),
        ("Is it safe; can i drive", ["Is it safe", "can i drive"]),
        ("is it safe\nwhat does it cost", ["is it safe", "what does it cost"]),
        ("is it safe - what does it cost", ["is it safe", "what does it cost"]),
        ("It was good. Thank you!", ["It was good", "Thank you!"]),
        ("does it hurt and can i drive", ["does it hurt and can i drive"]),
        ("a 3.5 mm needle", ["a 3.5 mm needle"]),
        ("a well-known risk", ["a well-known risk"]),
        ("ok. is it safe", ["is it safe"]),
        ("a. b. c.", []),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_is_split_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "does it bruise and can I drive home after",
            ["does it bruise", "can I drive home after"],
        ),
        ("what is it, and is it safe", ["what is it", "is it safe"]),
        ("what is it, is it safe", ["what is it", "is it safe"]),
        ("does it hurt & what's the price", ["does it hurt", "what's the price"]),
        ("does it hurt plus is it safe", ["does it hurt", "is it safe"]),
        ("does it hurt AND IS IT SAFE", ["does it hurt", "IS IT SAFE"]),
        ("how long is it also does it hurt", ["how long is it", "does it hurt"]),
        (
            "does it hurt? is it safe and can i drive",
            ["does it hurt?", "is it safe", "can i drive"],
        ),
    ],
)
def test_two_questions_in_one_sentence_are_split(text: str, expected: list[str]) -> None:
    assert questions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "does it leave redness and swelling",
        "is it for face and neck",
        "fish and chips",
        "i am candid",
    ],
)
def test_a_list_inside_one_question_is_not_split(text: str) -> None:
    assert questions(text) == [text]


def test_of_a_long_story_the_last_sentences_are_kept() -> None:
    pieces = sentences("\n".join(f"sentence {number}" for number in range(MAX_PIECES + 60)))
    assert len(pieces) == MAX_PIECES
    assert pieces[0] == "sentence 60"
    assert pieces[-1] == f"sentence {MAX_PIECES + 59}"


def test_there_are_never_more_questions_than_pieces_allowed() -> None:
    story = ". ".join(["does it hurt and is it safe and can i drive"] * (MAX_PIECES * 2))
    assert len(questions(story)) == MAX_PIECES
