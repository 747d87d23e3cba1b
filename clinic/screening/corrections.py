"""Hears what a visitor takes back by its name: "forget what I said about lidocaine"."""

from __future__ import annotations

import re

from clinic.heard import Heard
from clinic.screening.mentions import NAMED
from clinic.screening.record import Record

_TAKEN_BACK = re.compile(
    r"(?<!don't )(?<!dont )(?<!not )(?<!never )"
    r"\b(?:forget|ignore|scrap|disregard|remove|delete|drop|cross out|take (?:off|out|back))\b"
    r"(?: \w+){0,6} ?$"
)


def taken_back(record: Record, heard: Heard) -> list[str]:
    """The things noted before that a message takes back."""
    names = [
        str(entity["value"]).lower()
        for entity in heard.entities
        if entity.get("entity") in NAMED
        and _TAKEN_BACK.search(heard.text[: entity.get("start", 0)].lower().replace("’", "'"))
    ]
    return [
        thing
        for thing in record.noted_of(record.findings)
        if any(name in said.lower() for name in names for said in record.findings[thing].names)
    ]
