"""`make evaluate`: measures the understanding and writes `docs/evaluation/`.

Run in the Rasa environment after training. Everything held out is asked through
the trained model as it ships; HINT3 trains the same components on its own data.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")  # Rasa's and TensorFlow's own, at import

import yaml  # noqa: E402

from bench import pictures  # noqa: E402
from bench.costs import cost_rows  # noqa: E402
from bench.hint3 import hint3_rows  # noqa: E402
from bench.measures import Row, expected_calibration_error, share  # noqa: E402

OUT = Path("docs/evaluation")
DANGER = {"emergency", "urgent_aftercare", "self_harm"}
NOT_ANSWERED = {"out_of_scope", "nlu_fallback"}
Parsed = tuple[str, str, dict[str, Any]]  # message, true label, what Rasa made of it


def main() -> int:
    from bot.quiet import silence

    silence()
    model = sys.argv[1] if len(sys.argv) > 1 else str(newest_model())
    parsed = asyncio.run(parse_all(model, [*held_out(), *false_alarms()]))
    rows = own_rows(parsed) + speed_rows() + cost_rows(model) + hint3_rows(OUT)
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
    return [(message, "none") for message in content["messages"]]


async def parse_all(model: str, messages: list[tuple[str, str]]) -> list[Parsed]:
    """Ask the trained model about every message."""
    from rasa.core.agent import Agent

    os.environ.setdefault("CLINIC_FILE", "clinic.yml")
    agent = Agent.load(model)
    return [(text, label, await agent.parse_message(text)) for text, label in messages]


def found(parse: dict[str, Any]) -> str:
    """The label that was found: a topic in full, or the intent."""
    name = str(parse["intent"]["name"])
    topics = parse.get("topics") or []
    return f"faq/{topics[0]}" if name == "faq" and topics else name


def in_scope(parsed: list[Parsed]) -> list[Parsed]:
    left_out = {"none", "out_of_scope", "emergency", "urgent_aftercare"}
    return [row for row in parsed if row[1] not in left_out]


def out_of_scope(parsed: list[Parsed]) -> list[Parsed]:
    return [row for row in parsed if row[1] == "out_of_scope"]


def is_right(row: Parsed) -> bool:
    """Right topic: the one found, or one of two that are both answered."""
    _, label, parse = row
    return found(parse) == label or label.removeprefix("faq/") in (parse.get("topics") or [])


def own_rows(parsed: list[Parsed]) -> list[Row]:
    """Figures on the project's own held-out messages."""
    inside, outside = in_scope(parsed), out_of_scope(parsed)
    danger = [row for row in parsed if row[1] in {"emergency", "urgent_aftercare"}]
    emergency = [row for row in danger if row[1] == "emergency"]
    harmless = [row for row in parsed if row[1] == "none"]
    lost = [row for row in inside if found(row[2]) in NOT_ANSWERED]
    confidences = [
        row[2]["intent"]["confidence"] for row in inside if found(row[2]) not in NOT_ANSWERED
    ]
    right = [is_right(row) for row in inside if found(row[2]) not in NOT_ANSWERED]
    warned = [row for row in danger if found(row[2]) in DANGER or row[2].get("danger_check")]
    return [
        Row("right topic, own held-out messages", share(map(is_right, inside)), 0.93, len(inside)),
        Row(
            "out-of-scope recall",
            share(found(row[2]) in NOT_ANSWERED for row in outside),
            0.85,
            len(outside),
        ),
        Row(
            "in-scope messages lost to out-of-scope or 'did you mean'",
            len(lost) / len(inside),
            0.03,
            len(inside),
            False,
        ),
        Row(
            "danger not missed (emergency or urgent)",
            share(found(row[2]) in DANGER for row in danger),
            1.0,
            len(danger),
        ),
        Row(
            "... or answered with a safety line first", len(warned) / len(danger), None, len(danger)
        ),
        Row(
            "emergencies called emergencies",
            share(found(row[2]) == "emergency" for row in emergency),
            None,
            len(emergency),
        ),
        Row(
            "false alarms",
            share(found(row[2]) in DANGER for row in harmless),
            0.03,
            len(harmless),
            False,
        ),
        Row(
            "expected calibration error",
            expected_calibration_error(confidences, right),
            None,
            len(right),
            False,
        ),
    ]


def speed_rows() -> list[Row]:
    """How long one message takes to encode, in milliseconds."""
    from bot.minilm import load_verified

    encoder = load_verified(1)
    message = "does it hurt a lot and how long until it goes down"
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        encoder.encode([message])
        times.append(time.perf_counter() - begun)
    return [
        Row(
            "encoding a 12-word message, median ms, one core",
            sorted(times)[100] * 1000,
            10.0,
            200,
            False,
            "ms",
        )
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
        elif label in {"emergency", "urgent_aftercare"}:
            fine = name in DANGER
        elif label == "none":
            fine = name not in DANGER
        if not fine:
            wrong.append({"message": text, "is": label, "taken for": name})
    return wrong


if __name__ == "__main__":
    sys.exit(main())
