"""A plugin for the tests of a booking request: begun, whole, sent."""

import pytest
from booked import WHOLE, begun
from stage import Stage


@pytest.fixture
async def form() -> Stage:
    stage = await begun()
    assert (stage.slots["requested_slot"], stage.said) == ("booking_name", ["booking_intro"])
    return stage


@pytest.fixture
async def whole(form: Stage) -> Stage:
    """A request that is whole and was read back."""
    for text in WHOLE:
        await form.hear(text)
    assert form.slots["requested_slot"] == "booking_check"
    return form


@pytest.fixture
async def sent(whole: Stage) -> Stage:
    assert await whole.hear("send it", intent="affirm") == "booking_done"
    return whole
