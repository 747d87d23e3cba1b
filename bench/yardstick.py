"""A yardstick for machines: times of two of them can only be compared beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

# One message of twelve words: its word pieces, and MiniLM's layers.
PIECES = 14
LAYERS, WIDTH, INNER = 6, 384, 1536


def bare_products() -> Callable[[], None]:
    """Multiply what MiniLM multiplies for one short message, by numpy, and do nothing else."""
    square, inner = np.ones((WIDTH, WIDTH), np.float32), np.ones((WIDTH, INNER), np.float32)
    pieces = np.ones((PIECES, WIDTH), np.float32)

    def multiply() -> None:
        for _ in range(LAYERS):
            for _ in range(4):
                pieces @ square
            (pieces @ inner) @ inner.T

    return multiply


def median_milliseconds(work: Callable[[], object], runs: int = 200) -> float:
    """Processor time of all threads, so that waiting for a busy core does not count."""
    spans = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        spans.append(time.process_time() - begun)
    return statistics.median(spans) * 1000
