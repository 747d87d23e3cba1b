"""The log of web and the actions: one JSON object a line, without what a visitor wrote or is.

Libraries log too. Of their errors only the kind and the place are kept: the text of an
exception may quote what was being handled.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# These quote what a stranger sent: addresses, origins, packets. The two servers name their own
# loggers, and give them a level and a handler unless they find a level there.
QUIET = (
    "engineio", "engineio.server", "socketio", "socketio.server", "uvicorn.access", "websockets",
)  # fmt: skip


def configure() -> None:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        kind_of_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def name_request(request_id: str) -> None:
    """Have every line that this task writes from now on name its turn; empty: none."""
    structlog.contextvars.clear_contextvars()
    if request_id:
        structlog.contextvars.bind_contextvars(request_id=request_id)


def kind_of_error(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and where it was raised."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        places = traceback.extract_tb(error.__traceback__)
        if places:
            event["at"] = f"{places[-1].filename}:{places[-1].lineno}"
    return event
