"""Reads `screening.yml`: the questions, things and rules that a clinician owns."""

from __future__ import annotations

import functools
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FILE = Path(__file__).with_name("screening.yml")


class Outcome(StrEnum):
    """What a pre-screen ends in, mildest first."""

    NO_FLAG_FOUND = "no_flag_found"
    CLINICIAN_FIRST = "clinician_first"
    NOT_NOW = "not_now"

    @property
    def gravity(self) -> int:
        return list(Outcome).index(self)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NotFor(_Part):
    """Whom a question is not for: from this age in years, or of this sex."""

    from_age: int | None = None
    sex: Literal["male", "female"] | None = None


class Question(_Part):
    """One question; `title` is its name when answers are read back."""

    id: str
    title: str
    things: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    not_for: NotFor = NotFor()


class Thing(_Part):
    """What a visitor may have.

    Attributes:
        words: as it is read back to the visitor.
        named: groups or values of `data/vocabulary.yml` that mean it.
        past: the thing it becomes when it is over; `none` if it no longer counts;
            left out, it counts as before.
        clears_after: days after which it no longer counts.
    """

    words: str
    named: tuple[str, ...] = Field(default=(), alias="from")
    past: str | None = None
    clears_after: int | None = None


class Reason(_Part):
    """Why an outcome was reached, in words for the visitor.

    `sign_off`: what it rests on waits for the clinician's word.
    """

    id: str
    sign_off: bool
    outcome: Literal[Outcome.CLINICIAN_FIRST, Outcome.NOT_NOW]
    reason: str
    until: str | None = None
    sources: tuple[str, ...] = ()


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


class Rule(Reason):
    """What one thing means; `row` is that of the candidacy table."""

    when: str
    unsure: Literal[Outcome.CLINICIAN_FIRST, Outcome.NOT_NOW] = Outcome.CLINICIAN_FIRST
    row: Annotated[str | None, BeforeValidator(_as_text)]


class Pair(Reason):
    """What two things mean together."""

    when: tuple[str, str]


class Questionnaire(_Part):
    version: str
    questions: tuple[Question, ...]
    things: dict[str, Thing]
    rules: tuple[Rule, ...]
    pairs: tuple[Pair, ...]
    everyday_medicines: frozenset[str]
    everyday_conditions: frozenset[str]

    @model_validator(mode="after")
    def _holds_together(self) -> Questionnaire:
        known = set(self.things)
        used = {thing for question in self.questions for thing in question.things}
        used |= {thing for question in self.questions for thing in question.follows}
        used |= {thing for pair in self.pairs for thing in pair.when}
        used |= {thing.past for thing in self.things.values() if thing.past not in (None, "none")}
        ruled = [rule.when for rule in self.rules]
        if unknown := sorted((used | set(ruled)) - known):
            raise ValueError(f"unknown things: {', '.join(map(str, unknown))}")
        if twice := sorted({thing for thing in ruled if ruled.count(thing) > 1}):
            raise ValueError(f"things with two rules: {', '.join(twice)}")
        return self

    def question(self, name: str) -> Question:
        return next(question for question in self.questions if question.id == name)

    def question_of(self, thing: str) -> str | None:
        """The question that asks about a thing; None for what nobody asks."""
        for question in self.questions:
            if thing in question.things and not question.follows:
                return question.id
        return None


@functools.lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """The shipped file, read at the first use.

    Raises:
        pydantic.ValidationError: the file does not hold together.
    """
    return Questionnaire.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
