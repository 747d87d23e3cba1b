"""Who answers in a conversation."""

from __future__ import annotations

from enum import StrEnum


class Owner(StrEnum):
    """Changed only by compare-and-swap: the assistant never speaks over a person."""

    BOT = "bot"
    TEAM = "team"
    CLOSED = "closed"
