"""What counts as understood: the figures on messages whose label is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.measures import Row, expected_calibration_error, share

URGENT = {"emergency", "urgent_aftercare"}
DANGER = {*URGENT, "self_harm"}
NOT_ANSWERED = {"out_of_scope", "nlu_fallback"}
# The label of messages that only must not be taken for danger.
HARMLESS = "none"
Parsed = tuple[str, str, dict[str, Any]]  # message, true label, what Rasa made of it


def found(parse: dict[str, Any]) -> str:
    """The label that was found: a topic in full, or the intent."""
    name = str(parse["intent"]["name"])
    topics = parse.get("topics") or []
    return f"faq/{topics[0]}" if name == "faq" and topics else name


def is_right(row: Parsed) -> bool:
    """Right topic: the one found, or one of two that are both answered."""
    _, label, parse = row
    return found(parse) == label or label.removeprefix("faq/") in (parse.get("topics") or [])


def in_scope(parsed: Sequence[Parsed]) -> list[Parsed]:
    return [row for row in parsed if row[1] not in {HARMLESS, *NOT_ANSWERED, *URGENT}]


def out_of_scope(parsed: Sequence[Parsed]) -> list[Parsed]:
    return [row for row in parsed if row[1] == "out_of_scope"]


def understanding_rows(parsed: Sequence[Parsed]) -> list[Row]:
    """The figures, with what they are to reach."""
    inside, outside = in_scope(parsed), out_of_scope(parsed)
    danger = [row for row in parsed if row[1] in URGENT]
    emergency = [row for row in danger if row[1] == "emergency"]
    harmless = [row for row in parsed if row[1] == HARMLESS]
    lost = [row for row in inside if found(row[2]) in NOT_ANSWERED]
    answered = [row for row in inside if found(row[2]) not in NOT_ANSWERED]
    confidences = [row[2]["intent"]["confidence"] for row in answered]
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
            "... or answered with a safety line first",
            share(found(row[2]) in DANGER or bool(row[2].get("danger_check")) for row in danger),
            None,
            len(danger),
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
            expected_calibration_error(confidences, list(map(is_right, answered))),
            None,
            len(answered),
            False,
        ),
    ]
