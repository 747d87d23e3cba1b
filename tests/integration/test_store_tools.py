"""Holds the commands that a person runs: `make leads`, `make purge` and `make rotate-keys`."""

import asyncio
import csv
import stat
from pathlib import Path

import pytest

from clinic.leads.handoff import find, set_status, submit
from clinic.leads.lead import Lead, LeadStatus
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys, read_keys
from integration.bookings import NOW, REQUEST, booking
from tools import leads, purge, rotate_keys


@pytest.fixture(autouse=True)
def environment(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", runtime.database_url)
    monkeypatch.setenv("ENCRYPTION_KEY_FILE", str(runtime.encryption_key_file))
    monkeypatch.setenv("OUTBOX_DIR", str(runtime.outbox_dir))
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def stored(runtime: Runtime) -> Lead:
    """Two leads, the first booked; return that one."""

    async def store() -> Lead:
        database = Database(runtime)
        lead = await submit(database, REQUEST, NOW)
        hostile = booking(2, people=("=cmd|' /C calc'!A0",), note="[red]a\x1b[2J\u202eb", flags=())
        await submit(database, hostile, NOW)
        lead = await set_status(database, lead.reference, 1, LeadStatus.BOOKED, "Robin", NOW)
        async with database.begin() as work:
            await work.outbox.dead(1, "550 no such mailbox")
        await database.close()
        return lead

    return asyncio.run(store())


def test_leads_are_listed_with_what_reception_needs(
    stored: Lead, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leads.main([]) == 0
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    for words in (
        stored.reference, "booked", "2026-11-23 09:30", "+442079460999", "zebrafinch serum",
        "Wednesday 2 December", "takes axolotl thinners", "my wombat husband",
        "2 leads. 3 messages to reception wait", "1 could not be sent: make leads ARGS=--dead",
    ):  # fmt: skip
        assert words in shown, words


@pytest.mark.usefixtures("stored")
def test_what_a_visitor_wrote_is_no_command_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    leads.main([])
    shown = capsys.readouterr().out
    assert "[red]a\ufffd[2J" in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown


def test_leads_are_exported_with_every_formula_made_text(
    stored: Lead, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "leads.csv"
    assert leads.main(["--csv", str(file)]) == 0
    assert "2 leads written" in capsys.readouterr().out.replace("\n", " ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(encoding="utf-8-sig", newline="") as opened:
        hostile, plain = csv.DictReader(opened)
    assert hostile["people"] == "'=cmd|' /C calc'!A0"
    assert (plain["reference"], plain["status"]) == (stored.reference, "booked")
    assert plain["people"] == "Nguyễn Thị Hà; Anne-Marie van der Berg"
    assert plain["phone"] == "'+442079460999"


@pytest.mark.usefixtures("stored")
def test_a_dead_letter_is_shown_without_its_contents_and_sent_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert leads.main(["--dead"]) == 0
    shown = capsys.readouterr().out
    assert "550 no such mailbox" in shown
    assert "Anne" not in shown
    assert leads.main(["--revive", "1"]) == 0
    assert leads.main(["--revive", "1"]) == 1
    assert "There is no dead letter 1." in capsys.readouterr().out


def test_a_person_is_erased_by_the_reference_as_it_was_read_out(
    stored: Lead, runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = stored.reference.lower().replace("-", " ")
    assert purge.main(["--erase", typed]) == 0
    shown = capsys.readouterr().out
    assert f"{stored.reference} is erased." in shown
    assert purge.main(["--erase", typed]) == 1
    assert capsys.readouterr().err == f"there is no lead {stored.reference}\n"
    assert purge.main([]) == 0

    async def left() -> list[Lead]:
        database = Database(runtime)
        found = await find(database, conversation_id="conversation-1")
        await database.close()
        return found

    assert asyncio.run(left()) == []


@pytest.mark.usefixtures("stored")
def test_keys_are_changed_and_the_leads_still_listed(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    [old] = read_keys(runtime.encryption_key_file)
    assert rotate_keys.main(["--settle", "0"]) == 0
    assert "the old one is gone" in capsys.readouterr().out
    [new] = read_keys(runtime.encryption_key_file)
    assert new != old
    assert leads.main([]) == 0


def test_without_keys_or_tables_the_command_says_what_to_do(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runtime.encryption_key_file.unlink()
    assert leads.main([]) == 1
    assert capsys.readouterr().err.endswith(
        "encryption-keys: No such file or directory; make up makes it\n"
    )
    make_keys(runtime.encryption_key_file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{runtime.outbox_dir.with_name('none.db')}")
    assert leads.main([]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "The database cannot be used: (sqlite3.OperationalError) no such table: leads",
        "Where it was never made: make up",
    ]
    monkeypatch.setenv("DATABASE_URL", "mysql://anna:secret@host/name")
    assert leads.main([]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("DATABASE_URL: write postgresql://")
    assert "secret" not in line
