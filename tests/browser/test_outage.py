"""Lines break and Rasa dies: the visitor is told the truth, loses nothing, and goes on."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from servers import Servers
from visits import Opens, Visits

BROKEN = ("ERR_", "WebSocket connection", "Failed to load resource")


def test_offline_and_back_without_a_lost_word(visits: Visits, visit: Opens) -> None:
    visits.expected = BROKEN
    chat = visit().start()
    chat.page.context.set_offline(True)
    expect(chat.dialog).to_contain_text("No connection.")
    expect(chat.dialog).to_contain_text("020 7946 0321")
    chat.say("does it hurt")
    chat.say("how much does it cost")
    expect(chat.page.get_by_text("Will be sent when you are online")).to_have_count(2)
    chat.page.context.set_offline(False)
    chat.expect("Consultation: £40")
    said = [one for one in chat.said() if one in {"does it hurt", "how much does it cost"}]
    assert said == ["does it hurt", "how much does it cost"]
    expect(chat.page.get_by_text("No connection.")).to_have_count(0)


def test_rasa_dies_in_the_middle_of_a_chat_and_comes_back(visit: Opens, servers: Servers) -> None:
    chat = visit().start()
    chat.ask("does it hurt", "it can hurt a bit")
    servers.kill("rasa")
    try:
        chat.ask("how much does it cost", "Sorry, I cannot answer just now.")
        notice = chat.log.get_by_role("listitem").last
        expect(notice.get_by_role("link", name="020 7946 0321")).to_have_attribute(
            "href", "tel:02079460321"
        )
        expect(notice.get_by_role("link", name="999")).to_be_visible()
        chat.button("Leave your details").click()
        chat.page.get_by_role("textbox", name="Your name").fill("Maya Okafor")
        chat.page.get_by_role("textbox", name="Phone number or e-mail").fill("07700 900456")
        chat.page.get_by_role("checkbox").check()
        chat.button("Send my details").click()
        chat.expect("Your reference is")
        conversation = chat.page.evaluate("JSON.parse(localStorage.mesoguide).session_id")
        assert "leads" in servers.tables_naming(conversation)
    finally:
        servers.start(["rasa"])
    before = len(chat.said())
    chat.say("how much does it cost")
    expect(chat.log.locator(".bubble").nth(before + 1)).to_contain_text("Consultation: £40")
    reference = re.search(r"Your reference is \w{3}-\w{3}\.", chat.log.inner_text())
    assert reference  # what was said above is still there
