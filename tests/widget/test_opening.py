"""The launcher and the frame: opening, closing, focus, and what the host page notices."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from visits import Opens, Visits
from widget.gateway import Gateway

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
STORED = "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])"


def test_the_first_screen_says_what_this_is_and_nothing_is_stored(
    visit: Opens, gateway: Gateway
) -> None:
    chat = visit().open()
    dialog = chat.dialog
    expect(dialog).to_have_accessible_name("Larkspur Skin Clinic assistant")
    for words in ("booking request", "computer program, not a person", "cannot diagnose"):
        expect(dialog).to_contain_text(words)
    expect(dialog.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    expect(dialog.get_by_role("link", name="Privacy")).to_be_visible()
    assert json.loads(chat.page.evaluate(STORED)) == [0, 0, ""]
    assert gateway.conversations == {}


def test_starting_stores_the_token_alone_and_sets_no_cookie(visit: Opens) -> None:
    chat = visit().start()
    assert json.loads(chat.page.evaluate(STORED)) == [1, 0, ""]
    saved = json.loads(chat.page.evaluate("localStorage.mesoguide"))
    assert sorted(saved) == ["open", "session_id", "token"]


def test_nothing_but_the_launcher_is_loaded_before_it_is_pressed(visits: Visits) -> None:
    loaded: list[str] = []
    page = visits.page(visits.context())
    page.on("request", lambda request: loaded.append(request.url))
    page.reload(wait_until="networkidle")
    ours = [url for url in loaded if "/static/" in url or "/chat/" in url]
    assert ours == []


def test_the_page_does_not_move_and_gets_no_new_globals(visit: Opens) -> None:
    chat = visit()
    measure = "[document.body.getBoundingClientRect().width, document.body.scrollHeight]"
    names = "Object.keys(window).filter(name => !/^\\d+$/.test(name)).sort()"
    before = chat.page.evaluate(measure), chat.page.evaluate(names)
    chat.start()
    assert (chat.page.evaluate(measure), chat.page.evaluate(names)) == before


@pytest.mark.parametrize("way", ["Escape", "button", "Back"])
def test_closing_returns_the_focus_to_the_launcher(visit: Opens, way: str) -> None:
    chat = visit().start()
    expect(chat.field).to_be_focused()
    address = chat.page.url
    if way == "Escape":
        chat.page.keyboard.press("Escape")
    elif way == "button":
        chat.button("Close chat").click()
    else:
        chat.page.go_back()
    expect(chat.dialog).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    assert chat.page.url == address
    chat.open()
    chat.expect("What would you like to know?")


def test_back_after_closing_leaves_the_page_as_if_the_chat_had_not_been(visit: Opens) -> None:
    chat = visit()
    chat.page.get_by_role("link", name="Treatments").click()
    chat.open()
    chat.button("Close chat").click()
    chat.page.go_back()
    expect(chat.page).to_have_title("Larkspur Skin Clinic")


def test_the_chat_is_still_open_on_the_next_page(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("hello there")
    chat.page.get_by_role("link", name="Treatments").click()
    expect(chat.page).to_have_title("Treatments · Larkspur Skin Clinic")
    chat.expect("You said: hello there")
    assert chat.page.evaluate("document.activeElement.localName") == "body"
    chat.button("Close chat").click()
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_it_fills_the_screen_and_keeps_the_focus_inside(visit: Opens) -> None:
    chat = visit(**PHONE).start()
    assert chat.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        inside = "['mesoguide-chat', 'body'].includes(document.activeElement.localName)"
        assert chat.page.evaluate(inside)
    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()


@pytest.mark.parametrize("height", [568, 700, 844])
def test_button_and_emergency_number_are_in_sight_on_a_small_phone(
    visit: Opens, height: int
) -> None:
    chat = visit(viewport={"width": 320, "height": height}).open()
    expect(chat.button("Start chat")).to_be_in_viewport(ratio=1)
    expect(chat.dialog.get_by_role("link", name="Call 999")).to_be_in_viewport(ratio=0.99)


def test_turning_the_phone_keeps_chat_and_draft(visit: Opens) -> None:
    chat = visit().start()
    chat.field.fill("half a thought")
    chat.page.set_viewport_size({"width": 400, "height": 700})
    expect(chat.field).to_have_value("half a thought")
    expect(chat.field).to_be_focused()
    chat.page.set_viewport_size({"width": 1200, "height": 800})
    expect(chat.field).to_have_value("half a thought")


def test_everything_can_be_done_with_the_keyboard(visit: Opens) -> None:
    chat = visit()
    chat.launcher.focus()
    chat.page.keyboard.press("Enter")
    start = chat.button("Start chat")
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        if start.evaluate("one => one.matches(':focus')"):
            break
    chat.page.keyboard.press("Enter")
    chat.expect("What would you like to know?")
    expect(chat.field).to_be_focused()
    for _ in range(4):  # two replies, the emergency number, the list itself
        chat.page.keyboard.press("Shift+Tab")
    expect(chat.log).to_be_focused()
    for _ in range(3):
        chat.page.keyboard.press("Tab")
    expect(chat.button("Side effects")).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.expect("You said: side effects")
    expect(chat.log).to_be_focused()
    chat.button("Menu").focus()
    chat.page.keyboard.press("Enter")
    expect(chat.button("Start over")).to_be_focused()
    chat.page.keyboard.press("ArrowUp")
    expect(chat.button("Delete my chat")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.button("Menu")).to_be_focused()
    expect(chat.dialog).to_be_visible()


def test_a_missing_gateway_is_said_and_can_be_tried_again(visits: Visits, visit: Opens) -> None:
    visits.expected = ("503",)
    chat = visit()
    chat.page.route("**/chat/config.json", lambda route: route.fulfill(status=503))
    chat.open()
    expect(chat.dialog).to_contain_text("cannot be reached")
    chat.page.unroute("**/chat/config.json")
    chat.button("Try again").click()
    expect(chat.button("Start chat")).to_be_visible()


def test_a_launcher_that_cannot_load_the_rest_says_so(visits: Visits, visit: Opens) -> None:
    visits.expected = ("ERR_FAILED",)
    chat = visit()
    chat.page.route("**/static/chat/**", lambda route: route.abort())
    chat.launcher.click()
    expect(chat.page.get_by_role("alert")).to_contain_text("could not be loaded")
