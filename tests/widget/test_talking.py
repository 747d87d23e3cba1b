"""Messages, replies, cards, and the contact form."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from visits import Opens, Visits
from widget.gateway import Gateway
from widget.script import Said


def test_a_reply_button_says_its_words_and_sends_its_meaning(
    visit: Opens, gateway: Gateway
) -> None:
    chat = visit().start()
    chat.button("What mesotherapy is").click()
    chat.expect("You")
    expect(chat.button("What mesotherapy is")).to_have_count(0)
    chat.expect("Sources (2)")
    pressed = gateway.received[-1]
    assert pressed["title"] == "What mesotherapy is"
    assert pressed["message"] == '/faq{"topic": "what_is"}'


def test_a_comparison_is_a_real_table(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("comparison", "Mesotherapy and a chemical peel")
    table = chat.page.get_by_role("table", name="Mesotherapy and a chemical peel")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    row = table.get_by_role("row").filter(has=chat.page.get_by_role("rowheader", name="Pain"))
    expect(row.get_by_role("cell").first).to_contain_text("A sting.")


def test_the_steps_facts_and_figure_are_told(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("steps", "From first talk to going home")
    expect(chat.page.get_by_text("Step 1: Consultation")).to_be_visible()
    chat.ask("facts", "The main kinds")
    expect(chat.page.get_by_role("term").first).to_have_text("Face (mesolift, mesoglow)")
    chat.ask("figure", "The layers of your skin")
    image = chat.page.get_by_role("img", name=re.compile("^Epidermis on top"))
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("one => one.naturalWidth") > 0


def test_an_unknown_or_broken_card_leaves_the_text(visit: Opens, gateway: Gateway) -> None:
    gateway.answers["odd"] = [
        Said("The text stands.", card={"card": "hologram", "title": "x"}),
        Said("This too.", card={"card": "comparison", "rows": "nonsense"}),
        Said("And this.", card={"card": "figure", "image": "../../etc/passwd"}),
    ]
    chat = visit().start()
    chat.ask("odd", "And this.")
    expect(chat.page.get_by_role("figure")).to_have_count(0)


def test_script_and_turned_text_stay_text(visit: Opens, gateway: Gateway) -> None:
    nasty = "<img src=x onerror=\"document.title='taken'\"> <b>bold</b> javascript:alert(1)"
    gateway.answers["nasty"] = [Said(nasty, ((nasty[:30], "x"),))]
    chat = visit().start()
    chat.ask("nasty", nasty)
    chat.say(nasty)
    chat.expect("You said: <img")
    assert chat.page.title() == "Larkspur Skin Clinic"
    expect(chat.log.locator("img, b")).to_have_count(0)


def test_numbers_can_be_called_and_lists_are_lists(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("list", "Here is what I noted")
    mail = chat.log.get_by_role("link", name="hello@larkspur-skin.example")
    expect(mail).to_have_attribute("href", "mailto:hello@larkspur-skin.example")
    expect(
        chat.log.get_by_role("listitem").filter(has_text=re.compile("^epilepsy$"))
    ).to_be_visible()
    link = chat.log.get_by_role("link", name="999")
    expect(link).to_have_attribute("href", "tel:999")


@pytest.mark.parametrize(
    ("said", "heading", "number"),
    [
        ("cannot breathe", "Emergency", "tel:999"),
        ("hot cheek", "See a doctor or nurse today", "tel:02079460321"),
        ("crisis", "You are not alone", "tel:116123"),
    ],
)
def test_danger_has_a_heading_and_a_call_button(
    visit: Opens, said: str, heading: str, number: str
) -> None:
    chat = visit().start()
    chat.say(said)
    expect(chat.log.get_by_role("heading", name=heading)).to_be_in_viewport()
    expect(chat.log.get_by_role("link", name=re.compile("^Call .")).first).to_have_attribute(
        "href", number
    )


def test_an_emergency_interrupts_a_screen_reader(visit: Opens) -> None:
    chat = visit().start()
    chat.say("cannot breathe")
    alert = chat.page.locator("mesoguide-chat").get_by_role("alert")
    expect(alert).to_contain_text("Emergency. This may be an emergency.")


def test_an_answer_is_told_once_and_replays_are_not_told(visit: Opens) -> None:
    chat = visit().start()
    expect(chat.page.get_by_role("status").filter(has_text="Hello")).to_have_count(1)
    chat.ask("two", "Second answer.")
    expect(chat.page.get_by_role("status").filter(has_text="Second")).to_have_text(
        "Assistant: First answer. Assistant: Second answer."
    )
    assert sum("Second answer." in text for text in chat.heard()) == 1
    chat.page.reload()
    chat.expect("Second answer.")
    chat.page.wait_for_timeout(600)
    assert chat.heard() == []


def test_sources_stand_behind_a_disclosure(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("facts", "The main kinds")
    link = chat.log.get_by_role("link", name="A review")
    expect(link).to_be_hidden()
    chat.page.get_by_text("Sources (2)").click()
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(chat.log).to_contain_text("A regulator")
    expect(chat.log).to_contain_text("Last reviewed 22 November 2026")


def test_was_this_helpful_is_sent_once(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.ask("hello")
    group = chat.page.get_by_role("group", name="Was this helpful?")
    group.get_by_role("button", name="Yes").click()
    expect(chat.log).to_contain_text("Thank you for telling us.")
    assert gateway.rated == [{"seq": 4, "helpful": True}]


def test_new_messages_wait_while_the_visitor_reads_above(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    for number in range(8):
        chat.ask(f"line {number}")
    chat.log.evaluate("one => one.scrollTop = 0")
    chat.page.wait_for_timeout(100)
    gateway.say("conversation-1", Said("One more thing."))
    newer = chat.button("New messages")
    expect(newer).to_be_visible()
    assert chat.log.evaluate("one => one.scrollTop") == 0
    newer.click()
    expect(chat.page.get_by_text("One more thing.").last).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_a_long_answer_is_shown_from_its_beginning(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("comparison", "A peel uses acid")
    expect(chat.log.get_by_text("A peel uses acid")).to_be_in_viewport()


def test_the_launcher_counts_what_came_while_it_was_closed(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.button("Close chat").click()
    gateway.say("conversation-1", Said("Still there?"))
    gateway.say("conversation-1", Said("I am here."))
    expect(chat.page.get_by_role("button", name="Open chat, 2 new messages")).to_be_visible()
    chat.open()
    chat.button("Close chat").click()
    expect(chat.button("Open chat")).to_be_visible()


def test_a_contact_can_be_given_by_phone_or_e_mail(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("book", "How can the team reach you?")
    chat.button("E-mail").click()
    expect(chat.field).to_have_attribute("inputmode", "email")
    chat.button("Phone number").click()
    expect(chat.field).to_have_attribute("inputmode", "tel")
    expect(chat.field).to_have_attribute("autocomplete", "tel")
    expect(chat.field).to_be_focused()
    chat.ask("07700 900123")
    expect(chat.button("E-mail")).to_have_count(0)


def test_a_date_can_be_picked(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("when", "Which days")
    chat.page.get_by_label("Pick a date").fill("2031-12-09")
    expect(chat.field).to_have_value("Tuesday 9 December")


def test_a_message_that_is_too_long_is_kept_and_not_sent(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.say("a" * 4_003)
    expect(chat.page.get_by_text("3 characters too many")).to_be_visible()
    expect(chat.field).to_have_value("a" * 4_003)
    assert len(gateway.received) == 1


def test_shift_enter_writes_a_new_line(visit: Opens) -> None:
    chat = visit().start()
    chat.field.press_sequentially("one")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("two")
    expect(chat.field).to_have_value("one\ntwo")


def test_a_person_of_the_team_is_named(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    gateway.tell("owner", {"owner": "staff"})
    expect(chat.dialog).to_contain_text("You are talking to the team")
    chat.ask("person", "this is Ana")
    expect(chat.log.get_by_role("listitem").last).to_contain_text("Team")


def test_the_contact_form_takes_details_when_the_assistant_is_down(
    visits: Visits, visit: Opens, gateway: Gateway
) -> None:
    visits.expected = ("422",)
    chat = visit().start()
    chat.ask("down", "I cannot answer right now.")
    chat.button("Leave your details").click()
    name = chat.page.get_by_role("textbox", name="Your name")
    expect(name).to_be_focused()
    chat.button("Send my details").click()
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Please write your name.")
    name.fill("Maya")
    reach = chat.page.get_by_role("textbox", name="Phone number or e-mail")
    reach.fill("12")
    chat.page.get_by_role("checkbox").check()
    chat.button("Send my details").click()
    expect(reach).to_have_accessible_description("This number is not whole.")
    expect(reach).to_be_focused()
    reach.fill("maya@example.org")
    chat.button("Send my details").click()
    chat.expect("Your reference is RGQ-T84.")
    form = gateway.contacts[-1]
    assert form["email"] == "maya@example.org"
    assert form["consent"] is True
    assert form["client_id"] == gateway.contacts[0]["client_id"]


def test_trouble_offers_the_contact_form(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    gateway.tell("problem", {"code": "assistant_down", "text": "Please call us.", "contact": True})
    chat.expect("Please call us.")
    expect(chat.button("Leave your details")).to_be_visible()


def test_sentences_part_paragraphs_and_a_list_stays_one_list(
    visit: Opens, gateway: Gateway
) -> None:
    gateway.answers["long"] = [
        Said("It stings.\nAsk for ice.\nFace: £180\nScalp: £200\nRaise:\n• One.\n• Two.")
    ]
    chat = visit().start()
    chat.ask("long", "Two.")
    bubble = chat.log.locator(".bubble").last
    expect(bubble.locator("p")).to_have_count(3)
    expect(bubble.locator("ul")).to_have_count(1)
    expect(bubble.locator("ul > li")).to_have_count(2)
