"""The chat as a visitor meets it: by roles and names, never by paths into the page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Chat:
    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^(Open chat|Abrir el chat)"))

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").first

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("Write a message|Escriba"))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def open(self) -> Chat:
        self.launcher.click()
        expect(self.dialog).to_be_visible()
        return self

    def start(self) -> Chat:
        """Open the chat and wait for the assistant's first words."""
        self.open()
        self.page.get_by_role("button", name=re.compile("Start chat|Empezar")).click()
        expect(self.log).to_contain_text("What would you like to know?")
        return self

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str, answer: str | None = None) -> None:
        """Say something and wait for the answer."""
        self.say(text)
        self.expect(answer or f"You said: {text}")

    def expect(self, text: str) -> None:
        expect(self.log).to_contain_text(text)

    def choose(self, entry: str) -> None:
        """Press an entry of the menu."""
        self.button("Menu").click()
        self.button(entry).click()

    def heard(self) -> list[str]:
        """What stands in the live regions."""
        regions = self.page.locator("mesoguide-chat").locator("[role=status], [role=alert]")
        return [text for text in regions.all_text_contents() if text]

    def said(self) -> list[str]:
        """The words of every message, without their time."""
        items = self.log.get_by_role("listitem")
        bubbles = items.locator(".bubble")
        return [text.strip() for text in bubbles.all_text_contents()]
