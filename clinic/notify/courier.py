"""Empties the outbox: claims what is due, delivers it, and marks it.

Run as `python -m clinic.notify.courier`; any number may run. A message is marked after it
was delivered, so a courier killed in between delivers it again under the same key: every
message arrives at least once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import structlog

from clinic.notify.backoff import Backoff
from clinic.notify.email import Letters
from clinic.notify.files import EmailFiles, WebhookFiles
from clinic.notify.ports import Channel, Database, Message, NotDelivered
from clinic.notify.smtp import Smtp, read_smtp_url
from clinic.notify.webhook import Webhook, check_webhook_url
from clinic.retention import forget_due, purge
from clinic.runtime import Runtime, read_runtime
from clinic.settings import Clinic, SettingsError, read_clinic
from clinic.store.database import Database as SqlDatabase

log = structlog.get_logger()

AT_ONCE = 10
# A delivery is cut off well before its lease ends, or two couriers would deliver it.
DELIVERY = dt.timedelta(seconds=60)
LEASE = dt.timedelta(minutes=3)
PAUSE = dt.timedelta(seconds=2)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
# A conversation without consent is forgotten no later than this after its time.
FORGETTING = dt.timedelta(minutes=5)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Courier:
    """Delivers messages. No error of one message or of the database ends it."""

    database: Database
    channels: Mapping[str, Channel]
    backoff: Backoff = field(default_factory=Backoff)
    now: Callable[[], dt.datetime] = utc_now

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop; what is being delivered then is finished first."""
        while not stop.is_set():
            try:
                idle = await self.deliver_due() < AT_ONCE
            except Exception as error:  # noqa: BLE001 - the database may come back
                log.error("outbox_unreachable", error=type(error).__name__)
                idle = True
            if idle:
                await pause(stop, PAUSE)

    async def deliver_due(self) -> int:
        """Deliver the messages that are due, at most AT_ONCE; return how many there were."""
        async with self.database.begin() as work:
            messages = await work.outbox.claim(self.now(), AT_ONCE, LEASE)
        # Side by side: a web address that hangs must not hold up the e-mail.
        await asyncio.gather(*(self._handle(message) for message in messages))
        return len(messages)

    async def _handle(self, message: Message) -> None:
        line = log.bind(
            reference=message.body.get("reference"),
            channel=message.channel,
            attempt=message.attempts + 1,
        )
        try:
            await self._deliver(message, line)
        except Exception as error:  # noqa: BLE001 - not marked: delivered again after its lease
            line.error("message_not_marked", error=type(error).__name__)

    async def _deliver(self, message: Message, line: structlog.typing.FilteringBoundLogger) -> None:
        failure = await self._try(message)
        async with self.database.begin() as work:
            if failure is None:
                await work.outbox.sent(message.id, self.now())
                line.info("message_sent")
                return
            wait = None if failure.final else self.backoff.after(message.attempts + 1)
            if wait is None:
                await work.outbox.dead(message.id, failure.reason)
                line.error("message_dead", reason=failure.reason)
            else:
                await work.outbox.retry(message.id, self.now() + wait, failure.reason)
                line.warning("message_failed", reason=failure.reason)

    async def _try(self, message: Message) -> NotDelivered | None:
        try:
            async with asyncio.timeout(DELIVERY.total_seconds()):
                await self.channels[message.channel].deliver(message, self.now())
        except NotDelivered as failure:
            return failure
        except Exception as error:  # noqa: BLE001 - its text may hold personal data, its name not
            return NotDelivered(type(error).__name__)
        return None


async def every(
    length: dt.timedelta, task: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Do something now and again; if it fails, once more in an hour or sooner."""
    while not stop.is_set():
        try:
            await task()
            await pause(stop, length)
        except Exception as error:  # noqa: BLE001 - deliveries go on meanwhile
            log.error("task_failed", error=type(error).__name__)
            await pause(stop, min(length, HOUR))


async def pause(stop: asyncio.Event, length: dt.timedelta) -> None:
    """Wait, but no longer than until told to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), length.total_seconds())


def channels_for(runtime: Runtime, clinic: Clinic, client: httpx.AsyncClient) -> dict[str, Channel]:
    """Choose how messages leave: over the accounts that are set, else as files.

    Raises:
        SettingsError: an address cannot be used.
    """
    letters = Letters(clinic, runtime.reception_email or clinic.email)
    email: Channel = EmailFiles(runtime.outbox_dir, letters)
    webhook: Channel = WebhookFiles(runtime.outbox_dir)
    try:
        if runtime.smtp_url:
            email = Smtp(read_smtp_url(runtime.smtp_url), letters)
        if runtime.webhook_url and runtime.webhook_secret:
            url = check_webhook_url(runtime.webhook_url)
            webhook = Webhook(client, url, runtime.webhook_secret)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    return {"email": email, "webhook": webhook}


async def work(runtime: Runtime, clinic: Clinic) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # A proxy of the environment may carry https; it would read what stays near and is plain.
    encrypted = (runtime.webhook_url or "").startswith("https://")
    async with httpx.AsyncClient(trust_env=encrypted) as client:
        database = SqlDatabase(runtime)
        courier = Courier(database, channels_for(runtime, clinic, client))

        async def tidy() -> None:
            await purge(database, clinic, utc_now())

        async def forget() -> None:
            await forget_due(database, utc_now())

        log.info("courier_started")
        await asyncio.gather(
            courier.run(stop), every(DAY, tidy, stop), every(FORGETTING, forget, stop)
        )
        await database.close()
    log.info("courier_stopped")


def main() -> int:
    os.umask(0o077)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        clinic = read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))
        asyncio.run(work(read_runtime(), clinic))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
