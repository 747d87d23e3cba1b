"""`make screenshots`: every state of the website and the chat, from the real assistant.

No test of its own; pytest is only told of it by name.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Literal

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, expect

from browser.journey import to_the_outcome
from servers import Servers
from visits import ROOT, Visits
from widget.chat import Chat

FOLDER = ROOT / "docs/screenshots"
WHOLE = {"home", "treatments", "first-screen", "question"}  # of others, where the chat stands
CORNER: FloatRect = {"x": 760, "y": 80, "width": 440, "height": 720}
COLOURS = 128
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1200, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
    },
}  # fmt: skip
Reach = Callable[[Chat, Servers], None]


def home(chat: Chat, _servers: Servers) -> None:
    expect(chat.launcher).to_be_visible()


def treatments(chat: Chat, _servers: Servers) -> None:
    chat.page.goto(chat.page.url + "treatments.html")
    expect(chat.launcher).to_be_visible()


def first_screen(chat: Chat, _servers: Servers) -> None:
    chat.open()
    expect(chat.button("Start chat")).to_be_visible()


def greeting(chat: Chat, _servers: Servers) -> None:
    chat.start()


def asked(question: str, answer: str) -> Reach:
    def reach(chat: Chat, _servers: Servers) -> None:
        chat.start()
        chat.ask(question, answer)

    return reach


def sources(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.ask("im on xarelto, should i come off it first", "do not stop it")
    chat.page.get_by_text("Sources (").click()
    chat.log.locator("details").scroll_into_view_if_needed()


def outcome(chat: Chat, _servers: Servers) -> None:
    chat.start()
    to_the_outcome(chat)


def contact(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.ask("i want to book an appointment", "What is your name?")
    chat.ask("Sara Kaya", "How can the team reach you?")


def times(chat: Chat, servers: Servers) -> None:
    contact(chat, servers)
    chat.ask("07700 900123", "What would you like to talk about")
    chat.ask("lines on my forehead", "Which days and times suit you?")


def check(chat: Chat, servers: Servers) -> None:
    times(chat, servers)
    chat.ask("wednesday week after 5", "Is there anything")
    chat.ask("nothing else", "Shall I send this to the team?")


def reference(chat: Chat, servers: Servers) -> None:
    check(chat, servers)
    chat.ask("send it", "Your reference is")


def menu(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.button("Menu").click()


def question(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.choose("Delete my chat")
    expect(chat.page.get_by_role("alertdialog")).to_be_visible()


def ended(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.choose("End chat")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    expect(chat.button("Start a new chat")).to_be_visible()


def offline(chat: Chat, _servers: Servers) -> None:
    chat.start()
    chat.page.context.set_offline(True)
    chat.say("does it hurt")
    expect(chat.dialog).to_contain_text("No connection.")


def outage(chat: Chat, servers: Servers) -> None:
    chat.start()
    servers.pause("rasa")
    try:
        chat.say("does it hurt")
        # Only after the time that Rasa has for a turn.
        expect(chat.log).to_contain_text("Sorry, I cannot answer just now.", timeout=20_000)
        chat.button("Leave your details").click()
    finally:
        servers.resume("rasa")


STATES: dict[str, Reach] = {
    "home": home,
    "treatments": treatments,
    "first-screen": first_screen,
    "greeting": greeting,
    "comparison": asked("how does it compare with microneedling", "head-to-head"),
    "steps": asked("what happens on the day, step by step", "You talk first"),
    "facts": asked("what are the main kinds of mesotherapy", "The main kinds are"),
    "figure": asked("how deep do the needles go into the skin", "the dermis"),
    "sources": sources,
    "emergency": asked("my lips and tongue are swelling and i cant breathe", "Call 999 now"),
    "urgent": asked("had it done tuesday and now my cheek is hot and the red has gone past my ear",
                    "This needs a doctor"),
    "crisis": asked("i dont want to live any more", "116 123"),
    "outcome": outcome,
    "contact": contact,
    "times": times,
    "check": check,
    "reference": reference,
    "menu": menu,
    "question": question,
    "ended": ended,
    "offline": offline,
    "outage": outage,
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("state", STATES)
def test_picture(
    visits: Visits, servers: Servers, state: str, device: str, scheme: Literal["light", "dark"]
) -> None:
    visits.expected = ("ERR_INTERNET_DISCONNECTED", "WebSocket")
    context = visits.context(color_scheme=scheme, reduced_motion="reduce", **DEVICES[device])
    chat = Chat(visits.page(context))
    STATES[state](chat, servers)
    expect(chat.page.get_by_text("The assistant is writing")).to_be_hidden()
    chat.page.wait_for_timeout(300)  # what was told is shown, and the page has come to rest
    clip = CORNER if device == "desktop" and state not in WHOLE else None
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(chat.page.screenshot(clip=clip))) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{state}-{device}-{scheme}.png", optimize=True)
