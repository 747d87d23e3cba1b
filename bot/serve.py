"""Runs a Rasa command, without the deprecation notes of the libraries it pins.

Rasa turns those warnings on again after start, so no environment variable keeps
them away. Everything else that is said stays on the screen.
"""

from __future__ import annotations

import ctypes
import sys
import warnings
from typing import Any, Type

# From glibc's malloc.h; this is the threshold it begins with.
M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES = -3, 128 * 1024


def give_memory_back() -> None:
    """Have large blocks given back to the system when they are freed.

    For serving alone: training takes and frees so much that it would be slower. Left to itself,
    glibc raises the threshold with the first large block that is freed, and keeps what came and
    went while weights were loaded: some 60 MB (docs/decisions/0002).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:  # other C libraries have none, and no need of it
        mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)


def without_deprecations() -> None:
    """Drop deprecation warnings at the place where they are shown."""
    show = warnings.showwarning

    def show_others(message: Any, category: Type[Warning], *place: Any, **more: Any) -> None:
        if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning)):
            show(message, category, *place, **more)

    warnings.showwarning = show_others


if __name__ == "__main__":
    if "run" in sys.argv:
        give_memory_back()
    without_deprecations()
    from bot.discreet_log import keep_content_out_of_log
    from bot.request_id import name_requests_in_log, show_turns

    keep_content_out_of_log()
    name_requests_in_log()
    show_turns()
    from rasa.__main__ import main

    sys.exit(main())
