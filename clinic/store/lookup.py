"""Finds a lead by name or contact without storing either in plain.

Beside each lead stand keyed digests (HMAC-SHA256, a blind index) of every name and of
phone and e-mail, in a form that small differences of writing do not change. Equal
values have equal digests, so the index tells who asked twice, and no more than that.
Phone numbers are few enough to try them all, hence the key: without the lookup secret
a digest says nothing. The secret is not one of the encryption keys, because rotating
those must not break the index; whoever changes it can find no older lead by name.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from clinic.leads.lead import Request


class Lookup:
    """Digests of names and contacts."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def name(self, name: str) -> str:
        """The digest of a full name: case, accents, marks and order do not count."""
        return self._digest("name", _plain_name(name))

    def contact(self, contact: str) -> str:
        """The digest of an e-mail address or a phone number, with or without extension."""
        if "@" in contact:
            return self._digest("email", contact.strip().casefold())
        return self._digest("phone", re.sub(r"[^+0-9]", "", contact.split(";")[0]))

    def all_of(self, request: Request) -> set[str]:
        """Every digest that a request is found by."""
        contacts = [contact for contact in (request.phone, request.email) if contact]
        return {*map(self.name, request.people), *map(self.contact, contacts)}

    def _digest(self, kind: str, value: str) -> str:
        return hmac.new(self._secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _plain_name(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    spaced = re.sub(r"[\s-]+", " ", decomposed)
    kept = "".join(letter for letter in spaced if letter.isalpha() or letter == " ")
    return " ".join(sorted(kept.split()))
