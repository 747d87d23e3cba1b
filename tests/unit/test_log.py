"""Holds the log of web and the actions: JSON lines in which no exception speaks."""

import json
import logging

import pytest
import socketio
import structlog

from clinic import log


@pytest.fixture(autouse=True)
def _as_it_was() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in log.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_exception_is_its_kind_and_place_and_not_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure()
    try:
        raise ValueError("i am Anna Smith")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        structlog.get_logger().error("failed", exc_info=True)
    found = lines(capsys)
    assert [line["error"] for line in found] == ["ValueError", "ValueError"]
    assert all("test_log.py:" in str(line["at"]) for line in found)
    assert "Anna" not in json.dumps(found)


def test_libraries_that_quote_strangers_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    for name in log.QUIET:
        logging.getLogger(name).error("GET /?name=Anna from 192.0.2.7")
    assert lines(capsys) == []


def test_a_server_that_quotes_strangers_is_silent_too(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    server = socketio.AsyncServer(async_mode="asgi")
    for its_own in (server.logger, server.eio.logger):
        its_own.error("Invalid session Anna")
    assert lines(capsys) == []


def test_each_line_names_the_turn_in_hand(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    for request_id in ("ab-12", ""):
        log.name_request(request_id)
        structlog.get_logger().info("turn")
        logging.getLogger("actions").error("it failed")
    assert [line.get("request_id") for line in lines(capsys)] == ["ab-12", "ab-12", None, None]
