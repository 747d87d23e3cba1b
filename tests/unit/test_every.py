"""Holds that a test for many things fails where one of them does, and names it."""

import pytest
from every import each_of


def is_small(number: int) -> None:
    assert number < 3, "too big"


def test_all_things_that_fail_are_named() -> None:
    with pytest.raises(AssertionError, match=r"4: too big[^\n]*\n(?:.*\n)*5: too big"):
        each_of([1, 4, 2, 5])(is_small)()
    each_of([1, 2])(is_small)()


def test_without_a_thing_nothing_was_tried() -> None:
    with pytest.raises(AssertionError, match="nothing to try"):
        each_of([])(is_small)()
