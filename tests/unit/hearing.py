"""Messages with the entities that the understanding finds in them, written by hand."""

from typing import Any

from clinic.heard import Heard

Entity = dict[str, Any]


def named(value: str | int, kind: str, group: str | None = None, **stands: Any) -> Entity:
    """An entity; `stands` as in `bot/circumstances.py`: who, over, days_ago, unsure."""
    own = {} if group is None else {"group": group}
    return {"entity": kind, "value": value, "role": "present", **own, **stands}


def denied(entity: Entity) -> Entity:
    return {**entity, "role": "denied"}


def medicine(value: str, group: str = "other_medicine", **stands: Any) -> Entity:
    return named(value, "medicine", group, **stands)


def condition(value: str, group: str = "other_condition", **stands: Any) -> Entity:
    return named(value, "condition", group, **stands)


def age(value: int, **stands: Any) -> Entity:
    return named(value, "age", **stands)


def heard(text: str, *entities: Entity) -> Heard:
    return Heard(text, entities)


def answer(thing: str, question: str, words: str, start: int, **stands: Any) -> Entity:
    """Words that mean a thing only in one question; `start` is their place in the text."""
    return named(thing, "answer", question, start=start, end=start + len(words), **stands)
