"""Renders the words of notices from `templates/`; they hold every sentence."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from clinic.leads.wished_times import words_for


def render(template: str, **values: Any) -> str:
    """Fill a template; what a visitor wrote is inert in HTML."""
    return _environment().get_template(template).render(values).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("clinic.notify"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"phone": _phone, "moment": _moment, "wish": words_for}
    return environment


def _phone(number: str) -> str:
    """+442079460958 as "+44 20 7946 0958", which can be read aloud."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _moment(moment: dt.datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"
