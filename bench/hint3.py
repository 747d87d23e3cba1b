"""HINT3 (Arora et al. 2020): the same components on two other bots' real messages.

The data is not ours to copy; `HINT3_DIR` says where it is.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from bench import pictures
from bench.measures import Row, best_balance, threshold_curve
from bot.minilm import load_verified
from bot.mixture import TopicModelOptions
from bot.topic_model import TopicModel, other_core
from bot.views import Viewer

OUTSIDE = "NO_NODES_DETECTED"
# Above every published row (benchmark's README): smaller of accuracy and recall.
WANTED = {"sofmattress": 0.71, "curekart": 0.75}
HOW_TO_GET = (
    "not measured: put the CSV files of HINT3 v1 (github.com/hellohaptik/HINT3) into a folder "
    "and name it in HINT3_DIR"
)


def hint3_rows(out: Path) -> list[Row]:
    """Measure both bots, or say how to get the data."""
    folder = Path(os.environ.get("HINT3_DIR", "../shared/benchmarks/hint3"))
    rows = []
    for bot, wanted in WANTED.items():
        if not (folder / f"{bot}_test.csv").exists():
            rows.append(Row(f"HINT3 {bot}", None, wanted, 0, note=HOW_TO_GET))
            continue
        curve, count = _measure(folder, bot)
        _, accuracy, recall = best_balance(curve)
        out.mkdir(parents=True, exist_ok=True)
        pictures.draw_curve(out / f"hint3_{bot}.png", curve, f"HINT3 {bot}")
        what = f"HINT3 {bot}: in-scope {accuracy:.1%}, out-of-scope {recall:.1%}; the smaller"
        rows.append(Row(what, min(accuracy, recall), wanted, count))
    return rows


def _measure(folder: Path, bot: str) -> tuple[list[tuple[float, float, float]], int]:
    texts, labels = _read(folder / f"{bot}_train.csv")
    encoder = load_verified(2)
    viewer = Viewer()
    views = viewer.learn([text.lower() for text in texts], encoder.encode(texts))
    with other_core() as other:
        model = TopicModel(TopicModelOptions()).fit(views, labels, other)
    asked, truth = _read(folder / f"{bot}_test.csv")
    answers = model.predict(viewer.of([text.lower() for text in asked], encoder.encode(asked)))
    inside, outside = [], []
    for answer, label in zip(answers, truth, strict=True):
        best = max(answer.scores, key=lambda name: answer.scores[name])
        if label == OUTSIDE:
            outside.append(answer.confidence)
        else:
            inside.append((answer.confidence, best == label))
    return threshold_curve(inside, outside), len(asked)


def _read(path: Path) -> tuple[list[str], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["sentence"] for row in rows], [row["label"] for row in rows]
