"""Holds a conversation over the gateway: every message once, in order, for every open page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import yaml

from gateway.conftest import ROOT
from gateway.small_rasa import SmallRasa, said
from gateway.widget import Widget, new_id
from web.gateway.out import SocketOut
from web.gateway.rasa import ASKED

Make = Callable[..., Widget]
BUTTON = {"title": "Side effects", "payload": '/faq{"topic": "side_effects"}'}


async def test_a_message_is_stored_answered_and_shown(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    ack = await visitor.say("does it hurt")
    assert (ack["ok"], ack["seq"]) == (True, 1)
    await visitor.until_seen(2)
    [answer] = [one for one in visitor.messages if one["sender"] == "bot"]
    assert answer["text"] == "you said does it hurt"
    [(sender, message, metadata)] = rasa.heard
    assert (sender, message) == (visitor.session_id, "does it hurt")
    assert len(metadata["request_id"]) == 32
    await visitor.until(lambda: visitor.of("typing") == [{"on": True}, {"on": False}])


async def test_an_answer_keeps_all_that_rasa_said(widget: Make, rasa: SmallRasa) -> None:
    card = {"card": "facts", "title": "Pain", "facts": [{"label": "Needle", "value": "short"}]}
    rasa.answers["hi"] = [
        said(
            "It stings.", response="utter_faq/pain", buttons=[BUTTON], card=card,
            sources=["SAR11", "nowhere"], reviewed="2026-11-22",
        ),
        said("Call 999 now.", response="utter_emergency", kind="emergency"),
    ]  # fmt: skip
    visitor = await widget().open()
    await visitor.say("hi")
    await visitor.until_seen(3)
    answer, danger = visitor.seen[2], visitor.seen[3]
    assert (answer["quick_replies"], answer["card"]) == ([BUTTON], card)
    assert (answer["reviewed"], answer["feedback"], answer["owner"]) == ("2026-11-22", True, "bot")
    [source] = answer["sources"]
    assert source["title"].startswith("Position paper")
    assert (source["year"], source["link"][:8]) == (2011, "https://")
    assert (danger["kind"], danger["feedback"]) == ("emergency", False)


async def test_a_message_sent_again_is_one_message(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    client_id = new_id()
    first = await visitor.say("hello", client_id)
    await visitor.until_seen(2)
    again = await visitor.say("hello", client_id)
    await visitor.reopen()
    third = await visitor.say("hello", client_id)
    assert first == again == third
    assert rasa.words() == ["hello"]


async def test_resent_at_once_on_two_pages_it_is_one_message_too(
    widget: Make, rasa: SmallRasa
) -> None:
    one = await widget().open()
    two = await widget(token=one.token).open()
    client_id = new_id()
    acks = await asyncio.gather(*(page.say("hello", client_id) for page in (one, two, one)))
    assert {ack["seq"] for ack in acks} == {1}
    await one.until_seen(2)
    assert rasa.words() == ["hello"]


async def test_who_comes_back_gets_what_was_missed(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    rasa.seconds = 0.2
    await visitor.say("first")
    await visitor.close()
    await asyncio.sleep(0.4)
    await visitor.open()
    assert visitor.texts == ["first", "you said first"]
    assert len(visitor.confirmed[-1]["messages"]) == 2
    await visitor.reopen()
    assert visitor.confirmed[-1]["messages"] == []
    assert visitor.confirmed[-1]["last_seq"] == 2
    fresh = await widget(token=visitor.token).open()
    assert fresh.messages == visitor.messages


async def test_two_pages_show_one_conversation(widget: Make) -> None:
    one = await widget().open()
    two = await widget(token=one.token).open()
    assert one.session_id == two.session_id
    await one.say("from the first")
    await two.until_seen(2)
    await two.say("from the second")
    await one.until_seen(4)
    await two.until_seen(4)
    assert 1 not in one.seen  # a page shows its own words itself
    assert 3 not in two.seen
    both = {**one.seen, **two.seen}
    assert [both[seq]["text"] for seq in (1, 2, 3, 4)] == [
        "from the first", "you said from the first",
        "from the second", "you said from the second",
    ]  # fmt: skip


async def test_turns_follow_one_another_in_order(widget: Make, rasa: SmallRasa) -> None:
    rasa.seconds = 0.05
    visitor = await widget().open()
    other = await widget(token=visitor.token).open()
    acks = await asyncio.gather(
        *((visitor, other)[number % 2].say(f"word {number}") for number in range(5))
    )
    order = [
        f"word {number}" for _, number in sorted((ack["seq"], n) for n, ack in enumerate(acks))
    ]
    await visitor.until(lambda: len(rasa.heard) == 5)
    assert rasa.words() == order
    assert rasa.overlaps == []
    await visitor.until_seen(10)
    everything = await widget(token=visitor.token).open()
    assert sorted(everything.seen) == list(range(1, 11))


async def test_different_visitors_do_not_wait_for_each_other(widget: Make, rasa: SmallRasa) -> None:
    rasa.seconds = 0.3
    visitors = [await widget().open() for _ in range(4)]
    async with asyncio.timeout(1):
        await asyncio.gather(*(visitor.say("hello") for visitor in visitors))
        await asyncio.gather(*(visitor.until_seen(2) for visitor in visitors))
    assert len({visitor.session_id for visitor in visitors}) == 4


async def test_a_turn_of_many_messages_is_shown_within_600_ms(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.answers["hi"] = [said(f"part {number}") for number in range(6)]
    visitor = await widget().open()
    await visitor.say("hi")
    await visitor.until_seen(2)
    began = asyncio.get_running_loop().time()
    await visitor.until_seen(7)
    assert 0.3 < asyncio.get_running_loop().time() - began < 0.7


# Buttons and commands


async def test_a_button_shows_its_title_and_sends_its_payload(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.answers["hi"] = [said("Ask me", buttons=[BUTTON, {"title": "Yes", "payload": "yes"}])]
    visitor = await widget().open()
    await visitor.say("hi")
    await visitor.until_seen(2)
    await visitor.say(BUTTON["payload"], title="a title of the browser's own")
    await visitor.say("yes", title="Yes")
    await visitor.until(lambda: len(rasa.heard) == 3)
    assert rasa.words()[1:] == [BUTTON["payload"], "yes"]
    page = await widget(token=visitor.token).open()
    assert [one["text"] for one in page.messages if one["sender"] == "visitor"] == [
        "hi", "Side effects", "Yes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (BUTTON["payload"], BUTTON["payload"][1:]),
        ("/inform{}", "inform{}"),
        (" /restart now", "restart now"),
        ("//x", "x"),
        ("/", "?"),
        ("and/or", "and/or"),
    ],
)
async def test_what_was_not_offered_is_no_command(
    widget: Make, rasa: SmallRasa, typed: str, sent: str
) -> None:
    visitor = await widget().open()
    await visitor.say(typed)
    await visitor.until(lambda: rasa.words() == [sent])
    page = await widget(token=visitor.token).open()
    assert page.seen[1]["text"] == typed.strip()


async def test_the_silent_opening_shows_nothing(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    await visitor.say("/greet")
    await visitor.until_seen(2)
    page = await widget(token=visitor.token).open()
    assert (page.seen[1]["sender"], page.seen[1]["text"]) == ("visitor", "")
    assert rasa.words() == ["/greet"]


async def test_to_start_over_is_no_failure_though_rasa_says_nothing(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.answers["/restart"] = []
    visitor = await widget().open()
    await visitor.say("/restart", title="Start over")
    await visitor.say("hello")
    await visitor.until_seen(3)
    assert rasa.words() == ["/restart", "hello"]


async def test_rasa_is_asked_while_typing_is_told(
    widget: Make, rasa: SmallRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, free, tell = await widget().open(), asyncio.Event(), SocketOut.typing

    async def slow(out: SocketOut, conversation_id: str, *, on: bool) -> None:
        await free.wait()
        await tell(out, conversation_id, on=on)

    monkeypatch.setattr(SocketOut, "typing", slow)
    await ours.say("hello")
    await ours.until(lambda: rasa.words() == ["hello"])
    free.set()
    await ours.until_seen(2)
    await ours.until(lambda: ours.of("typing") == [{"on": True}, {"on": False}])


@pytest.mark.parametrize(
    ("response", "asked"),
    [
        ("utter_ask_booking_name", "name"),
        ("utter_ask_booking_contact", "contact"),
        ("utter_ask_booking_times", "date"),
        ("utter_booking_date_closed", "date"),
        ("utter_ask_booking_note", None),
        (None, None),
    ],
)
async def test_what_is_asked_for_is_told_so_that_the_right_keyboard_helps(
    widget: Make, rasa: SmallRasa, response: str | None, asked: str | None
) -> None:
    rasa.answers["hi"] = [said("What is it?", response=response)]
    ours = await widget().open()
    await ours.say("hi")
    await ours.until_seen(2)
    assert ours.seen[2]["input"] == asked


def test_every_answer_that_asks_for_something_is_one_of_the_assistants() -> None:
    responses = yaml.safe_load((ROOT / "data/booking.yml").read_text("utf-8"))["responses"]
    for name in ASKED:
        assert [one for one in responses if one.startswith(name)], name
