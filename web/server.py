"""`python -m web.server`: the only process that strangers reach, and a listener for us."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from clinic import log as logging
from clinic.runtime import read_runtime
from clinic.settings import SettingsError, read_clinic
from web.app import create_app
from web.guard import HEADER_BYTES, PACKET_BYTES
from web.settings import Settings, read_settings

log = structlog.get_logger()

CLOSING_SECONDS = 3


class Server(uvicorn.Server):
    """Leaves signals to us: two servers stop together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server_for(app: ASGIApp, proxies: str = "") -> Server:
    """A server that writes no log of addresses and names no software."""
    return Server(
        uvicorn.Config(
            app,
            lifespan="off",
            http="h11",  # its limit on headers can be set
            ws="wsproto",  # it answers a handshake that it cannot read; websockets waits for ever
            ws_per_message_deflate=False,  # a small packet must not become a large one
            ws_max_size=PACKET_BYTES,
            h11_max_incomplete_event_size=HEADER_BYTES,
            timeout_graceful_shutdown=CLOSING_SECONDS,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            server_header=False,
            access_log=False,
            log_config=None,
        )
    )


def listen(host: str, port: int, name: str) -> socket.socket:
    """Take a port.

    Raises:
        SettingsError: it cannot be taken; the text names the setting.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(
            f"{host}:{port} cannot be used: {reason}. Choose another: {name}"
        ) from None


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        SettingsError: something is missing or wrong, or a port is taken.
    """
    clinic = read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))
    with (
        listen(settings.web_host, settings.web_port, "WEB_PORT") as public,
        listen("127.0.0.1", settings.web_internal_port, "WEB_INTERNAL_PORT") as near,
    ):
        async with create_app(settings, read_runtime(), clinic) as app:
            servers = (
                (server_for(app.public, settings.web_proxies), public),
                (server_for(app.internal), near),
            )

            def stop() -> None:
                for server, _ in servers:
                    server.should_exit = True

            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, stop)
            # To look through all that the start made takes a tenth of a second: not again.
            gc.collect()
            gc.freeze()
            log.info("web_started", port=public.getsockname()[1], internal=near.getsockname()[1])
            await asyncio.gather(*(server.serve(sockets=[taken]) for server, taken in servers))
    log.info("web_stopped")


def main() -> int:
    os.umask(0o077)
    logging.configure()
    try:
        uvloop.run(serve(read_settings()))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
