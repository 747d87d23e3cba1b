"""Runs commands two at a time, and shows what they print one after the other."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# What a machine of two cores holds.
AT_ONCE = 2
# An interrupt that falls into the import of TensorFlow is lost.
STOP_SECONDS = 10
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Part:
    """One command of a check.

    Attributes:
        after: the part that must have ended before this one begins.
        quiet: it is shown only if it fails.
        without: why it is skipped where its program is not installed; None: it always is.
    """

    name: str
    command: tuple[str, ...]
    after: str | None = None
    quiet: bool = False
    without: str | None = None


@dataclass(frozen=True)
class Ended:
    """A part that has ended, and all that it printed."""

    part: Part
    ok: bool
    output: str
    seconds: float


class _Started:
    """A part that runs or has ended; what it prints is kept in a file."""

    def __init__(self, part: Part, environment: Mapping[str, str]) -> None:
        self.part = part
        self._begun = time.monotonic()
        self._seconds = 0.0
        self._shown = -1
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `ended`
        # In a group of its own: Ctrl-C reaches us alone, and we pass it on to all of the group.
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            part.command, env=environment, process_group=0,
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def runs(self) -> bool:
        if not self._seconds and self._process.poll() is not None:
            self._seconds = time.monotonic() - self._begun
        return not self._seconds

    def show(self) -> None:
        """Print the whole lines that are new."""
        if self._shown < 0:
            print(f"\n== {self.part.name}", flush=True)
            self._shown = 0
        if self.part.quiet and not self._process.returncode:
            return
        new = self._printed()[self._shown :]
        if self.runs():
            new = new[: new.rfind(b"\n") + 1]
        self._shown += len(new)
        print(new.decode(errors="replace"), end="", flush=True)

    def ended(self) -> Ended:
        output = self._printed().decode(errors="replace")
        self._output.close()
        return Ended(self.part, self._process.returncode == 0, output, self._seconds)

    def interrupt(self) -> None:
        """Interrupt all that runs of it, as Ctrl-C does."""
        if self.runs():
            os.killpg(self._process.pid, signal.SIGINT)

    def wait(self) -> None:
        """Wait for its end; kill it if it goes on."""
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _printed(self) -> bytes:
        # Not by seek and read: the command writes where the file stands.
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), size, 0)


def run(parts: Sequence[Part], environment: Mapping[str, str]) -> Iterator[Ended]:
    """Run the parts in their order, and yield each when it is shown whole.

    One that waits for another lets those behind it pass.
    """
    waiting = list(parts)
    started: list[_Started] = []
    try:
        while waiting or started:
            running = [one.part for one in started if one.runs()]
            unfinished = {part.name for part in (*waiting, *running)}
            free = (part for part in waiting if part.after not in unfinished)
            if len(running) < AT_ONCE and (part := next(free, None)):
                waiting.remove(part)
                started.append(_Started(part, environment))
                continue
            runs = started[0].runs()  # before it is shown, so that no last line is missed
            started[0].show()
            if runs:
                time.sleep(LOOK_SECONDS)
            else:
                yield started.pop(0).ended()
    finally:
        for one in started:
            one.interrupt()
        for one in started:
            one.wait()
