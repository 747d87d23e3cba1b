"""A visitor is pre-screened and asks for a consultation, over reloads and tabs."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.journey import to_the_outcome
from servers import Servers
from visits import Opens, Visits
from widget.chat import Chat


def test_from_the_pre_screen_to_the_reference(visit: Opens, servers: Servers) -> None:
    chat = visit().start()
    to_the_outcome(chat)
    noted = chat.log.get_by_role("listitem").filter(has_text=re.compile("^a blood thinner"))
    expect(noted.first).to_be_visible()
    for word in ("suitable", "cleared", "safe for you"):
        expect(chat.log).not_to_contain_text(word)
    chat.button("Ask for a consultation").click()
    chat.expect("What is your name?")
    expect(chat.field).to_have_attribute("autocomplete", "name")
    chat.ask("Anne-Marie van der Berg", "How can the team reach you?")
    chat.button("Phone number").click()
    expect(chat.field).to_have_attribute("inputmode", "tel")
    chat.ask("07700 900123", "What would you like to talk about")
    chat.ask("lines on my forehead", "Which days and times suit you?")
    expect(chat.page.get_by_label("Pick a date")).to_be_visible()
    chat.button("Any time").click()
    chat.expect("Is there anything that the team should know")
    chat.button("Nothing else").click()
    chat.expect("Shall I send this to the team?")
    for words in ("Name: Anne-Marie van der Berg", "Contact: +44 7700 900123", "forehead"):
        chat.expect(words)
    chat.button("Send it").click()
    chat.expect("Your reference is")
    said = re.search(r"Your reference is (\w{3}-\w{3})\.", "\n".join(chat.said()))
    assert said
    conversation = chat.page.evaluate("JSON.parse(localStorage.mesoguide).session_id")
    assert {"leads", "screenings"} <= set(servers.tables_naming(conversation))


def test_a_reload_in_the_middle_of_a_form_loses_nothing(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("i want to book an appointment", "What is your name?")
    chat.ask("Sara Kaya", "How can the team reach you?")
    before = chat.said()
    chat.page.reload()
    chat.expect("How can the team reach you?")
    assert chat.said() == before
    expect(chat.button("E-mail")).to_be_visible()
    chat.ask("sara.kaya@example.org", "What would you like to talk about")


def test_two_tabs_are_one_conversation(visits: Visits, visit: Opens) -> None:
    one = visit().start()
    other = Chat(visits.page(one.page.context, "/treatments.html"))
    other.expect("What would you like to know?")
    one.ask("i want to book an appointment", "What is your name?")
    other.expect("What is your name?")
    other.ask("Nguyễn Thị Hà", "How can the team reach you?")
    one.expect("How can the team reach you?")
    assert one.said() == other.said()
