import io
import json
from typing import Any

import pytest
from rich.console import Console

from tools.cards import MAX_DEPTH, card, one_line, printable

STEPS = {
    "card": "steps",
    "title": "Your visit",
    "steps": [
        {"title": "Consultation", "text": "The clinician asks about your health and medicines."},
        {"title": "Treatment", "text": "Small injections into the skin. It takes half an hour."},
    ],
}
FACTS = {
    "card": "facts",
    "title": "In short",
    "facts": [{"label": "Visits", "value": 4}, {"label": "Needles", "value": "Yes, fine ones"}],
}
FIGURE = {
    "card": "figure",
    "title": "Skin",
    "image": "/img/skin.svg",
    "alt": "Three layers of skin.",
    "caption": "The middle layer is treated.",
}


def comparison(columns: int) -> dict[str, Any]:
    return {
        "card": "comparison",
        "title": "Side by side",
        "columns": [f"Treatment {number}" for number in range(1, columns + 1)],
        "rows": [
            {"label": "Pain", "values": [f"a little {n}" for n in range(1, columns + 1)]},
            {"label": "Evidence", "values": ["few small studies so far"] * columns},
        ],
    }


def drawn(custom: object, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(card(custom, width))
    assert isinstance(console.file, io.StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert all(len(line) <= width for line in lines)
    return lines


def test_steps_are_numbered_and_their_text_stays_indented_when_wrapped() -> None:
    assert drawn(STEPS, 40) == [
        "Your visit",
        "1. Consultation",
        "   The clinician asks about your health",
        "   and medicines.",
        "2. Treatment",
        "   Small injections into the skin. It",
        "   takes half an hour.",
    ]
    assert drawn(STEPS, 100)[2] == "   The clinician asks about your health and medicines."


@pytest.mark.parametrize("width", [40, 100])
def test_facts_are_label_and_value(width: int) -> None:
    assert drawn(FACTS, width) == ["In short", "Visits: 4", "Needles: Yes, fine ones"]


@pytest.mark.parametrize("width", [40, 100])
def test_a_figure_is_its_words(width: int) -> None:
    assert drawn(FIGURE, width) == [
        "Skin",
        "Three layers of skin.",
        "The middle layer is treated.",
    ]


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_comparison_is_a_table_where_there_is_room(columns: int) -> None:
    title, header, _rule, pain, *_rest = drawn(comparison(columns), 100)
    assert title == "Side by side"
    for number in range(1, columns + 1):
        assert header.index(f"Treatment {number}") == pain.index(f"a little {number}")


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_comparison_is_stacked_where_it_is_narrow(columns: int) -> None:
    lines = drawn(comparison(columns), 40)
    pain = [f"  Treatment {number}: a little {number}" for number in range(1, columns + 1)]
    assert lines[: columns + 3] == ["Side by side", "Pain", *pain, "Evidence"]


@pytest.mark.parametrize("width", [40, 100])
def test_a_value_too_many_is_shown_and_a_missing_one_is_marked(width: int) -> None:
    rows = [{"label": "Pain", "values": ["some", "extra"]}, {"label": "Cost", "values": []}]
    lines = drawn({"card": "comparison", "columns": ["Peel"], "rows": rows}, width)
    assert any("extra" in line for line in lines)
    assert sum("-" in line for line in lines) >= (2 if width == 40 else 0)


@pytest.mark.parametrize("width", [40, 100])
def test_an_unknown_card_is_its_title_and_plain_lines(width: int) -> None:
    custom = {
        "card": "map",
        "title": "Where we are",
        "street": "Hill Road",
        "parking": True,
        "lift": None,
        "buses": [4, 12],
        "door": {"floor": 2, "bell": "left"},
    }
    assert drawn(custom, width) == [
        "Where we are",
        "street: Hill Road",
        "parking: yes",
        "lift:",
        "buses: 4, 12",
        "door: floor: 2; bell: left",
    ]


@pytest.mark.parametrize("width", [1, 40, 100])
@pytest.mark.parametrize(
    "custom",
    [
        None,
        "only words",
        [1, {"a": 2}],
        {},
        {"card": ["steps"]},
        {"card": "steps"},
        {"card": "steps", "steps": "one"},
        {"card": "steps", "steps": [None, "one", 2, {}]},
        {"card": "facts", "facts": {"a": "b"}},
        {"card": "facts", "facts": [["a", "b"]]},
        {"card": "comparison", "columns": ["A"], "rows": []},
        {"card": "comparison", "columns": None, "rows": [{}, 3]},
        {"card": "figure", "image": "a.svg", "alt": {"en": "skin"}},
        {"card": "figure", "title": ["a"], "image": "a.svg"},
    ],
    ids=json.dumps,
)
def test_a_malformed_card_is_still_words(custom: object, width: int) -> None:
    assert not set("{}[]") & set("".join(drawn(custom, width)))


def test_a_known_card_without_its_contents_is_listed() -> None:
    assert drawn({"card": "steps", "steps": "Come, sit."}, 40) == ["steps: Come, sit."]


def test_a_bottomless_card_is_cut() -> None:
    nested: dict[str, Any] = {"deep": "end"}
    for _ in range(5000):
        nested = {"deep": nested}
    assert drawn(nested, 100) == ["deep: " * (MAX_DEPTH + 1) + "…"]


@pytest.mark.parametrize("width", [40, 100])
@pytest.mark.parametrize("sample", [STEPS, FACTS, FIGURE, comparison(3), {"card": "x", "a": "a"}])
def test_no_card_can_steer_the_terminal(sample: dict[str, Any], width: int) -> None:
    hostile = json.loads(json.dumps(sample).replace("a", "a\\u001b[2J\\u009b\\u0007\\u202e"))
    hostile |= {"card": sample["card"]}
    shown = "\n".join(drawn(hostile, width))
    assert "a\ufffd[2J" in shown
    assert not set("\x1b\x9b\x07\u202e") & set(shown)


@pytest.mark.parametrize("markup", ["[bold]x[/bold]", "**x**", ":smile:", "[link=http://a]x"])
def test_markup_is_shown_as_it_was_written(markup: str) -> None:
    assert drawn({"card": "facts", "facts": [{"value": markup}]}, 100) == [markup]


def test_printable_keeps_line_breaks_and_letters_of_any_script() -> None:
    assert printable("naïve 皮肤\r\nجلد\t👩‍⚕️") == "naïve 皮肤\nجلد 👩‍⚕️"


def test_printable_replaces_what_a_terminal_obeys_or_cannot_encode() -> None:
    controls = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160), 0xD800)]
    assert {printable(control) for control in controls} == {"\ufffd"}


def test_one_line_is_one_line() -> None:
    assert one_line("Yes\n 2. No\x1b") == "Yes 2. No\ufffd"
