"""Holds what runs side by side to one output at a time, and to an end when it is interrupted."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.side_by_side import Part, run


def python(name: str, code: str, after: str | None = None, quiet: bool = False) -> Part:
    return Part(name, (sys.executable, "-c", code), after, quiet)


def say(*lines: str) -> str:
    return "\n".join(f"print({line!r}, flush=True)" for line in lines)


def until(file: Path) -> str:
    return f"import pathlib, time\nwhile not pathlib.Path({str(file)!r}).exists(): time.sleep(0.01)"


def touch(file: Path) -> str:
    return f"import pathlib; pathlib.Path({str(file)!r}).touch()"


def test_two_run_at_a_time_and_each_is_shown_apart(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first ends only when the second has said all; the third waits until one has ended."""
    first, second = tmp_path / "first", tmp_path / "second"
    parts = [
        python("one", "\n".join([say("a"), touch(first), until(second), say("b")])),
        python("two", "\n".join([until(first), say("c"), touch(second)])),
        python("three", say("d")),
    ]
    ended = list(run(parts, os.environ))
    assert capfd.readouterr().out == "\n== one\na\nb\n\n== two\nc\n\n== three\nd\n"
    assert [(one.part.name, one.ok, one.output) for one in ended] == [
        ("one", True, "a\nb\n"),
        ("two", True, "c\n"),
        ("three", True, "d\n"),
    ]


def test_what_waits_for_another_lets_those_behind_it_pass(tmp_path: Path) -> None:
    done, later = tmp_path / "done", tmp_path / "later"
    parts = [
        python("model", "\n".join([until(later), touch(done)])),
        python("model tests", f"assert __import__('os').path.exists({str(done)!r})", "model"),
        python("style", touch(later)),
    ]
    ended = list(run(parts, os.environ))
    assert [(one.part.name, one.ok) for one in ended] == [
        ("model", True),
        ("style", True),
        ("model tests", True),
    ]


def test_what_waits_for_a_part_that_is_not_in_the_run_does_not_wait() -> None:
    assert [one.ok for one in run([python("alone", "", after="model")], os.environ)] == [True]


@pytest.mark.parametrize(("status", "shown"), [(0, "\n== q\n"), (3, "\n== q\nwhy\n")])
def test_a_quiet_part_is_shown_if_it_fails(
    status: int, shown: str, capfd: pytest.CaptureFixture[str]
) -> None:
    [ended] = run(
        [python("q", f"{say('why')}\nraise SystemExit({status})", quiet=True)], os.environ
    )
    assert capfd.readouterr().out == shown
    assert ended.ok == (status == 0)


def test_an_interrupt_reaches_all_that_runs_once_and_nothing_more_begins(tmp_path: Path) -> None:
    """Also what a part has started; each has the time to clear up."""
    runner = tmp_path / "runner.py"
    runner.write_text(
        "import os, sys\n"
        "from tools.side_by_side import Part, run\n"
        "wait = '''\n"
        "import pathlib, sys, time\n"
        "try: pathlib.Path(sys.argv[1]).write_text(''); time.sleep(60)\n"
        "except KeyboardInterrupt: pathlib.Path(sys.argv[1]).write_text('cleared up')\n"
        "'''\n"
        "nested = '''\n"
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "subprocess.Popen(sys.argv[1:]).wait()\n"
        "'''\n"
        "commands = [(sys.executable, '-c', wait, name) for name in ('one', 'two', 'three')]\n"
        "commands[1] = (sys.executable, '-c', nested, *commands[1])\n"
        "try: list(run([Part(str(n), c) for n, c in enumerate(commands)], os.environ))\n"
        "except KeyboardInterrupt: sys.exit(7)\n",
        encoding="utf-8",
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, runner], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 30
        while not all((tmp_path / name).exists() for name in ("one", "two")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
    assert process.returncode == 7
    assert [(tmp_path / name).read_text() for name in ("one", "two")] == ["cleared up"] * 2
    assert not (tmp_path / "three").exists()
