"""Draws the pictures of the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

from bench.measures import threshold_curve as sweep

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

Curve = Sequence[tuple[float, float, float]]


def confusion(path: Path, pairs: list[tuple[str, str]]) -> None:
    """Draw which label was taken for which; `pairs` are (true, found)."""
    names = sorted({name for pair in pairs for name in pair})
    place = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for true, found in pairs:
        counts[place[true], place[found]] += 1
    figure, axes = plt.subplots(figsize=(14, 13))
    axes.imshow(counts, cmap="Blues")
    short = [name.removeprefix("faq/") for name in names]
    axes.set_xticks(range(len(names)), short, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), short, fontsize=7)
    axes.set_xlabel("understood as")
    axes.set_ylabel("is")
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if counts[row, column] > counts.max() / 2 else "black"
        axes.text(
            column,
            row,
            int(counts[row, column]),
            ha="center",
            va="center",
            fontsize=6,
            color=colour,
        )
    _save(figure, path)


def threshold_curve(
    path: Path,
    inside: list[tuple[str, str, dict[str, Any]]],
    outside: list[tuple[str, str, dict[str, Any]]],
) -> None:
    """Draw what every threshold would have given on the held-out messages."""
    known = [_first_guess(parse) for _, _, parse in inside]
    right = [
        (confidence, name == label)
        for (name, confidence), (_, label, _) in zip(known, inside, strict=True)
    ]
    other = [_first_guess(parse) for _, _, parse in outside]
    scores = [0.0 if name == "out_of_scope" else confidence for name, confidence in other]
    draw_curve(path, sweep(right, scores), "Held-out messages")


def _first_guess(parse: dict[str, Any]) -> tuple[str, float]:
    """The likeliest label before the threshold was applied."""
    for row in parse["intent_ranking"]:
        if row["name"] != "nlu_fallback":
            return str(row["name"]), float(row["confidence"])
    return str(parse["intent"]["name"]), float(parse["intent"]["confidence"])


def draw_curve(path: Path, curve: Curve, title: str) -> None:
    """Draw accuracy and recall over the threshold."""
    figure, axes = plt.subplots(figsize=(7, 4.5))
    thresholds = [point[0] for point in curve]
    axes.plot(thresholds, [point[1] for point in curve], label="in-scope accuracy")
    axes.plot(
        thresholds, [point[2] for point in curve], label="out-of-scope recall", linestyle="--"
    )
    axes.set(xlabel="threshold", ylabel="share", title=title, ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower center")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)
