"""Holds docs/handoff.md to what is sent: its snippet and its example are run."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from telling import BODY, parcel

from clinic.notify.notice import read_notice
from clinic.notify.webhook import payload, signature
from clinic.runtime import Runtime

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "handoff.md").read_text(encoding="utf-8")
SECRET = "known to two"  # noqa: S105
BYTES = payload(parcel())
Verify = Callable[..., bool]


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture(scope="module")
def is_genuine() -> Verify:
    names: dict[str, Verify] = {}
    exec(block("python"), names)  # noqa: S102 - our own page
    return names["is_genuine"]


def signed(age: int = 0) -> str:
    return signature(SECRET, BYTES, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=age))


@pytest.mark.parametrize("age", [0, 250, -250])
def test_the_snippet_accepts_what_we_send(is_genuine: Verify, age: int) -> None:
    assert is_genuine(BYTES, signed(age), SECRET)


@pytest.mark.parametrize("age", [400, -400])
def test_the_snippet_refuses_an_old_message_sent_again(is_genuine: Verify, age: int) -> None:
    assert not is_genuine(BYTES, signed(age), SECRET)


def test_the_snippet_refuses_another_body_secret_or_time(is_genuine: Verify) -> None:
    moment, mac = signed(age=60).split(",")
    later = f"t={int(moment.removeprefix('t=')) + 1}"
    assert not is_genuine(BYTES.replace(b"new", b"old"), signed(), SECRET)
    assert not is_genuine(BYTES, signed(), "another")
    assert not is_genuine(BYTES, f"{later},{mac}", SECRET)


@pytest.mark.parametrize(
    "header", ["", ",", "t=", "t=1", "v1=ab", "t=x,v1=ab", "t=²,v1=ab", "t=-1,v1=ab", "v1=é,t=1"]
)
def test_the_snippet_refuses_what_is_no_signature(is_genuine: Verify, header: str) -> None:
    assert not is_genuine(BYTES, header, SECRET)


def test_the_snippet_refuses_a_signature_that_is_no_text(is_genuine: Verify) -> None:
    moment = signed().split(",")[0]
    assert not is_genuine(BYTES, f"{moment},v1=é", SECRET)


def test_the_example_has_the_keys_that_are_sent_and_can_be_read() -> None:
    example = json.loads(block("json"))
    assert list(example) == list(BODY)
    assert example["wishes"][0].keys() == BODY["wishes"][0].keys()
    assert read_notice(example).people == ("Asha Rao",)


def test_the_settings_on_the_page_are_settings() -> None:
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))
    assert named == {"SMTP_URL", "RECEPTION_EMAIL", "WEBHOOK_URL", "WEBHOOK_SECRET", "OUTBOX_DIR"}
    assert {name.lower() for name in named} <= Runtime.model_fields.keys()
