"""A visitor opens the chat, asks, and gets answers with cards, drawings and sources."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from visits import Opens

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
QUESTIONS = {
    "what is mesotherapy anyway": "many tiny injections",
    "how many sessions would i need": "no proven number",
    "im on xarelto, should i come off it first": "do not stop it or skip a dose",
    "can i have it while pregnant": "The advice is no",
    "is there proof that it works for wrinkles": "the proof is weak",
    "what can go wrong": "Serious harm can happen",
    "how much does it cost": "Consultation: £40",
    "when are you open": "Saturday: 10:00 to 14:00",
    "where are you": "14 Orchard Parade",
    "are you a real person": "not a doctor or nurse",
}
STORED = "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])"


def test_the_first_screen_tells_what_this_is_and_where_help_is(visit: Opens) -> None:
    chat = visit(**PHONE).open()
    for words in ("booking request", "computer program, not a person", "cannot diagnose"):
        expect(chat.dialog).to_contain_text(words)
    call = chat.dialog.get_by_role("link", name="Call 999")
    expect(call).to_be_in_viewport(ratio=1)
    expect(call).to_have_attribute("href", "tel:999")
    expect(chat.button("Start chat")).to_be_in_viewport(ratio=1)
    assert json.loads(chat.page.evaluate(STORED)) == [0, 0, ""]


def test_ten_questions_get_ten_answers(visit: Opens) -> None:
    chat = visit().start()
    for question, answer in QUESTIONS.items():
        chat.ask(question, answer)
    assert [one for one in chat.said() if "{" in one] == []
    assert json.loads(chat.page.evaluate(STORED)) == [1, 0, ""]


def test_a_comparison_is_a_real_table(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("how does it compare with microneedling", "We found no head-to-head trial")
    table = chat.log.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    row = table.get_by_role("row").filter(has=chat.page.get_by_role("rowheader", name="Pain"))
    expect(row.get_by_role("cell")).to_have_count(2)


def test_steps_and_facts_are_lists(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("what happens on the day, step by step", "You talk first")
    expect(chat.page.get_by_text("Step 1: ")).to_be_visible()
    chat.ask("what are the main kinds of mesotherapy", "The main kinds are")
    expect(chat.log.get_by_role("term").first).to_have_text("Face (mesolift, mesoglow)")


def test_the_drawing_of_the_skin_is_loaded(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("how deep do the needles go into the skin", "the dermis")
    drawing_is_loaded(chat.page)


def drawing_is_loaded(page: Page) -> None:
    image = page.get_by_role("img", name=re.compile("^Epidermis on top"))
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("one => one.naturalWidth") > 0


def test_sources_and_feedback_stand_under_an_answer(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("does it hurt", "it can hurt a bit")
    chat.page.get_by_text(re.compile(r"^Sources \(\d\)$")).click()
    link = chat.log.locator("details").get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile("^https://"))
    expect(chat.log).to_contain_text("Last reviewed ")
    chat.page.get_by_role("group", name="Was this helpful?").get_by_role("button").first.click()
    expect(chat.log).to_contain_text("Thank you for telling us.")


def test_an_emergency_is_unmistakable_and_one_press_from_help(visit: Opens) -> None:
    chat = visit(**PHONE).start()
    chat.ask("my lips and tongue are swelling and i cant breathe", "999")
    expect(chat.log.get_by_role("heading", name="Emergency")).to_be_in_viewport(ratio=1)
    call = chat.log.get_by_role("link", name="Call 999 now")
    expect(call).to_have_attribute("href", "tel:999")
    expect(call).to_be_in_viewport(ratio=1)
    chat.say("how much does it cost")
    expect(chat.log.locator(".bubble").last).to_contain_text("999")
    expect(chat.log).not_to_contain_text("£40")
    chat.button("I have help, or it is over").last.click()
    chat.ask("how much does it cost", "£40")
