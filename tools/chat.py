"""A chat with the running assistant in the terminal (`make chat`).

Typed lines go to the assistant, its messages come back as they are made, and
its buttons are choices by number. Lines may also be piped in, as a script.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import httpx
from rich.console import Console
from rich.text import Text

from tools.assistant import AskError, Message, NotRunningError, ask, connect
from tools.cards import card, one_line, printable, words

DEFAULT_URL = "http://127.0.0.1:5005"
OPENING = "/greet"  # unseen by the visitor; it makes the assistant speak first
LEAVING = frozenset({"quit", "exit"})
PROMPT = "You: "


@dataclass
class Chat:
    """One conversation. `choices` maps the number to type to a button's title and payload."""

    client: httpx.Client
    console: Console
    is_interactive: bool
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)
    choices: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: str = ""  # sent, but not answered


def converse(chat: Chat, read: Callable[[], str]) -> int:
    """Hold the conversation until the person leaves; return the exit status."""
    message = OPENING
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            if message and not _is_answered(chat, message):
                return 1
            line = read().strip()
            if line.casefold() in LEAVING:
                break
            message = _chosen(chat, line) if line else chat.kept
    chat.console.print("\nGoodbye.")
    return 0


def _is_answered(chat: Chat, message: str) -> bool:
    """Take a turn; return False where going on makes no sense."""
    try:
        _take_turn(chat, message)
    except AskError as problem:
        # soft_wrap: a script finds the line whole, however narrow the terminal is.
        chat.console.print(Text(f"\n{problem}"), soft_wrap=True)
        # A script's next line would answer a question that was never asked. A person may
        # try again, unless there was no assistant to begin with.
        is_absent = message == OPENING and isinstance(problem, NotRunningError)
        return chat.is_interactive and not is_absent
    return True


def _take_turn(chat: Chat, message: str) -> None:
    chat.kept = message
    offered: dict[str, tuple[str, str]] = {}
    is_silent = True
    with _typing(chat):
        for reply in ask(chat.client, chat.sender, message):
            is_silent = False
            _show(chat.console, reply, offered)
            # Only now: after a failed turn the old choices are still the ones on screen.
            chat.choices = offered
    chat.kept = ""
    if is_silent:
        chat.choices = {}
        chat.console.print(Text("\n(no answer)"))


def _typing(chat: Chat) -> AbstractContextManager[object]:
    if not (chat.is_interactive and chat.console.is_terminal):
        return contextlib.nullcontext()
    return chat.console.status("The assistant is typing…")


def _show(console: Console, reply: Message, offered: dict[str, tuple[str, str]]) -> None:
    """Print one message; add its buttons to `offered`, numbered on through the turn."""
    console.print()
    for key in ("text", "image", "attachment"):
        if reply.get(key):
            console.print(Text(words(reply[key])))
    if reply.get("custom"):
        console.print(card(reply["custom"], console.width))
    buttons = reply.get("buttons")
    for button in buttons if isinstance(buttons, list) else []:
        choice = button if isinstance(button, dict) else {"title": button}
        title, number = one_line(choice.get("title", "")), str(len(offered) + 1)
        offered[number] = (title, str(choice.get("payload") or title))
        console.print(Text(f"  {number}. {title}"))


def _chosen(chat: Chat, line: str) -> str:
    """Return what to send for a typed line: a button's payload, or the line itself."""
    if line not in chat.choices:
        return line
    title, payload = chat.choices[line]
    chat.console.print(Text(PROMPT + title))
    return payload


def _typed(console: Console) -> str:
    console.print()
    return input(PROMPT)


def _piped(console: Console) -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    console.print(Text(f"\n{PROMPT}{printable(line.rstrip())}"))
    return line


def _web_address(text: str) -> str:
    with contextlib.suppress(httpx.InvalidURL):
        address = httpx.URL(text)
        if address.scheme in {"http", "https"} and address.host:
            return text
    raise argparse.ArgumentTypeError("expected an address like http://127.0.0.1:5005")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="chat", description="Talk to the running assistant.")
    parser.add_argument("--url", type=_web_address, default=DEFAULT_URL, help="where Rasa listens")
    url = parser.parse_args(arguments).url
    for stream in (sys.stdin, sys.stdout):
        # One character the terminal or a piped file cannot hold must not end the chat.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  (gives `input` line editing; absent on Windows)
    console, is_interactive = Console(), sys.stdin.isatty()
    read = _typed if is_interactive else _piped
    with connect(url) as client:
        return converse(Chat(client, console, is_interactive), lambda: read(console))


if __name__ == "__main__":
    sys.exit(main())
