"""References such as `M7K-4QX`: short, easy to read out, hard to mistake.

No letter or digit that looks like another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and no
vowels, so that no words come up. Each holds a digit, which tells it from a word.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
HALF = 3
# What may be typed or heard instead of a character of the alphabet.
_SLIPS = str.maketrans({"Z": "2", "S": "5", "B": "8", "U": "V"})
_TYPED = f"[{ALPHABET}ZSBU]{{{HALF}}}"
_DASH = r"[-_.\u2010-\u2015\u2212]"
# A reference in one piece is surer than two halves, which "2pm 3rd" are as well.
_SHAPES = tuple(
    re.compile(rf"(?<![A-Z0-9])({_TYPED}){between}({_TYPED})(?![A-Z0-9])")
    for between in (rf"{_DASH}?", rf"(?:\s|{_DASH})*")
)


def new_reference() -> str:
    """Draw a reference: one of about 200 million, so the caller must check that it is free."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))
        if not drawn.isalpha():
            return f"{drawn[:HALF]}-{drawn[HALF:]}"


def read_reference(text: str) -> str | None:
    """Return the reference in what somebody typed, whatever the case, dash or spaces."""
    for shape in _SHAPES:
        for match in shape.finditer(text.upper()):
            if any(letter.isdigit() for letter in match[0]):
                return f"{match[1]}-{match[2]}".translate(_SLIPS)
    return None
