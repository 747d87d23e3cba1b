"""docs/embedding.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/embedding.md").read_text("utf-8")
LAUNCHER = (ROOT / "web/static/widget.js").read_text("utf-8")
CODE = LAUNCHER + "".join(
    file.read_text("utf-8") for file in (ROOT / "web/static/chat").rglob("*.js")
)


def first_column(start: str) -> set[str]:
    return set(re.findall(rf"^\| `({start}[\w-]+)`", GUIDE, re.MULTILINE))


def test_the_guide_lists_every_attribute() -> None:
    read = re.search(r"const \{ (.+) \} = script\.dataset", LAUNCHER)
    assert read
    assert first_column("data-") == {f"data-{name}" for name in read[1].split(", ")}


def test_the_guide_lists_every_custom_property_with_its_default() -> None:
    assert first_column("--mesoguide-") == set(re.findall(r"var\((--mesoguide-[\w-]+)", CODE))
    for name, default in re.findall(r"^\| `(--[\w-]+)` \|.*\| `(.+)` \|$", GUIDE, re.MULTILINE):
        assert f"var({name}, {default})" in CODE
