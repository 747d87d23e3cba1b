"""What a visitor said, as the understanding hands it over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_COUNTS = ("number", "age")
# Words that add no thing of their own to a message.
_PLAIN = frozenset(
    (
        "a an the my his her our i im ive ill me he she they it its is am are was were be been "
        "have has had having do does did dont doesnt didnt not no never none zero but and or so "
        "only just once with of in on at for from to as ago last since day days week weeks "
        "month months year years yesterday when kid child young taking take takes took any some "
        "got getting in couple few about around nearly over mum mom mother dad father brother "
        "sister nan gran grandad husband wife son daughter aunt uncle cousin friend thanks "
        "please yes yeah "
    ).split()
)
LONG_AGO_DAYS = 14


def _is_not_of_now(thing: dict[str, Any]) -> bool:
    ago = thing.get("days_ago")
    is_past = ago is not None and ago >= LONG_AGO_DAYS
    return thing.get("role") == "denied" or thing.get("who") == "other" or is_past


@dataclass(frozen=True)
class Heard:
    """A message as the understanding gives it: its text and its entities."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [entity for entity in self.entities if entity.get("entity") == kind]

    def names_nothing_of_now(self) -> bool:
        """Whether a message only names things, and each is denied, another's or long over.

        "my dad had a stroke but not me", "botox 3 weeks ago"; not "filler 3 weeks ago, now lumps".
        """
        things = [one for one in self.entities if one.get("entity") not in _COUNTS]
        text = self.text.lower()
        for thing in sorted(self.entities, key=lambda one: -int(one.get("start", 0))):
            text = text[: thing.get("start", 0)] + " " + text[thing.get("end", 0) :]
        rest = set(re.findall(r"[a-z]+", re.sub(r"['’]", "", text)))
        return bool(things) and rest <= _PLAIN and all(map(_is_not_of_now, things))

    def words_of(self, entity: dict[str, Any]) -> str:
        """The words in which an entity was said."""
        return self.text[entity.get("start", 0) : entity.get("end", 0)].lower()
