import httpx
import pytest
from rehearsal import GREETING, QUESTION, Assistant, talk

from tools.assistant import NOT_RUNNING, TOO_LONG
from tools.chat import OPENING


def test_after_a_timeout_enter_sends_the_message_again() -> None:
    assistant = Assistant([QUESTION], httpx.ReadTimeout("slow"), [GREETING])
    shown, status = talk(assistant, "2", "", "")
    assert f"\n{TOO_LONG}\n" in shown
    assert assistant.sent == [OPENING, *['/inform{"thinners":"no"}'] * 2]
    assert status == 0


def test_after_a_timeout_other_words_replace_the_message_and_choices_still_hold() -> None:
    assistant = Assistant([QUESTION], httpx.ReadTimeout("slow"), [GREETING])
    talk(assistant, "what?", "1", "")
    assert assistant.sent == [OPENING, "what?", '/inform{"thinners":"yes"}']


@pytest.mark.parametrize("failure", [httpx.Response(500), httpx.Response(200, text="<html>")])
def test_a_failed_turn_is_one_line_and_the_chat_goes_on(failure: httpx.Response) -> None:
    shown, status = talk(Assistant([GREETING], failure, [GREETING]), "hello", "again", width=20)
    assert shown.count("Press Enter to send your message again.\n") == 1
    assert shown.count("machine") == 2
    assert status == 0


def test_without_an_assistant_there_is_no_chat() -> None:
    assistant = Assistant(httpx.ConnectError("refused"))
    assert talk(assistant, "never sent", width=20) == (f"\n{NOT_RUNNING}\n", 1)
    assert assistant.sent == [OPENING]


def test_an_assistant_that_goes_away_may_come_back() -> None:
    assistant = Assistant([GREETING], httpx.ConnectError("refused"), [GREETING])
    shown, status = talk(assistant, "hello", "")
    assert NOT_RUNNING in shown
    assert assistant.sent == [OPENING, "hello", "hello"]
    assert status == 0


def test_a_script_stops_at_the_first_failure() -> None:
    assistant = Assistant([GREETING], httpx.ReadTimeout("slow"))
    _, status = talk(assistant, "hello", "never sent", is_interactive=False)
    assert assistant.sent == [OPENING, "hello"]
    assert status == 1
