"""Plays `tests/conversations/*.yml` against the real Rasa and action server.

Each file holds conversations: `name`, and turns of `user` (what is typed, or the
payload of a button) with what the assistant must and must not say:
  says:      text that must occur, in the messages, buttons or cards of the turn
  says_not:  text that must not occur
  messages:  how many messages the turn has
  repeat:    send the user's text this many times in one message, joined by a space
A turn that is only a text is typed, and must be answered.
Case does not matter.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.assistant import Message, ask, connect

FOLDER = Path("tests/conversations")
Conversation = dict[str, Any]


def conversations() -> list[Any]:
    return [
        pytest.param(conversation, id=f"{file.stem}: {conversation['name']}")
        for file in sorted(FOLDER.glob("*.yml"))
        for conversation in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("conversation", conversations())
def test_conversation_goes_as_written(conversation: Conversation, rasa_url: str) -> None:
    sender = uuid.uuid4().hex
    with connect(rasa_url) as client:
        for number, said in enumerate(conversation["turns"], start=1):
            turn = said if isinstance(said, dict) else {"user": said}
            typed = " ".join([str(turn["user"])] * int(turn.get("repeat", 1)))
            answers = list(ask(client, sender, typed))
            check(turn, answers, f"turn {number}, {turn['user']!r}")


def check(turn: dict[str, Any], answers: list[Message], place: str) -> None:
    said = "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    shown = said.lower().replace("\\n", "\n")
    assert answers, f"{place}: nothing was said"
    for text in listed(turn.get("says")):
        assert text.lower() in shown, f"{place}: {text!r} was not said, but:\n{said}"
    for text in listed(turn.get("says_not")):
        assert text.lower() not in shown, f"{place}: {text!r} was said:\n{said}"
    if "messages" in turn:
        assert len(answers) == turn["messages"], f"{place}: {len(answers)} messages:\n{said}"
    assert "{" not in "".join(str(answer.get("text", "")) for answer in answers), (
        f"{place}: an unfilled name:\n{said}"
    )


def listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
