import io
from collections.abc import Iterator

import httpx
import pytest
from rehearsal import GREETING, QUESTION, Assistant, Turn, talk
from rich.console import Console

from tools.assistant import connect
from tools.chat import OPENING, Chat, converse


def test_the_assistant_speaks_first_and_the_opening_is_unseen() -> None:
    assistant = Assistant([GREETING])
    assert talk(assistant) == ("\nI am a machine.\n\nGoodbye.\n", 0)
    assert assistant.sent == [OPENING] == ["/greet"]


def test_each_start_is_one_new_conversation() -> None:
    first, second = Assistant([GREETING], [GREETING]), Assistant([GREETING])
    talk(first, "hello")
    talk(second)
    assert len(first.senders) == len(second.senders) == 1
    assert first.senders != second.senders


def test_a_text_keeps_its_paragraphs_and_markup_and_wraps_between_words() -> None:
    text = "A **short** answer, [bold]plain[/bold].\n\nIt wraps between words."
    shown, _ = talk(Assistant([{"text": text}]), width=22)
    assert shown.startswith(
        "\nA **short** answer, \n[bold]plain[/bold].\n\nIt wraps between \nwords.\n"
    )


def test_a_number_sends_the_payload_and_shows_the_title() -> None:
    assistant = Assistant([QUESTION], [GREETING])
    shown, _ = talk(assistant, " 2 ")
    assert "blood thinners?\n  1. Yes\n  2. No\n" in shown
    assert "You: No\n" in shown
    assert "thinners" not in shown.replace("blood thinners", "")
    assert assistant.sent == [OPENING, '/inform{"thinners":"no"}']


def test_buttons_are_numbered_on_through_all_messages_of_a_turn() -> None:
    more = {"text": "Or:", "buttons": [{"title": "Something else"}]}
    assistant = Assistant([QUESTION, more], [GREETING])
    shown, _ = talk(assistant, "3")
    assert "  3. Something else\n" in shown
    # A button without a payload sends its title, as Rasa's own channels do.
    assert assistant.sent[1] == "Something else"


@pytest.mark.parametrize("line", ["0", "3", "02", "²", "9" * 5000, "2 weeks ago"])
def test_what_is_no_choice_is_sent_as_typed(line: str) -> None:
    assistant = Assistant([QUESTION], [GREETING])
    talk(assistant, line)
    assert assistant.sent[1] == line


@pytest.mark.parametrize("next_turn", [[GREETING], []])
def test_a_number_means_itself_once_the_choices_are_gone(next_turn: Turn) -> None:
    assistant = Assistant([QUESTION], next_turn, [GREETING])
    talk(assistant, "1", "1")
    assert assistant.sent[2] == "1"


@pytest.mark.parametrize("buttons", ["Yes", [None, "Yes", 3, {}], {"title": "Yes"}])
def test_malformed_buttons_do_not_end_the_chat(buttons: object) -> None:
    assert talk(Assistant([{"text": "Well?", "buttons": buttons}]))[1] == 0


def test_cards_pictures_and_texts_are_shown_in_order() -> None:
    card = {"card": "facts", "title": "Short", "facts": [{"label": "Visits", "value": 4}]}
    shown, _ = talk(Assistant([GREETING, {"custom": card}, {"image": "http://a/b.png"}]))
    assert "machine.\n\nShort\nVisits: 4\n\nhttp://a/b.png\n" in shown


def test_a_comparison_follows_the_width_of_the_terminal() -> None:
    rows = [{"label": "Pain", "values": ["some", "none"]}]
    message = {"custom": {"card": "comparison", "columns": ["Needle", "Cream"], "rows": rows}}
    assert "  Needle: some\n  Cream: none\n" in talk(Assistant([message]), width=40)[0]
    assert "Needle: some" not in talk(Assistant([message]), width=100)[0]


def test_a_message_is_shown_before_the_next_one_is_made() -> None:
    seen_by_then: list[str] = []
    console = Console(file=io.StringIO(), width=80)

    def making() -> Iterator[bytes]:
        yield b'{"text": "one"}\n'
        assert isinstance(console.file, io.StringIO)
        seen_by_then.append(console.file.getvalue())
        yield b'{"text": "two"}\n'

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=making()))
    with connect("http://rasa", transport) as client:
        converse(Chat(client, console, True), lambda: "quit")
    assert seen_by_then == ["\none\n"]


def test_silence_is_said() -> None:
    assert "(no answer)" in talk(Assistant([]))[0]


@pytest.mark.parametrize("line", ["quit", "exit", " EXIT "])
def test_leaving_by_word(line: str) -> None:
    assistant = Assistant([GREETING])
    shown, status = talk(assistant, line, "never sent")
    assert (shown[-9:], status, assistant.sent) == ("Goodbye.\n", 0, [OPENING])


@pytest.mark.parametrize("ending", [EOFError, KeyboardInterrupt])
def test_leaving_by_key(ending: type[BaseException]) -> None:
    shown, status = talk(Assistant([GREETING]), ending=ending)
    assert (shown[-9:], status) == ("Goodbye.\n", 0)


def test_leaving_while_waiting_for_an_answer() -> None:
    def interrupted(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    assert talk(interrupted) == ("\nGoodbye.\n", 0)


def test_an_empty_line_sends_nothing() -> None:
    assistant = Assistant([GREETING])
    talk(assistant, "", "   ")
    assert assistant.sent == [OPENING]
