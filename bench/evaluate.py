"""`make evaluate`: measures the understanding and writes `docs/evaluation/`.

Run in the Rasa environment after training. Everything held out is asked through
the trained model as it ships; HINT3 trains the same components on its own data.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")  # Rasa's and TensorFlow's own, at import

import yaml  # noqa: E402

from bench import pictures  # noqa: E402
from bench.costs import cost_rows  # noqa: E402
from bench.hint3 import hint3_rows  # noqa: E402
from bench.measures import Row  # noqa: E402
from bench.understanding import (  # noqa: E402
    DANGER,
    HARMLESS,
    NOT_ANSWERED,
    URGENT,
    Parsed,
    found,
    in_scope,
    is_right,
    out_of_scope,
    understanding_rows,
)
from bench.yardstick import bare_products, median_milliseconds  # noqa: E402

OUT = Path("docs/evaluation")


def main() -> int:
    from bot.quiet import silence

    silence()
    model = sys.argv[1] if len(sys.argv) > 1 else str(newest_model())
    parsed = asyncio.run(parse_all(model, [*held_out(), *false_alarms()]))
    rows = understanding_rows(parsed) + speed_rows() + cost_rows(model) + hint3_rows(OUT)
    OUT.mkdir(parents=True, exist_ok=True)
    pictures.confusion(
        OUT / "confusion.png", [(label, found(parse)) for _, label, parse in in_scope(parsed)]
    )
    pictures.threshold_curve(OUT / "threshold.png", in_scope(parsed), out_of_scope(parsed))
    report = render(rows)
    (OUT / "report.md").write_text(report, encoding="utf-8")
    (OUT / "mistakes.json").write_text(
        json.dumps(mistakes(parsed), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(report)
    return 0 if all(row.reached is not False for row in rows) else 1


def newest_model() -> Path:
    return max(Path("var/models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def held_out() -> list[tuple[str, str]]:
    content = yaml.safe_load(Path("tests/test_nlu.yml").read_text(encoding="utf-8"))
    return [
        (line.strip()[2:], block["intent"])
        for block in content["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


def false_alarms() -> list[tuple[str, str]]:
    content = yaml.safe_load(Path("tests/false_alarms.yml").read_text(encoding="utf-8"))
    return [(message, HARMLESS) for message in content["messages"]]


async def parse_all(model: str, messages: list[tuple[str, str]]) -> list[Parsed]:
    """Ask the trained model about every message."""
    from rasa.core.agent import Agent

    os.environ.setdefault("CLINIC_FILE", "clinic.yml")
    agent = Agent.load(model)
    return [(text, label, await agent.parse_message(text)) for text, label in messages]


def speed_rows() -> list[Row]:
    """How long one message takes to encode, and how quick this machine is."""
    from bot.minilm import load_verified

    encoder = load_verified(1)
    message = "does it hurt a lot and how long until it goes down"
    encoding = median_milliseconds(lambda: encoder.encode([message]))
    alone = median_milliseconds(bare_products())
    return [
        Row("encoding a 12-word message, median ms, one core", encoding, 10.0, 200, False, "ms"),
        Row(
            "... its products alone, by numpy: how quick the machine is",
            alone,
            None,
            200,
            unit="ms",
        ),
    ]


def render(rows: list[Row]) -> str:
    """The report as a Markdown page."""
    lines = [
        "# How well the assistant understands",
        "",
        "Made by `make evaluate`; every figure here comes from that command.",
        "",
        "| what | measured | wanted | of | |",
        "|---|---|---|---|---|",
        *[row.line() for row in rows],
        "",
        "![Confusion matrix](confusion.png)",
        "",
        "![Threshold curve](threshold.png)",
        "",
        "The messages that were misunderstood: [mistakes.json](mistakes.json).",
        "",
    ]
    return "\n".join(lines)


def mistakes(parsed: list[Parsed]) -> list[dict[str, str]]:
    """Messages that were misunderstood, for reading, never for tuning."""
    wrong = []
    for text, label, parse in parsed:
        name = found(parse)
        fine = is_right((text, label, parse))
        if label == "out_of_scope":
            fine = name in NOT_ANSWERED
        elif label in URGENT:
            fine = name in DANGER
        elif label == HARMLESS:
            fine = name not in DANGER
        if not fine:
            wrong.append({"message": text, "is": label, "taken for": name})
    return wrong


if __name__ == "__main__":
    sys.exit(main())
