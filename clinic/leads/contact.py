"""Reads phone numbers and e-mail addresses as visitors type them.

Nothing is looked up on the network. What was rewritten or looks like a slip is marked, so that
the visitor can confirm it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat

LONGEST = 500

# Phone numbers

MOST_MISSING = 4
FEWEST_DIGITS = 5
DIGIT_WORDS = re.compile(
    r"\b(?:zero|oh?|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)\b",
    re.IGNORECASE,
)
# The letter O typed for a zero, beside a figure.
LETTER_O = re.compile(r"(?<=\d)[oO](?=[\dOo ])|\b[oO](?=\d)")


class PhoneProblem(StrEnum):
    DIGITS_IN_WORDS = "digits_in_words"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Phone:
    """A phone number, or what looks like one.

    Attributes:
        e164: "+442079460321"; empty if there is a problem.
        national: as people of the clinic's country write it, with the country if it is foreign.
        is_valid: in use as far as the numbering plan says; otherwise only the length is right.
        extension: what to dial after it; None if there is none.
        missing: how many figures are missing at least; for `PhoneProblem.TOO_SHORT`.
    """

    e164: str = ""
    national: str = ""
    is_valid: bool = False
    extension: str | None = None
    problem: PhoneProblem | None = None
    missing: int = 0

    @property
    def to_call(self) -> str:
        """The number with its extension: "+442079460321;ext=55" (RFC 3966)."""
        return f"{self.e164};ext={self.extension}" if self.extension else self.e164


def shown(number: str | None) -> str | None:
    """A number as in `Phone.to_call` with spaces, as people read it aloud."""
    if number is None:
        return None
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def read_phone(text: str, country: str) -> Phone | None:
    """The first valid number in the text, else the first possible one, else what is wrong.

    Args:
        text: what the visitor wrote.
        country: two letters; of numbers without a country's code.

    Returns:
        None if there is nothing like a phone number.
    """
    if len(text) > LONGEST:
        return None
    text = LETTER_O.sub("0", text)
    numbers = list(_numbers(text, country))
    for number in numbers:
        if phonenumbers.is_valid_number(number):
            return _phone(number, country)
    if len(DIGIT_WORDS.findall(text)) >= FEWEST_DIGITS:
        return Phone(problem=PhoneProblem.DIGITS_IN_WORDS)
    runs = re.findall(r"[+\d][\d ().\-/]*\d", text)
    digits = max((re.sub(r"[^+\d]", "", run) for run in runs), key=len, default="")
    if len(digits) < FEWEST_DIGITS:
        return None
    return _unfinished(digits, country) or _possible(numbers, digits, country)


def _numbers(text: str, country: str) -> Iterator[PhoneNumber]:
    for match in phonenumbers.PhoneNumberMatcher(text, country, leniency=Leniency.POSSIBLE):
        reason = phonenumbers.is_possible_number_with_reason(match.number)
        # A number without its area's code reaches nobody from a mobile.
        if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
            yield match.number


def _unfinished(digits: str, country: str) -> Phone | None:
    """A number that a few more figures would make valid."""
    for missing in range(1, MOST_MISSING + 1):
        number = _parsed(digits + "0" * missing, country)
        if number is not None and phonenumbers.is_valid_number(number):
            return Phone(problem=PhoneProblem.TOO_SHORT, missing=missing)
    return None


def _possible(numbers: Sequence[PhoneNumber], digits: str, country: str) -> Phone | None:
    if numbers:
        return _phone(numbers[0], country)
    # "33 6 12 34 56 78": a foreign number whose plus was left out.
    foreign = _parsed(f"+{digits.lstrip('+')}", country)
    if foreign is not None and phonenumbers.is_valid_number(foreign):
        return _phone(foreign, country)
    number = _parsed(digits, country)
    too_long = phonenumbers.ValidationResult.TOO_LONG
    if number is None or phonenumbers.is_possible_number_with_reason(number) == too_long:
        return Phone(problem=PhoneProblem.TOO_LONG)
    return None


def _parsed(digits: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None


def _phone(number: PhoneNumber, country: str) -> Phone:
    home = phonenumbers.country_code_for_region(country) == number.country_code
    display = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    extension, number.extension = number.extension, None
    return Phone(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        national=phonenumbers.format_number(number, display),
        is_valid=phonenumbers.is_valid_number(number),
        extension=extension,
    )


# E-mail addresses

PROVIDERS = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.com",
    "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "rocketmail.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "btinternet.com", "sky.com", "virginmedia.com",
    "talktalk.net", "ntlworld.com", "protonmail.com", "proton.me", "gmx.com", "gmx.de", "gmx.net",
    "mail.com", "email.com", "fastmail.com", "zoho.com", "web.de", "yandex.com", "mail.ru",
)  # fmt: skip
# These have an address in many countries: hotmail.fr is no slip.
IN_MANY_COUNTRIES = frozenset({"hotmail", "outlook", "live", "yahoo", "gmx", "aol"})
COUNTRY = re.compile(r"(?:com?\.)?[a-z]{2}")
SLIPS_OF_COM = frozenset({"co", "cm", "om", "con", "cmo", "ocm", "comm", "vom", "xom", "coma"})
# The names of real firms are near to the shortest providers' names.
SHORTEST_NAME = 4
NEAR = 0.8
ENDINGS = "com|net|org|co uk|org uk|ac uk|uk|me|de|fr|it|es|ie|nl|eu|in|ca|au|com au"
SPOKEN = (
    (re.compile(r"\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*|\s+at\s+(?=[a-z0-9])|\s*@\s*", re.I), "@"),
    (re.compile(r"\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+(?:dot|point|full stop)\s+", re.I), "."),
    (re.compile(r"\s+(?:underscore)\s+", re.I), "_"),
    (re.compile(r"\s+(?:dash|hyphen|minus)\s+", re.I), "-"),
)
ADDRESS = re.compile(r"[^\s@<>()\[\]{},;:\"]+@[^\s@<>()\[\]{},;:\"/?]+")
SPOKEN_ADDRESS = re.compile(
    rf"(?<![\w.+-])([\w.+-]+)@((?:[a-z0-9-]+\.)*[a-z0-9-]+(?: (?:{ENDINGS})\b)?)", re.IGNORECASE
)
AROUND = ".,;:!?'\"`*"


@dataclass(frozen=True)
class Email:
    """An e-mail address.

    Attributes:
        suggestion: the address that was likely meant, if this one looks like a slip.
        spoken: it was put together from words such as "at" and "dot", so have it confirmed.
    """

    address: str
    suggestion: str | None = None
    spoken: bool = False


def read_email(text: str) -> Email | None:
    """The first e-mail address in the text, written or spelt out; None if there is none."""
    if len(text) > LONGEST:
        return None
    text = re.sub(r"mailto:", " ", text, flags=re.IGNORECASE)
    for match in ADDRESS.finditer(text):
        if (address := _valid(match.group().strip(AROUND))) is not None:
            return Email(address, _suggestion(address))
    for pattern, mark in SPOKEN:
        text = pattern.sub(mark, text)
    for match in SPOKEN_ADDRESS.finditer(text):
        domain = match[2].lower().strip(AROUND).replace(" ", ".")
        address = _valid(f"{match[1].strip(AROUND)}@{_completed(domain)}")
        if address is not None:
            return Email(address, _suggestion(address), spoken=True)
    return None


def _completed(domain: str) -> str:
    """Add the ending to "gmail"."""
    if "." in domain:
        return domain
    return next((known for known in PROVIDERS if known.split(".")[0] == domain), domain)


def _valid(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _suggestion(address: str) -> str | None:
    """The same address at a common provider, if its domain is nearly that provider's."""
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    name, _, ending = domain.partition(".")
    foreign = COUNTRY.fullmatch(ending) is not None and ending not in SLIPS_OF_COM
    if domain in PROVIDERS or len(name) < SHORTEST_NAME or (name in IN_MANY_COUNTRIES and foreign):
        return None
    mended = f"{name}.com" if ending in SLIPS_OF_COM else domain
    same_name = [known for known in PROVIDERS if known.split(".")[0] == name]
    near = same_name or get_close_matches(mended, PROVIDERS, 1, NEAR)
    return f"{local}@{near[0]}" if near else None
