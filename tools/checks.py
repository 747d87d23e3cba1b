"""`make check`, `make lint` and `make test`: every check in order, one summary at the end.

Run as `python -m tools.checks quick|lint|all`. Nothing stops at the first failure:
the summary names every part that failed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from tools.train import QUIET

APP = sys.executable
BOT = "bot/.venv/bin/python"
# Two tests at a time: that is what a machine of two cores holds.
TESTS = ("-m", "pytest", "-q", "-n", "2")
BOT_TESTS = (BOT, *TESTS, "-c", "bot/pytest.ini")


@dataclass(frozen=True)
class Part:
    """One command of a check.

    Attributes:
        quiet: it is shown only if it fails.
        without: why it is skipped where its program is not installed; None: it always is.
    """

    name: str
    command: tuple[str, ...]
    quiet: bool = False
    without: str | None = None


LINT = (
    Part("style", (APP, "-m", "ruff", "check", ".")),
    Part("format", (APP, "-m", "ruff", "format", "--check", ".")),
    Part("types of the app", (APP, "-m", "mypy")),
    Part("types of bot/ and bench/", (BOT, "-m", "mypy", "--config-file", "bot/mypy.ini")),
    Part(
        "types of the widget",
        ("npm", "run", "check", "--prefix", "web", "--silent"),
        without="npm is not installed; it comes with Node.js, from nodejs.org",
    ),
)
QUICK = (
    *LINT,
    Part("data files", (APP, "-m", "tools.data_check")),
    Part("unit tests of the app", (APP, *TESTS, "tests/unit", "tests/project")),
    Part("unit tests of bot/", (*BOT_TESTS, "-m", "not slow", "bot/tests")),
)
ALL = (
    *QUICK,
    Part("slow tests of bot/", (*BOT_TESTS, "-m", "slow", "bot/tests")),
    Part(
        "rasa data validate",
        (BOT, "-m", "bot.serve", "data", "validate", "--fail-on-warnings"),
        quiet=True,
    ),
    Part("training", (APP, "-m", "tools.train")),
    Part(
        "rasa test",
        (
            BOT, "-m", "bot.serve", "test", "core", "--stories", "tests/test_stories.yml",
            "--model", "var/models", "--endpoints", "tests/endpoints.yml", "--out", "var/rasa-test",
            "--fail-on-prediction-errors",
        ),
        quiet=True,
    ),
    Part("databases, couriers, crashes", (APP, "-m", "pytest", "-q", "tests/integration")),
    Part("the gateway, on real sockets", (APP, *TESTS, "tests/gateway")),
    Part("the widget, in a browser", (APP, *TESTS, "tests/widget")),
    Part("conversations", (APP, *TESTS, "tests/live")),
    # One at a time: all of them share one assistant, and one of them kills it.
    Part("journeys, in a browser", (APP, "-m", "pytest", "-q", "tests/browser")),
)  # fmt: skip
SETS = {"lint": LINT, "quick": QUICK, "all": ALL}
REASON = re.compile(r"^SKIPPED \[\d+\] \S+: (.+)$", re.MULTILINE)
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors)\b")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in SETS:
        print(f"Say which checks: {', '.join(SETS)}", file=sys.stderr)
        return 2
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    lines = []
    for part in SETS[arguments[0]]:
        begun = time.monotonic()
        outcome = skipped(part) or run(part)
        for key in totals:
            totals[key] += outcome.counts[key]
        lines.append(f"{outcome.mark} {part.name} ({time.monotonic() - begun:.0f} s)")
        lines += [f"     skipped: {reason}" for reason in outcome.reasons]
    print("\nSummary")
    print("\n".join(lines))
    print(f"\n{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    skipped_wrongly = totals["skipped"] and os.environ.get("REQUIRE_ALL") == "1"
    if skipped_wrongly:
        print("Nothing may be skipped where REQUIRE_ALL=1.", file=sys.stderr)
    return 1 if totals["failed"] or skipped_wrongly else 0


@dataclass(frozen=True)
class Outcome:
    """How a part ended: its mark, how many passed, failed and were skipped, and why."""

    mark: str
    counts: dict[str, int]
    reasons: tuple[str, ...] = ()


def skipped(part: Part) -> Outcome | None:
    """The outcome of a part whose program is not installed; None if it can be run."""
    if part.without is None or shutil.which(part.command[0]) is not None:
        return None
    print(f"\n== {part.name}\nskipped: {part.without}", flush=True)
    return Outcome("skip", {"passed": 0, "failed": 0, "skipped": 1}, (part.without,))


def run(part: Part) -> Outcome:
    """Run one part, showing what it prints as it comes."""
    print(f"\n== {part.name}", flush=True)
    process = subprocess.Popen(  # noqa: S603 - our own commands
        part.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, **QUIET, "LOG_LEVEL": "ERROR"},
    )  # fmt: skip
    kept = []
    assert process.stdout is not None  # noqa: S101 - we asked for a pipe
    for line in process.stdout:
        kept.append(line)
        if not part.quiet:
            print(line, end="", flush=True)
    ok = process.wait() == 0
    if part.quiet and not ok:
        print("".join(kept))
    return outcome_of(ok, "".join(kept))


def outcome_of(ok: bool, output: str) -> Outcome:
    counts = counted(output)
    # A part that is no test run counts as one check.
    if not counts:
        counts = {"passed": int(ok), "failed": int(not ok), "skipped": 0}
    elif not ok and not counts["failed"]:
        counts["failed"] = 1
    reasons = dict.fromkeys(REASON.findall(output))
    return Outcome("ok  " if ok else "FAIL", counts, tuple(reasons))


def counted(output: str) -> dict[str, int]:
    """Read pytest's closing line; empty where there is none."""
    lines = [line for line in output.splitlines() if COUNTS.search(line) and " in " in line]
    if not lines:
        return {}
    found = {kind.removesuffix("s"): int(number) for number, kind in COUNTS.findall(lines[-1])}
    return {
        "passed": found.get("passed", 0),
        "failed": found.get("failed", 0) + found.get("error", 0),
        "skipped": found.get("skipped", 0),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
