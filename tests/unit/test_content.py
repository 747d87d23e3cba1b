"""Holds the answers to their shape: metadata, buttons, cards, coverage, the review page."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Annotated, Any, Literal
from xml.etree import ElementTree

import pytest
from every import each_of
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from tools.clinical_content import (
    GROUP_KEY,
    PAGE,
    ROOT,
    TOPIC_KEY,
    Answer,
    ContentError,
    main,
    read_answers,
    read_content,
    read_yaml,
)

DATA = ROOT / "data"
FIGURES = DATA / "figures"
TOPIC_ANSWERS = read_answers(DATA / "responses.yml")
GROUP_ANSWERS = read_answers(DATA / "conditions.yml")
SOURCES = set(read_yaml(DATA / "sources.yml"))
TOPICS = set(read_yaml(DATA / "topics.yml")["topics"])
each_answer = each_of([*TOPIC_ANSWERS, *GROUP_ANSWERS])

Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(_Part):
    title: Words
    text: Words


class Fact(_Part):
    label: Words
    value: Words


class Row(_Part):
    label: Words
    values: list[Words]


class Steps(_Part):
    card: Literal["steps"]
    title: Words
    steps: list[Step] = Field(min_length=2)


class Facts(_Part):
    card: Literal["facts"]
    title: Words
    facts: list[Fact] = Field(min_length=2)


class Comparison(_Part):
    card: Literal["comparison"]
    title: Words
    columns: list[Words] = Field(min_length=2)
    rows: list[Row] = Field(min_length=1)

    @model_validator(mode="after")
    def _rows_fill_the_columns(self) -> "Comparison":
        for row in self.rows:
            if len(row.values) != len(self.columns):
                raise ValueError(f"row {row.label!r} has {len(row.values)} values")
        return self


class Figure(_Part):
    card: Literal["figure"]
    title: Words
    image: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    alt: Words
    caption: Words


CARD: TypeAdapter[Steps | Facts | Comparison | Figure] = TypeAdapter(
    Annotated[Steps | Facts | Comparison | Figure, Field(discriminator="card")]
)


def metadata(answer: Answer) -> dict[str, Any]:
    found = answer.body.get("metadata")
    assert isinstance(found, dict), f"{answer}: has no metadata"
    return found


@each_answer
def test_an_answer_holds_text_buttons_a_card_and_metadata_only(answer: Answer) -> None:
    needed = {"text", "buttons", "metadata"}
    assert needed <= set(answer.body) <= needed | {"custom"}, f"{answer}: {set(answer.body)}"


@each_answer
def test_every_source_of_an_answer_is_known(answer: Answer) -> None:
    sources = metadata(answer).get("sources")
    assert sources, f"{answer}: has no sources"
    unknown = set(sources) - SOURCES
    assert not unknown, f"{answer}: not in sources.yml: {unknown}"


@each_answer
def test_an_answer_was_reviewed_and_not_in_the_future(answer: Answer) -> None:
    # In quotes: Rasa keeps metadata as JSON, which knows no dates.
    reviewed = metadata(answer).get("reviewed")
    assert isinstance(reviewed, str), f"{answer}: reviewed is {reviewed!r}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", reviewed), f"{answer}: reviewed is {reviewed!r}"
    assert dt.date.fromisoformat(reviewed) <= dt.date.today(), f"{answer}: reviewed on {reviewed}"


@each_answer
def test_an_answer_says_if_it_waits_for_the_clinician(answer: Answer) -> None:
    waits = metadata(answer).get("needs_clinician_signoff")
    assert isinstance(waits, bool), f"{answer}: needs_clinician_signoff is {waits!r}"


@each_answer
def test_an_answer_offers_one_or_two_next_steps(answer: Answer) -> None:
    buttons = answer.body["buttons"]
    assert 1 <= len(buttons) <= 2, f"{answer}: {len(buttons)} buttons"
    for button in buttons:
        assert set(button) == {"title", "payload"}, f"{answer}: {button}"
        assert 0 < len(button["title"]) <= 40, f"{answer}: {button['title']!r} is too long"
        assert leads_somewhere(button["payload"]), f"{answer}: {button['payload']!r}"


def leads_somewhere(payload: str) -> bool:
    topic = re.fullmatch(r"/faq(\{.*\})", payload)
    if topic is None:
        return payload != "/faq" and re.fullmatch(r"/[a-z][a-z_]*", payload) is not None
    try:
        entities = json.loads(topic[1])
    except ValueError:
        return False
    return list(entities) == ["topic"] and entities["topic"] in TOPICS


@each_answer
def test_a_card_is_one_that_the_widget_can_draw(answer: Answer) -> None:
    if "custom" not in answer.body:
        return
    try:
        card = CARD.validate_python(answer.body["custom"])
    except ValidationError as error:
        pytest.fail(f"{answer}: {error}")
    if isinstance(card, Figure):
        drawing = FIGURES / f"{card.image}.svg"
        assert drawing.is_file(), f"{answer}: data/figures/{drawing.name} is missing"


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*")), ids=lambda path: path.name)
def test_a_figure_is_small_described_and_inert(path: Path) -> None:
    drawing = path.read_text(encoding="utf-8")
    names = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawing).iter()]  # noqa: S314
    assert {"title", "desc"} <= set(names)
    assert not {"script", "foreignObject", "image", "a", "use"} & set(names)
    assert not re.search(r"\son\w+=|href", drawing)
    assert len(drawing.encode()) < 8192


def test_every_topic_has_one_answer_and_every_answer_a_topic() -> None:
    answered = {answer.key for answer in TOPIC_ANSWERS}
    wrong = answered ^ {TOPIC_KEY + topic for topic in TOPICS}
    assert not wrong, f"responses.yml and topics.yml differ in {sorted(wrong)}"


def test_every_group_of_medicines_and_conditions_has_an_answer() -> None:
    vocabulary = read_yaml(DATA / "vocabulary.yml")
    groups = {*vocabulary["medicine"], *vocabulary["condition"]}
    missing = {GROUP_KEY + group for group in groups} - {answer.key for answer in GROUP_ANSWERS}
    assert not missing, f"conditions.yml: {sorted(missing)}"
    assert all(answer.key.startswith(GROUP_KEY) for answer in GROUP_ANSWERS)


def test_the_review_page_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("topics", "responses", "conditions", "sources"):
        shutil.copy(DATA / f"{name}.yml", tmp_path / "data")
    return tmp_path


def test_a_page_that_is_not_current_is_one_line_until_it_is_written(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], copy) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main([], copy) == main(["--check"], copy) == 0
    assert (copy / PAGE).read_text(encoding="utf-8").startswith("# Clinical content")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("topics", "topics:", "topics:\n  new: {title: New}", "responses.yml: utter_faq/new: "),
        ("responses", "utter_faq/pain:", "utter_faq/cost:", "utter_faq/cost is written twice"),
        ("responses", "[LEMON, NHSP]", "[LEMONS]", "utter_faq/cost: source LEMONS"),
        ("conditions", "reviewed: ", "reviewed: soon #", "pregnancy: metadata: reviewed"),
        ("sources", "kind: label}", "kindness: label}", "sources.yml: "),
    ],
)
def test_a_fault_in_the_data_is_named(
    copy: Path, name: str, old: str, new: str, fault: str
) -> None:
    path = copy / "data" / f"{name}.yml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(fault)):
        read_content(copy)
