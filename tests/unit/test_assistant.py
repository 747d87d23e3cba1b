import json
from collections.abc import Callable, Iterable, Iterator

import httpx
import pytest

from tools.assistant import (
    BROKEN_OFF,
    NOT_RUNNING,
    TOO_LONG,
    UNREADABLE,
    AskError,
    Message,
    NotRunningError,
    ask,
    connect,
)

Handler = Callable[[httpx.Request], httpx.Response]


def heard(handler: Handler, message: str = "hello") -> list[Message]:
    with connect("http://rasa", httpx.MockTransport(handler)) as client:
        return list(ask(client, "visitor", message))


def answering(chunks: Iterable[bytes]) -> Handler:
    return lambda _request: httpx.Response(200, content=iter(chunks))


def failing(error: type[httpx.RequestError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("raw words of a library", request=request)

    return handler


def test_the_message_is_posted_to_the_streaming_rest_channel() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    heard(handler, "does it hurt?")
    assert seen[0].method == "POST"
    assert str(seen[0].url) == "http://rasa/webhooks/rest/webhook?stream=true"
    assert seen[0].headers["content-type"] == "application/json"
    assert json.loads(seen[0].content) == {"sender": "visitor", "message": "does it hurt?"}


def test_a_path_in_the_address_is_kept() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200)

    with connect("http://clinic/rasa/", httpx.MockTransport(handler)) as client:
        list(ask(client, "visitor", "hello"))
    assert seen == ["/rasa/webhooks/rest/webhook"]


def test_a_message_with_a_lone_surrogate_can_be_sent() -> None:
    assert heard(answering([]), "\ud800") == []


@pytest.mark.parametrize(
    "chunks",
    [
        [b'{"text": "one"}\n{"text": "two"}\n'],
        [b'{"te', b'xt": "one"}', b'\n{"text": "two"}\n'],
        [b'{"text": "one"}\r\n\r\n', b'{"text": "two"}'],
        [b'[{"text": "one"}, {"text": "two"}]'],
    ],
    ids=["whole lines", "cut anywhere", "blank lines and no last break", "a list"],
)
def test_messages_are_read_however_they_are_cut(chunks: list[bytes]) -> None:
    assert heard(answering(chunks)) == [{"text": "one"}, {"text": "two"}]


def test_other_line_separators_inside_a_text_do_not_cut_it() -> None:
    text = "café\u2028next\x85line"
    line = json.dumps({"text": text}, ensure_ascii=False).encode()
    cut_inside_a_letter = line.index("é".encode()) + 1
    chunks = [line[:cut_inside_a_letter], line[cut_inside_a_letter:]]
    assert heard(answering(chunks)) == [{"text": text}]


def test_a_message_is_handed_on_before_the_next_one_is_made() -> None:
    made: list[str] = []

    def making() -> Iterator[bytes]:
        for name in ("one", "two"):
            made.append(name)
            yield b'{"text": "%s"}\n' % name.encode()

    with connect("http://rasa", httpx.MockTransport(answering(making()))) as client:
        replies = ask(client, "visitor", "hello")
        assert next(replies) == {"text": "one"}
        assert made == ["one"]
        assert list(replies) == [{"text": "two"}]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (httpx.ConnectError, NOT_RUNNING),
        (httpx.ReadTimeout, TOO_LONG),
        (httpx.ConnectTimeout, TOO_LONG),
        (httpx.RemoteProtocolError, BROKEN_OFF),
        (httpx.ReadError, BROKEN_OFF),
    ],
)
def test_a_failed_call_is_one_kind_line(error: type[httpx.RequestError], line: str) -> None:
    with pytest.raises(AskError) as caught:
        heard(failing(error))
    assert str(caught.value) == line
    assert isinstance(caught.value, NotRunningError) == (line == NOT_RUNNING)


def test_a_connection_lost_in_the_middle_keeps_what_was_said() -> None:
    def breaking() -> Iterator[bytes]:
        yield b'{"text": "one"}\n'
        raise httpx.RemoteProtocolError("peer closed connection")

    with connect("http://rasa", httpx.MockTransport(answering(breaking()))) as client:
        replies = ask(client, "visitor", "hello")
        assert next(replies) == {"text": "one"}
        with pytest.raises(AskError, match="broke off"):
            next(replies)


@pytest.mark.parametrize("status", [204, 302, 401, 404, 500, 503])
def test_any_other_status_than_200_is_a_problem(status: int) -> None:
    with pytest.raises(AskError, match=rf"had a problem \({status}\)\.") as caught:
        heard(lambda _request: httpx.Response(status, text="secret traceback"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [b"<html>", b'{"text": ', b'"text"', b"3", b"[1]", b"\xff\xfe\xff", b"[" * 100_000],
    ids=["markup", "cut off", "a string", "a number", "list of numbers", "no utf-8", "nested"],
)
def test_an_answer_that_is_not_messages_is_unreadable(body: bytes) -> None:
    with pytest.raises(AskError) as caught:
        heard(answering([body]))
    assert str(caught.value) == UNREADABLE


def test_the_client_waits_twenty_seconds_and_takes_no_proxy_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    with connect("http://127.0.0.1:5005") as client:
        assert client.timeout == httpx.Timeout(20)
        assert not client.trust_env
