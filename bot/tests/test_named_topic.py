import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language import Language
from bot.named_topic import is_name_alone


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("sleeping pills", True),
        ("Codeine.", True),
        ("i take codeine and zovirax", True),
        ("warfarin, no idea", False),
        ("convulsions", False),
        ("codeine, convulsions", False),
        ("fit and healthy", True),
        ("i've had enough", False),
        ("took all my sleeping pills", False),
        ("sleeping pills tonight", False),
        ("codeine?! she is not waking up", False),
        ("no codeine", False),
        ("good morning", False),
        ("", False),
    ],
)
def test_a_name_is_alone_where_nothing_else_is_said(
    language: Language, text: str, alone: bool
) -> None:
    [message] = language.process([Message({TEXT: text})])
    assert is_name_alone(message) is alone
