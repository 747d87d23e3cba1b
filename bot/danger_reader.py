"""A third opinion on danger: MiniLM, taught to put danger apart from the words of danger.

The other two models see a text through the published encoder, which puts "my lips are
swelling" and "could my lips swell" side by side. In the reader's copy they are far apart. What
it was taught is a small correction of each matrix (LoRA: Hu et al. 2021), made by `make tune`
from the messages of `data/nlu.yml` and kept beside this file.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import List, Sequence

import numpy as np
from safetensors import SafetensorError  # type: ignore[attr-defined]  # has no __all__
from safetensors.numpy import load_file

from bot.minilm import MiniLM, WeightsError, verified_directory

READER = Path(__file__).parent / "danger_reader.safetensors"
HEAD, BIAS = "danger.weight", "danger.bias"


class DangerReader:
    """Says how much a text sounds like danger."""

    def __init__(self, encoder: MiniLM, head: np.ndarray, bias: float) -> None:
        """Put a border through the vectors of an encoder: `head` is its slope (384,)."""
        self._encoder = encoder
        self._head = head
        self._bias = bias

    def margins(self, texts: Sequence[str]) -> List[float]:
        """How far each text is from the border, in log odds: above 0 on the side of danger."""
        found: List[float] = (self._encoder.encode(texts) @ self._head + self._bias).tolist()
        return found


@functools.cache
def load_reader() -> DangerReader:
    """Return the process's reader, loaded at the first call.

    Raises:
        WeightsError: as `verified_directory`, or what was taught is missing or damaged.
    """
    try:
        taught = load_file(str(READER))
    except (OSError, SafetensorError) as error:
        raise WeightsError(
            f"{READER} is missing or damaged ({error}). Get it back by git, or run: make tune"
        ) from error
    head, [bias] = taught.pop(HEAD), taught.pop(BIAS)
    return DangerReader(MiniLM(verified_directory(), corrections=taught), head, float(bias))
