"""Leads as rows of text, for a table in the terminal and for a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO
from zoneinfo import ZoneInfo

from clinic.leads.lead import Lead
from clinic.leads.wished_times import words_for

# A spreadsheet runs a cell that begins like this, after white space or a quote as well,
# and with the full-width forms of these signs (OWASP, "CSV Injection").
FORMULA = re.compile(r"""^["'\s]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]""")


@dataclass(frozen=True)
class Row:
    """One lead; several things in one cell are separated by semicolons."""

    reference: str
    status: str
    received: str
    kind: str
    people: str
    phone: str
    email: str
    treatment: str
    area: str
    wishes: str
    wishes_words: str
    flags: str
    third_party: str
    note: str


def row_of(lead: Lead, zone: ZoneInfo) -> Row:
    """Return a lead as text, its time in the clinic's own zone."""
    asked = lead.request
    return Row(
        reference=lead.reference,
        status=lead.status.value,
        received=f"{lead.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        kind=asked.kind.value,
        people="; ".join(asked.people),
        phone=asked.phone or "",
        email=asked.email or "",
        treatment=asked.treatment,
        area=asked.area,
        wishes="; ".join(words_for(wish) for wish in asked.wishes),
        wishes_words=asked.wishes_words,
        flags="; ".join(asked.flags),
        third_party=asked.third_party or "",
        note=asked.note,
    )


def write_csv(rows: Iterable[Row], file: TextIO) -> None:
    """Write rows with a header; every cell is text to a spreadsheet, never a formula."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(Row.__dataclass_fields__)
    for row in rows:
        writer.writerow([_as_text(cell) for cell in vars(row).values()])


def _as_text(cell: str) -> str:
    line = " ".join(cell.split())
    return f"'{line}" if FORMULA.match(line) else line
