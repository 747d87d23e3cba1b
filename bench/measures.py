"""Measures, and a row of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure of the report.

    Attributes:
        what: what was measured.
        value: a share 0 to 1, or a number in `unit`; None where it was not measured.
        wanted: the bound to reach; None where there is none.
        count: how many messages or runs it is of.
        more_is_better: whether `wanted` is a lower bound.
        unit: empty for a share, shown in percent.
        note: said in place of a value that was not measured.
    """

    what: str
    value: float | None
    wanted: float | None
    count: int
    more_is_better: bool = True
    unit: str = ""
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.value is None or self.wanted is None:
            return None
        return self.value >= self.wanted if self.more_is_better else self.value <= self.wanted

    def line(self) -> str:
        if self.value is None:
            return f"| {self.what} | {self.note} | | | |"
        sign = "≥" if self.more_is_better else "≤"
        wanted = "" if self.wanted is None else f"{sign} {self._shown(self.wanted)}"
        mark = {None: "", True: "reached", False: "**not reached**"}[self.reached]
        return f"| {self.what} | {self._shown(self.value)} | {wanted} | {self.count} | {mark} |"

    def _shown(self, value: float) -> str:
        return f"{value:.1f} {self.unit}" if self.unit else f"{value * 100:.1f} %"


def share(answers: Iterable[bool]) -> float:
    """The share of True; 0 for nothing."""
    listed = list(answers)
    return sum(listed) / len(listed) if listed else 0.0


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> float:
    """Mean gap between confidence and accuracy over equal bins (Guo et al. 2017)."""
    total = 0.0
    for index in range(bins):
        chosen = [
            (confidence, hit)
            for confidence, hit in zip(confidences, right, strict=True)
            if min(int(confidence * bins), bins - 1) == index
        ]
        if chosen:
            gap = sum(confidence for confidence, _ in chosen) - sum(hit for _, hit in chosen)
            total += abs(gap)
    return total / len(confidences) if confidences else 0.0


def threshold_curve(
    inside: Sequence[tuple[float, bool]], outside: Sequence[float]
) -> list[tuple[float, float, float]]:
    """Sweep every threshold.

    Args:
        inside: (confidence, whether right) of in-scope messages.
        outside: confidence of out-of-scope messages; 0 where called out of scope.

    Returns:
        (threshold, in-scope accuracy, out-of-scope recall), thresholds rising.
    """
    thresholds = sorted({0.0, 1.0, *(confidence for confidence, _ in inside), *outside})
    return [
        (
            threshold,
            share(hit and confidence >= threshold for confidence, hit in inside),
            share(confidence < threshold for confidence in outside),
        )
        for threshold in thresholds
    ]


def best_balance(curve: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """The point whose smaller figure is largest."""
    return max(curve, key=lambda point: min(point[1], point[2]))
