"""What can be done with a chat: start over, download, end, delete."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from visits import Opens
from widget.gateway import Gateway


def test_the_chat_can_be_downloaded(visit: Opens, tmp_path: Path) -> None:
    chat = visit().start()
    chat.ask("facts", "The main kinds")
    with chat.page.expect_download() as downloading:
        chat.choose("Download my chat")
    downloading.value.save_as(tmp_path / "chat.txt")
    text = (tmp_path / "chat.txt").read_text(encoding="utf-8")
    assert text.startswith("Larkspur Skin Clinic\n")
    for part in ("  You\nfacts", "  Assistant\n", "Sources:", "Face (mesolift, mesoglow): Aims"):
        assert part in text


def test_deleting_is_asked_first_and_leaves_nothing(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.ask("secret")
    chat.choose("Delete my chat")
    question = chat.page.get_by_role("alertdialog", name="Delete this chat?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    chat.expect("secret")
    chat.choose("Delete my chat")
    question.get_by_role("button", name="Delete my chat").click()
    expect(chat.dialog).to_contain_text("Your chat was deleted.")
    expect(chat.page.get_by_text("secret")).to_have_count(0)
    expect(chat.page.get_by_text("did not work")).to_have_count(0)
    assert gateway.conversations == {}
    assert chat.page.evaluate("localStorage.length") == 0
    chat.button("Start a new chat").click()
    chat.expect("What would you like to know?")
    assert list(gateway.conversations) == ["conversation-2"]


def test_a_chat_can_be_ended_and_a_new_one_begun(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("hello")
    chat.choose("End chat")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    expect(chat.button("Start a new chat")).to_be_focused()
    expect(chat.field).to_be_hidden()
    chat.page.reload()
    expect(chat.button("Start a new chat")).to_be_visible()
    chat.expect("You said: hello")
    chat.button("Start a new chat").click()
    chat.expect("What would you like to know?")
    expect(chat.page.get_by_text("You said: hello")).to_have_count(0)


def test_starting_over_restarts_the_assistant(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.choose("Start over")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="Start over").click()
    chat.expect("You said: /restart")
    assert gateway.received[-1]["message"] == "/restart"
