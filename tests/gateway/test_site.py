"""Holds what is served as it stands in the project: scripts, drawings, the demo site."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from clinic.settings import Clinic, Opening
from gateway.conftest import CLINIC, ROOT
from web.pages.demo import demo, hours, one_of

SCRIPTS = ("widget.js", "static/chat/room.js", "static/chat/styles/theme.js")
DRAWINGS = sorted((ROOT / "data/figures").glob("*.svg"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.stem)
async def test_every_drawing_that_a_card_may_name_is_served(
    http: httpx.AsyncClient, drawing: Path
) -> None:
    answer = await http.get(f"/static/figures/{drawing.name}", headers={"Origin": "https://a.org"})
    assert answer.status_code == 200
    assert answer.content == drawing.read_bytes()
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    away = await http.get("/static/figures/../topics.yml")
    assert away.status_code == 404


@pytest.mark.parametrize("path", SCRIPTS)
async def test_a_script_is_served_without_what_only_its_readers_need(
    http: httpx.AsyncClient, path: str
) -> None:
    source = (ROOT / "web" / "static" / path.removeprefix("static/")).read_text("utf-8")
    answer = await http.get(f"/{path}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert len(answer.text) < len(source)
    assert not re.search(r"^\s*(/\*\*|//|\n)", answer.text, re.MULTILINE)
    again = await http.get(f"/{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


# The demo site


async def read(clinic: Clinic, path: str) -> str:
    """A page of the demo site as words, for this clinic."""
    app = Starlette(routes=demo(ROOT / "web/demo", clinic))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://clinic") as http:
        answer = await http.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_the_demo_site_says_the_clinics_own_facts() -> None:
    other = CLINIC.model_copy(
        update={
            "name": "Bay <i>Clinic</i>", "phone": "+353 (1) 234 567", "address": "1 Bay Road",
            "email": "hi@bay.example", "emergency_number": "112", "prices": {"A talk": "€55"},
            "payment": ["cash"], "hours": {"sunday": [opening("10:00", "12:00")]},
        }
    )  # fmt: skip
    home, treatments = await read(other, "/"), await read(other, "/treatments.html")
    for fact in ("Bay &lt;i&gt;Clinic", "1 Bay Road", "call 112", "hi@bay.example"):
        assert fact in home
    assert 'href="tel:+3531234567">Call +353 (1) 234 567</a>' in home
    assert re.search(r"Sunday</th><td>10:00 to 12:00<", home)
    assert re.search(r"A talk</th><td>€55<", treatments)
    assert "by cash." in treatments
    for fact in (CLINIC.name, CLINIC.phone, CLINIC.address, CLINIC.email, CLINIC.emergency_number):
        assert fact not in home + treatments
    for price in CLINIC.prices.values():
        assert price not in treatments


async def test_what_the_clinic_leaves_out_is_not_missed_on_the_demo_site() -> None:
    bare = CLINIC.model_copy(update={"prices": {}, "payment": []})
    treatments = await read(bare, "/treatments.html")
    assert f"Reception tells you: {CLINIC.phone}" in treatments
    assert "You can pay" not in treatments


async def test_no_template_is_served_as_it_is_written(http: httpx.AsyncClient) -> None:
    for path in ("/", "/index.html", "/treatments.html"):
        assert "{{" not in (await http.get(path)).text


def opening(start: str, end: str) -> Opening:
    return Opening(start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end))


def test_days_with_the_same_hours_stand_in_one_line() -> None:
    assert hours(CLINIC) == [
        ("Monday, Tuesday, Thursday", "09:00 to 18:00"),
        ("Wednesday", "11:00 to 20:00"),
        ("Friday", "09:00 to 17:00"),
        ("Saturday", "10:00 to 14:00"),
        ("Sunday", "closed"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["cash"], "cash"), (["card", "cash", "cheque"], "card, cash or cheque")],
)
def test_choices_are_said_with_or(words: list[str], said: str) -> None:
    assert one_of(words) == said
