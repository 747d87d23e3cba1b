"""Keeps what visitors write out of Rasa's log.

Rasa logs messages at WARNING and above in a few places: a text that begins with a
slash, a request that fails (there with the local variables of every frame). Its own
list of such values is kept away here, and so is the text of an exception, which may
quote one; its kind and its place stay. So are the ids of conversations.
"""

from __future__ import annotations

import logging
import re
import traceback
import warnings
from typing import Any, Dict, Type

import structlog
from rasa.utils import log_utils

from bot.request_id import REQUEST_ID

# Rasa's warnings that quote a message.
QUOTING = (
    "Failed to parse arguments in line",
    "Invalid entity specification",
    "Append event called",
    "Categorical slot",
)
# How the lines of the standard log name a conversation.
CONVERSATION = re.compile(r"(sender|conversation(?:[ _]id)?) '[^']*'", re.IGNORECASE)
# What Rasa's log may say of an event; the rest could be content.
HARMLESS = {"event", "event_info", "exc_info", "stack_info", "action_name", "placeholder_key"}


def keep_content_out_of_log() -> None:
    """Call before Rasa configures its log."""
    log_utils._anonymizer = _without_content
    structlog.processors.dict_tracebacks = structlog.processors.ExceptionRenderer(_place)
    _hide_in_standard_log()
    show = warnings.showwarning

    def show_others(message: Any, category: Type[Warning], *place: Any, **more: Any) -> None:
        if not str(message).startswith(QUOTING):
            show(message, category, *place, **more)

    warnings.showwarning = show_others


def _hide_in_standard_log() -> None:
    make = logging.getLogRecordFactory()

    def discreet(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        record.msg = CONVERSATION.sub(r"\1", str(record.msg))
        if record.exc_info and record.exc_info[0]:
            record.exc_text = _place(record.exc_info)  # no formatter makes a text of its own then
        return record

    logging.setLogRecordFactory(discreet)


def _without_content(_logger: Any, _method: str, entry: Dict[str, Any]) -> Dict[str, Any]:
    harmless = {key: value for key, value in entry.items() if key in HARMLESS}
    request_id = REQUEST_ID.get()
    return {**harmless, "request_id": request_id} if request_id else harmless


def _place(raised: Any) -> str:
    kind, _, trace = raised
    return "".join([*traceback.format_tb(trace), kind.__name__])
