"""Counts what was done in the last second, minute or hour, in this process's memory.

The store that comes with `limits` looks through everybody's counts after each hit, one thread
hop for each: with 200 visitors that took more of a turn than all the rest together.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, defaultdict, deque

from limits import RateLimitItem


class Windows:
    """Moving windows: a hit counts until its time is over, to the moment."""

    def __init__(self) -> None:
        # Who was counted last stands last, so that the forgotten are found at the front.
        self._hits: dict[tuple[str, RateLimitItem], OrderedDict[str, deque[float]]] = defaultdict(
            OrderedDict
        )

    def __len__(self) -> int:
        return sum(len(known) for known in self._hits.values())

    def hit(self, kind: str, window: RateLimitItem, who: str) -> int | None:
        """Count something that somebody does.

        Return in how many seconds they may do it again if it is one too many, else None.
        """
        now, length = time.monotonic(), window.get_expiry()
        known = self._hits[kind, window]
        self._forget(known, now - length)
        hits = known.setdefault(who, deque())
        while hits and hits[0] <= now - length:
            hits.popleft()
        if len(hits) >= window.amount:
            return max(1, math.ceil(hits[0] + length - now))
        hits.append(now)
        known.move_to_end(who)
        return None

    def _forget(self, known: OrderedDict[str, deque[float]], before: float) -> None:
        while known:
            who, hits = next(iter(known.items()))
            if hits[-1] > before:
                return
            del known[who]
