"""WCAG 2.2 AA: axe finds nothing on any state, light or dark; and what axe cannot see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import expect

from visits import Opens, Visits
from widget.chat import Chat
from widget.gateway import Gateway
from widget.script import Said

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (values) => {
  const runOnly = { type: 'tag', values };
  const { violations, passes } = await axe.run(document, { runOnly });
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary}`));
  return [found, passes.length];
}"""
# Everything in the chat that can be pressed and is smaller than WCAG's 24 by 24; links inside
# a sentence may be.
SMALL = """() => [...document.querySelector('mesoguide-chat')?.shadowRoot
    .querySelectorAll('button, summary, input, textarea, a.call') ?? []]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width)
  .filter((one) => { const { width, height } = one.getBoundingClientRect();
    return width < 24 || height < 24; })
  .map((one) => one.outerHTML)"""

Reach = Callable[[Chat, Gateway], None]


def answered(said: str, words: str) -> Reach:
    def reach(chat: Chat, _gateway: Gateway) -> None:
        chat.start()
        chat.ask(said, words)

    return reach


def first_screen(chat: Chat, _gateway: Gateway) -> None:
    chat.open()
    expect(chat.button("Start chat")).to_be_visible()


def greeted(chat: Chat, _gateway: Gateway) -> None:
    chat.start()


def launcher_with_badge(chat: Chat, gateway: Gateway) -> None:
    chat.start()
    chat.button("Close chat").click()
    for text in ("First answer.", "Second answer."):
        gateway.say("conversation-1", Said(text))
    expect(chat.launcher).to_contain_text("2")


def menu(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.button("Menu").click()


def question(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.choose("Delete my chat")
    expect(chat.page.get_by_role("alertdialog")).to_be_visible()


def sources(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.ask("facts", "The main kinds")
    chat.page.get_by_text("Sources (2)").click()
    chat.page.get_by_role("link", name="A review").scroll_into_view_if_needed()


def contact_form(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.ask("down", "I cannot answer")
    chat.button("Leave your details").click()
    chat.button("Send my details").click()
    expect(chat.page.get_by_text("Please write your name.")).to_be_visible()


def offline(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.page.context.set_offline(True)
    chat.say("hello?")
    expect(chat.dialog).to_contain_text("No connection.")


def refused(chat: Chat, gateway: Gateway) -> None:
    chat.start()
    gateway.refusal = {"ok": False, "code": "too_fast", "text": "Please wait a moment."}
    chat.say("hello")
    expect(chat.button("Send again")).to_be_visible()


def writing(chat: Chat, gateway: Gateway) -> None:
    chat.start()
    gateway.tell("typing", {"on": True})
    expect(chat.page.get_by_text("The assistant is writing")).to_be_visible()


def new_messages(chat: Chat, gateway: Gateway) -> None:
    chat.start()
    chat.ask("comparison", "A peel uses acid")
    chat.log.evaluate("one => one.scrollTop = 0")
    chat.page.wait_for_timeout(100)
    gateway.say("conversation-1", Said("One more thing."))
    expect(chat.button("New messages")).to_be_visible()


def rated(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.ask("hello")
    group = chat.page.get_by_role("group", name="Was this helpful?")
    group.get_by_role("button", name="Yes").click()
    chat.expect("Thank you for telling us.")


def contact_sent(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.ask("down", "I cannot answer")
    chat.button("Leave your details").click()
    chat.page.get_by_role("textbox", name="Your name").fill("Maya")
    chat.page.get_by_role("textbox", name="Phone number or e-mail").fill("maya@example.org")
    chat.page.get_by_role("checkbox").check()
    chat.button("Send my details").click()
    chat.expect("Your reference is")


def deleted(chat: Chat, _gateway: Gateway) -> None:
    question(chat, _gateway)
    chat.page.get_by_role("alertdialog").get_by_role("button", name="Delete my chat").click()
    expect(chat.dialog).to_contain_text("Your chat was deleted.")


def with_the_team(chat: Chat, gateway: Gateway) -> None:
    chat.start()
    gateway.tell("owner", {"owner": "team"})
    chat.ask("person", "this is Ana")


def unreachable(chat: Chat, _gateway: Gateway) -> None:
    chat.page.route("**/chat/config.json", lambda route: route.fulfill(status=503))
    chat.open()
    expect(chat.dialog).to_contain_text("cannot be reached")


def demo_home(chat: Chat, _gateway: Gateway) -> None:
    expect(chat.launcher).to_be_visible()


def demo_treatments(chat: Chat, _gateway: Gateway) -> None:
    chat.page.get_by_role("link", name="Treatments").click()
    expect(chat.launcher).to_be_visible()


def ended(chat: Chat, _gateway: Gateway) -> None:
    chat.start()
    chat.choose("End chat")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    expect(chat.button("Start a new chat")).to_be_visible()


STATES: dict[str, Reach] = {
    "first-screen": first_screen,
    "greeting": greeted,
    "badge": launcher_with_badge,
    "menu": menu,
    "question": question,
    "sources": sources,
    "comparison": answered("comparison", "A peel uses acid"),
    "steps": answered("steps", "From first talk"),
    "facts": answered("facts", "The main kinds"),
    "figure": answered("figure", "The layers of your skin"),
    "emergency": answered("cannot breathe", "This may be an emergency"),
    "urgent": answered("hot cheek", "This needs a doctor"),
    "crisis": answered("crisis", "Samaritans"),
    "contact-form": contact_form,
    "keyboards": answered("book", "How can the team reach you?"),
    "date": answered("when", "Which days"),
    "offline": offline,
    "refused": refused,
    "writing": writing,
    "ended": ended,
    "new-messages": new_messages,
    "rated": rated,
    "contact-sent": contact_sent,
    "deleted": deleted,
    "team": with_the_team,
    "unreachable": unreachable,
    "demo-home": demo_home,
    "demo-treatments": demo_treatments,
}
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1200, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(
    visits: Visits, gateway: Gateway, axe: str, state: str, scheme: Literal["light", "dark"]
) -> None:
    visits.expected = ("ERR_INTERNET_DISCONNECTED", "Failed to load", "WebSocket")
    size = "phone" if scheme == "dark" else "desktop"
    context = visits.context(color_scheme=scheme, reduced_motion="reduce", **SIZES[size])
    context.add_init_script(axe)
    chat = Chat(visits.page(context))
    STATES[state](chat, gateway)
    violations, passed = chat.page.evaluate(RUN, TAGS)
    assert violations == []
    assert passed > 10
    assert chat.page.evaluate(SMALL) == []


def test_a_screen_reader_meets_a_named_dialog_with_its_parts(visit: Opens) -> None:
    chat = visit().start()
    chat.ask("cannot breathe", "This may be an emergency")
    expect(chat.dialog).to_match_aria_snapshot("""
      - dialog "Larkspur Skin Clinic assistant":
        - heading "Larkspur Skin Clinic assistant" [level=2]
        - paragraph: A computer program, not a person
        - button "Menu"
        - button "Close chat"
        - log "Conversation":
          - list:
            - listitem
            - listitem
            - listitem:
              - heading "Emergency" [level=3]
              - link "Call 999 now"
              - group "Suggested replies":
                - button "I have help, or it is over"
        - textbox "Write a message"
        - button "Send"
    """)


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_on_a_narrow_or_zoomed_page(visit: Opens, width: int) -> None:
    # 640 by 360 is a 1280 by 720 screen at 200 %, 320 by 256 one at 400 %.
    height = {320: 256, 640: 360}[width]
    chat = visit(viewport={"width": width, "height": height}).start()
    for said, words in [("comparison", "A peel"), ("cannot breathe", "Do not drive")]:
        chat.ask(said, words)
        wide = "one => one.scrollWidth - one.clientWidth"
        assert chat.log.evaluate(wide) == 0
    for one in (chat.button("Menu"), chat.button("Close chat"), chat.field, chat.button("Send")):
        expect(one).to_be_in_viewport(ratio=1)
    assert chat.log.bounding_box()["height"] > 100  # type: ignore[index]


def test_wider_spacing_of_text_cuts_nothing_off(visit: Opens) -> None:
    chat = visit().start()
    spread = """() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.panel { line-height: 1.5 !important; letter-spacing: .12em !important;'
        + ' word-spacing: .16em !important; } p { margin-bottom: 2em !important; }');
      document.querySelector('mesoguide-chat').shadowRoot.adoptedStyleSheets.push(sheet);
    }"""
    chat.page.evaluate(spread)  # WCAG 1.4.12
    assert chat.log.evaluate("one => one.scrollWidth - one.clientWidth") == 0


def test_nothing_moves_for_those_who_want_less_motion(visit: Opens) -> None:
    chat = visit(reduced_motion="reduce").start()
    names = """() => [...document.querySelector('mesoguide-chat').shadowRoot.querySelectorAll('*')]
      .filter((one) => getComputedStyle(one).animationName !== 'none').length"""
    assert chat.page.evaluate(names) == 0


def test_forced_colours_leave_edges_to_see(visit: Opens) -> None:
    chat = visit(forced_colors="active").start()
    chat.ask("cannot breathe", "This may be an emergency")
    edge = "one => getComputedStyle(one).borderTopWidth"
    assert chat.log.get_by_role("link", name="Call 999 now").evaluate(edge) == "1px"
