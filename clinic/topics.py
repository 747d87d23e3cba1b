"""The human names of topics and wishes, from `data/topics.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Topics:
    """Names as a visitor sees them.

    Attributes:
        titles: topic id to title.
        intents: intent to title, for the intents that may be offered.
    """

    titles: dict[str, str]
    intents: dict[str, str]

    def choice(self, label: str) -> tuple[str, str] | None:
        """Return title and payload of a button for a label such as `faq/pain`."""
        topic = label.removeprefix("faq/")
        if topic != label and topic in self.titles:
            return self.titles[topic], f'/faq{{"topic": "{topic}"}}'
        if label in self.intents:
            return self.intents[label], f"/{label}"
        return None


def read_topics(path: Path) -> Topics:
    """Read the file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    titles = {topic: entry["title"] for topic, entry in content["topics"].items()}
    return Topics(titles, dict(content["intents"]))
