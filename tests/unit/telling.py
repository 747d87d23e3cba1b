"""Messages to reception, and an outbox in memory, for the tests of clinic/notify."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clinic.notify.backoff import Backoff
from clinic.notify.courier import Courier
from clinic.notify.ports import Message
from clinic.settings import read_clinic

CLINIC = read_clinic(Path(__file__).resolve().parents[2] / "clinic.yml")
NOW = dt.datetime(2026, 11, 23, 18, 32, tzinfo=dt.UTC)  # a Monday evening
WEDNESDAY_EVENING: dict[str, Any] = {
    "date_from": "2026-12-02",
    "date_to": "2026-12-02",
    "time_from": "17:00:00",
    "time_to": None,
    "weekdays": [],
}
BODY: dict[str, Any] = {
    "reference": "M7K-4QX",
    "event": "lead.created",
    "sequence": 1,
    "kind": "treatment",
    "status": "new",
    "people": ["Asha Rao", "Nguyễn Thị Hà"],
    "phone": "+442079460958",
    "email": "asha.rao@example.com",
    "treatment": "skin boosters",
    "area": "face and neck",
    "wishes": [WEDNESDAY_EVENING],
    "wishes_words": "wednesday week after 5",
    "note": "please ring after lunch",
    "flags": ["takes apixaban, a blood thinner", "had a cold sore last week"],
    "third_party": None,
    "consent_version": "2026-11",
    "created_at": "2026-11-23T18:30:00+00:00",
    "updated_at": "2026-11-23T18:31:00+00:00",
}


@dataclass(frozen=True)
class Parcel:
    """A message, as the outbox gives it to the courier."""

    id: int = 1
    key: str = "4f1d2a7c9be04e0f8a53d0c17be6a9f2"
    channel: str = "email"
    body: dict[str, Any] = field(default_factory=lambda: dict(BODY))
    attempts: int = 0


def parcel(**facts: Any) -> Parcel:
    """A message whose body differs from the usual one."""
    return Parcel(body={**BODY, **facts})


@dataclass
class MemoryOutbox:
    """Keeps messages as the real outbox does, with times and leases."""

    waiting: dict[int, Parcel] = field(default_factory=dict)
    due: dict[int, dt.datetime] = field(default_factory=dict)
    delivered: list[int] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)
    buried: dict[int, str] = field(default_factory=dict)

    def put(self, *parcels: Parcel) -> None:
        for one in parcels:
            self.waiting[one.id] = one
            self.due[one.id] = NOW

    async def claim(self, now: dt.datetime, limit: int, lease: dt.timedelta) -> list[Parcel]:
        ready = [one for one in self.waiting.values() if self.due[one.id] <= now][:limit]
        for one in ready:
            self.due[one.id] = now + lease
        return ready

    async def sent(self, id: int, now: dt.datetime) -> None:  # noqa: A002, ARG002
        del self.waiting[id]
        self.delivered.append(id)

    async def retry(self, id: int, at: dt.datetime, error: str) -> None:  # noqa: A002
        one = self.waiting[id]
        self.waiting[id] = replace(one, attempts=one.attempts + 1)
        self.due[id] = at
        self.errors[id] = error

    async def dead(self, id: int, error: str) -> None:  # noqa: A002
        del self.waiting[id]
        self.buried[id] = error


@dataclass
class MemoryDatabase:
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryDatabase]:
        yield self


@dataclass
class Receiver:
    """A channel that does what it is told, and remembers the keys."""

    answers: list[Exception | None] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def deliver(self, message: Message, now: dt.datetime) -> None:  # noqa: ARG002
        self.keys.append(message.key)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


@dataclass
class Clock:
    time: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.time


@dataclass
class Post:
    """A courier with an outbox in memory, a clock and a receiver of e-mail."""

    receiver: Receiver = field(default_factory=Receiver)
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    clock: Clock = field(default_factory=Clock)
    backoff: Backoff = field(default_factory=Backoff)

    @property
    def outbox(self) -> Any:
        return self.database.outbox

    @property
    def courier(self) -> Courier:
        return Courier(self.database, {"email": self.receiver}, self.backoff, self.clock)

    async def later(self, length: dt.timedelta) -> None:
        self.clock.time += length
        await self.courier.deliver_due()
