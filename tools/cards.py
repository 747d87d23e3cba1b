"""Draws the assistant's cards as text, for the terminal chat.

The cards are meant for the widget. Here they only have to read well at any
width, and nothing a server sends may crash the chat or steer the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

Fields = dict[str, Any]
Rows = list[tuple[str, list[str]]]

# Narrower cells break most words; the comparison is then stacked instead.
CELL_WIDTH = 18
# Deeper than any card of ours. A hostile one could nest until Python gives up.
MAX_DEPTH = 4
# They reorder what is read, so that text can look like something it is not.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REPLACEMENT = "\ufffd"


def card(custom: object, width: int) -> RenderableType:
    """Return the card as text for a terminal `width` cells wide.

    A card that is unknown, or lacks what its kind needs, is listed field by field.
    """
    if not isinstance(custom, dict):
        return Text(words(custom))
    draw = _DRAWN.get(str(custom.get("card")), _listing)
    body = draw(custom, width) or _listing(custom, width)
    return Group(*_heading(custom), *body)


def printable(value: object) -> str:
    """Return the value as text in which nothing but a line break acts on the terminal."""
    text = str(value).replace("\r\n", "\n").replace("\t", " ")
    return "".join(letter if _is_harmless(letter) else REPLACEMENT for letter in text)


def one_line(value: object) -> str:
    """Return the value as one printable line, so that a label cannot pose as two."""
    return printable(" ".join(str(value).split()))


def words(value: object, depth: int = 0) -> str:
    """Return any JSON value as plain words, without its brackets and quotes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list) and depth == MAX_DEPTH:
        return "…"
    if isinstance(value, dict):
        pairs = (f"{one_line(key)}: {words(item, depth + 1)}" for key, item in value.items())
        return "; ".join(pairs)
    if isinstance(value, list):
        return ", ".join(words(item, depth + 1) for item in value)
    return printable(value)


def _is_harmless(letter: str) -> bool:
    # Cc: the C0 and C1 controls, escape among them. Cs: lone surrogates, which no
    # stream can encode.
    is_control = unicodedata.category(letter) in {"Cc", "Cs"} or letter in BIDI_CONTROLS
    return letter == "\n" or not is_control


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _entries(value: object, bare: str) -> list[Fields]:
    """Return the dicts of a list; an item that is none becomes the field `bare` of one."""
    return [item if isinstance(item, dict) else {bare: item} for item in _items(value)]


def _bold(text: str) -> Text:
    return Text(text, style="bold")


def _indented(text: Text, cells: int) -> Padding:
    # Padding, not spaces: wrapped lines stay indented as well.
    return Padding.indent(text, cells)


def _heading(custom: Fields) -> list[RenderableType]:
    title = words(custom.get("title"))
    return [_bold(title)] if title else []


def _listing(custom: Fields, _width: int) -> list[RenderableType]:
    shown = {key: value for key, value in custom.items() if key not in {"card", "title"}}
    return [Text(f"{one_line(key)}: {words(value)}") for key, value in shown.items()]


def _steps(custom: Fields, _width: int) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for number, step in enumerate(_entries(custom.get("steps"), bare="title"), start=1):
        lines.append(_bold(f"{number}. {words(step.get('title'))}"))
        if text := words(step.get("text")):
            lines.append(_indented(Text(text), 3))
    return lines


def _facts(custom: Fields, _width: int) -> list[RenderableType]:
    return [
        _labelled(words(fact.get("label")), words(fact.get("value")))
        for fact in _entries(custom.get("facts"), bare="value")
    ]


def _labelled(label: str, value: str) -> Text:
    return Text.assemble((f"{label}: ", "bold"), value) if label else Text(value)


def _figure(custom: Fields, _width: int) -> list[RenderableType]:
    # The drawing cannot be shown; its words carry the same facts.
    alt, caption = words(custom.get("alt")), words(custom.get("caption"))
    return [Text(part) for part in (alt, caption) if part]


def _comparison(custom: Fields, width: int) -> list[RenderableType]:
    columns = [words(column) for column in _items(custom.get("columns"))]
    rows: Rows = [
        (words(row.get("label")), [words(value) for value in _items(row.get("values"))])
        for row in _entries(custom.get("rows"), bare="label")
    ]
    if not rows:
        return []
    # A value without a column is still shown: cut off, the comparison would mislead.
    count = max(len(columns), *(len(values) for _, values in rows))
    columns += [""] * (count - len(columns))
    if width < CELL_WIDTH * (count + 1):
        return _stacked(columns, rows)
    return [_table(columns, rows)]


def _table(columns: list[str], rows: Rows) -> Table:
    # Blank lines between rows: without them a wrapped cell runs into the next row.
    table = Table(box=box.SIMPLE_HEAD, leading=1, pad_edge=False, show_edge=False)
    table.add_column("", overflow="fold")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for label, values in rows:
        table.add_row(_bold(label), *(Text(value) for value in values))
    return table


def _stacked(columns: list[str], rows: Rows) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for label, values in rows:
        lines.append(_bold(label))
        pairs = zip_longest(columns, values, fillvalue="")
        lines.extend(_indented(_labelled(column, value or "-"), 2) for column, value in pairs)
    return lines


_DRAWN: dict[str, Callable[[Fields, int], list[RenderableType]]] = {
    "steps": _steps,
    "facts": _facts,
    "comparison": _comparison,
    "figure": _figure,
}
