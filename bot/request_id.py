"""The id that the gateway gave to the turn in hand, in every line of the log."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

USABLE = re.compile(r"[A-Za-z0-9-]{1,64}")


def usable(request_id: object) -> str:
    """Return the id if it may stand in a log, else nothing."""
    text = str(request_id or "")
    return text if USABLE.fullmatch(text) else ""


def show_turns() -> None:
    """Show the line that the gateway's channel writes of each turn, however quiet Rasa is."""
    shown = logging.StreamHandler()
    shown.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s - %(message)s"))
    channel = logging.getLogger("bot.channel")
    channel.addHandler(shown)
    channel.setLevel(logging.INFO)
    channel.propagate = False


def name_requests_in_log() -> None:
    """Put `[id]` before each line of the standard log that a turn writes."""
    make = logging.getLogRecordFactory()

    def with_id(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        request_id = REQUEST_ID.get()
        if request_id:
            record.msg = f"[{request_id}] {record.msg}"
        return record

    logging.setLogRecordFactory(with_id)
