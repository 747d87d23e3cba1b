"""How long to wait before a failed delivery is tried again, and when to give up.

Exponential with full jitter: couriers that failed together do not come back together
(Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """The defaults reach over about two days: a mail server may be down for a weekend.

    The cap is an hour, so a receiver that is back has everything within the hour.
    """

    base: dt.timedelta = dt.timedelta(seconds=15)
    cap: dt.timedelta = dt.timedelta(hours=1)
    max_attempts: int = 100

    def after(self, attempts: int) -> dt.timedelta | None:
        """Return the wait after this many failed attempts; None: give up."""
        if attempts >= self.max_attempts:
            return None
        doublings = min(attempts - 1, 16)  # no more: a power of two overflows
        longest = min(self.cap, self.base * 2**doublings)
        return dt.timedelta(seconds=random.uniform(0, longest.total_seconds()))
