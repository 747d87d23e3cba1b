"""The sentences of `words.yml`, filled in for one clinic."""

from __future__ import annotations

from pathlib import Path

import yaml

from clinic.settings import Clinic

FILE = Path(__file__).with_name("words.yml")
LANGUAGES = ("en", "es")


class Words:
    def __init__(self, clinic: Clinic) -> None:
        self.sentences: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self._facts = {"phone": clinic.phone, "emergency_number": clinic.emergency_number}

    def say(self, name: str, language: str = "en", **values: object) -> str:
        """Return a sentence; a language that is not there is English."""
        sentence = self.sentences[name]
        return sentence.get(language, sentence["en"]).format(**self._facts, **values)
