"""What is known of one person so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How a thing stands, mildest first."""

    DENIED = "denied"
    UNSURE = "unsure"
    PRESENT = "present"


class Answer(StrEnum):
    """How a question was answered."""

    GIVEN = "given"
    NONE = "none"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Finding:
    """A thing and how it stands; `names` are the visitor's own, such as "apixaban"."""

    level: Level
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """A person's answers.

    Attributes:
        findings: thing to how it stands.
        answers: question to how it was answered; what is missing is open.
        age: in years.
        about: who it is about where that is not the visitor, such as "husband".
        sex: `male` or `female`, where the words say it.
        ages: every age that was given, in order.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    age: int | None = None
    about: str | None = None
    sex: str | None = None
    ages: tuple[int, ...] = ()

    def level(self, thing: str) -> Level | None:
        found = self.findings.get(thing)
        return found.level if found else None

    def found(self, thing: str, level: Level, *names: str) -> Record:
        """The same record with one thing set; names add up while it is present."""
        before = self.findings.get(thing)
        kept = before.names if before and before.level == level else ()
        merged = tuple(dict.fromkeys(filter(None, (*kept, *names))))
        return replace(self, findings={**self.findings, thing: Finding(level, merged)})

    def without(self, thing: str) -> Record:
        rest = {name: found for name, found in self.findings.items() if name != thing}
        return replace(self, findings=rest)

    def answered(self, question: str, answer: Answer) -> Record:
        return replace(self, answers={**self.answers, question: answer})

    def reopened(self, question: str) -> Record:
        rest = {name: answer for name, answer in self.answers.items() if name != question}
        return replace(self, answers=rest)

    def noted_of(self, things: Iterable[str]) -> list[str]:
        """Those of some things that were not denied."""
        return [thing for thing in things if self.level(thing) not in (None, Level.DENIED)]

    def differs(self, before: Record) -> bool:
        """Whether something that was answered before is answered otherwise now."""
        levels = any(
            self.level(thing) != found.level
            or not set(found.names) <= set(self.findings[thing].names)
            for thing, found in before.findings.items()
        )
        return levels or any(
            self.answers.get(question) != answer for question, answer in before.answers.items()
        )

    def to_json(self) -> dict[str, Any]:
        """The record as plain values, for a slot or a column."""
        return {
            "findings": {
                thing: [str(found.level), list(found.names)]
                for thing, found in self.findings.items()
            },
            "answers": {question: str(answer) for question, answer in self.answers.items()},
            "age": self.age,
            "about": self.about,
            "sex": self.sex,
            "ages": list(self.ages),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any] | None) -> Record:
        """The inverse of `to_json`; nothing gives an empty record."""
        if not values:
            return cls()
        return cls(
            findings={
                thing: Finding(Level(level), tuple(names))
                for thing, (level, names) in values["findings"].items()
            },
            answers={name: Answer(answer) for name, answer in values["answers"].items()},
            age=values["age"],
            about=values["about"],
            sex=values["sex"],
            ages=tuple(values["ages"]),
        )
