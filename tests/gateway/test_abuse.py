"""Holds the gateway against strangers who mean no good: nothing leaks, nothing breaks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from socketio.exceptions import ConnectionError as NotConnected

from gateway.conftest import Site
from gateway.small_rasa import SmallRasa, said
from gateway.widget import Widget, raw

Make = Callable[..., Widget]
SOCKET = "/socket.io/?EIO=4&transport="


async def errors_of(site: Site) -> list[str]:
    """The lines of the metrics that count errors of our own."""
    async with httpx.AsyncClient(base_url=site.internal, trust_env=False) as near:
        lines = (await near.get("/metrics")).text.splitlines()
    return [line for line in lines if line.startswith("mesoguide_errors_total{")]


# Origins


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://larkspur-skin.example.evil.example", "http://",
     "https://larkspur-skin.example:444"],
)  # fmt: skip
async def test_a_foreign_site_cannot_connect(widget: Make, origin: str, transport: str) -> None:
    with pytest.raises(NotConnected):
        await widget(origin=origin).connect((transport,))


async def test_the_clinics_site_and_our_own_pages_can_connect(widget: Make, site: Site) -> None:
    for origin in ("https://larkspur-skin.example", site.url):
        visitor = await widget(origin=origin).open()
        assert (await visitor.say("hello"))["ok"]


async def test_there_is_no_jsonp(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{SOCKET}polling&j=0")
    assert (answer.status_code, "sid" in answer.text) == (400, False)


# Events and packets


NO_MESSAGES: tuple[object, ...] = (
    None, 5, [], "text", {}, {"message": 5}, {"message": None}, {"message": ["a"]},
    {"message": {"$ne": 1}}, {"message": "hi", "client_id": "short"},
    {"message": "hi", "client_id": "../../etc/passwd"},
    {"message": "hi", "client_id": 12345678},
    {"message": "hi", "title": {"a": 1}}, {"message": "hi", "client_id": "x" * 65},
)  # fmt: skip


async def test_an_event_that_makes_no_sense_is_refused_kindly(
    widget: Make, rasa: SmallRasa, site: Site
) -> None:
    visitor = await widget().open()
    for data in NO_MESSAGES:
        refused = await visitor.call("user_uttered", data)
        assert (refused["ok"], refused["code"]) == (False, "malformed"), data
        assert "020 7946 0321" in refused["text"]
    assert rasa.heard == []
    assert await errors_of(site) == []


NO_EVENTS: tuple[tuple[str, object], ...] = (
    ("feedback", {"seq": "1", "helpful": True}),
    ("feedback", {"seq": -1, "helpful": True}),
    ("feedback", {"seq": 2**70, "helpful": True}),
    ("feedback", {"seq": 1}),
    ("session_request", {"client": "mesoguide", "after": -1}),
    ("session_request", {"client": "mesoguide", "after": "1; drop table messages"}),
    ("session_request", {"client": "mesoguide", "token": 5}),
    ("session_request", []),
)


async def test_other_events_that_make_no_sense_are_refused_too(widget: Make, site: Site) -> None:
    visitor = await widget().open()
    for event, data in NO_EVENTS:
        assert (await visitor.call(event, data))["code"] == "malformed", (event, data)
    assert await errors_of(site) == []


async def test_events_before_a_session_are_refused(widget: Make) -> None:
    visitor = widget()
    await visitor.connect()
    await visitor.client.emit("session_request", {"client": "mesoguide", "token": 5})
    for event, data in (
        ("feedback", {"seq": 1, "helpful": True}), ("end_chat", {}), ("delete_chat", {}),
    ):  # fmt: skip
        assert (await visitor.call(event, data))["code"] == "no_session"


NO_PACKETS: tuple[str | bytes, ...] = (
    "4", "42", "42[", "42[]", "42{}", "42[5]", '42"x"', "42[null]", "4999", "49[]",
    '4299999999999999999999["x"]', '42/admin,["user_uttered",{}]', "40/admin", "43[]",
    '431["x"]', "44{}", "[" * 9000, "42" + "[" * 9000, '42["no such event",{}]',
    '42["connect",{"asgi.scope":{"client":["1.2.3.4",1]}},null]', '42["disconnect","x"]',
    '451-["user_uttered",{"_placeholder":true,"num":0}]',
    '45999999999-["user_uttered",{"_placeholder":true,"num":0}]',
    b"\x00\xff" * 100, "4" + "\ud7ff", '42["user_uttered"' + ",{}" * 5000 + "]",
)  # fmt: skip


async def test_a_malformed_packet_harms_nobody(widget: Make, site: Site) -> None:
    visitor = await widget().open()
    for packet in NO_PACKETS:
        assert len(await raw(site.url, packet)) >= 2, packet
    assert (await visitor.say("hello"))["ok"]
    await visitor.until_seen(2)
    assert await errors_of(site) == []
    addresses = {socket.address for socket in site.app.sockets.open.values()}
    assert addresses <= {"127.0.0.1"}


async def test_an_oversized_packet_closes_its_socket_and_no_other(
    widget: Make, site: Site, http: httpx.AsyncClient
) -> None:
    visitor = await widget().open()
    back = await raw(site.url, '42["user_uttered",{"message":"' + "x" * 70_000 + '"}]')
    assert not [packet for packet in back if packet.startswith("431")]
    opened = (await http.get(f"{SOCKET}polling")).text
    sid = json.loads(opened[1:])["sid"]
    address = f"{SOCKET}polling&sid={sid}"
    assert (await http.post(address, content="4" + "x" * 70_000)).status_code == 413

    async def parts() -> AsyncIterator[bytes]:
        yield b"4" + b"x" * 70_000

    assert (await http.post(address, content=parts())).status_code == 411
    assert (await visitor.say("hello"))["ok"]


NO_POLLS = (
    ("GET", "/socket.io/?EIO=3&transport=polling"),
    ("GET", "/socket.io/?EIO=4&transport=carrier-pigeon"),
    ("GET", "/socket.io/?EIO=4&transport=polling&sid=nobody"),
    ("POST", "/socket.io/?EIO=4&transport=polling&sid=nobody"),
    ("POST", "/socket.io/?EIO=4&transport=polling"),
    ("PUT", "/socket.io/?EIO=4&transport=polling"),
    ("GET", "/socket.io/"),
    ("GET", "/socket.io/?EIO=4&transport=polling&j=x"),
)


async def test_nonsense_over_polling_is_no_error_of_ours(http: httpx.AsyncClient) -> None:
    for method, path in NO_POLLS:
        answer = await http.request(method, path)
        assert answer.status_code in (400, 405, 411), (method, path)


async def test_headers_that_are_too_large_are_refused(http: httpx.AsyncClient) -> None:
    much = {"X-Much": "x" * 20_000}
    for path in ("/chat/config.json", f"{SOCKET}polling"):
        assert (await http.get(path, headers=much)).status_code == 431
    assert (await http.get("/chat/config.json?" + "x" * 20_000)).status_code == 431
    assert (await http.get("/chat/config.json", headers={"X-Much": "x" * 99_000})).status_code in (
        400,
        431,
    )


async def test_a_websocket_with_headers_that_are_too_large_is_refused(widget: Make) -> None:
    with pytest.raises(NotConnected):
        await widget(origin="https://" + "x" * 20_000).connect()


# Text


async def test_script_is_only_text_and_what_turns_text_round_is_gone(
    widget: Make, rasa: SmallRasa
) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    bidi = "abc\u202edcba\u2066x\u2069 \x1b[31m\x00end"
    visitor = await widget().open()
    await visitor.say(script)
    await visitor.say(bidi)
    await visitor.say("line one\r\nline two")
    await visitor.say("שלום 👩‍⚕️ ça va")
    await visitor.until_seen(8)
    page = await widget(token=visitor.token).open()
    assert [one["text"] for one in page.messages if one["sender"] == "visitor"] == [
        script, "abcdcbax [31mend", "line one\nline two", "שלום 👩‍⚕️ ça va",
    ]  # fmt: skip
    assert rasa.words() == [
        script, "abcdcbax [31mend", "line one\nline two", "שלום 👩‍⚕️ ça va",
    ]  # fmt: skip


async def test_what_a_visitor_wrote_is_in_no_line_of_the_log(
    widget: Make, rasa: SmallRasa, capfd: pytest.CaptureFixture[str]
) -> None:
    rasa.answers["i am Anna Smith"] = [said("Hello Anna")]
    visitor = await widget().open()
    await visitor.say("i am Anna Smith")
    await visitor.until_seen(2)
    await visitor.call("user_uttered", {"message": ["Anna Smith"]})
    shown = "".join(capfd.readouterr())
    assert "turn" in shown
    for secret in ("Anna", "127.0.0.1", str(visitor.session_id), str(visitor.token)):
        assert secret not in shown
