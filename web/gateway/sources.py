"""Where answers come from: the ids of data/sources.yml as the widget shows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

FILE = Path("data/sources.yml")


class Sources:
    def __init__(self, file: Path = FILE) -> None:
        self._known: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))

    def named(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """Return title, publisher, year and link of those that are known, in order."""
        return [
            {
                "title": known["title"],
                "publisher": known["publisher"],
                "year": known.get("year"),
                "link": known.get("link"),
            }
            for known in (self._known.get(id_) for id_ in ids)
            if known is not None
        ]
