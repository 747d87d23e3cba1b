"""A public widget for Rasa, unchanged, talks to the assistant through our gateway."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.host import Host
from missing import missing
from servers import Servers
from visits import ROOT, Visits

LIBRARY = ROOT / "web/node_modules/rasa-webchat/lib/index.js"
PAGE = """<!doctype html><html lang="en"><title>Rasa's widget</title><h1>A page</h1>
<script src="/rasa-webchat.js"></script>
<script>
  WebChat.default({{
    initPayload: "/greet", socketUrl: "{site}", socketPath: "/socket.io/", title: "Ask us",
    customMessageDelay: () => 0,
  }}, null);
</script>"""


def open_page(visits: Visits, host: Host, servers: Servers) -> Page:
    if not LIBRARY.exists():
        missing("rasa-webchat is not installed: npm ci --prefix web")
    script = LIBRARY.read_text(encoding="utf-8")
    host.add("/rasa-webchat.js", script, Content_Type="text/javascript; charset=utf-8")
    address = host.add("/rasa-webchat", PAGE.format(site=servers.site))
    # It asks for a font of a third party; our own widget never does.
    context = visits.context()
    context.route("https://fonts.googleapis.com/**", lambda route: route.abort())
    visits.hosts.append("fonts.googleapis.com")
    visits.expected = ("ERR_FAILED",)
    return visits.page(context, address)


def test_a_question_is_answered_and_a_reload_keeps_the_session(
    visits: Visits, host: Host, servers: Servers
) -> None:
    page = open_page(visits, host, servers)
    page.locator(".rw-launcher").click()
    messages = page.locator(".rw-messages-container")
    expect(messages).to_contain_text("What would you like to know?")
    field = page.get_by_role("textbox")
    field.fill("does it hurt")
    field.press("Enter")
    expect(messages).to_contain_text("it can hurt a bit")
    page.get_by_text("What happens in a session").click()
    expect(messages).to_contain_text("Injections: You feel many small pricks.")
    page.reload()
    expect(messages).to_contain_text("Injections: You feel many small pricks.")
    field.fill("how much does it cost")
    field.press("Enter")
    expect(messages).to_contain_text("Consultation: £40")
