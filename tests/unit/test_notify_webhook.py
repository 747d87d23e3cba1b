import hashlib
import hmac
import json
from collections.abc import Callable

import httpx
import pytest
from telling import BODY, NOW, Parcel

from clinic.notify.ports import NotDelivered
from clinic.notify.webhook import Webhook, check_webhook_url

URL = "https://hooks.example.com/leads"
SECRET = "a secret of the clinic's own"  # noqa: S105


async def deliver(answer: Callable[[httpx.Request], httpx.Response]) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        await Webhook(client, URL, SECRET).deliver(Parcel(channel="webhook"), NOW)


async def request_sent() -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    await deliver(answer)
    (request,) = seen
    return request


async def test_all_facts_arrive_as_json_with_the_key() -> None:
    request = await request_sent()
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Idempotency-Key"] == Parcel().key
    assert json.loads(request.content) == BODY
    assert "Nguyễn Thị Hà".encode() in request.content


async def test_the_signature_covers_the_time_and_every_byte() -> None:
    request = await request_sent()
    t, v1 = request.headers["Mesoguide-Signature"].split(",")
    moment = str(int(NOW.timestamp()))
    assert t == f"t={moment}"
    signed = moment.encode() + b"." + request.content
    assert v1 == "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_a_delivery(status: int) -> None:
    await deliver(lambda _: httpx.Response(status))


@pytest.mark.parametrize(
    ("status", "final"),
    [
        (408, False), (425, False), (429, False), (500, False), (502, False), (503, False),
        (599, False), (400, True), (401, True), (404, True), (410, True), (422, True),
        (301, True), (304, True), (308, True),
    ],
)  # fmt: skip
async def test_an_answer_decides_whether_it_is_worth_coming_again(status: int, final: bool) -> None:
    with pytest.raises(NotDelivered) as failed:
        await deliver(lambda _: httpx.Response(status))
    assert (failed.value.final, failed.value.reason) == (final, f"HTTP {status}")


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.RemoteProtocolError],
)
async def test_a_broken_network_is_tried_again(error: type[httpx.TransportError]) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error("text with https://hooks.example.com/secret-path")

    with pytest.raises(NotDelivered) as failed:
        await deliver(answer)
    assert not failed.value.final
    assert failed.value.reason == error.__name__


async def test_personal_data_does_not_follow_a_redirect() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(307, headers={"Location": "https://elsewhere.example/"})

    with pytest.raises(NotDelivered):
        await deliver(answer)
    assert seen == [URL]


@pytest.mark.parametrize(
    "url", [URL, "http://127.0.0.1:9000/x", "http://localhost/x", "http://n8n:5678/webhook/x"]
)
def test_an_encrypted_or_near_address_is_accepted(url: str) -> None:
    assert check_webhook_url(url) == url


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/x", "http://10.0.0.7/x", "ftp://n8n/x", "hooks.example.com",
            "https://", "http://", ""],
)  # fmt: skip
def test_an_address_that_would_show_personal_data_to_others_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="WEBHOOK_URL"):
        check_webhook_url(url)
