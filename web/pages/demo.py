"""The demo site: a plausible clinic's pages, filled with the facts of `clinic.yml`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route

from clinic.opening import week
from clinic.settings import Clinic, Opening
from web.pages.files import ASK_AGAIN, Files


def demo(folder: Path, clinic: Clinic) -> list[BaseRoute]:
    """The routes of the site: its pages, and the files beside them."""
    loader = FileSystemLoader(folder)
    templates = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    templates.filters["tel"] = lambda phone: re.sub(r"[^+\d]", "", phone)
    facts = {"clinic": clinic, "hours": hours(clinic), "payment": one_of(clinic.payment)}
    routes: list[BaseRoute] = []
    for name in sorted(file.name for file in folder.glob("*.html")):
        page = _page(templates.get_template(name).render(facts))
        routes.append(Route(f"/{name}", page))
        if name == "index.html":
            routes.append(Route("/", page))
    return [*routes, Mount("/", Files(directory=folder))]


def hours(clinic: Clinic) -> list[tuple[str, str]]:
    """Days that have the same hours in one line, in the order of the week."""
    spans = [(day.capitalize(), _span(openings)) for day, openings in week(clinic)]
    lines: list[tuple[list[str], str]] = []
    for span, days in groupby(spans, key=lambda line: line[1]):
        names = [day for day, _ in days]
        same = next((known for known, other in lines if other == span), None)
        if same is None:
            lines.append((names, span))
        else:
            same += names
    return [(", ".join(days), span) for days, span in lines]


def one_of(words: list[str]) -> str:
    """Return them as "card, cash or bank transfer"."""
    *others, last = words or [""]
    return f"{', '.join(others)} or {last}" if others else last


def _span(openings: list[Opening]) -> str:
    return ", ".join(f"{one.start:%H:%M} to {one.end:%H:%M}" for one in openings) or "closed"


def _page(html: str) -> Callable[[Request], Awaitable[HTMLResponse]]:
    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"Cache-Control": ASK_AGAIN})

    return page
