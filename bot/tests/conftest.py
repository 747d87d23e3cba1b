"""Components that are costly to make, made once for the whole run."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from bot.language import Language
from bot.minilm import MiniLM, load_verified
from bot.other_languages import OtherLanguages
from bot.red_flag_rules import RedFlagRules
from bot.sentence_embeddings import SentenceEmbeddings
from bot.tests import toy
from bot.topic_classifier import TopicClassifier

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
