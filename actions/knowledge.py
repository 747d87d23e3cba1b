"""What the actions know besides the conversation: the clinic and the topics."""

from __future__ import annotations

import datetime as dt
import functools
import os
from pathlib import Path

from clinic.runtime import read_runtime
from clinic.settings import Clinic, read_clinic
from clinic.store.database import Database
from clinic.topics import Topics, read_topics


@functools.lru_cache(maxsize=1)
def clinic() -> Clinic:
    """The clinic's settings, read at the first use; they change with a restart."""
    return read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))


@functools.lru_cache(maxsize=1)
def topics() -> Topics:
    """The names of topics, read at the first use."""
    return read_topics(Path("data/topics.yml"))


@functools.lru_cache(maxsize=1)
def database() -> Database:
    """The one database of this process, opened at the first use."""
    return Database(read_runtime())


def now() -> dt.datetime:
    """The present moment; a test puts another in its place."""
    return dt.datetime.now(dt.UTC)
