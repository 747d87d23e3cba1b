"""`make rotate-keys`: a new encryption key; everything stored is encrypted with it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from clinic.store.database import Database
from clinic.store.rotation import SETTLE_SECONDS, rotate_environment, rotate_file
from tools.with_database import run


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="make rotate-keys", description="Change the key. Interrupted, run it again."
    )
    parser.add_argument(
        "--settle",
        type=float,
        default=SETTLE_SECONDS,
        metavar="SECONDS",
        help="how long what is being written meanwhile may take (%(default)s)",
    )
    return run(partial(rotate, settle=parser.parse_args(arguments).settle))


async def rotate(database: Database, settle: float) -> int:
    say = partial(print, flush=True)
    if database.runtime.encryption_keys:
        await rotate_environment(database, say)
        print("Everything is encrypted with the first key of ENCRYPTION_KEYS; remove the others.")
    else:
        await rotate_file(database, say, settle)
        print("Everything is encrypted with a new key; the old one is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
