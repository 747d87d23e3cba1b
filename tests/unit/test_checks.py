"""Holds the summary of `make test`: what was skipped is told, and why."""

import pytest

from tools import checks
from tools.checks import counted, outcome_of
from tools.side_by_side import Ended, Part

SKIPPED = """
.s                                                          [100%]
SKIPPED [2] tests/visits.py:33: no browser: none of chromium is on PATH
SKIPPED [1] tests/visits.py:33: axe-core is not installed
3 passed, 3 skipped in 2.10s
"""
RUN = Part("run", ("true",))
GONE = Part("types", ("no-such-program-here",), without="it is not installed")


def test_the_reasons_of_skipped_tests_are_told() -> None:
    outcome = outcome_of(Ended(RUN, True, SKIPPED, 1))
    assert outcome.counts == {"passed": 3, "failed": 0, "skipped": 3}
    assert outcome.reasons == (
        "no browser: none of chromium is on PATH",
        "axe-core is not installed",
    )


@pytest.mark.parametrize("required", [False, True])
def test_a_part_without_its_program_is_skipped_unless_nothing_may_be(
    required: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "SETS", {"lint": (GONE,)})
    monkeypatch.setenv("REQUIRE_ALL", "1" if required else "")
    assert checks.main(["lint"]) == int(required)
    shown = capsys.readouterr()
    assert "skip types (0 s)\n     skipped: it is not installed\n" in shown.out
    assert "0 passed, 0 failed, 1 skipped" in shown.out
    assert ("Nothing may be skipped" in shown.err) == required


def test_a_part_that_is_no_test_run_counts_as_one_check() -> None:
    assert outcome_of(Ended(RUN, True, "All fine", 1)).counts["passed"] == 1
    assert outcome_of(Ended(RUN, False, "", 1)).counts["failed"] == 1
    assert outcome_of(Ended(RUN, False, "4 passed in 1.0s", 1)).counts == {
        "passed": 4,
        "failed": 1,
        "skipped": 0,
    }


def test_only_the_closing_line_of_a_test_run_is_counted() -> None:
    assert counted("1 passed in a dream\n2 failed, 5 passed, 1 error in 3.0s")["failed"] == 3
