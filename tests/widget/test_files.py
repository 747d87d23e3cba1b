"""The widget's files: small, complete, typed, and free of what must not be in them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from web.lean import lean

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
LAUNCHER = WEB / "static/widget.js"
PARTS = sorted((WEB / "static/chat").rglob("*.js"))
STRINGS = [file for file in PARTS if file.parent.name == "strings"]
KEY = re.compile(r"^  (\w+): \"(.*)\",$", re.MULTILINE)
PLACE = re.compile(r"\{\w+\}")


def packed(files: list[Path]) -> int:
    """Bytes on the wire, each file gzipped as it is served."""
    return sum(len(gzip.compress(lean(one.read_text("utf-8")).encode(), 9)) for one in files)


def words(file: Path) -> dict[str, str]:
    return dict(KEY.findall(file.read_text("utf-8")))


def test_the_launcher_is_at_most_3_kilobytes() -> None:
    assert packed([LAUNCHER]) <= 3_000


@pytest.mark.parametrize("language", STRINGS, ids=lambda file: file.stem)
def test_everything_in_one_language_is_at_most_30_kilobytes(language: Path) -> None:
    others = [file for file in STRINGS if file != language]
    assert packed([LAUNCHER, *(file for file in PARTS if file not in others)]) <= 30_000


def test_lean_takes_out_only_what_is_for_readers() -> None:
    source = '/** Why.\n * More. */\nconst a = 1;\n\n  // a line\n  f("// none", a); /* b */\n'
    assert lean(source) == 'const a = 1;\nf("// none", a); /* b */\n'


@pytest.mark.parametrize("file", [LAUNCHER, *PARTS], ids=lambda file: file.name)
def test_a_file_is_short_and_makes_no_markup_from_text(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|"
    forbidden += r"document\.cookie|window\.\w+ =|globalThis\.|https?://(?!www\.w3\.org/2000/svg)"
    assert re.findall(forbidden, text) == []


def test_all_languages_have_the_same_words_and_places() -> None:
    english = words(WEB / "static/chat/strings/en.js")
    assert len(english) > 60
    for file in STRINGS:
        own = words(file)
        assert list(own) == list(english), file.name
        for key, text in own.items():
            assert text, f"{file.name}: {key}"
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(english[key])), key


def test_no_word_clears_anybody_for_a_treatment() -> None:
    shown = [*STRINGS, WEB / "words.yml", *(WEB / "demo").glob("*.html"), LAUNCHER]
    clearing = re.compile(
        r"\b(suitable|cleared|safe(?!-area)|safely|adecuad[oa]|apt[oa]|segur[oa])\b", re.I
    )
    said = {file.name: clearing.findall(file.read_text("utf-8")) for file in shown}
    assert {name: found for name, found in said.items() if found} == {}


def test_every_word_is_used() -> None:
    code = "\n".join(file.read_text("utf-8") for file in PARTS if file not in STRINGS)
    built = {"urgentHeading", "crisisHeading"}  # `${kind}Heading`
    unused = [key for key in words(STRINGS[0]) if not re.search(rf"\b{key}\b", code)]
    assert sorted(unused) == sorted(built)


def test_the_launcher_speaks_every_language() -> None:
    text = LAUNCHER.read_text("utf-8")
    known = re.findall(r"^    (\w\w): \{ chat:", text, re.MULTILINE)
    assert sorted(known) == sorted(file.stem for file in STRINGS)


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text("utf-8")
