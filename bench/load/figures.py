"""What a load run shows, and whether anything was lost on the way."""

from __future__ import annotations

import json
import os
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load.visitor import Json, Visitor

# What the gateway's own share of a turn may be, in the middle.
OWN_MS = 5.0


@dataclass(frozen=True)
class Figures:
    """One run.

    Attributes:
        lost: messages that have not exactly one stored copy, that have no answer after them, or
            that the page did not see.
        put_off: messages that were answered with an honest "I cannot answer just now".
        own_ms: the gateway's own share of each turn, from its log.
        cpu_seconds: what the gateway took of a core.
        memory_mb: of the gateway, before the visitors came and after they left.
    """

    seconds: float
    sent: int
    received: int
    ack_ms: list[float]
    answer_ms: list[float]
    own_ms: list[float]
    errors: Counter[str]
    lost: int
    put_off: int
    cpu_seconds: float
    memory_mb: tuple[float, float]

    @property
    def turns_a_second(self) -> float:
        return self.sent / self.seconds

    @property
    def cpu_ms_a_turn(self) -> float:
        return 1000 * self.cpu_seconds / max(1, self.sent)

    @property
    def messages_a_second(self) -> float:
        """Both ways."""
        return (self.sent + self.received) / self.seconds


def lost(visitor: Visitor, stored: Sequence[Json]) -> int:
    """How many of a visitor's messages were lost, by the list that the server holds."""
    copies = Counter(one["client_id"] for one in stored if one["sender"] == "visitor")
    unkept = sum(
        copies[client_id] != 1 or not _is_at(stored, seq, client_id)
        for client_id, seq in visitor.sent.items()
    )
    unknown = sum(client_id not in visitor.sent for client_id in copies)
    unanswered = sum(
        one["sender"] == "visitor"
        and (place + 1 == len(stored) or stored[place + 1]["sender"] == "visitor")
        for place, one in enumerate(stored)
    )
    answers = [one for one in stored if one["sender"] != "visitor"]
    unseen = sum(visitor.seen.get(one["seq"], {}) != one for one in answers)
    gaps = sum(int(one["seq"]) != place for place, one in enumerate(stored, start=1))
    return int(unkept + unknown + unanswered + unseen + gaps)


def _is_at(stored: Sequence[Json], seq: int, client_id: str) -> bool:
    return 0 < seq <= len(stored) and stored[seq - 1]["client_id"] == client_id


def turns_of(log: Path) -> tuple[list[float], Counter[str]]:
    """The gateway's own milliseconds of each turn, and what else it complained of."""
    own: list[float] = []
    complaints: Counter[str] = Counter()
    for line in log.read_text(encoding="utf-8").splitlines():
        said: dict[str, Any] = json.loads(line)
        if said["event"] == "turn":
            own.append(said["own_ms"])
        elif said["level"] in ("error", "critical"):
            complaints[f"log: {said['event']}"] += 1
    return own, complaints


def memory_mb(pid: int) -> float:
    """The memory of a process that is its own and in use."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """How long a process has used a core so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: Iterable[float], share: int) -> float:
    """The value below which this many of a hundred are; 0 where there are none."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return ordered[0] if ordered else 0.0
    return statistics.quantiles(ordered, n=100, method="inclusive")[share - 1]
