import io
import logging
import warnings
from typing import Iterator

import pytest
import structlog
from rasa.utils import log_utils

from bot.discreet_log import keep_content_out_of_log
from bot.request_id import show_turns


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(log_utils, "_anonymizer", log_utils._anonymizer)
    tracebacks = structlog.processors.dict_tracebacks
    monkeypatch.setattr(structlog.processors, "dict_tracebacks", tracebacks)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    make = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(make)


@pytest.fixture
def shown() -> Iterator[io.StringIO]:
    """What a handler that knows nothing of us writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_an_exception_is_its_kind_and_place_and_not_its_words(shown: io.StringIO) -> None:
    keep_content_out_of_log()
    try:
        raise ValueError("i am Anna Smith")
    except ValueError:
        logging.getLogger("sanic.error").exception("Exception occurred")
    said = shown.getvalue()
    assert "Exception occurred" in said
    assert "test_discreet_log.py" in said
    assert said.endswith("ValueError\n")
    assert "Anna" not in said.replace('raise ValueError("i am Anna Smith")', "")


@pytest.mark.parametrize(
    "line",
    [
        "Circuit breaker tripped. Stopped predicting more actions for sender '0a1b2c'.",
        "Could not acquire lock for conversation_id '0a1b2c'.",
        "Starting a new session for conversation ID '0a1b2c'.",
    ],
)
def test_no_line_names_a_conversation(shown: io.StringIO, line: str) -> None:
    keep_content_out_of_log()
    logging.getLogger("rasa.core.processor").warning(line)
    assert shown.getvalue() == line.replace(" '0a1b2c'", "") + "\n"


def test_a_turn_is_shown_even_where_rasa_is_told_to_be_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    channel = logging.getLogger("bot.channel")
    before = (channel.handlers[:], channel.level, channel.propagate)
    try:
        show_turns()
        logging.getLogger("bot.channel").info("turn of %d messages", 2)
    finally:
        channel.handlers[:], channel.level, channel.propagate = before
    assert capsys.readouterr().err.endswith("INFO bot.channel - turn of 2 messages\n")
