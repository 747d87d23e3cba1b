"""Components that are costly to make, made once for the whole run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language import Language
from bot.learnt import Learnt
from bot.minilm import MiniLM, load_verified
from bot.minilm_graph import DIMENSIONS
from bot.other_languages import OtherLanguages
from bot.red_flag_rules import RedFlagRules
from bot.sentence_embeddings import SentenceEmbeddings
from bot.tests import toy
from bot.tests.told import DANGER, Decide, TextsAlone, Told, ToldMargin
from bot.topic_classifier import TopicClassifier
from bot.topic_model import Prediction

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def top() -> Path:
    """The top folder, whatever folder the tests are started from."""
    return TOP


@pytest.fixture(scope="session")
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    """Rasa's own model storage."""
    return LocalModelStorage.create(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def encoder() -> MiniLM:
    return load_verified(1)


@pytest.fixture(scope="session")
def language(storage: LocalModelStorage, context: ExecutionContext) -> Language:
    """`Language` with the real vocabulary."""
    config = {"vocabulary": str(TOP / "data/vocabulary.yml")}
    return Language.create(config, storage, Resource("language"), context)


@pytest.fixture(scope="session")
def rules() -> RedFlagRules:
    """The real rules of danger."""
    return RedFlagRules(TOP / "data/red_flags.yml")


@pytest.fixture(scope="session")
def other_languages(storage: LocalModelStorage, context: ExecutionContext) -> OtherLanguages:
    """`OtherLanguages` with the real language file."""
    config = {"languages": str(TOP / "data/languages.yml")}
    return OtherLanguages.create(config, storage, Resource("languages"), context)


@pytest.fixture(scope="session")
def embeddings(storage: LocalModelStorage, context: ExecutionContext) -> SentenceEmbeddings:
    config = SentenceEmbeddings.get_default_config()
    return SentenceEmbeddings.create(config, storage, Resource("embeddings"), context)


@pytest.fixture(scope="session")
def classifier(
    storage: LocalModelStorage, context: ExecutionContext, encoder: MiniLM
) -> TopicClassifier:
    """A classifier trained on the toy messages, stored, and loaded again."""
    config = {
        **TopicClassifier.get_default_config(),
        "danger": ["self_harm", "emergency", "urgent_aftercare"],
    }
    resource = Resource("classifier")
    TopicClassifier.create(config, storage, resource, context).train(toy.training_data(encoder))
    return TopicClassifier.load(config, storage, resource, context)


@pytest.fixture
def decided(storage: LocalModelStorage) -> Decide:
    """Process one message with told predictions; options and message attributes by name."""

    def process(
        other: Prediction,
        text: str = "some words",
        options: dict[str, Any] | None = None,
        attributes: dict[str, Any] | None = None,
        margin: float = 0.0,
        **by_text: Prediction,
    ) -> Message:
        config = {
            **TopicClassifier.get_default_config(),
            "danger": DANGER,
            "threshold": 0.3,
            "second_question": 0.5,
            "danger_threshold": 0.2,
            "part_threshold": 0.6,
            "doubtful_factor": 2.0,
            "check_threshold": 0.05,
            "third_opinion": 0.0,
            **(options or {}),
        }
        kinds = {"out_of_scope#a": "out_of_scope", "out_of_scope#b": "out_of_scope"}
        viewer: Any = TextsAlone()
        topics: Any = Told(other, **by_text)
        danger: Any = ToldMargin(margin)
        learnt = Learnt(viewer, topics, danger)
        component = TopicClassifier(config, storage, Resource("told"), learnt, kinds)
        message = toy.with_vector(Message({TEXT: text, **(attributes or {})}), np.zeros(DIMENSIONS))
        component.process([message])
        return message

    return process
