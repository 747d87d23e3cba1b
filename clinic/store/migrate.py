"""`python -m clinic.store.migrate`: brings the database's tables up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from clinic.runtime import read_runtime
from clinic.settings import SettingsError

MIGRATIONS = Path(__file__).with_name("migrations")


def main() -> None:
    os.umask(0o077)  # an SQLite file is for this user only
    try:
        migrate(read_runtime().database_url)
    except SettingsError as error:
        sys.exit(str(error))
    except (SQLAlchemyError, OSError) as error:
        sys.exit(f"The database cannot be used: {error}")


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database to a revision, up or down; "head" is the newest, "base" is empty."""
    file = make_url(url).database
    if url.startswith("sqlite") and file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    if revision == "base":
        command.downgrade(config_for(url), revision)
    else:
        command.upgrade(config_for(url), revision)


def config_for(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config(MIGRATIONS / "alembic.ini")
    config.attributes["url"] = url
    return config


if __name__ == "__main__":
    main()
