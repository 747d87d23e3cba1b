"""Holds that the load run sees every kind of loss; a run that cannot fail would prove nothing."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.load.figures import lost, percentile, turns_of
from bench.load.visitor import Json, Visitor


def said(seq: int, sender: str, client_id: str | None = None) -> Json:
    return {"seq": seq, "sender": sender, "client_id": client_id, "text": f"word {seq}"}


STORED = [said(1, "visitor", "a"), said(2, "bot"), said(3, "visitor", "b"), said(4, "notice")]


def visitor() -> Visitor:
    one = Visitor("http://127.0.0.1:1", random.Random(1))
    one.sent = {"a": 1, "b": 3}
    one.seen = {2: copy.deepcopy(STORED[1]), 4: copy.deepcopy(STORED[3])}
    return one


def test_nothing_is_lost_where_the_list_is_what_was_sent_and_seen() -> None:
    assert lost(visitor(), STORED) == 0


LOSSES: dict[str, Callable[[list[Json]], object]] = {
    "a message is not stored": lambda stored: stored.pop(2),
    "an answer is not stored": lambda stored: stored.pop(1),
    "the last answer is not stored": lambda stored: stored.pop(),
    "a message is stored twice": lambda stored: stored.extend([said(5, "visitor", "b"), STORED[3]]),
    "a message of nobody is stored": lambda stored: stored[2].update(client_id="c"),
    "an answer came in other words": lambda stored: stored[1].update(text="another"),
    "an answer was not seen": lambda stored: stored.append(said(5, "bot")),
    "a number is left out": lambda stored: stored[3].update(seq=5),
    "everything is gone": lambda stored: stored.clear(),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_every_kind_of_loss_is_seen(loss: Callable[[list[Json]], object]) -> None:
    stored = copy.deepcopy(STORED)
    loss(stored)
    assert lost(visitor(), stored) > 0


def test_the_gateways_log_tells_its_share_and_its_errors(tmp_path: Path) -> None:
    lines = [
        {"event": "web_started", "level": "info"},
        {"event": "turn", "level": "info", "own_ms": 2.5},
        {"event": "turn", "level": "info", "own_ms": 3.5},
        {"event": "turn_failed", "level": "error", "error": "OSError"},
    ]
    log = tmp_path / "web.log"
    log.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    own, complaints = turns_of(log)
    assert own == [2.5, 3.5]
    assert complaints == {"log: turn_failed": 1}


@pytest.mark.parametrize(
    ("values", "share", "value"), [([], 50, 0), ([7], 95, 7), (range(101), 95, 95), ([1, 3], 50, 2)]
)
def test_percentiles_are_those_of_the_values(values: list[float], share: int, value: float) -> None:
    assert percentile(values, share) == value
