import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.notify.backoff import Backoff

SECOND = dt.timedelta(seconds=1)


@given(st.integers(1, 99))
def test_no_wait_is_longer_than_its_doubled_base_or_the_cap(attempts: int) -> None:
    wait = Backoff().after(attempts)
    assert wait is not None
    longest = min(3600, 15 * 2 ** (attempts - 1))
    assert dt.timedelta(0) <= wait <= longest * SECOND


@pytest.mark.parametrize(
    ("attempts", "longest"), [(1, 15), (2, 30), (5, 240), (9, 3600), (99, 3600)]
)
def test_the_longest_wait_doubles_up_to_an_hour(
    monkeypatch: pytest.MonkeyPatch, attempts: int, longest: int
) -> None:
    monkeypatch.setattr("random.uniform", lambda _low, high: high)
    assert Backoff().after(attempts) == longest * SECOND


def test_the_wait_is_drawn_from_the_whole_range() -> None:
    waits = [Backoff().after(9) for _ in range(400)]
    assert min(wait for wait in waits if wait) < dt.timedelta(minutes=6)
    assert max(wait for wait in waits if wait) > dt.timedelta(minutes=54)


def test_it_gives_up_after_the_last_attempt() -> None:
    assert Backoff(max_attempts=3).after(2) is not None
    assert Backoff(max_attempts=3).after(3) is None
    assert Backoff(max_attempts=1).after(1) is None


def test_the_usual_attempts_outlast_a_weekend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)
    backoff = Backoff()
    waits = [backoff.after(attempts) for attempts in range(1, backoff.max_attempts)]
    total = sum((wait for wait in waits if wait is not None), dt.timedelta())
    assert dt.timedelta(hours=40) < total < dt.timedelta(hours=60)
