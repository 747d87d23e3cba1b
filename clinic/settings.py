"""Reads `clinic.yml`, the one file that a clinic edits."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import holidays
import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Text = Annotated[str, Field(min_length=1, max_length=300)]
Phone = Annotated[str, Field(pattern=r"^[+0-9][0-9 ()./-]*$", max_length=30)]


class SettingsError(ValueError):
    """`clinic.yml` cannot be used; the text is one line with file, line and mend."""


class _Loader(yaml.SafeLoader):
    """Leaves dates to pydantic: YAML's own error for 30 February names no line."""


def _as_written(_loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(node.value)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CrisisLine(_Section):
    name: Text
    phone: Phone


class Directions(_Section):
    transport: Text | None = None
    parking: Text | None = None
    access: Text | None = None


Origin = Annotated[
    str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$", max_length=300)
]  # a site as browsers name it: no path, no slash at the end
Days = Annotated[int, Field(ge=1, le=3650)]


class KeepDays(_Section):
    """How many days each kind of personal data is kept after it was last used."""

    conversations: Days = 30
    screenings: Days = 180
    leads: Days = 365
    sent_messages: Days = 30


class Opening(_Section):
    """One stretch of opening, in the clinic's own time."""

    start: dt.time
    end: dt.time


def _opening(value: Any) -> Any:
    """Read "09:00-18:00"."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*", value)
    if match is None:
        raise ValueError('write opening hours like "09:00-18:00"')
    try:
        start, end = (dt.time.fromisoformat(part.zfill(5)) for part in match.groups())
    except ValueError:
        raise ValueError(f"{value!r} is not a time of day") from None
    if start >= end:
        raise ValueError(f"{value!r} ends before it starts")
    return {"start": start, "end": end}


Openings = list[Annotated[Opening, BeforeValidator(_opening)]]


class Clinic(_Section):
    """Everything that the assistant knows about the clinic."""

    name: Text
    phone: Phone
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    address: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    region: Text | None = None
    timezone: Text
    emergency_number: Annotated[str, Field(pattern=r"^\d{2,6}$")]
    website: Annotated[str, Field(pattern=r"^https?://\S+$")]
    privacy_page: Annotated[str, Field(pattern=r"^https?://\S+$")]
    sites: list[Origin] = Field(default_factory=list)
    crisis_line: CrisisLine
    directions: Directions = Directions()
    hours: dict[str, Openings]
    closed_on_public_holidays: bool = True
    closed: dict[dt.date, Text] = Field(default_factory=dict)
    prices: dict[Text, Text] = Field(default_factory=dict)
    payment: list[Text] = Field(default_factory=list)
    keep_days: KeepDays = KeepDays()

    @field_validator("hours")
    @classmethod
    def _known_days(cls, hours: dict[str, Openings]) -> dict[str, Openings]:
        for day in hours:
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is not a weekday; write one of {', '.join(WEEKDAYS)}")
        if not any(hours.values()):
            raise ValueError("the clinic is open on no day")
        return hours

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, timezone: str) -> str:
        if timezone not in available_timezones():
            raise ValueError(f"{timezone!r} is not a time zone; write one like Europe/London")
        return timezone

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        if country not in holidays.list_supported_countries():
            raise ValueError(f"the public holidays of {country!r} are not known")
        return country

    @field_validator("region")
    @classmethod
    def _known_region(cls, region: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")
        if region is None or country is None:
            return region
        try:
            holidays.country_holidays(country, subdiv=region)
        except NotImplementedError:
            known = ", ".join(holidays.list_supported_countries()[country])
            mend = f"write one of {known}" if known else "leave it out"
            raise ValueError(f"{region!r} is not a region of {country}; {mend}") from None
        return region

    @property
    def origins(self) -> frozenset[str]:
        """The sites that may show the chat: the clinic's own and those listed."""
        own = urlsplit(self.website)
        return frozenset(site.lower() for site in (f"{own.scheme}://{own.netloc}", *self.sites))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_clinic(path: Path) -> Clinic:
    """Read and check the clinic's file.

    Raises:
        SettingsError: it is missing or wrong; the text names file, line and mend.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}:{line}: not UTF-8; save the file with that encoding") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SettingsError(f"{path}:{line}: a character that cannot be used") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{path}:{line}: {error.problem}") from None
    if not isinstance(content, dict):
        raise SettingsError(f"{path}:1: write the clinic's details as `name: value` lines")
    try:
        return Clinic.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"]]
        line = _line_of(text, place)
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{path}:{line}: {'.'.join(place)}: {message}") from None


def _line_of(text: str, place: list[str]) -> int:
    """Return the line of a setting, or of the nearest one above it."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == part]
            if not found:
                return line
            key, node = found[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and part.isdigit():
            node = node.value[int(part)]
            line = node.start_mark.line + 1
    return line
