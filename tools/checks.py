"""`make check`, `make lint` and `make test`: every check, one summary at the end.

Run as `python -m tools.checks quick|lint|all`. Parts run two at a time, the longest
first. Nothing stops at the first failure: the summary names every part that failed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.side_by_side import Ended, Part, run
from tools.train import QUIET

APP = sys.executable
BOT = "bot/.venv/bin/python"
TESTS = (APP, "-m", "pytest", "-q")
BOT_TESTS = (BOT, "-m", "pytest", "-q", "-c", "bot/pytest.ini", "bot/tests")

STYLE = (
    Part("style", (APP, "-m", "ruff", "check", ".")),
    Part("format", (APP, "-m", "ruff", "format", "--check", ".")),
)
TYPES = (
    Part("types of the app", (APP, "-m", "mypy")),
    Part("types of bot/ and bench/", (BOT, "-m", "mypy", "--config-file", "bot/mypy.ini")),
    Part(
        "types of the widget",
        ("npm", "run", "check", "--prefix", "web", "--silent"),
        without="npm is not installed; it comes with Node.js, from nodejs.org",
    ),
)
UNIT = (
    Part("unit tests of the app", (*TESTS, "tests/unit", "tests/project")),
    Part("unit tests of bot/", (*BOT_TESTS, "-m", "not slow")),
)
DATA = Part("data files", (APP, "-m", "tools.data_check"))
QUICK = (*STYLE, *UNIT, *TYPES, DATA)
ALL = (
    *STYLE,
    Part("training", (APP, "-m", "tools.train")),
    Part("conversations", (*TESTS, "tests/live"), after="training"),
    *UNIT,
    *TYPES,
    DATA,
    Part("slow tests of bot/", (*BOT_TESTS, "-m", "slow")),
    Part("the widget, in a browser", (*TESTS, "tests/widget")),
    Part("databases, couriers, crashes", (*TESTS, "tests/integration")),
    Part("journeys, in a browser", (*TESTS, "tests/browser"), after="training"),
    Part("the gateway, on real sockets", (*TESTS, "tests/gateway")),
    Part(
        "rasa data validate",
        (BOT, "-m", "bot.serve", "data", "validate", "--fail-on-warnings"),
        quiet=True,
    ),
    Part(
        "rasa test",
        (
            BOT, "-m", "bot.serve", "test", "core", "--stories", "tests/test_stories.yml",
            "--model", "var/models", "--endpoints", "tests/endpoints.yml", "--out", "var/rasa-test",
            "--fail-on-prediction-errors",
        ),
        after="training",
        quiet=True,
    ),
)  # fmt: skip
SETS = {"lint": (*STYLE, *TYPES), "quick": QUICK, "all": ALL}
REASON = re.compile(r"^SKIPPED \[\d+\] \S+: (.+)$", re.MULTILINE)
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors)\b")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in SETS:
        print(f"Say which checks: {', '.join(SETS)}", file=sys.stderr)
        return 2
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    lines = []
    for outcome in outcomes(SETS[arguments[0]]):
        for key in totals:
            totals[key] += outcome.counts[key]
        lines.append(str(outcome))
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

    name: str
    seconds: float
    mark: str
    counts: dict[str, int]
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        reasons = [f"\n     skipped: {reason}" for reason in self.reasons]
        return f"{self.mark} {self.name} ({self.seconds:.0f} s)" + "".join(reasons)


def outcomes(parts: Sequence[Part]) -> Iterator[Outcome]:
    """Run the parts, without those whose program is not installed."""
    found = [part for part in parts if part.without is None or shutil.which(part.command[0])]
    for part in parts:
        if part.without is not None and part not in found:
            print(f"\n== {part.name}\nskipped: {part.without}", flush=True)
            yield Outcome(
                part.name, 0, "skip", {"passed": 0, "failed": 0, "skipped": 1}, (part.without,)
            )
    yield from map(outcome_of, run(found, {**os.environ, **QUIET, "LOG_LEVEL": "ERROR"}))


def outcome_of(ended: Ended) -> Outcome:
    counts = counted(ended.output)
    # A part that is no test run counts as one check.
    if not counts:
        counts = {"passed": int(ended.ok), "failed": int(not ended.ok), "skipped": 0}
    elif not ended.ok and not counts["failed"]:
        counts["failed"] = 1
    reasons = dict.fromkeys(REASON.findall(ended.output))
    mark = "ok  " if ended.ok else "FAIL"
    return Outcome(ended.part.name, ended.seconds, mark, counts, tuple(reasons))


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


def end_as_by_ctrl_c() -> None:
    """Have the other ways to end us reach the parts as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    end_as_by_ctrl_c()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
