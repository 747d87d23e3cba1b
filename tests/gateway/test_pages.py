"""Holds the addresses over HTTP: headers, files, facts, the contact form, and every error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from clinic.leads.handoff import find
from clinic.leads.lead import Kind
from clinic.runtime import Runtime
from clinic.store.database import Database
from gateway.conftest import CLINIC, contact, running
from gateway.widget import Widget
from web.pages import routes
from web.pages.contact import CONSENT_VERSION
from web.settings import Settings
from web.words import Words

Make = Callable[..., Widget]
OWN_SITE = "https://larkspur-skin.example"


@pytest.fixture
async def token(widget: Make) -> str:
    return str((await widget().open()).token)


# Headers


@pytest.mark.parametrize("path", ["/chat/config.json", "/nowhere", "/contact", "/socket.io/"])
async def test_every_answer_has_the_safe_headers(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy  # nothing from elsewhere
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


async def test_the_facts_of_the_clinic_may_be_read_by_its_sites_alone(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.get("/chat/config.json", headers={"Origin": OWN_SITE})
    assert answer.json() == {
        "clinic": {
            "name": "Larkspur Skin Clinic",
            "phone": "020 7946 0321",
            "email": "hello@larkspur-skin.example",
            "emergency_number": "999",
            "privacy_page": "https://larkspur-skin.example/privacy",
            "crisis": {"name": "Samaritans", "phone": "116 123"},
        },
        "limits": {"message_chars": 4000},
    }
    assert answer.headers["access-control-allow-origin"] == OWN_SITE
    assert "Origin" in answer.headers["vary"]
    foreign = await http.get("/chat/config.json", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/contact", 405, "not_allowed"),
        ("DELETE", "/chat/config.json", 405, "not_allowed"),
        ("POST", "/contact", 400, "malformed"),
        ("GET", "/static/../settings.py", 404, "not_found"),
        ("GET", "/static/%2e%2e/settings.py", 404, "not_found"),
    ],
)
async def test_every_error_has_one_shape(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await http.request(method, path)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], set(error)) == (code, {"code", "text"})


async def test_errors_are_said_in_the_browsers_language(http: httpx.AsyncClient) -> None:
    answer = await http.get("/nowhere", headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert answer.json()["error"]["text"] == "No hay nada en esta dirección."


# Files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A widget and a demo page of the test."""
    for name, file, text in (
        ("static", "widget.js", "let launcher = 1;\n" * 99),
        ("demo", "index.html", "<!doctype html><title>Demo</title>"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text)
        monkeypatch.setattr(routes, name.upper(), tmp_path / name)
    return tmp_path


async def test_the_widgets_files_are_for_every_site_and_asked_for_once(
    folder: Path, settings: Settings, runtime: Runtime
) -> None:
    async with (
        running(settings, runtime) as site,
        httpx.AsyncClient(base_url=site.url, trust_env=False) as http,
    ):
        for path in ("/widget.js", "/static/widget.js"):
            answer = await http.get(path, headers={"Origin": "https://evil.example"})
            assert answer.text == (folder / "static" / "widget.js").read_text()
            assert answer.headers["content-type"].startswith("text/javascript")
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
            assert answer.headers["cache-control"] == "public, no-cache"
            assert answer.headers["content-encoding"] == "gzip"
            again = {"If-None-Match": answer.headers["etag"]}
            assert (await http.get(path, headers=again)).status_code == 304
        kept = await http.get("/static/widget.js?v=abc")
        assert "immutable" in kept.headers["cache-control"]
        assert "<title>Demo" in (await http.get("/")).text
        assert (await http.get("/static/nothing.js")).json()["error"]["code"] == "not_found"


async def test_without_a_demo_page_there_is_nothing_at_the_root(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings, runtime: Runtime
) -> None:
    for name in ("STATIC", "DEMO"):
        monkeypatch.setattr(routes, name, tmp_path / "nowhere")
    async with (
        running(settings, runtime) as site,
        httpx.AsyncClient(base_url=site.url, trust_env=False) as http,
    ):
        for path in ("/", "/widget.js", "/static/chat.js"):
            assert (await http.get(path)).status_code == 404


# The contact form


async def test_a_form_becomes_a_request_once(
    http: httpx.AsyncClient, token: str, database: Database
) -> None:
    form = contact(token, note="Please ring\nafter five.", email="anne.b@example.org")
    first = await http.post("/contact", json=form, headers={"Origin": OWN_SITE})
    assert (first.status_code, set(first.json())) == (201, {"reference"})
    assert first.headers["access-control-allow-origin"] == OWN_SITE
    again = await http.post("/contact", json=form)
    assert again.json() == first.json()
    [lead] = await find(database, reference=first.json()["reference"])
    asked = lead.request
    assert asked.kind == Kind.CALLBACK
    assert asked.people == ("Anne-Marie van der Berg",)
    assert (asked.phone, asked.email) == ("+447700900123", "anne.b@example.org")
    assert asked.note == "Please ring after five."
    assert asked.consent_version == CONSENT_VERSION
    async with database.begin() as work:
        assert await work.outbox.waiting() == 2
    other = await http.post("/contact", json={**form, "client_id": "contact-0002"})
    assert other.json() != first.json()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": "  "}, {"name"}),
        ({"name": "x" * 81}, {"name"}),
        ({"phone": "07700"}, {"phone"}),
        ({"phone": None}, {"phone"}),
        ({"phone": "", "email": ""}, {"phone"}),
        ({"email": "anna at home"}, {"email"}),
        ({"note": "x" * 1001}, {"note"}),
        ({"consent": False}, {"consent"}),
        ({"name": "", "phone": "1", "consent": False}, {"name", "phone", "consent"}),
    ],
)
async def test_a_field_that_is_wrong_is_named_with_a_sentence(
    http: httpx.AsyncClient, token: str, changes: dict[str, Any], fields: set[str]
) -> None:
    answer = await http.post("/contact", json=contact(token, **changes))
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "form"
    assert set(error["fields"]) == fields
    assert all(len(text) > 10 for text in error["fields"].values())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b"[" * 9000, b'"x"', b"\xff\xfe", b'{"token": 5}',
        json.dumps({**contact("x"), "client_id": "short"}).encode(),
        json.dumps({**contact("x"), "consent": "yes"}).encode(),
        json.dumps({**contact("x"), "more": 1}).encode(),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_form_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/contact", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")


async def test_text_that_cannot_be_stored_is_taken_out_of_a_form(
    http: httpx.AsyncClient, token: str, database: Database
) -> None:
    form = contact(token, name="Bo\u202e Li\x00", note="a\ud800b <script>")
    answer = await http.post("/contact", content=json.dumps(form).encode())
    assert answer.status_code == 201
    [lead] = await find(database, reference=answer.json()["reference"])
    assert (lead.request.people, lead.request.note) == (("Bo Li",), "ab <script>")


async def test_a_form_that_is_too_large_is_not_read_to_its_end(http: httpx.AsyncClient) -> None:
    answer = await http.post("/contact", content=b"x" * 17_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_a_form_needs_a_token_of_ours_and_a_site_of_ours(
    http: httpx.AsyncClient, token: str
) -> None:
    forged = await http.post("/contact", json=contact(token[:-3] + "AAA"))
    assert (forged.status_code, forged.json()["error"]["code"]) == (401, "token")
    foreign = await http.post(
        "/contact", json=contact(token), headers={"Origin": "https://evil.example"}
    )
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_site")


async def test_a_browser_that_asks_first_is_told_which_sites_may_send(
    http: httpx.AsyncClient,
) -> None:
    asks = {"Access-Control-Request-Method": "POST"}
    ours = await http.options("/contact", headers={"Origin": OWN_SITE, **asks})
    assert ours.status_code == 204
    assert ours.headers["access-control-allow-origin"] == OWN_SITE
    assert ours.headers["access-control-allow-headers"] == "content-type"
    foreign = await http.options("/contact", headers={"Origin": "https://evil.example", **asks})
    assert "access-control-allow-origin" not in foreign.headers


async def test_the_seventh_form_of_an_hour_must_wait(http: httpx.AsyncClient, token: str) -> None:
    codes = [(await http.post("/contact", json=contact(token))).status_code for _ in range(7)]
    assert codes == [201] * 6 + [429]


async def test_a_form_that_cannot_be_stored_is_said_with_the_phone(
    http: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("disk of Anna is full")

    monkeypatch.setattr("web.pages.contact.handoff.submit", fail)
    answer = await http.post("/contact", json=contact(token))
    assert answer.status_code == 503
    assert "020 7946 0321" in answer.text
    assert "Anna" not in answer.text


async def test_an_error_of_ours_shows_nothing_of_itself(
    http: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the secret of Anna")

    monkeypatch.setattr("web.pages.contact.handoff.submit", fail)
    answer = await http.post("/contact", json=contact(token))
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "error")
    assert "Anna" not in answer.text


def test_every_sentence_is_there_in_both_languages_with_the_same_gaps() -> None:
    words = Words(CLINIC)
    for name, sentences in words.sentences.items():
        assert set(sentences) == {"en", "es"}, name
        english, spanish = (
            words.say(name, language, seconds=7, characters=9) for language in ("en", "es")
        )
        assert english != spanish
        for fact in (CLINIC.phone, " 7 ", " 9 "):
            assert (fact in english) == (fact in spanish), name
