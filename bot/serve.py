"""Runs a Rasa command without the deprecation notes of the libraries it pins.

Rasa turns those warnings on again after start, so no environment variable keeps
them away. Everything else that is said stays on the screen.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any, Type


def without_deprecations() -> None:
    """Drop deprecation warnings at the place where they are shown."""
    show = warnings.showwarning

    def show_others(message: Any, category: Type[Warning], *place: Any, **more: Any) -> None:
        if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning)):
            show(message, category, *place, **more)

    warnings.showwarning = show_others


if __name__ == "__main__":
    without_deprecations()
    from bot.discreet_log import keep_content_out_of_log
    from bot.request_id import name_requests_in_log, show_turns

    keep_content_out_of_log()
    name_requests_in_log()
    show_turns()
    from rasa.__main__ import main

    sys.exit(main())
