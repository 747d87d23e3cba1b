"""Talks to the running assistant over Rasa's REST channel.

For the terminal chat and the conversation tests: both hear what the assistant
says without the gateway and the widget in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

Message = dict[str, Any]

TIMEOUT_SECONDS = 20.0
AGAIN = "Press Enter to send your message again."
NOT_RUNNING = "The assistant is not running. Start it with: make up"
TOO_LONG = f"The assistant is taking too long, but your message is kept. {AGAIN}"
BROKEN_OFF = f"The connection to the assistant broke off. {AGAIN}"
UNREADABLE = f"The assistant's answer could not be read. {AGAIN}"


class AskError(Exception):
    """The assistant did not answer. Its text is the line to show to the person."""


class NotRunningError(AskError):
    """Nothing listens at the address."""


def connect(url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client for the assistant at `url`; twenty seconds of silence are a timeout."""
    # A proxy named in the environment would catch even calls to this machine.
    timeout = httpx.Timeout(TIMEOUT_SECONDS)
    return httpx.Client(base_url=url, timeout=timeout, trust_env=False, transport=transport)


def ask(client: httpx.Client, sender: str, message: str) -> Iterator[Message]:
    """Send a message and yield the assistant's messages as they arrive.

    Raises:
        AskError: no answer, an error, or an answer that cannot be read.
    """
    # Not httpx's own `json=`: it leaves characters as they are and fails on a lone
    # surrogate, which the payload of a button may hold. These escapes always encode.
    body = json.dumps({"sender": sender, "message": message})
    posted = client.stream(
        "POST",
        "/webhooks/rest/webhook",
        params={"stream": "true"},
        content=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with posted as response:
            if response.status_code != httpx.codes.OK:
                raise AskError(f"The assistant had a problem ({response.status_code}). {AGAIN}")
            for line in _lines(response.iter_bytes()):
                yield from _messages(line)
    except httpx.ConnectError as error:
        raise NotRunningError(NOT_RUNNING) from error
    except httpx.TimeoutException as error:
        raise AskError(TOO_LONG) from error
    except httpx.RequestError as error:
        raise AskError(BROKEN_OFF) from error


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # httpx's iter_lines also splits at U+2028 and its like, which JSON allows in a text.
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


def _messages(line: bytes) -> list[Message]:
    if not line.strip():
        return []
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AskError(UNREADABLE) from error
    # A list is what the channel sends when it does not stream.
    messages = content if isinstance(content, list) else [content]
    if not all(isinstance(message, dict) for message in messages):
        raise AskError(UNREADABLE)
    return messages
