"""Holds the export: whatever a visitor wrote, a spreadsheet sees text."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.leads.lead import Kind, Lead, LeadStatus, Request
from clinic.leads.listing import Row, row_of, write_csv
from clinic.leads.wished_times import Wish

LONDON = ZoneInfo("Europe/London")


def lead(note: str = "") -> Lead:
    moment = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
    day = dt.date(2026, 12, 2)
    request = Request(
        idempotency_key="k",
        conversation_id="c",
        kind=Kind.CONSULTATION,
        people=("D'Angelo", "Bo Li"),
        phone=None,
        email=None,
        treatment="",
        area="",
        wishes=(Wish(day, day, dt.time(17), None),),
        wishes_words="after 5",
        note=note,
        flags=("a", "b"),
        third_party=None,
        consent_version="1",
        consent_at=moment,
    )
    return Lead("M7K-4QX", LeadStatus.NEW, 1, request, moment, moment, ())


def exported(note: str) -> str:
    file = io.StringIO(newline="")
    write_csv([row_of(lead(note), LONDON)], file)
    [row] = csv.DictReader(io.StringIO(file.getvalue(), newline=""))
    return row["note"]


def test_a_lead_is_one_row_of_text_in_the_clinics_own_time() -> None:
    row = row_of(lead("ring me"), LONDON)
    assert (row.reference, row.status, row.received) == ("M7K-4QX", "new", "2026-07-01 09:30")
    assert (row.people, row.flags, row.phone) == ("D'Angelo; Bo Li", "a; b", "")
    assert "Wednesday 2 December" in row.wishes


@pytest.mark.parametrize(
    "note",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "'=1", '"=1', "|cmd",
        "%0A=1", "＝1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://x\")", "\u00a0=1",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_made_text(note: str) -> None:
    assert exported(note) == "'" + " ".join(note.split())


@pytest.mark.parametrize(
    "note", ["ring me", "2 - 3 pm", "a=b", "", 'she said "yes", later; thanks']
)
def test_what_is_harmless_stays_as_it_is(note: str) -> None:
    assert exported(note) == note


@given(st.text())
def test_any_text_stays_in_its_own_cell(note: str) -> None:
    cell = exported(note)
    assert "\n" not in cell
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_the_header_names_every_column() -> None:
    file = io.StringIO()
    write_csv([], file)
    assert next(csv.reader([file.getvalue()])) == list(Row.__dataclass_fields__)
