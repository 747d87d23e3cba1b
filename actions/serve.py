"""Runs the action server, on this machine only: `python -m actions.serve --port 5055`.

The command of rasa_sdk writes the text of exceptions into its log, which may quote a visitor,
and serves from a second process, which goes on answering after the first was killed.
"""

from __future__ import annotations

import argparse
import logging
import re
import time
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor, ActionExecutorRunResult

from clinic import log

logger = logging.getLogger("actions")
USABLE = re.compile(r"[A-Za-z0-9-]{1,64}")


class Executor(ActionExecutor):
    """Names the gateway's turn in each line of the log, and writes one for each action."""

    async def run(
        self, action_call: dict[str, Any], *args: Any, **named: Any
    ) -> ActionExecutorRunResult | None:
        log.name_request(request_id(action_call))
        began = time.perf_counter()
        result = await super().run(action_call, *args, **named)
        took = 1000 * (time.perf_counter() - began)
        logger.info("%s in %.0f ms", action_call.get("next_action"), took)
        return result


def request_id(action_call: dict[str, Any]) -> str:
    """The id that the gateway gave to the turn; empty where there is none that may be logged."""
    message = (action_call.get("tracker") or {}).get("latest_message") or {}
    found = str((message.get("metadata") or {}).get("request_id") or "")
    return found if USABLE.fullmatch(found) else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the action server.")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    log.configure()
    logger.setLevel(logging.INFO)
    executor = Executor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins="")
    app.run("127.0.0.1", port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
