"""Rasa component `SentenceEmbeddings`: the meaning of a text as 384 numbers."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.limits import readable
from bot.minilm import load_verified


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddings(GraphComponent):
    """Adds the MiniLM vector of each message as a dense sentence feature."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options of the component.

        threads: cores for one message while serving.
        training_threads: cores for the batch path.
        alias: the name of the feature.
        """
        return {"threads": 1, "training_threads": 2, "alias": "sentence_embeddings"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddings:
        """Make the component; the encoder is loaded, and verified, at the first text."""
        return cls(config)

    def __init__(self, config: Dict[str, Any]) -> None:
        self._alias = config["alias"]
        self._threads = int(config["threads"])
        self._training_threads = int(config["training_threads"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all examples on the batch path."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        self._add(examples, self._training_threads)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encode messages as they come."""
        self._add(messages, self._threads)
        return messages

    def _add(self, messages: List[Message], threads: int) -> None:
        texts = [readable(message.get(TEXT) or "")[0] for message in messages]
        vectors = load_verified(threads).encode(texts)
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(
                Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._alias)
            )
