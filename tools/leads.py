"""`make leads`: the booking requests, in the terminal or as a file for a spreadsheet.

Run as `python -m tools.leads`, with `--csv leads.csv`, `--dead` or `--revive ID`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clinic.leads.listing import Row, row_of, write_csv
from clinic.settings import read_clinic
from clinic.store.database import Database
from clinic.store.outbox import Message
from tools.cards import one_line
from tools.with_database import run


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    return run(partial(show, options=options, console=Console()))


async def show(database: Database, options: argparse.Namespace, console: Console) -> int:
    """Do what the options say."""
    if options.revive is not None:
        return await _revive(database, options.revive, console)
    if options.dead:
        async with database.begin() as work:
            console.print(dead_table(await work.outbox.dead_letters()))
        return 0
    zone = read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml"))).zone
    async with database.begin() as work:
        rows = [row_of(lead, zone) for lead in await work.leads.search()]
        waiting, dead = await work.outbox.waiting(), await work.outbox.dead_letters()
    if options.csv is not None:
        with options.csv.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(rows, file)
        options.csv.chmod(0o600)
        console.print(f"{len(rows)} leads written to {options.csv}", markup=False)
        return 0
    console.print(lead_table(rows))
    console.print(f"{len(rows)} leads. {waiting} messages to reception wait to be sent.")
    if dead:
        console.print(f"{len(dead)} could not be sent: make leads ARGS=--dead")
    return 0


def lead_table(rows: Sequence[Row]) -> Table:
    """The leads, newest first, with what reception needs at a glance."""
    table = Table("Lead", "Who", "What", "When", "To raise, note", expand=True, show_lines=True)
    for row in rows:
        table.add_row(
            _lines(row.reference, row.status, row.received),
            _lines(row.people, row.phone, row.email, row.third_party and f"for {row.third_party}"),
            _lines(row.kind, row.treatment, row.area),
            _lines(row.wishes, row.wishes_words),
            _lines(row.flags, row.note),
        )
    return table


def dead_table(letters: Sequence[Message]) -> Table:
    """The messages that were given up, and why; without what is in them."""
    table = Table("ID", "Lead", "What", "Over", "Tries", "Why", expand=True)
    for letter in letters:
        reference = str(letter.body["reference"])
        cells = (
            str(letter.id), reference, letter.event, letter.channel, str(letter.attempts),
            letter.error or "",
        )  # fmt: skip
        table.add_row(*map(_lines, cells))
    return table


async def _revive(database: Database, number: int, console: Console) -> int:
    async with database.begin() as work:
        revived = await work.outbox.revive(number)
    console.print("It will be sent again." if revived else f"There is no dead letter {number}.")
    return 0 if revived else 1


def _lines(*cells: str) -> Text:
    """The cells that say something, a line each, with nothing a terminal would obey."""
    return Text("\n".join(one_line(cell) for cell in cells if cell))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make leads", description="Show the booking requests.")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--csv", type=Path, metavar="FILE", help="write them for a spreadsheet")
    one.add_argument("--dead", action="store_true", help="show messages that could not be sent")
    one.add_argument("--revive", type=int, metavar="ID", help="send such a message again")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
