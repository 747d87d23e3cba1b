"""The public addresses, besides Socket.IO's own. All of them stand here."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from clinic.settings import Clinic
from web.gateway.wire import MESSAGE_CHARACTERS
from web.pages.contact import Contact
from web.pages.demo import demo
from web.pages.errors import Errors, Problem
from web.pages.files import DEMO, FIGURES, STATIC, Files
from web.words import Words

SMALL = 500  # bytes that are not worth packing


def pages(clinic: Clinic, contact: Contact, words: Words) -> Starlette:
    """The application that serves them."""
    errors = Errors(words)
    return Starlette(
        routes=_routes(clinic, contact),
        middleware=[Middleware(GZipMiddleware, minimum_size=SMALL)],
        exception_handlers={
            Problem: errors.problem,
            HTTPException: errors.http,
            Exception: errors.unexpected,
        },
    )


def _routes(clinic: Clinic, contact: Contact) -> list[BaseRoute]:
    facts = _config(clinic)

    async def config(_request: Request) -> JSONResponse:
        return JSONResponse(facts, headers={"Cache-Control": "public, max-age=300"})

    routes: list[BaseRoute] = [
        Route("/chat/config.json", config),
        Route("/contact", _contact(contact)),
    ]
    if STATIC.is_dir():
        files = Files(directory=STATIC)

        async def widget(request: Request) -> Response:
            return await files.get_response("widget.js", request.scope)

        figures = Mount("/static/figures", Files(directory=FIGURES))
        routes += [Route("/widget.js", widget), figures, Mount("/static", files)]
    if DEMO.is_dir():
        routes += demo(DEMO, clinic)
    return routes


def _contact(contact: Contact) -> type[HTTPEndpoint]:
    """All methods of one address: what it does not take is refused, not asked of the demo page."""

    class ContactForm(HTTPEndpoint):
        async def post(self, request: Request) -> Response:
            return await contact.take(request)

        async def options(self, _request: Request) -> Response:
            """Answer a browser that asks whether a page may send JSON; headers say which pages."""
            allowed = {
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "content-type",
                "Access-Control-Max-Age": "600",
            }
            return Response(status_code=204, headers=allowed)

    return ContactForm


def _config(clinic: Clinic) -> dict[str, object]:
    """What the widget must know of the clinic before anybody talks."""
    return {
        "clinic": {
            "name": clinic.name,
            "phone": clinic.phone,
            "email": clinic.email,
            "emergency_number": clinic.emergency_number,
            "privacy_page": clinic.privacy_page,
            "crisis": clinic.crisis_line.model_dump(),
        },
        "limits": {"message_chars": MESSAGE_CHARACTERS},
    }
