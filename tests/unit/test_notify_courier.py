import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import structlog
from telling import CLINIC, NOW, MemoryDatabase, Parcel, Post, Receiver

from clinic.notify import courier as couriers
from clinic.notify.backoff import Backoff
from clinic.notify.courier import DAY, DELIVERY, LEASE, Courier, channels_for, every
from clinic.notify.ports import Message, NotDelivered
from clinic.runtime import Runtime

MINUTE = dt.timedelta(minutes=1)
PRIVATE = ("Asha", "Rao", "Nguyễn", "9460958", "asha.rao", "apixaban", "lunch", "boosters")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAUSE", "DAY", "HOUR"):
        monkeypatch.setattr(couriers, name, dt.timedelta(milliseconds=1))


async def test_a_message_is_delivered_once_and_marked(post: Post) -> None:
    post.outbox.put(Parcel())
    assert await post.courier.deliver_due() == 1
    assert await post.courier.deliver_due() == 0
    assert post.receiver.keys == [Parcel().key]
    assert post.outbox.delivered == [1]


async def test_a_failed_message_is_tried_again_later_under_the_same_key(post: Post) -> None:
    post.receiver.answers = [NotDelivered("HTTP 503"), NotDelivered("HTTP 503")]
    post.outbox.put(Parcel())
    await post.courier.deliver_due()
    assert post.outbox.errors == {1: "HTTP 503"}
    assert NOW <= post.outbox.due[1] <= NOW + dt.timedelta(seconds=15)
    await post.later(MINUTE)
    await post.later(MINUTE)
    assert post.receiver.keys == [Parcel().key] * 3
    assert post.outbox.delivered == [1]


async def test_it_is_a_dead_letter_after_the_last_attempt(post: Post) -> None:
    post.backoff = Backoff(max_attempts=3)
    post.receiver.answers = [NotDelivered("SMTP 451")] * 9
    post.outbox.put(Parcel())
    for _ in range(5):
        await post.later(MINUTE)
    assert len(post.receiver.keys) == 3
    assert post.outbox.buried == {1: "SMTP 451"}


async def test_it_is_a_dead_letter_at_once_where_trying_again_is_of_no_use(post: Post) -> None:
    post.receiver.answers = [NotDelivered("HTTP 404", final=True)]
    post.outbox.put(Parcel())
    await post.courier.deliver_due()
    assert post.outbox.buried == {1: "HTTP 404"}


async def test_an_error_in_one_message_harms_no_other(post: Post) -> None:
    post.receiver.answers = [RuntimeError("Asha Rao"), None]
    unknown = Parcel(id=3, key="c", channel="pigeon")
    post.outbox.put(Parcel(id=1, key="a"), Parcel(id=2, key="b"), unknown)
    await post.courier.deliver_due()
    assert post.outbox.delivered == [2]
    assert post.outbox.errors == {1: "RuntimeError", 3: "KeyError"}
    await post.later(MINUTE)
    assert post.outbox.delivered == [2, 1]


async def test_a_body_that_nobody_can_read_is_kept_and_harms_no_other(
    post: Post, tmp_path: Path
) -> None:
    channels = channels_for(Runtime(outbox_dir=tmp_path), CLINIC, httpx.AsyncClient())
    broken = Parcel(id=7, key="x", body={"reference": "M7K-4QX", "people": "Asha Rao"})
    post.outbox.put(broken, Parcel())
    with structlog.testing.capture_logs() as lines:
        await Courier(post.database, channels, now=post.clock).deliver_due()
    assert post.outbox.delivered == [1]
    assert post.outbox.errors == {7: "ValidationError"}
    assert "Asha" not in str(lines)


async def test_a_receiver_that_hangs_is_left_in_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hangs(Receiver):
        async def deliver(self, message: Message, now: dt.datetime) -> None:
            await super().deliver(message, now)
            await asyncio.sleep(60)

    monkeypatch.setattr(couriers, "DELIVERY", dt.timedelta(milliseconds=20))
    post.receiver = Hangs()
    post.outbox.put(Parcel())
    await post.courier.deliver_due()
    assert post.outbox.errors == {1: "TimeoutError"}


def test_a_delivery_ends_before_its_lease() -> None:
    assert 2 * DELIVERY < LEASE


async def test_a_receiver_that_is_slow_does_not_hold_up_another(post: Post) -> None:
    email_came = asyncio.Event()

    class Slow(Receiver):
        async def deliver(self, message: Message, now: dt.datetime) -> None:  # noqa: ARG002
            await asyncio.wait_for(email_came.wait(), 5)

    class Quick(Receiver):
        async def deliver(self, message: Message, now: dt.datetime) -> None:  # noqa: ARG002
            email_came.set()

    courier = Courier(post.database, {"webhook": Slow(), "email": Quick()}, now=post.clock)
    post.outbox.put(Parcel(id=1, channel="webhook"), Parcel(id=2))
    await courier.deliver_due()
    assert sorted(post.outbox.delivered) == [1, 2]


async def test_a_message_that_could_not_be_marked_comes_again_after_its_lease(post: Post) -> None:
    mark = post.outbox.sent

    async def fail(*_: object) -> None:
        post.outbox.sent = mark
        raise OSError("the database is gone")

    post.outbox.sent = fail
    post.outbox.put(Parcel())
    await post.courier.deliver_due()
    await post.later(LEASE - MINUTE)
    assert len(post.receiver.keys) == 1
    await post.later(MINUTE)
    assert post.receiver.keys == [Parcel().key] * 2
    assert post.outbox.delivered == [1]


@pytest.mark.parametrize("answer", [None, NotDelivered("HTTP 503"), RuntimeError("Asha Rao")])
async def test_the_log_has_reference_channel_and_attempt_and_names_nobody(
    post: Post, answer: Exception | None
) -> None:
    post.receiver.answers = [answer]
    post.outbox.put(Parcel(attempts=4))
    with structlog.testing.capture_logs() as lines:
        await post.courier.deliver_due()
    (line,) = lines
    assert (line["reference"], line["channel"], line["attempt"]) == ("M7K-4QX", "email", 5)
    assert not [private for private in PRIVATE if private in str(line)]


# The loop


async def stopped_when(done: Callable[[], bool], courier: Courier) -> None:
    """Run a courier until something is so; fail if it never is, or if it does not stop."""
    stop = asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    async with asyncio.timeout(5):
        while not done():
            await asyncio.sleep(0.001)
        stop.set()
        await running


@pytest.mark.usefixtures("fast")
async def test_it_goes_on_until_told_to_stop(post: Post) -> None:
    post.outbox.put(*(Parcel(id=number, key=str(number)) for number in range(25)))
    await stopped_when(lambda: len(post.outbox.delivered) == 25, post.courier)
    assert len(post.receiver.keys) == 25


@pytest.mark.usefixtures("fast")
async def test_it_outlives_a_database_that_is_gone_for_a_while(post: Post) -> None:
    tries = 0

    @asynccontextmanager
    async def begin() -> AsyncIterator[MemoryDatabase]:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise ConnectionError("host=db user=asha")
        yield post.database

    post.database.begin = begin  # type: ignore[method-assign]
    post.outbox.put(Parcel())
    with structlog.testing.capture_logs() as lines:
        await stopped_when(lambda: post.outbox.delivered == [1], post.courier)
    assert [line["error"] for line in lines if "error" in line] == ["ConnectionError"] * 3


async def test_it_stops_at_once_while_it_waits(post: Post) -> None:
    await stopped_when(lambda: True, post.courier)


@pytest.mark.usefixtures("fast")
async def test_what_is_being_delivered_is_finished_and_marked_before_it_stops(post: Post) -> None:
    stop = asyncio.Event()

    class Slow(Receiver):
        async def deliver(self, message: Message, now: dt.datetime) -> None:
            stop.set()
            await asyncio.sleep(0.01)
            await super().deliver(message, now)

    post.receiver = Slow()
    post.outbox.put(Parcel())
    await asyncio.wait_for(post.courier.run(stop), 5)
    assert post.outbox.delivered == [1]


# What is done from time to time


@pytest.mark.usefixtures("fast")
async def test_the_daily_task_is_done_at_start_and_again_even_after_an_error() -> None:
    stop = asyncio.Event()
    calls = 0

    async def task() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("Asha Rao")
        if calls == 3:
            stop.set()

    with structlog.testing.capture_logs() as lines:
        await asyncio.wait_for(every(dt.timedelta(milliseconds=1), task, stop), 5)
    assert calls == 3
    assert [line["event"] for line in lines] == ["task_failed"]
    assert "Asha" not in str(lines)


async def test_the_daily_task_waits_a_day() -> None:
    stop = asyncio.Event()
    calls = []

    async def task() -> None:
        calls.append(1)

    running = asyncio.create_task(every(DAY, task, stop))
    await asyncio.sleep(0.05)
    assert calls == [1]
    stop.set()
    await asyncio.wait_for(running, 1)
