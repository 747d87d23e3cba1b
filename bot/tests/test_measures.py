"""The measures that the evaluation report stands on."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from bench.hint3 import hint3_rows
from bench.measures import (
    Row,
    best_balance,
    expected_calibration_error,
    share,
    threshold_curve,
)


def test_confidence_that_is_always_right_has_no_calibration_error() -> None:
    assert expected_calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0.0


def test_confidence_that_is_always_wrong_has_the_largest_error() -> None:
    assert expected_calibration_error([1.0, 1.0], [False, False]) == pytest.approx(1.0)


def test_the_curve_trades_accuracy_for_recall() -> None:
    curve = threshold_curve([(0.9, True), (0.4, True), (0.3, False)], [0.5, 0.1])
    assert curve[0] == (0.0, pytest.approx(2 / 3), 0.0)
    assert curve[-1] == (1.0, 0.0, 1.0)
    assert all(a[1] >= b[1] and a[2] <= b[2] for a, b in itertools.pairwise(curve))


def test_the_best_balance_has_the_largest_smaller_figure() -> None:
    assert best_balance([(0.1, 0.9, 0.2), (0.5, 0.7, 0.6), (0.9, 0.1, 1.0)]) == (0.5, 0.7, 0.6)


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (Row("x", 0.9, 0.8, 1), True),
        (Row("x", 0.7, 0.8, 1), False),
        (Row("x", 0.02, 0.03, 1, more_is_better=False), True),
        (Row("x", 0.5, None, 1), None),
        (Row("x", None, 0.5, 0, note="get it there"), None),
    ],
)
def test_a_row_says_whether_it_is_reached(row: Row, reached: bool | None) -> None:
    assert row.reached is reached
    assert ("not reached" in row.line()) is (reached is False)


def test_the_share_of_nothing_is_nothing() -> None:
    assert share([]) == 0.0


def test_without_the_benchmark_its_row_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HINT3_DIR", str(tmp_path))
    rows = hint3_rows(tmp_path)
    assert [row.value for row in rows] == [None, None]
    assert all("HINT3_DIR" in row.line() for row in rows)
