from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from telling import CLINIC

from clinic.notify.courier import channels_for
from clinic.notify.files import EmailFiles, WebhookFiles
from clinic.notify.smtp import Smtp
from clinic.notify.webhook import Webhook
from clinic.runtime import Runtime
from clinic.settings import SettingsError


@pytest.fixture
def chosen(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def choose(**settings: Any) -> dict[str, Any]:
        runtime = Runtime(outbox_dir=tmp_path, **settings)
        return dict(channels_for(runtime, CLINIC, httpx.AsyncClient()))

    return choose


def test_without_accounts_messages_become_files(chosen: Callable[..., dict[str, Any]]) -> None:
    channels = chosen()
    assert isinstance(channels["email"], EmailFiles)
    assert isinstance(channels["webhook"], WebhookFiles)
    assert channels["email"].letters.recipient == CLINIC.email


def test_with_accounts_messages_are_sent(chosen: Callable[..., dict[str, Any]]) -> None:
    channels = chosen(
        smtp_url="smtps://mail.example.com",
        webhook_url="https://hooks.example.com/x",
        webhook_secret="s" * 32,
        reception_email="desk@example.com",
    )
    assert isinstance(channels["email"], Smtp)
    assert isinstance(channels["webhook"], Webhook)
    assert channels["email"].letters.recipient == "desk@example.com"


def test_an_address_that_would_show_personal_data_stops_the_start(
    chosen: Callable[..., dict[str, Any]],
) -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_URL must begin with https"):
        chosen(webhook_url="http://hooks.example.com/x", webhook_secret="s" * 32)
