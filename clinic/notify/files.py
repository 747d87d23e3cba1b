"""The default without accounts: messages become files, and the log says where.

The files hold personal data. They are readable by their owner only, and are deleted with
the sent messages of the outbox.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from clinic.notify.email import Letters
from clinic.notify.ports import Message
from clinic.notify.webhook import payload

log = structlog.get_logger()


@dataclass(frozen=True)
class EmailFiles:
    directory: Path
    letters: Letters

    async def deliver(self, message: Message, now: dt.datetime) -> None:
        content = self.letters.write(message, now).as_bytes()
        await asyncio.to_thread(write, self.directory, message, "eml", content)


@dataclass(frozen=True)
class WebhookFiles:
    directory: Path

    async def deliver(self, message: Message, now: dt.datetime) -> None:  # noqa: ARG002
        await asyncio.to_thread(write, self.directory, message, "json", payload(message))


def write(directory: Path, message: Message, ending: str, content: bytes) -> None:
    """Write a file whole or not at all; a repeat replaces its own file."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = directory / _name(message, ending)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=directory)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink()
        raise
    log.info("message_written", channel=message.channel, path=str(path))


def _name(message: Message, ending: str) -> str:
    """The reference, for a person who looks; the key, so that messages stay apart."""
    reference = re.sub(r"[^A-Z0-9-]", "", str(message.body["reference"]))
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:12]
    return f"{reference}_{int(message.body['sequence'])}_{digest}.{ending}"


def delete_before(directory: Path, moment: dt.datetime) -> None:
    """Delete the files written before a moment, drafts left by a crash among them."""
    for path in _files(directory):
        with suppress(FileNotFoundError):  # another courier was faster
            if path.stat().st_mtime < moment.timestamp():
                path.unlink()


def erase(directory: Path, reference: str) -> None:
    """Delete the files of one request, drafts among them."""
    for path in _files(directory):
        if path.name.lstrip(".").startswith(f"{reference}_"):
            path.unlink(missing_ok=True)


def _files(directory: Path) -> list[Path]:
    return list(directory.iterdir()) if directory.is_dir() else []
