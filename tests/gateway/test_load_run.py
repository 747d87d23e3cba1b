"""Holds `make bench`: a small run on the real process, whose figures are those of what was done."""

from __future__ import annotations

import re

import pytest

from bench.load.__main__ import main


def test_a_small_run_counts_what_was_sent_and_loses_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    main(["--only", "1", "--visitors", "4", "--messages", "3", "--reading", "0.4"])
    printed = capfd.readouterr().out
    figures = dict(re.findall(r"^  (\S.*?)  +(\S.*)$", printed, re.MULTILINE))
    assert figures["messages sent"].startswith("12,")
    assert (figures["lost"], figures["errors"]) == ("0", "0")
    assert figures["told to try again later"] == "0"
    assert re.fullmatch(r"\d+\.\d / \d+\.\d ms", figures["gateway's own, p50 / p95"])
