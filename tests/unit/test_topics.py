import json
from pathlib import Path

import pytest

from clinic.topics import Topics, read_topics

ROOT = Path(__file__).resolve().parents[2]
TOPICS = Topics(
    titles={"pain": "Does it hurt", "cost": "Prices"},
    intents={"talk_to_human": "Talk to a person", "pain": "An intent named like a topic"},
)


def test_a_topic_becomes_a_button_that_asks_for_it() -> None:
    choice = TOPICS.choice("faq/pain")
    assert choice is not None
    title, payload = choice
    assert title == "Does it hurt"
    assert payload.startswith("/faq{")
    assert json.loads(payload.removeprefix("/faq")) == {"topic": "pain"}


def test_an_intent_becomes_a_button_that_names_it() -> None:
    assert TOPICS.choice("talk_to_human") == ("Talk to a person", "/talk_to_human")


def test_a_bare_word_is_an_intent_and_never_a_topic() -> None:
    assert TOPICS.choice("pain") == ("An intent named like a topic", "/pain")
    assert TOPICS.choice("cost") is None


@pytest.mark.parametrize(
    "label",
    ["faq", "faq/", "faq/unheard_of", "faq/talk_to_human", "faq/faq/pain", "greet", "", "/pain"],
)
def test_what_may_not_be_offered_is_no_button(label: str) -> None:
    assert TOPICS.choice(label) is None


def test_a_file_is_read_into_titles(tmp_path: Path) -> None:
    file = tmp_path / "topics.yml"
    file.write_text(
        "topics:\n  pain: {title: Does it hurt – really!, scope: Pain.}\n"
        "intents: {complaint: Make a complaint}\n",
        encoding="utf-8",
    )
    assert read_topics(file) == Topics(
        {"pain": "Does it hurt – really!"}, {"complaint": "Make a complaint"}
    )


def test_every_button_of_the_project_has_its_own_title_that_fits_a_phone() -> None:
    topics = read_topics(ROOT / "data/topics.yml")
    labels = [*(f"faq/{topic}" for topic in topics.titles), *topics.intents]
    titles = [choice[0] for choice in map(topics.choice, labels) if choice]
    assert len(titles) == len(labels) > 40
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 40
