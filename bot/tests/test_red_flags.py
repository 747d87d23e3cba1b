"""The real rules of danger, asked in plain sentences, and the component around them.

What the rules only suspect is left to the classifier; the two together are held
by `make evaluate`.
"""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.red_flag_rules import RedFlagRules, RuleFileError, words_of
from bot.red_flags import DOUBTFUL, RED_FLAG, RedFlags
from bot.tests.sentences import BEYOND_DOUBT, DANGER, DENIED, QUESTIONS, lines

PLAIN_DANGER = [(level, text) for level, texts in DANGER.items() for text in lines(texts)]


@pytest.mark.parametrize(("level", "text"), PLAIN_DANGER)
def test_a_plain_sentence_of_danger_is_found_with_its_level(
    rules: RedFlagRules, level: str, text: str
) -> None:
    found = rules.find(text)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize("text", lines(BEYOND_DOUBT))
def test_danger_beyond_doubt_is_certain(rules: RedFlagRules, text: str) -> None:
    found = rules.find(text)
    assert found is not None
    assert found.certain


@pytest.mark.parametrize("text", lines(DENIED))
def test_denied_danger_is_not_found(rules: RedFlagRules, text: str) -> None:
    assert rules.find(text) is None


@pytest.mark.parametrize("text", lines(QUESTIONS))
def test_a_question_a_story_and_the_past_are_never_certain(rules: RedFlagRules, text: str) -> None:
    found = rules.find(text)
    assert found is None or not found.certain


def test_every_group_of_the_file_is_found_by_a_plain_sentence(rules: RedFlagRules) -> None:
    found = {rules.find(text) for _, text in PLAIN_DANGER}
    assert {finding.group for finding in found if finding} == set(rules.groups)


def test_a_denial_makes_no_difference_to_another_sign(rules: RedFlagRules) -> None:
    found = rules.find("no fever but i have crushing chest pain")
    assert found is not None
    assert found.group == "collapse"
    assert found.certain


@pytest.fixture(scope="module")
def red_flags(storage: LocalModelStorage, context: ExecutionContext, top: Path) -> RedFlags:
    config = {"rules": str(top / "data/red_flags.yml")}
    return RedFlags.create(config, storage, Resource("red_flags"), context)


def test_a_certain_sign_decides_the_intent(red_flags: RedFlags) -> None:
    [message] = red_flags.process([Message({TEXT: "crushing chest pain"})])
    assert message.get(INTENT) == {"name": "emergency", "confidence": 1.0}
    assert message.get(INTENT_RANKING_KEY) == [{"name": "emergency", "confidence": 1.0}]
    flag = {"group": "collapse", "level": "emergency", "certain": True}
    assert message.get(RED_FLAG) == flag
    assert message.as_dict(only_output_properties=True)[RED_FLAG] == flag


def test_a_suspected_sign_leaves_the_intent_to_the_classifier(red_flags: RedFlags) -> None:
    [message] = red_flags.process([Message({TEXT: "does it cause chest pain"})])
    assert message.get(RED_FLAG)["certain"] is False
    assert message.get(INTENT) is None
    assert message.get(DOUBTFUL) is True


@pytest.mark.parametrize("text", ["what should i eat before it", "", None])
def test_a_message_without_a_sign_is_not_flagged(red_flags: RedFlags, text: str | None) -> None:
    [message] = red_flags.process([Message({TEXT: text})])
    assert message.get(RED_FLAG) is None
    assert message.get(INTENT) is None
    assert message.get(DOUBTFUL) is False


def test_messages_are_judged_one_by_one(red_flags: RedFlags) -> None:
    texts = ["hello", "crushing chest pain", "does it hurt"]
    messages = red_flags.process([Message({TEXT: text}) for text in texts])
    assert [bool(message.get(RED_FLAG)) for message in messages] == [False, True, False]


def test_a_broken_rule_file_stops_the_start(
    storage: LocalModelStorage, context: ExecutionContext, tmp_path: Path
) -> None:
    path = tmp_path / "red_flags.yml"
    path.write_text("window: 5\ngroups: {a: {level: x}}\nfamilies: {}\nsigns: {}\n")
    with pytest.raises(RuleFileError, match=r"red_flags\.yml:2: "):
        RedFlags.create({"rules": str(path)}, storage, Resource("red_flags"), context)


def test_training_data_are_left_as_they_are(red_flags: RedFlags) -> None:
    data = TrainingData([Message.build("crushing chest pain", "emergency")])
    assert red_flags.process_training_data(data) is data
    assert data.training_examples[0].get(RED_FLAG) is None


def test_the_tables_hold_sentences_and_no_sentence_twice() -> None:
    tables = [text for _, text in PLAIN_DANGER] + lines(DENIED) + lines(QUESTIONS)
    assert all(words_of(text) for text in tables)
    assert len(tables) == len(set(tables))


@pytest.mark.parametrize(
    "message",
    [
        "i don't feel faint",
        "my throat is not closing",
        "my lips aren't swollen",
        "my heart is not racing",
    ],
)
def test_a_denial_inside_a_sign_leaves_no_more_than_a_suspicion(
    rules: RedFlagRules, message: str
) -> None:
    finding = rules.find(message)
    assert finding is None or not finding.certain


@pytest.mark.parametrize(
    "message",
    [
        "he is not breathing",
        "no pulse",
        "his heart has stopped",
        "my arm isn't moving",
        "the redness isn't going down",
        "my breathing isn't fine, im short of breath",
    ],
)
def test_a_denial_that_is_the_sign_itself_is_found(rules: RedFlagRules, message: str) -> None:
    assert rules.find(message) is not None


def test_taking_a_tablet_tonight_is_no_word_of_self_harm(rules: RedFlagRules) -> None:
    assert rules.find("can i take my paracetamol tonight, that is all") is None
    found = rules.find("he wants to take his own life")
    assert found is not None
    assert found.certain
