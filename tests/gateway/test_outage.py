"""Holds what visitors get when something behind the gateway is slow, broken or away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx
import pytest

from clinic.retention import delete_conversation
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.messages import Messages
from gateway.conftest import Site, contact, running
from gateway.small_rasa import SmallRasa
from gateway.widget import Widget, widgets
from web.settings import Settings

Make = Callable[..., Widget]


def is_honest(message: dict[str, object]) -> bool:
    """Whether it says that there is no answer, with phone, emergency number and contact form."""
    text = str(message["text"])
    return (
        message["sender"] == "notice"
        and message["kind"] == "problem"
        and message["contact"] is True
        and "020 7946 0321" in text
        and "999" in text
    )


async def test_a_slow_rasa_is_given_up_in_time_and_tried_again(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.seconds = 3
    visitor = await widget().open()
    began = time.monotonic()
    await visitor.say("hello")
    await visitor.until_seen(2)
    assert 0.4 < time.monotonic() - began < 1.5
    assert is_honest(visitor.seen[2])
    await visitor.until(lambda: visitor.of("typing")[-1] == {"on": False})
    rasa.seconds = 0
    await visitor.say("hello again")
    await visitor.until_seen(4)
    assert visitor.seen[4]["text"] == "you said hello again"


async def test_rasa_stopped_and_started_again_needs_no_reload(
    widget: Make, rasa: SmallRasa
) -> None:
    visitor = await widget().open()
    await visitor.say("one")
    await visitor.until_seen(2)
    await rasa.stop()
    await visitor.say("two")
    await visitor.until_seen(4)
    assert is_honest(visitor.seen[4])
    await rasa.start()
    await visitor.say("three")
    await visitor.until_seen(6)
    assert visitor.seen[6]["text"] == "you said three"


@pytest.mark.parametrize("status", [401, 500, 302])
async def test_an_error_of_rasa_is_never_shown(widget: Make, rasa: SmallRasa, status: int) -> None:
    rasa.status = status
    visitor = await widget().open()
    await visitor.say("hello")
    await visitor.until_seen(2)
    assert is_honest(visitor.seen[2])
    assert "it broke" not in str(visitor.seen)


async def test_a_rasa_that_says_nothing_or_nonsense_is_one_that_is_down(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.answers = {"silent": [], "nonsense": [{"text": 5}]}
    visitor = await widget().open()
    for seq, words in ((2, "silent"), (4, "nonsense")):
        await visitor.say(words)
        await visitor.until_seen(seq)
        assert is_honest(visitor.seen[seq])


async def test_the_words_are_in_the_visitors_language(widget: Make, rasa: SmallRasa) -> None:
    await rasa.stop()
    visitor = widget()
    visitor.language = "es"
    await visitor.open()
    await visitor.say("hola")
    await visitor.until_seen(2)
    assert visitor.seen[2]["text"].startswith("Lo siento")


async def test_what_waited_behind_a_failure_is_covered_by_one_notice(
    widget: Make, rasa: SmallRasa
) -> None:
    rasa.seconds = 3
    visitor = await widget().open()
    for words in ("one", "two", "three"):
        await visitor.say(words)
    await visitor.until_seen(4)
    assert is_honest(visitor.seen[4])
    rasa.seconds = 0
    await visitor.say("four")
    await visitor.until_seen(6)
    assert rasa.words() == ["one", "four"]


async def test_a_rasa_that_is_asked_too_much_still_answers_as_many_as_it_can(
    settings: Settings, runtime: Runtime, rasa: SmallRasa
) -> None:
    rasa.seconds = 1.3
    few = settings.model_copy(update={"rasa_at_once": 4, "rasa_seconds": 4.0})
    async with running(few, runtime) as site, widgets(site.url) as make:
        crowd = [await make().open() for _ in range(20)]
        await asyncio.gather(*(visitor.say("hello") for visitor in crowd))
        await asyncio.gather(*(visitor.until_seen(2) for visitor in crowd))
        put_off = [visitor for visitor in crowd if is_honest(visitor.seen[2])]
        # 1.3 seconds each, four at once, and nobody begins after half of four seconds.
        assert rasa.most_at_once == 4
        assert len(rasa.heard) == len(crowd) - len(put_off) == 8
        async with httpx.AsyncClient(base_url=site.internal, trust_env=False) as near:
            numbers = (await near.get("/metrics")).text
        assert 'mesoguide_turns_total{outcome="busy"} 12.0' in numbers.splitlines()


async def test_the_contact_form_makes_a_request_while_rasa_is_down(
    widget: Make, rasa: SmallRasa, http: httpx.AsyncClient
) -> None:
    await rasa.stop()
    visitor = await widget().open()
    answer = await http.post("/contact", json=contact(str(visitor.token)))
    assert answer.status_code == 201
    assert len(answer.json()["reference"]) == 7


async def test_a_database_that_fails_is_said_and_nothing_is_acknowledged(
    widget: Make, rasa: SmallRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await widget().open()

    async def fail(*_: object) -> None:
        raise OSError("disk of Anna Smith is full")

    with monkeypatch.context() as broken:
        broken.setattr(Messages, "say", fail)
        refused = await visitor.say("hello")
    assert (refused["ok"], refused["code"]) == (False, "error")
    assert "Anna" not in str(refused)
    assert rasa.heard == []
    assert (await visitor.say("hello"))["seq"] == 1


async def test_an_answer_that_cannot_be_stored_is_a_problem_and_the_next_turn_goes_on(
    widget: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await widget().open()

    async def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Messages, "answer", fail)
        await visitor.say("hello")
        await visitor.until(lambda: visitor.of("problem") != [])
    [problem] = visitor.of("problem")
    assert (problem["code"], problem["contact"]) == ("error", True)
    await visitor.say("again")
    await visitor.until(lambda: "you said again" in visitor.texts)


async def test_a_chat_that_reception_erased_meanwhile_ends(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    rasa.seconds = 0.2
    visitor = await widget().open()
    await visitor.say("hello")
    await delete_conversation(database, str(visitor.session_id))
    await visitor.until(lambda: visitor.of("session_end") == [{"reason": "deleted"}])
    assert (await visitor.say("hello?"))["code"] == "closed"


# The inner listener


async def test_it_is_ready_without_rasa_but_not_without_its_database(
    site: Site, rasa: SmallRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with httpx.AsyncClient(base_url=site.internal, trust_env=False) as near:
        assert (await near.get("/healthz")).json() == {"status": "ok"}
        assert (await near.get("/readyz")).json() == {"database": "ok", "assistant": "ok"}
        await rasa.stop()
        ready = await near.get("/readyz")
        assert (ready.status_code, ready.json()["assistant"]) == (200, "down")

        async def no(_self: Database) -> bool:
            return False

        monkeypatch.setattr(Database, "is_usable", no)
        assert (await near.get("/readyz")).status_code == 503
        assert (await near.get("/healthz")).status_code == 200


async def test_turns_refusals_and_sockets_are_counted(site: Site, widget: Make) -> None:
    visitor = await widget().open()
    await visitor.say("hello")
    await visitor.until_seen(2)
    await visitor.say("")
    async with httpx.AsyncClient(base_url=site.internal, trust_env=False) as near:
        numbers = (await near.get("/metrics")).text
    for line in (
        'mesoguide_turns_total{outcome="answered"} 1.0',
        "mesoguide_turn_seconds_count 1.0",
        "mesoguide_turn_own_seconds_count 1.0",
        "mesoguide_sockets 1.0",
        'mesoguide_refused_total{code="empty"} 1.0',
    ):
        assert line in numbers.splitlines()
    assert str(visitor.session_id) not in numbers


async def test_the_public_listener_serves_none_of_it(http: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert (await http.get(path)).status_code == 404


async def test_a_request_id_goes_with_each_turn(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    await asyncio.gather(visitor.say("one"), visitor.say("two"))
    await visitor.until_seen(4)
    ids = {metadata["request_id"] for _, _, metadata in rasa.heard}
    assert len(ids) == 2
