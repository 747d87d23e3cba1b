"""Holds what the action server's log may name a turn by."""

from typing import Any

import pytest

from actions.serve import request_id


def call(metadata: Any) -> dict[str, Any]:
    return {"next_action": "action_answer", "tracker": {"latest_message": {"metadata": metadata}}}


def test_a_turn_has_the_id_that_the_gateway_gave_it() -> None:
    assert request_id(call({"request_id": "ab-12"})) == "ab-12"


@pytest.mark.parametrize("odd", [None, "", "a b", "Anna Smith", "x" * 65, "new\nline", 3.5, ["a"]])
def test_an_odd_id_stays_out_of_the_log(odd: object) -> None:
    assert request_id(call({"request_id": odd})) == ""


@pytest.mark.parametrize(
    "without", [{}, {"tracker": None}, {"tracker": {"latest_message": None}}, call(None)]
)
def test_a_call_may_have_no_id(without: dict[str, Any]) -> None:
    assert request_id(without) == ""
