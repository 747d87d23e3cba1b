"""`make purge`: deletes what is kept no longer; `--erase REFERENCE` deletes one person's data."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from clinic.leads.reference import read_reference
from clinic.retention import erase, purge
from clinic.settings import read_clinic
from clinic.store.database import Database
from tools.with_database import run


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make purge", description="Delete what is too old.")
    parser.add_argument(
        "--erase", metavar="REFERENCE", help="delete a lead and all of its conversation instead"
    )
    typed = parser.parse_args(arguments).erase
    if typed is None:
        return run(purge_now)
    reference = read_reference(typed)
    if reference is None:
        parser.error("that is no reference like M7K-4QX")
    return run(partial(erase_now, reference=reference))


async def purge_now(database: Database) -> int:
    clinic = read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))
    await purge(database, clinic, dt.datetime.now(dt.UTC))
    print("What is older than clinic.yml allows is deleted.")
    return 0


async def erase_now(database: Database, reference: str) -> int:
    others = await erase(database, reference)
    print(f"{reference} is erased. E-mails and webhooks that were sent are not here to delete.")
    if others:
        listed = ", ".join(lead.reference for lead in others)
        print(f"The same name or contact stands in: {listed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
