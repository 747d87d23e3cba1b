"""The listener that only this machine reaches: is it alive, can it work, how does it do."""

from __future__ import annotations

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clinic.store.database import Database
from web.gateway.rasa import Rasa
from web.metrics import Metrics


def internal(database: Database, rasa: Rasa, metrics: Metrics) -> Starlette:
    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        """Ready without Rasa too: visitors then get honest words and the contact form."""
        stored = await database.is_usable()
        state = {
            "database": "ok" if stored else "down",
            "assistant": "ok" if await rasa.answers() else "down",
        }
        return JSONResponse(state, 200 if stored else 503)

    async def numbers(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", numbers),
        ]
    )
