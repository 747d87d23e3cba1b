"""Strict host pages, small and zoomed screens, the keyboard alone, screen readers, RTL."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from browser.host import Host
from browser.test_questions import drawing_is_loaded
from servers import Servers
from visits import Opens, Visits
from widget.chat import Chat

PAGE = """<!doctype html><html lang="{language}"><title>Another site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<h1>A page</h1><p>With words.</p>
<script src="{site}/widget.js" async {attributes}></script>"""
POLICY = (
    "default-src 'none'; script-src {site}; connect-src {site} {socket}; img-src {site}; "
    "require-trusted-types-for 'script'"
)
SIZES: dict[str, dict[str, Any]] = {
    "320 pixels wide": {"viewport": {"width": 320, "height": 568}},
    # 640 by 360 is what a 1280 by 720 screen shows at 200 %.
    "200 % zoom": {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2},
}


def test_another_site_with_a_strict_policy_shows_the_chat(
    visits: Visits, host: Host, servers: Servers
) -> None:
    policy = POLICY.format(site=servers.site, socket=servers.site.replace("http", "ws"))
    text = PAGE.format(site=servers.site, language="en", attributes='data-color="#663399"')
    address = host.add("/strict", text, Content_Security_Policy=policy)
    chat = Chat(visits.page(visits.context(), address)).start()
    chat.ask("how deep do the needles go into the skin", "the dermis")
    drawing_is_loaded(chat.page)
    expect(chat.button("Send")).to_have_css("background-color", "rgb(102, 51, 153)")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_on_a_small_or_zoomed_screen(visit: Opens, size: str) -> None:
    chat = visit(**SIZES[size]).start()
    wide = "one => one.scrollWidth - one.clientWidth"
    for question, answer in {
        "how does it compare with microneedling": "head-to-head trial",
        "how deep do the needles go into the skin": "the dermis",
        "my lips and tongue are swelling and i cant breathe": "999",
    }.items():
        chat.ask(question, answer)
        assert chat.log.evaluate(wide) == 0
    expect(chat.log.get_by_role("link", name="Call 999 now")).to_be_in_viewport(ratio=1)
    for one in (chat.button("Menu"), chat.button("Close chat"), chat.field, chat.button("Send")):
        expect(one).to_be_in_viewport(ratio=1)
    chat.button("Close chat").click()
    assert chat.page.locator("html").evaluate(wide) == 0


def test_a_question_and_a_reply_with_the_keyboard_alone(visit: Opens) -> None:
    chat = visit()
    keyboard = chat.page.keyboard
    for _ in range(12):
        keyboard.press("Tab")
        if chat.launcher.evaluate("one => one.matches(':focus')"):
            break
    keyboard.press("Enter")
    expect(chat.dialog).to_be_visible()
    for _ in range(6):
        keyboard.press("Tab")
        if chat.button("Start chat").evaluate("one => one.matches(':focus')"):
            break
    keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    chat.expect("What would you like to know?")
    keyboard.type("does it hurt")
    keyboard.press("Enter")
    chat.expect("it can hurt a bit")
    keyboard.press("Shift+Tab")
    expect(chat.button("Common side effects")).to_be_focused()
    keyboard.press("Enter")
    expect(chat.log.locator(".bubble").nth(3)).to_contain_text("Common side effects")
    chat.expect("Sources")
    keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()


def test_a_screen_reader_meets_the_conversation_in_order(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("does it hurt", "it can hurt a bit")
    expect(chat.dialog).to_match_aria_snapshot("""
      - dialog "Larkspur Skin Clinic assistant":
        - heading "Larkspur Skin Clinic assistant" [level=2]
        - paragraph: A computer program, not a person
        - button "Menu"
        - button "Close chat"
        - log "Conversation":
          - list:
            - listitem:
              - paragraph: Assistant
              - paragraph: /Hello, I am the assistant of Larkspur Skin Clinic/
            - listitem:
              - paragraph: You
              - paragraph: does it hurt
            - listitem:
              - paragraph: Assistant
              - paragraph: /it can hurt a bit/
              - group: /Sources/
              - group "Was this helpful?":
                - button "Yes"
                - button "No"
              - group "Suggested replies":
                - button "What happens in a session"
                - button "Common side effects"
        - textbox "Write a message"
        - button "Send"
    """)
    told = chat.page.get_by_role("status").filter(has_text="it can hurt a bit")
    expect(told).to_have_count(1)


def test_right_to_left_the_frame_turns_and_english_words_do_not(
    visits: Visits, host: Host, servers: Servers
) -> None:
    text = PAGE.format(site=servers.site, language="ar", attributes='data-direction="rtl"')
    chat = Chat(visits.page(visits.context(), host.add("/rtl", text))).start()
    chat.ask("how does it compare with microneedling", "head-to-head trial")
    places = {
        name: one.bounding_box()
        for name, one in {"send": chat.button("Send"), "field": chat.field}.items()
    }
    assert places["send"]["x"] < places["field"]["x"]  # type: ignore[index]
    answer = chat.log.get_by_text("head-to-head trial")
    expect(answer.first).to_have_css("direction", "ltr")
    assert chat.log.evaluate("one => one.scrollWidth - one.clientWidth") == 0
