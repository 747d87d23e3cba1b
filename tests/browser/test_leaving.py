"""What a visitor takes back is gone from the server, not only from the page."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.journey import to_the_outcome
from servers import Servers
from visits import Opens

CONVERSATION = "JSON.parse(localStorage.mesoguide).session_id"


def test_a_deleted_chat_leaves_no_row_on_the_server(visit: Opens, servers: Servers) -> None:
    chat = visit().start()
    to_the_outcome(chat)
    conversation = chat.page.evaluate(CONVERSATION)
    assert {"messages", "events", "screenings"} <= set(servers.tables_naming(conversation))
    chat.choose("Delete my chat")
    question = chat.page.get_by_role("alertdialog", name="Delete this chat?")
    question.get_by_role("button", name="Delete my chat").click()
    expect(chat.dialog).to_contain_text("Your chat was deleted.")
    expect(chat.log.get_by_role("listitem")).to_have_count(0)
    assert servers.tables_naming(conversation) == []
    assert chat.page.evaluate("localStorage.length") == 0
    chat.button("Start a new chat").click()
    chat.expect("What would you like to know?")
    assert chat.page.evaluate(CONVERSATION) != conversation


def test_an_ended_chat_can_be_read_and_a_new_one_begun(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("does it hurt", "it can hurt a bit")
    chat.choose("End chat")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    chat.page.reload()
    chat.expect("it can hurt a bit")
    expect(chat.field).to_be_hidden()
    chat.button("Start a new chat").click()
    chat.expect("What would you like to know?")
    expect(chat.log).not_to_contain_text("it can hurt a bit")
