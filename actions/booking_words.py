"""Reads a booking request back; the sentences are in data/booking.yml."""

from __future__ import annotations

from clinic.leads.contact import shown
from clinic.leads.draft import Draft, Item
from clinic.leads.lead import Kind
from clinic.leads.wished_times import words_for

NOTHING = "nothing"


def lines(draft: Draft) -> str:
    """The items of a request, one a line."""
    contact = " or ".join(filter(None, [shown(draft.phone), draft.email]))
    rows = [("Name", " and ".join(draft.people)), ("Contact", contact)]
    if draft.kind == Kind.CHANGE:
        rows.append(("Change", draft.change))
    else:
        about = ", ".join(filter(None, [draft.treatment, draft.area]))
        what = f"consultation: {about}" if draft.kind == Kind.CONSULTATION else about
        rows += [("About", what), ("When", times(draft)), ("Note", draft.note or NOTHING)]
    return "\n".join(f"• {name}: {value}" for name, value in rows)


def times(draft: Draft) -> str:
    """The wished times with weekday and date, or the visitor's words."""
    return "; ".join(words_for(wish) for wish in draft.wishes) or draft.wishes_words


# How visitors name the items when they want one changed.
ITEM_WORDS = {
    Item.NAME: ("name", "surname"),
    Item.CONTACT: ("phone", "number", "email", "e-mail", "mail", "contact", "mobile", "address"),
    Item.TREATMENT: ("treatment", "area"),
    Item.TIMES: ("time", "times", "day", "days", "date", "slot"),
    Item.NOTE: ("note", "message", "comment"),
}


def item_named(words: list[str], draft: Draft) -> Item | None:
    """The item that a visitor wants to change: "the phone is wrong"."""
    skipped = (Item.TREATMENT, Item.TIMES, Item.NOTE) if draft.kind == Kind.CHANGE else ()
    wanted = [item for item in ITEM_WORDS if item not in skipped]
    return next((item for item in wanted if set(ITEM_WORDS[item]) & set(words)), None)
