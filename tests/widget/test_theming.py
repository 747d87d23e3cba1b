"""Attributes, languages, directions, and strict host pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from visits import Opens

# Luminance and contrast as WCAG 2.2 defines them, of colours as the browser paints them.
CONTRAST = """([text, back]) => {
  const paint = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [paint(text), paint(back)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}"""
COLOURS = """(one) => {
  const { color, backgroundColor } = getComputedStyle(one);
  return [color, backgroundColor];
}"""
TINTS = ["#ffeb3b", "#00e5ff", "#d500f9", "#0000ff", "#ff0000", "#767676", "white", "black"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", TINTS)
def test_words_are_legible_on_and_in_any_colour(visit: Opens, colour: str, scheme: str) -> None:
    chat = visit(f"/host?color={colour.replace('#', '%23')}", color_scheme=scheme)
    assert chat.page.evaluate(CONTRAST, chat.launcher.evaluate(COLOURS)) >= 4.5
    chat.start()
    assert chat.page.evaluate(CONTRAST, chat.button("Send").evaluate(COLOURS)) >= 4.5
    assert chat.page.evaluate(CONTRAST, chat.button("Side effects").evaluate(COLOURS)) >= 4.5


def test_the_attributes_decide_place_title_and_greeting(visit: Opens) -> None:
    chat = visit("/host?side=left&corner=top&title=Ask%20us&greeting=Good%20day")
    box = chat.launcher.bounding_box()
    assert box is not None
    assert (box["x"], box["y"]) == (20, 20)
    chat.open()
    expect(chat.dialog).to_have_accessible_name("Ask us")
    expect(chat.dialog.get_by_role("heading", name="Good day")).to_be_visible()
    assert chat.dialog.bounding_box()["x"] == 20  # type: ignore[index]


def test_a_site_may_decide_for_light_or_dark(visit: Opens) -> None:
    chat = visit("/host?scheme=light", color_scheme="dark").open()
    back = "one => getComputedStyle(one).backgroundColor"
    assert chat.dialog.evaluate(back) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("path", ["/host?lang=es-MX", "/host?lang=de&language=es"])
def test_the_interface_speaks_spanish(visit: Opens, path: str) -> None:
    chat = visit(path, locale="es-ES")
    expect(chat.launcher).to_have_accessible_name("Abrir el chat")
    chat.start()
    expect(chat.dialog).to_have_attribute("lang", "es")
    expect(chat.page.get_by_role("button", name="Cerrar el chat")).to_be_visible()
    expect(chat.log.get_by_text(re.compile("^Hello"))).to_be_visible()


def test_an_unknown_language_is_english(visit: Opens) -> None:
    chat = visit("/host?lang=tlh").open()
    expect(chat.button("Start chat")).to_be_visible()


def test_right_to_left_turns_everything_round(visit: Opens) -> None:
    chat = visit("/host?direction=rtl").start()
    chat.ask("hello")
    close, menu = chat.button("Close chat").bounding_box(), chat.button("Menu").bounding_box()
    send, field = chat.button("Send").bounding_box(), chat.field.bounding_box()
    assert close
    assert menu
    assert send
    assert field
    assert close["x"] < menu["x"]
    assert send["x"] < field["x"]


def test_a_right_to_left_answer_stands_right_to_left(visit: Opens) -> None:
    chat = visit().start()
    chat.say("أتحدث العربية")
    words = chat.log.get_by_text("أتحدث العربية", exact=True)
    expect(words).to_have_css("direction", "rtl")


def test_it_works_on_another_site_with_a_strict_policy(visit: Opens) -> None:
    # The page is on 127.0.0.1, the chat on localhost: another site to the browser.
    chat = visit("/host?strict=1&color=%23663399").start()
    chat.ask("figure", "The layers of your skin")
    image = chat.page.get_by_role("img", name=re.compile("^Epidermis"))
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("one => one.naturalWidth") > 0
    colour = chat.button("Send").evaluate(COLOURS)[1]
    assert colour == "rgb(102, 51, 153)"
    with chat.page.expect_download():
        chat.choose("Download my chat")


def test_the_host_page_cannot_restyle_it_by_accident(visit: Opens) -> None:
    chat = visit("/host")
    chat.page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`* { box-sizing: content-box; letter-spacing: 9px; }
        html { font-size: 40px; direction: rtl; } button { display: none !important; }`);
      document.adoptedStyleSheets.push(sheet);
    }""")
    chat.start()
    shown = """(one) => {
      const { fontSize, letterSpacing, direction } = getComputedStyle(one);
      return [fontSize, letterSpacing, direction];
    }"""
    assert chat.field.evaluate(shown) == ["16px", "normal", "ltr"]
