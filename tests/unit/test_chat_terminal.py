import io
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from rehearsal import GREETING, QUESTION, Assistant, talk
from rich.console import Console

from tools.assistant import NOT_RUNNING, connect
from tools.chat import Chat, converse, main

ROOT = Path(__file__).parents[2]


def test_control_characters_of_the_assistant_are_not_printed() -> None:
    title = "Yes\x1b[2J\n  2. No"
    message = {
        "text": "a\x1b]0;b\x07\x9b\ud800",
        "buttons": [{"title": title, "payload": "/x\x1b"}],
    }
    assistant = Assistant([message], [GREETING])
    shown, _ = talk(assistant, "1")
    assert "a\ufffd]0;b\ufffd\ufffd\ufffd\n  1. Yes\ufffd[2J 2. No\n" in shown
    assert "You: Yes\ufffd[2J 2. No\n" in shown
    assert "\x1b" not in shown
    assert assistant.sent[1] == "/x\x1b"


@pytest.mark.parametrize("is_interactive", [True, False])
def test_only_a_person_at_a_terminal_sees_typing(is_interactive: bool) -> None:
    shown = io.StringIO()
    console = Console(file=shown, width=80, force_terminal=True, _environ={"TERM": "xterm"})
    with connect("http://rasa", httpx.MockTransport(Assistant([GREETING]))) as client:
        converse(Chat(client, console, is_interactive), lambda: "quit")
    assert ("is typing" in shown.getvalue()) == is_interactive


@pytest.mark.parametrize("url", ["localhost:5005", "ftp://a", "http://", "http://[::1", ""])
def test_an_address_that_is_none_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--url", url])
    assert "expected an address like http://127.0.0.1:5005" in capsys.readouterr().err


def test_piped_lines_are_echoed_without_what_they_would_do_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = Assistant([QUESTION], [GREETING], [GREETING])
    monkeypatch.setattr(
        "tools.chat.connect", lambda url: connect(url, httpx.MockTransport(assistant))
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n2\nhi\x1b[2J there\n"))
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "\nYou: 2\nYou: No\n" in shown
    assert "\nYou: hi\ufffd[2J there\n" in shown
    assert "\x1b" not in shown
    assert len(assistant.sent) == 3


def test_a_character_that_cannot_be_read_or_written_does_not_end_the_chat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assistant = Assistant([{"text": "café"}], [GREETING])
    monkeypatch.setattr(
        "tools.chat.connect", lambda url: connect(url, httpx.MockTransport(assistant))
    )
    written = io.BytesIO()
    typed = io.TextIOWrapper(io.BytesIO(b"caf\xff\n"), encoding="utf-8")
    shown = io.TextIOWrapper(written, encoding="ascii")
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys, "stdout", shown)
    assert main([]) == 0
    shown.flush()
    assert assistant.sent[1] == "caf\ufffd"
    assert b"caf?\n" in written.getvalue()


def test_the_command_says_that_nothing_is_running() -> None:
    with socket.socket() as unused:
        # Bound, not listening: no one else can take the port while it is refused.
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        command = [sys.executable, "-m", "tools.chat", "--url", url]
        run = subprocess.run(command, cwd=ROOT, input=b"\xff\n", capture_output=True, check=False)
    assert (run.stdout.decode().strip(), run.stderr, run.returncode) == (NOT_RUNNING, b"", 1)
