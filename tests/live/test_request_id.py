"""One id leads from a turn in the gateway's log to the same turn in Rasa's and the actions'."""

from __future__ import annotations

import json

from gateway.widget import widgets
from servers import Servers

PROCESSES = ("web", "rasa", "actions")
QUESTIONS = ("what do you charge", "when are you open")  # each runs a custom action


def lines(servers: Servers, name: str) -> list[str]:
    return servers.log(name).read_text("utf-8").splitlines()


async def test_a_request_id_goes_through_all_three_processes(servers: Servers) -> None:
    before = {name: len(lines(servers, name)) for name in PROCESSES}
    async with widgets(servers.site) as make:
        visitor = await make(seconds=60).open()
        for question in QUESTIONS:
            assert await visitor.ask(question)
    new = {name: lines(servers, name)[count:] for name, count in before.items()}
    turns = [turn for turn in map(json.loads, new["web"]) if turn["event"] == "turn"]
    assert [turn["outcome"] for turn in turns] == ["answered"] * len(QUESTIONS)
    ids = [turn["request_id"] for turn in turns]
    assert len(set(ids)) == len(QUESTIONS)
    for one in ids:
        [rasa] = [line for line in new["rasa"] if one in line]
        assert f"[{one}] turn of" in rasa
        [action] = [action for action in map(json.loads, new["actions"]) if one in action.values()]
        assert action["request_id"] == one
        assert action["event"].startswith("action_")
