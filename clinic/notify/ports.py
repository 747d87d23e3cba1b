"""What the courier needs of others: the outbox it empties and the channels it fills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol


class NotDelivered(Exception):  # noqa: N818 - an outcome that is expected
    """A message did not arrive; the reason is logged and stored, so it names no person.

    Attributes:
        final: whether trying again is of no use.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Message(Protocol):
    """One thing to tell, over one channel."""

    @property
    def id(self) -> int: ...

    @property
    def key(self) -> str:
        """The idempotency key: the same at every repeat."""

    @property
    def channel(self) -> str: ...

    @property
    def body(self) -> dict[str, Any]: ...

    @property
    def attempts(self) -> int:
        """How often its delivery failed before."""


class Outbox(Protocol):
    """The messages that wait."""

    async def claim(self, now: dt.datetime, limit: int, lease: dt.timedelta) -> Sequence[Message]:
        """Take due messages; nobody else gets them until the lease ends."""

    async def sent(self, id: int, now: dt.datetime) -> None: ...  # noqa: A002

    async def retry(self, id: int, at: dt.datetime, error: str) -> None: ...  # noqa: A002

    async def dead(self, id: int, error: str) -> None: ...  # noqa: A002


class Work(Protocol):
    @property
    def outbox(self) -> Outbox: ...


class Database(Protocol):
    """`async with database.begin() as work` is one transaction."""

    def begin(self) -> AbstractAsyncContextManager[Work]: ...


class Channel(Protocol):
    async def deliver(self, message: Message, now: dt.datetime) -> None:
        """Deliver a message.

        Raises:
            NotDelivered: it did not arrive, or nobody knows whether it did.
        """
