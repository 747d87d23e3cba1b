"""The slot `booking`: a request between two turns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from clinic.leads.draft import Draft, Item, draft_from_json, draft_to_json


def _new_key() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class State:
    """A request between two turns.

    Attributes:
        key: the same however often this request is sent; a lead is made of it once.
        reference: that of the request, once it was sent.
        told: the request stands at reception as it was last read back.
        changing: the item that the visitor wants to say anew.
        withdrawing: the reference that the visitor wants to take back.
        looked_up: the reference that was found by name and contact, asked about once.
    """

    draft: Draft = field(default_factory=Draft)
    key: str = field(default_factory=_new_key)
    reference: str | None = None
    told: bool = False
    changing: Item | None = None
    withdrawing: str | None = None
    looked_up: str | None = None

    def to_slot(self) -> dict[str, Any]:
        return {**vars(self), "draft": draft_to_json(self.draft)}

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> State:
        if not value:
            return cls()
        changing = Item(value["changing"]) if value["changing"] else None
        return cls(**{**value, "draft": draft_from_json(value["draft"]), "changing": changing})
