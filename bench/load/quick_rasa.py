"""A scripted Rasa: takes as long as it is told to each message, and never gets tired.

Run as `python -m bench.load.quick_rasa PORT`. With it, what a run shows is the gateway alone.
"""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

SECONDS = 0.05
# As long as the assistant's longest answers are.
SAID = {
    "response": "utter_faq/of_the_load_run",
    "text": "A short, plain answer of as many words as an answer may have. " * 7,
    "buttons": [{"title": "Ask something else", "payload": "/ask_else"}],
    "card": None,
    "sources": ["mhra"],
    "reviewed": "2026-01-01",
    "kind": None,
}


async def status(_request: Request) -> Response:
    return PlainTextResponse("Hello")


async def message(request: Request) -> Response:
    await request.json()
    await asyncio.sleep(SECONDS)
    return JSONResponse({"messages": [SAID]})


def main(port: int) -> None:
    routes = [
        Route("/status", status),
        Route("/webhooks/gateway/message", message, methods=["POST"]),
    ]
    uvicorn.run(Starlette(routes=routes), port=port, log_level="error", lifespan="off")


if __name__ == "__main__":
    main(int(sys.argv[1]))
