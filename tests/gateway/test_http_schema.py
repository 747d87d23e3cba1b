"""Holds the addresses over HTTP to their description, whatever is sent to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import Route

from gateway.conftest import CLINIC, Site
from gateway.widget import Widget
from web.pages import routes
from web.words import Words

FILE = Path(__file__).resolve().parents[2] / "web/openapi.yml"
SCHEMA = schemathesis.openapi.from_path(FILE)


def described(found: Any) -> Any:
    """Unwrap an address; a description that cannot be read fails here."""
    return found.ok()


OPERATIONS = {
    operation.label: operation for operation in map(described, SCHEMA.get_all_operations())
}
# What takes nothing cannot be sent anything wrong.
SENT = [
    (label, mode)
    for label, operation in OPERATIONS.items()
    for mode in GenerationMode
    if mode == GenerationMode.POSITIVE or operation.body
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TRIES = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(("label", "mode"), SENT)
async def test_whatever_is_sent_is_answered_as_described(
    label: str, mode: GenerationMode, site: Site, widget: Callable[..., Widget]
) -> None:
    token = (await widget().open()).token

    @TRIES
    @given(OPERATIONS[label].as_strategy(mode), strategies.booleans())
    def send(case: Case[Any], is_known: bool) -> None:
        if is_known and isinstance(case.body, dict) and "token" in case.body:
            case.body["token"] = token
        case.call_and_validate(base_url=site.url, checks=CHECKS)

    await asyncio.to_thread(send)


def test_every_address_is_described(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(routes, "DEMO", tmp_path / "nowhere")
    none: Any = None
    served = routes.pages(CLINIC, none, Words(CLINIC)).routes
    addresses = {route.path for route in served if isinstance(route, Route)}
    assert addresses == set(SCHEMA.raw_schema["paths"])
