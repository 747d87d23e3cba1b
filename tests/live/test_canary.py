"""What a visitor writes or is stands in no log and in no plain page of the database."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import aiohttp
import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer

from gateway.widget import Json, Widget, raw
from integration.postgres import postgresql_server
from servers import ALL, ASSISTANT, Servers, running
from tools.assistant import ask, connect
from web.gateway.identity import SALT

# Unusual words: none stands in a file of ours.
NAME = "Quetzalina Zyxwander"
PHONE = "020 7946 0137"
DIGITS = "2079460137"
EMAIL = "qzyx.wander@example.org"
ALLERGY = "wombatkiwi"
MEDICINE = "zorbafluxine"
NOTE = "the narwhal gate is blue"
CANARIES = (*NAME.split(), DIGITS, "qzyx.wander", ALLERGY, MEDICINE, "narwhal", "7946 0137")
WORDS = f"{NAME} {PHONE} {EMAIL} {ALLERGY} {MEDICINE} {NOTE}"
# Where the visitors of the website come from, and what they say of it.
ADDRESS = "127.83.61.7"
CLAIMED = "203.0.113.83"
SECONDS = 60
CONVERSATION = [
    f"hello, my allergy is {ALLERGY}",
    "/start_screening",
    "yes, keep them",
    "41",
    "no",
    "no",
    ALLERGY,
    MEDICINE,
    "no",
    "no",
    "/book_appointment",
    NAME,
    f"{PHONE} or {EMAIL}",
    "face",
    "any time",
    NOTE,
]


def talk(url: str, sender: str, *texts: str) -> str:
    """Say each text in turn; returns all that was answered."""
    with connect(url) as client:
        said = [message for text in texts for message in ask(client, sender, text)]
    return "\n".join(str(message.get("text", "")) for message in said)


def seen(content: bytes, words: Iterable[str] = CANARIES) -> list[str]:
    lowered = content.lower()
    return [word for word in words if word.lower().encode() in lowered]


@pytest.fixture
def sender() -> str:
    return uuid.uuid4().hex


def visitors() -> aiohttp.ClientSession:
    """Connections of one visitor of the website."""
    connector = aiohttp.TCPConnector(local_addr=(ADDRESS, 0))
    return aiohttp.ClientSession(connector=connector, headers={"X-Forwarded-For": CLAIMED})


async def be_screened_and_book(visitor: Widget) -> str:
    """Go through both forms on the website; returns the reference."""
    await visitor.ask(f"i am {NAME}, {PHONE}, and my allergy is {ALLERGY}. does it hurt?")
    await visitor.ask("can you check if it is for me? im 54 and on apixaban")
    await press(visitor, "Take the pre-screen")
    for answer in ("yes, keep them", "no", "no", f"{ALLERGY}, {MEDICINE}", "no", "no"):
        await visitor.ask(answer)
    await press(visitor, "Ask for a consultation")
    for answer in (NAME, f"{PHONE} or {EMAIL}", "face", "any time", NOTE):
        await visitor.ask(answer)
    await press(visitor, "Send it")
    assert NAME in "".join(visitor.texts)  # it was read back, so it was really stored
    sent = re.search(r"Your reference is (\w{3}-\w{3})", "".join(visitor.texts))
    assert sent, visitor.texts
    return sent[1]


async def press(visitor: Widget, title: str) -> None:
    """Press the button that was offered last under this title."""
    offered = [reply for message in visitor.messages for reply in message["quick_replies"]]
    [*_, payload] = [reply["payload"] for reply in offered if reply["title"] == title]
    await visitor.ask(payload, title=title)


async def leave_details(site: str, visitor: Widget, http: aiohttp.ClientSession) -> str:
    """Send the contact form; returns the reference."""
    async with http.post(f"{site}/contact", json=form(str(visitor.token))) as answer:
        assert answer.status == 201
        return str((await answer.json())["reference"])


def form(token: str, **changes: object) -> Json:
    return {
        "token": token, "client_id": "canary-0001", "name": NAME, "phone": PHONE, "email": EMAIL,
        "note": NOTE, "consent": True, **changes,
    }  # fmt: skip


ODD_PACKETS: tuple[str | bytes, ...] = (
    WORDS, f"4{WORDS}", f"42{WORDS}", f'42["{WORDS}"]', f'42["{WORDS}",{{}}]', WORDS.encode(),
    f'42["user_uttered","{WORDS}"]', f'42["user_uttered",{{"message":["{WORDS}"]}}]',
    f'42["user_uttered",{{"message":"{WORDS}","client_id":"{WORDS}"}}]',
    f'42["user_uttered",{{"message":"{WORDS}","title":5}}]',
    f'42["session_request",{{"client":"{WORDS}","language":"{WORDS}","token":["{WORDS}"]}}]',
    f'42["connect","{WORDS}"]', f'40/{WORDS},{{"token":"{WORDS}"}}', f'43["{WORDS}"]',
    f'451-["user_uttered",{{"_placeholder":true,"num":"{WORDS}"}}]',
    f'42["user_uttered",{{"message":"{WORDS * 1000}"}}]',
)  # fmt: skip


async def make_nonsense(site: str, visitor: Widget, http: aiohttp.ClientSession) -> list[str]:
    """Send what no widget sends; returns the tokens that were forged on the way."""
    for packet in ODD_PACKETS:
        await raw(site, packet, http=http)
    token = str(visitor.token)
    forged = [f"{token[:-2]}AA", str(URLSafeTimedSerializer("x" * 40, salt=SALT).dumps(NAME))]
    for one in (*forged, WORDS):
        thief = Widget(site, token=one, http=http, seconds=SECONDS)
        assert (await thief.open()).session_id != visitor.session_id
        await thief.close()
    words, polling = quote(WORDS), "/socket.io/?EIO=4&transport=polling"
    foreign = {"Origin": "https://zyxwander.example", "Referer": f"{site}/?token={token}"}
    forms = (*(form(one) for one in (*forged, token)), form(token, phone=WORDS, email=WORDS))
    for method, path, more in (
        ("GET", f"/{words}?name={words}&token={token}", {}),
        ("GET", f"{polling}&sid={words}", {}),
        ("POST", f"{polling}&sid={words}", {"data": WORDS}),
        ("GET", polling, {"headers": foreign}),
        ("POST", "/contact", {"json": form(token), "headers": foreign}),
        ("POST", "/contact", {"data": WORDS}),
        ("POST", "/contact", {"json": form(token, diary=WORDS)}),
        ("POST", "/contact", {"data": WORDS * 1000}),
        *(("POST", "/contact", {"json": one}) for one in forms),
    ):
        async with http.request(method, site + path, **more) as answer:  # type: ignore[arg-type]
            await answer.read()
    host, port = site.removeprefix("http://").split(":")
    for line in (f"{WORDS}\r\n\r\n", f"GET /{words} HTTP/9\r\n{WORDS}\r\n\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(ADDRESS, 0))
        writer.write(line.encode())
        await reader.read()
        writer.close()
    return forged


def fail_inside(servers: Servers, sender: str) -> None:
    """Have Rasa and an action fail over what a visitor wrote."""
    # A text that begins with a slash, and one that no part of Rasa can read.
    talk(servers.url, sender, f"/{NAME}", f'/inform{{"name": "{NAME}', "\ud800 " + NOTE)
    message = {"text": WORDS, "intent": {"name": "affirm"}, "entities": []}
    tracker = {
        "sender_id": sender, "slots": {"booking": {"changing": NAME}}, "latest_message": message,
        "events": [], "paused": False, "active_loop": {},
    }  # fmt: skip
    call = {"next_action": "validate_booking_form", "tracker": tracker, "domain": {"actions": []}}
    actions = f"http://127.0.0.1:{servers.ports['actions']}/webhook"
    failed = httpx.post(actions, json=call, trust_env=False, timeout=SECONDS)
    assert failed.status_code == 500
    assert NAME in failed.json()["error"]  # the very exception that is logged
    channel = f"{servers.url}/webhooks/gateway/message"
    for token, status in ((servers.rasa_token, 400), (WORDS, 401)):
        known = {"Authorization": f"Bearer {token}"}
        refused = httpx.post(channel, content=WORDS, headers=known, trust_env=False)
        assert refused.status_code == status


async def told(servers: Servers, references: Iterable[str]) -> None:
    """Wait until reception has each request, by e-mail and webhook."""
    deadline = time.monotonic() + SECONDS
    for reference in references:
        while servers.log("courier").read_text("utf-8").count(f"reference={reference} ") < 2:
            assert time.monotonic() < deadline, f"{reference} was not delivered"
            await asyncio.sleep(0.1)


def assert_nothing_of_it_is_seen(
    servers: Servers, names: Iterable[str], tokens: list[str], ids: list[str]
) -> None:
    """The conversation's id is how the database finds it; a log needs it not at all."""
    secret = (*CANARIES, ADDRESS, CLAIMED, *tokens)
    for name in names:
        log = servers.log(name).read_bytes()
        assert log, f"{name} has written nothing, so nothing is proven"
        assert seen(log, (*secret, *ids)) == [], name
    stored = b"".join(file.read_bytes() for file in database_files(servers.folder))
    assert seen(stored, ids) == ids  # so that the right bytes are looked at
    assert seen(stored, secret) == []


async def test_nothing_of_a_visitor_of_the_website_is_in_a_log_or_in_plain(
    servers: Servers, sender: str
) -> None:
    async with visitors() as http:
        visitor = await Widget(servers.site, http=http, seconds=SECONDS).open()
        references = [
            await be_screened_and_book(visitor),
            await leave_details(servers.site, visitor, http),
        ]
        forged = await make_nonsense(servers.site, visitor, http)
        await visitor.close()
    fail_inside(servers, sender)
    await told(servers, references)
    tokens, ids = [str(visitor.token), *forged], [str(visitor.session_id), sender]
    assert_nothing_of_it_is_seen(servers, ALL, tokens, ids)


async def test_nor_is_it_while_rasa_is_away(tmp_path: Path) -> None:
    with running(tmp_path, ("courier", "web")) as servers:
        async with visitors() as http:
            visitor = await Widget(servers.site, http=http, seconds=SECONDS).open()
            [notice] = await visitor.ask(WORDS)
            assert notice["contact"]
            reference = await leave_details(servers.site, visitor, http)
            forged = await make_nonsense(servers.site, visitor, http)
            await visitor.close()
        await told(servers, [reference])
        tokens, ids = [str(visitor.token), *forged], [str(visitor.session_id)]
        assert_nothing_of_it_is_seen(servers, ("courier", "web"), tokens, ids)


def test_what_a_visitor_writes_is_in_no_backup_of_a_postgresql_database(
    tmp_path: Path, sender: str
) -> None:
    with postgresql_server() as postgresql:
        url = postgresql.create()
        with running(tmp_path, ASSISTANT, database_url=url) as servers:
            answers = talk(servers.url, sender, *CONVERSATION, "send it")
        assert "Your reference is" in answers
        backup = postgresql.dump(url.partition("@/")[2].partition("?")[0])
        server_log = (postgresql.folder / "log").read_bytes()
    assert backup.count(sender.encode()) > len(CONVERSATION)  # the events are in it
    assert b"COPY public.leads " in backup
    assert seen(backup) == []
    assert seen(server_log) == []
    for file in tmp_path.glob("*.log"):
        assert seen(file.read_bytes()) == [], file.name


def test_what_is_deleted_leaves_no_row_behind(servers: Servers, sender: str) -> None:
    assert "I have deleted" in talk(servers.url, sender, *CONVERSATION, "delete all that")
    assert servers.tables_naming(sender) == []


def test_without_consent_nothing_of_the_pre_screen_is_stored(servers: Servers, sender: str) -> None:
    texts = [
        "/start_screening",
        "no, do not keep them",
        "41",
        "no",
        "no",
        ALLERGY,
        "no",
        "no",
        "no",
    ]
    assert "Here is what I noted" in talk(servers.url, sender, *texts)
    with sqlite3.connect(servers.database) as database:
        found = database.execute(
            "select count(*) from screenings where conversation_id = ?", [sender]
        ).fetchone()
        forgotten = database.execute(
            "select forget_after from conversations where conversation_id = ?", [sender]
        ).fetchone()
    assert found == (0,)
    assert forgotten[0] is not None


def database_files(folder: Path) -> list[Path]:
    files = [file for file in folder.glob("mesoguide.db*") if file.is_file()]
    assert files
    return files
