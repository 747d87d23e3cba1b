"""The slot `screening`: a pre-screen between two turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clinic.screening.record import Record


@dataclass(frozen=True)
class State:
    """The slot `screening` between turns.

    Attributes:
        record: the answers.
        consent: None until the visitor chose.
        conflict: the thing that was asked back.
        missed: how often in a row a message was not understood.
        told: the outcome and what was noted as last said, so that a change is said again.
    """

    record: Record = field(default_factory=Record)
    consent: bool | None = None
    conflict: str | None = None
    missed: int = 0
    told: tuple[str, ...] | None = None

    def to_slot(self) -> dict[str, Any]:
        return {
            "record": self.record.to_json(),
            "consent": self.consent,
            "conflict": self.conflict,
            "missed": self.missed,
            "told": None if self.told is None else list(self.told),
        }

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> State:
        if not value:
            return cls()
        told = value["told"]
        return cls(
            Record.from_json(value["record"]),
            value["consent"],
            value["conflict"],
            value["missed"],
            None if told is None else tuple(told),
        )
