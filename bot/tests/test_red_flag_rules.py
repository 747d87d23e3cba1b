from pathlib import Path

import pytest

from bot.red_flag_rules import Finding, RedFlagRules, RuleFileError, words_of

SMALL = """\
window: 5
groups:
  breath: {level: emergency, title: Breath}
  spots:  {level: urgent_aftercare, title: Spots}
  sad:    {level: self_harm, title: Sad}
families:
  cannot: cant, can not, unable
  air: breath*, air
signs:
  breath:
    says:
    - <cannot> <air>
    - passed_out|collapsed
    - feel* sick*
    hints:
    - wheezy
    unless:
    - stairs hill
  spots:
    says:
    - blister* site|skin
    - bad_breath smell
  sad:
    says:
    - suicid*
    hints:
    - hopeless
doubts:
- can|could it|this
- years ago
now:
- right_now
resolved:
- all_gone
harmless:
- breath_of_fresh_air|suicidal_prices
alone:
  breath: [ambulance]
beside: i, need, an, please
"""
EMERGENCY = Finding("breath", "emergency", certain=True)


def write(folder: Path, text: str) -> Path:
    path = folder / "red_flags.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> RedFlagRules:
    return RedFlagRules(write(tmp_path, SMALL))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can't breathe!", ["cant", "breathe"]),
        ("Can’t BREATHE", ["cant", "breathe"]),
        ("38.5 degrees, 2mg", ["38.5", "degrees", "2", "mg"]),
        ("ｆｕｌｌ ｗｉｄｔｈ", ["full", "width"]),
        ("it's_fine 😀", ["its", "fine"]),
        ("", []),
    ],
)
def test_a_message_is_split_into_plain_lower_case_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("i cant get air", id="a member of each family"),
        pytest.param("i can not get air", id="a member of two words"),
        pytest.param("unable, breathing stops", id="a star takes any ending"),
        pytest.param("breath: i am unable", id="the parts come in any order"),
        pytest.param("CAN'T BREATHE", id="capitals and apostrophes do not matter"),
        pytest.param("he passed out", id="words joined by an underscore stand together"),
        pytest.param("he collapsed", id="one of several words is enough"),
        pytest.param("i feel so sick", id="words without a family"),
        pytest.param("cant . . . . ??? breathe", id="marks do not count as words"),
    ],
)
def test_a_sign_is_found(small: RedFlagRules, text: str) -> None:
    assert small.find(text) == EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "does it hurt",
        pytest.param("cant", id="one part alone"),
        pytest.param("i cant xbreathe", id="a star takes no beginning"),
        pytest.param("airs cant", id="without a star the word must be whole"),
        pytest.param("he passed me out", id="joined words must follow one another"),
        pytest.param("blister", id="one part of a sign of another group"),
    ],
)
def test_a_message_without_a_whole_sign_has_none(small: RedFlagRules, text: str) -> None:
    assert small.find(text) is None


def test_the_parts_must_stand_within_the_window(small: RedFlagRules) -> None:
    assert small.find("cant one two three air") == EMERGENCY
    assert small.find("cant one two three four air") is None


def test_one_word_is_not_two_parts_of_a_sign(tmp_path: Path) -> None:
    rules = RedFlagRules(write(tmp_path, SMALL.replace("feel* sick*", "sick* sick|ill")))
    assert rules.find("sick") is None
    assert rules.find("sick, so sick") == EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "he never passed out",
        "he has not passed out",
        "not collapsed and not really collapsed",
        "without any real trouble with blisters on the skin",
        "he did not really get blisters on the skin",
        "i don't have blisters on my skin",
        "no blisters on the skin",
        "hasn't passed out",
    ],
)
def test_a_denied_sign_does_not_count(small: RedFlagRules, text: str) -> None:
    assert small.find(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("i dont know why he collapsed", id="dont know denies nothing"),
        pytest.param("no idea why he collapsed", id="another word ends a denial"),
        pytest.param("not collapsed before, now collapsed", id="one place is not denied"),
        pytest.param("can not breathe", id="a not inside a sign belongs to it"),
    ],
)
def test_a_sign_with_a_denial_of_something_else_counts(small: RedFlagRules, text: str) -> None:
    assert small.find(text) == EMERGENCY


def test_words_under_unless_cancel_the_signs_of_their_group_alone(small: RedFlagRules) -> None:
    assert small.find("i cant breathe on the stairs up the hill") is None
    assert small.find("i cant breathe on the stairs") == EMERGENCY
    found = small.find("cant breathe, stairs or hill, blisters on my skin")
    assert found == Finding("spots", "urgent_aftercare", certain=True)


def test_a_hint_alone_is_not_certain(small: RedFlagRules) -> None:
    assert small.find("i am wheezy") == Finding("breath", "emergency", certain=False)


def test_a_sign_counts_for_more_than_a_graver_hint(small: RedFlagRules) -> None:
    assert small.find("hopeless, i cant breathe") == EMERGENCY
    doubtful = Finding("breath", "emergency", certain=False)
    assert small.find("could it be that i cant breathe, hopeless") == doubtful


def test_a_hint_of_what_is_graver_counts_for_more_than_an_urgent_sign_in_doubt(
    small: RedFlagRules,
) -> None:
    spots = "could it be blisters on my skin"
    assert small.find(f"{spots}, hopeless") == Finding("sad", "self_harm", certain=False)
    assert small.find(f"{spots}, wheezy") == Finding("breath", "emergency", certain=False)


def test_a_doubt_makes_a_sign_uncertain(small: RedFlagRules) -> None:
    suspected = Finding("breath", "emergency", certain=False)
    assert small.find("could it be that i cant breathe") == suspected
    assert small.find("i passed out years ago") == suspected


def test_that_it_happens_now_outweighs_a_doubt(small: RedFlagRules) -> None:
    assert small.find("could it be that i cant breathe right now") == EMERGENCY


def test_that_it_is_over_outweighs_that_it_happens_now(small: RedFlagRules) -> None:
    found = small.find("i cant breathe right now, no, it is all gone")
    assert found == Finding("breath", "emergency", certain=False)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("could it hurt", True),
        ("could it hurt right now", False),
        ("could it hurt right now, it is all gone", True),
        ("i cant breathe", False),
        ("", False),
    ],
)
def test_a_message_reads_doubtful_with_or_without_a_sign(
    small: RedFlagRules, text: str, doubtful: bool
) -> None:
    assert small.is_doubtful(text) is doubtful


def test_a_harmless_turn_of_phrase_is_cut_out_before_anything_is_looked_for(
    small: RedFlagRules,
) -> None:
    assert small.find("cant wait, you are a breath of fresh air") is None
    assert small.find("suicidal prices") is None
    assert small.find("a breath of fresh air but i cant breathe") == EMERGENCY


@pytest.mark.parametrize("text", ["An ambulance!!", "please i need ambulance"])
def test_a_call_for_help_alone_is_danger(small: RedFlagRules, text: str) -> None:
    assert small.find(text) == EMERGENCY


@pytest.mark.parametrize("text", ["where does an ambulance park", "i need an", "please"])
def test_beside_other_words_or_without_it_nothing_is_a_call_for_help(
    small: RedFlagRules, text: str
) -> None:
    assert small.find(text) is None


def test_of_several_signs_the_gravest_is_returned(small: RedFlagRules) -> None:
    spots = "blisters on my skin"
    assert small.find(spots) == Finding("spots", "urgent_aftercare", certain=True)
    assert small.find(f"{spots} and he collapsed") == EMERGENCY
    gravest = Finding("sad", "self_harm", certain=True)
    assert small.find(f"{spots} and he collapsed, i am suicidal") == gravest


@pytest.mark.parametrize(
    ("good", "broken", "line", "words"),
    [
        pytest.param(
            "spots:  {level: urgent_aftercare",
            "spots:  {level: bad",
            4,
            "the level 'bad' is none of",
            id="a level that does not exist",
        ),
        pytest.param(
            "- <cannot> <air>",
            "- <canot> <air>",
            12,
            "the family <canot> is not listed under families",
            id="a family in says",
        ),
        pytest.param(
            "- wheezy", "- <lungs>", 16, "the family <lungs> is not", id="a family in hints"
        ),
        pytest.param(
            "- stairs hill", "- <lungs>", 18, "the family <lungs> is not", id="a family in unless"
        ),
        pytest.param(
            "- years ago", "- <lungs>", 30, "the family <lungs> is not", id="a family in doubts"
        ),
        pytest.param("- right_now", "- <lungs>", 32, "the family <lungs>", id="a family in now"),
        pytest.param("- all_gone", "- <x>", 34, "the family <x>", id="a family in resolved"),
        pytest.param("- breath_of", "- <x> breath_of", 36, "the family <x>", id="in harmless"),
        pytest.param(
            "  sad:\n    says:",
            "  sed:\n    says:",
            23,
            "the group 'sed' is not listed under groups",
            id="a group that is not listed",
        ),
        pytest.param("  breath: [am", "  lungs: [am", 38, "the group 'lungs'", id="in alone"),
        pytest.param("[ambulance]", "[please]", 38, "no word that is not", id="words of beside"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_file_and_line(
    tmp_path: Path, good: str, broken: str, line: int, words: str
) -> None:
    assert SMALL.count(good) == 1
    path = write(tmp_path, SMALL.replace(good, broken))
    with pytest.raises(RuleFileError) as caught:
        RedFlagRules(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert words in message
