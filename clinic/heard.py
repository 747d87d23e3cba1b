"""What a visitor said, as the understanding hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Heard:
    """A message as the understanding gives it: its text and its entities."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [entity for entity in self.entities if entity.get("entity") == kind]
