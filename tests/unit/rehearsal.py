"""An assistant that answers from a list, and a person who types from one."""

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
from rich.console import Console

from tools.assistant import connect
from tools.chat import Chat, converse

GREETING = {"text": "I am a machine."}
QUESTION = {
    "text": "Do you take blood thinners?",
    "buttons": [
        {"title": "Yes", "payload": '/inform{"thinners":"yes"}'},
        {"title": "No", "payload": '/inform{"thinners":"no"}'},
    ],
}
Turn = list[dict[str, Any]] | httpx.Response | Exception


class Assistant:
    """Answers call by call from a list of turns, and remembers what it was sent."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.sent: list[str] = []
        self.senders: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        posted = json.loads(request.content)
        self.sent.append(posted["message"])
        self.senders.add(posted["sender"])
        turn = self.turns.pop(0)
        if isinstance(turn, Exception):
            raise turn
        if isinstance(turn, httpx.Response):
            return turn
        return httpx.Response(200, text="".join(json.dumps(message) + "\n" for message in turn))


def talk(
    assistant: Callable[[httpx.Request], httpx.Response],
    *typed: str,
    is_interactive: bool = True,
    width: int = 80,
    ending: type[BaseException] = EOFError,
) -> tuple[str, int]:
    """Type the lines, then end; return what was shown and the exit status."""
    lines = iter(typed)

    def read() -> str:
        for line in lines:
            return line
        raise ending

    shown = io.StringIO()
    console = Console(file=shown, width=width, color_system=None)
    with connect("http://rasa", httpx.MockTransport(assistant)) as client:
        status = converse(Chat(client, console, is_interactive), read)
    return shown.getvalue(), status
