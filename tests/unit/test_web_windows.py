"""Holds the counting of what was done lately: to the moment, for each apart, not for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from web.gateway import windows
from web.gateway.windows import Windows


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(windows, "time", clock)
    return clock


def test_a_hit_counts_until_its_own_time_is_over(clock: Clock) -> None:
    counted, twice = Windows(), parse("2/minute")
    assert counted.hit("message", twice, "a") is None
    clock.now += 50
    assert counted.hit("message", twice, "a") is None
    assert counted.hit("message", twice, "a") == 10
    clock.now += 10
    assert counted.hit("message", twice, "a") is None
    assert counted.hit("message", twice, "a") == 50


def test_people_kinds_and_windows_are_counted_apart(clock: Clock) -> None:
    counted, once = Windows(), parse("1/minute")
    assert counted.hit("message", once, "a") is None
    assert counted.hit("message", once, "b") is None
    assert counted.hit("contact", once, "a") is None
    assert counted.hit("message", parse("1/hour"), "a") is None
    assert counted.hit("message", once, "a") is not None
    assert clock.now == 1000


def test_whoever_did_nothing_for_the_whole_time_is_forgotten(clock: Clock) -> None:
    counted, once = Windows(), parse("5/minute")
    for number in range(1000):
        counted.hit("message", once, f"visitor {number}")
    clock.now += 30
    counted.hit("message", once, "visitor 0")  # was first, and is now the last
    clock.now += 40
    counted.hit("message", once, "another")
    assert len(counted) == 2


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 30)), max_size=60))
def test_no_minute_ever_holds_more_than_the_limit(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(windows, "time", clock)
        counted, limit = Windows(), parse("3/minute")
        allowed: dict[str, list[float]] = {"a": [], "b": []}
        for who, seconds in steps:
            clock.now += seconds
            lately = [moment for moment in allowed[who] if moment > clock.now - 60]
            refused = counted.hit("message", limit, who)
            assert (refused is None) == (len(lately) < 3)
            if refused is None:
                allowed[who].append(clock.now)
