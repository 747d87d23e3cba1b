"""Slow lines, no line, two tabs: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from playwright.sync_api import expect

from visits import Opens, Visits
from widget.gateway import Gateway
from widget.script import Said

BROKEN = ("ERR_", "WebSocket connection", "Failed to load resource")
DRAW = """async ([path, complete, lists]) => {
  const { Conversation } = await import(path);
  const one = new Conversation();
  one.complete = complete;
  for (const list of lists) one.merge(list.map((seq) => ({ seq })));
  return [one.messages.map(({ seq }) => seq), one.last, one.hasGap];
}"""


def test_a_message_shows_that_it_is_sent(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("hello")
    expect(chat.page.get_by_text("Sent", exact=True)).to_have_count(1)
    expect(chat.page.get_by_text("Sent", exact=True)).to_be_visible()


def test_what_is_written_offline_is_sent_in_order_when_the_line_is_back(
    visits: Visits, visit: Opens, gateway: Gateway
) -> None:
    visits.expected = BROKEN
    chat = visit().start()
    chat.page.context.set_offline(True)
    expect(chat.dialog).to_contain_text("No connection.")
    for text in ("first", "second", "third"):
        chat.say(text)
    expect(chat.page.get_by_text("Will be sent when you are online")).to_have_count(3)
    chat.page.context.set_offline(False)
    chat.expect("You said: third")
    expect(chat.page.get_by_text("No connection.", exact=False).first).to_be_hidden()
    sent = [said["message"] for said in gateway.received]
    assert sent == ["/greet", "first", "second", "third"]


def test_a_gateway_that_restarts_is_found_again_with_what_was_missed(
    visits: Visits, visit: Opens, gateway: Gateway
) -> None:
    visits.expected = BROKEN
    chat = visit().start()
    chat.ask("before")
    gateway.stop()
    chat.say("meanwhile")
    expect(chat.dialog).to_contain_text("No connection.")
    missed = gateway._add("conversation-1", Said("Said while you were away."), "bot")
    assert missed["seq"] == 5
    gateway.start()
    chat.expect("Said while you were away.")
    chat.expect("You said: meanwhile")
    said = chat.said()
    assert said.index("Said while you were away.") < said.index("meanwhile")
    assert len(said) == len(set(said))


def test_a_refused_message_says_why_and_can_be_sent_again(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    gateway.refusal = {"ok": False, "code": "too_fast", "text": "Please wait a moment."}
    chat.say("hello")
    chat.expect("Please wait a moment.")
    gateway.refusal = None
    chat.button("Send again").click()
    chat.expect("You said: hello")
    expect(chat.button("Send again")).to_have_count(0)


def test_a_draft_outlives_closing(visit: Opens) -> None:
    chat = visit().start()
    chat.field.fill("half a thought")
    chat.button("Close chat").click()
    chat.open()
    expect(chat.field).to_have_value("half a thought")


def test_two_tabs_show_one_conversation(visits: Visits, visit: Opens) -> None:
    one = visit().start()
    other = type(one)(visits.page(one.page.context))
    other.expect("What would you like to know?")
    one.ask("from the first tab")
    other.expect("You said: from the first tab")
    other.ask("from the second tab")
    one.expect("You said: from the second tab")
    assert one.said() == other.said()


def test_deleting_in_one_tab_empties_the_other(visits: Visits, visit: Opens) -> None:
    one = visit().start()
    one.ask("secret")
    other = type(one)(visits.page(one.page.context))
    other.expect("secret")
    one.choose("Delete my chat")
    one.page.get_by_role("alertdialog").get_by_role("button", name="Delete my chat").click()
    expect(other.dialog).to_contain_text("Your chat was deleted.")
    expect(other.page.get_by_text("secret")).to_have_count(0)


def test_a_token_that_is_not_known_any_more_begins_anew(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    chat.ask("hello")
    gateway.conversations.clear()
    chat.page.reload()
    chat.expect("What would you like to know?")
    expect(chat.page.get_by_text("You said: hello")).to_have_count(0)


def test_where_no_websocket_gets_through_it_polls(visits: Visits, visit: Opens) -> None:
    visits.expected = ("WebSocket connection",)
    chat = visit()
    chat.page.evaluate("""() => {
      window.WebSocket = class {
        constructor() { setTimeout(() => this.onclose(), 10); }
        close() {}
      };
    }""")
    chat.start()
    chat.ask("over the long way")
    for number in range(3):
        chat.ask(f"again {number}")


def test_leaving_with_unsent_words_asks_first(visits: Visits, visit: Opens) -> None:
    visits.expected = BROKEN
    chat = visit().start()
    chat.page.context.set_offline(True)
    chat.say("not sent yet")
    expect(chat.page.get_by_text("Will be sent when you are online")).to_be_visible()
    with chat.page.expect_event("dialog") as asking:
        chat.page.close(run_before_unload=True)
    assert asking.value.type == "beforeunload"
    asking.value.accept()


def test_any_order_and_any_repetition_give_the_same_list(visits: Visits, gateway: Gateway) -> None:
    page = visits.page(visits.context())
    path = f"{gateway.url}/static/chat/conversation.js"
    for complete, lists, shown in [
        (0, [[1, 2, 3]], [[1, 2, 3], 3, False]),
        (0, [[3], [1, 2]], [[1, 2, 3], 3, False]),
        (0, [[2], [2, 2], [1]], [[1, 2], 2, False]),
        (0, [[1, 2], [5]], [[1, 2, 5], 2, True]),
        (0, [[1, 2], [5], [3, 4, 5]], [[1, 2, 3, 4, 5], 5, False]),
        (0, [[], []], [[], 0, False]),
        # The first ones were deleted on the server.
        (7, [[6, 7], [8]], [[6, 7, 8], 8, False]),
        (7, [[6, 7], [9]], [[6, 7, 9], 7, True]),
    ]:
        assert page.evaluate(DRAW, [path, complete, lists]) == shown


def test_a_gap_is_filled(visit: Opens, gateway: Gateway) -> None:
    chat = visit().start()
    gateway._add("conversation-1", Said("This one got lost on the way."), "bot")
    gateway.say("conversation-1", Said("This one came."))
    chat.expect("This one got lost on the way.")
    said = chat.said()
    assert said[-2:] == ["This one got lost on the way.", "This one came."]
