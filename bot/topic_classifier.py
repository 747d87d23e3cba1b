"""Rasa component `TopicClassifier`: one calibrated classifier over all intents.

Plain intents and `faq/<topic>` are classes of one model. The component fills
intent, ranking and response selector, answers two questions in one message,
calls a message out of scope or not understood, and lets a suspicion of danger
outweigh a likelier harmless reading.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Dict, List, Sequence, Tuple

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RESPONSE_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.limits import readable
from bot.minilm import load_verified
from bot.outcome import RETRIEVAL_INTENT, decide, is_decided
from bot.questions import questions, sentences
from bot.red_flags import DOUBTFUL, RED_FLAG
from bot.topic_model import Prediction, TopicModel, TopicModelOptions

FALLBACK = "nlu_fallback"
KIND = "kind"
# Danger is possible: actions begin their answer with a line on safety.
DANGER_CHECK = "danger_check"
MODEL_FILE = "topic_model.joblib"
# A message longer than this is judged by its sentences too: the encoder sees
# only its start, and one vector cannot hold a long story.
LONG_WORDS = 30
# A named condition is answered too if its topic is among so many of the likeliest.
NAMED_WITHIN = 3

_MODEL_OPTIONS = tuple(field.name for field in fields(TopicModelOptions))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Says what a message is about, or that it does not know."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options of the component; those of `TopicModelOptions` besides.

        threshold: confidence below which a message counts as not understood.
        second_question: confidence that each of two questions must reach.
        named_topic: topic of an unclear message that names a medicine or condition.
        out_of_scope: name of the intent of messages that are not ours.
        danger: intents that outweigh others.
        danger_threshold: share of the danger intents that makes a message danger.
        suspected_threshold: the same where a rule suspects danger.
        doubtful_factor: both are multiplied by it where the message reads like a
            question about a risk, a story or the past.
        check_threshold: share from which an answer begins with a line on safety.
        feature: alias of the sentence vector to use.
        """
        defaults = TopicModelOptions()
        return {
            "threshold": 0.25,
            "second_question": 0.5,
            "named_topic": "",
            "out_of_scope": "out_of_scope",
            "danger": [],
            "danger_threshold": 0.2,
            "suspected_threshold": 0.15,
            "doubtful_factor": 1.6,
            "check_threshold": 0.07,
            "feature": "sentence_embeddings",
            **{name: getattr(defaults, name) for name in _MODEL_OPTIONS},
        }

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load a trained classifier from Rasa's model storage."""
        with model_storage.read_from(resource) as folder:
            model, kinds = joblib.load(folder / MODEL_FILE)
        return cls(config, model_storage, resource, model, kinds)

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
        kinds: Dict[str, str] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        # Finer class to intent: out_of_scope has kinds that only its replies tell apart.
        self._kinds = kinds or {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples with an intent, and store the model."""
        examples = [
            example
            for example in training_data.intent_examples
            if (example.get(TEXT) or "").strip()
        ]
        labels = [self._label(example) for example in examples]
        self._kinds = {label: label.split("#")[0] for label in labels if "#" in label}
        options = TopicModelOptions(**{name: self._config[name] for name in _MODEL_OPTIONS})
        self._model = TopicModel(options).fit(
            [_plain(example.get(TEXT)) for example in examples],
            np.stack([self._vector(example) for example in examples]),
            labels,
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._model, self._kinds), folder / MODEL_FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide every message that no earlier component has decided."""
        for message in messages:
            if not is_decided(message):
                self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        text, _ = readable(message.get(TEXT) or "")
        if self._model is None or not text.strip():
            decide(message, FALLBACK, 1.0)
            return
        whole = self._model.predict([_plain(text)], self._vector(message)[np.newaxis, :])[0]
        pieces = self._pieces(text)
        parts = self._predict(pieces) if pieces else []
        # Danger in a long story may be in one sentence of it; in a short one a
        # sentence alone lacks what the others say.
        is_long = len(text.split()) > LONG_WORDS
        level, share = self._danger([whole, *(parts if is_long else [])], message)
        if level:
            decide(message, level, share)
            return
        suspicion = bool(message.get(RED_FLAG)) or share >= self._config["check_threshold"]
        message.set(DANGER_CHECK, bool(self._config["danger"]) and suspicion, add_to_output=True)
        if is_long and parts:
            whole = max(
                [whole, *(part for part in parts if not self._is_out(part))],
                key=lambda prediction: prediction.confidence,
            )
        ranking = self._ranking(whole)
        best, confidence = ranking[0]
        topics = self._two_questions(parts)
        if len(topics) > 1:
            first = f"{RETRIEVAL_INTENT}/{topics[0]}"
            decide(message, first, confidence, ranking, topics)
        elif self._is_named(message, ranking):
            topic = self._config["named_topic"]
            decide(message, topic, confidence, [(topic, confidence), *ranking])
        elif confidence < self._config["threshold"]:
            decide(message, FALLBACK, 1.0 - confidence, [(FALLBACK, 1.0 - confidence), *ranking])
        else:
            decide(message, best, confidence, ranking, self._with_named(message, ranking))
        if best == self._config["out_of_scope"]:
            message.set(KIND, self._kind(whole), add_to_output=True)

    def _is_named(self, message: Message, ranking: Sequence[Tuple[str, float]]) -> bool:
        """Whether an unclear message names a medicine or condition, which has its answer.

        Unclear: not sure at all, or out of scope with that topic in second place.
        """
        (best, confidence), (second, _) = ranking[0], ranking[1]
        named = self._config["named_topic"]
        if not named or not _groups(message):
            return False
        close = best == self._config["out_of_scope"] and second == named
        return confidence < self._config["threshold"] or (close and _has_own_answer(message))

    def _with_named(self, message: Message, ranking: Sequence[Tuple[str, float]]) -> List[str]:
        """Topics to answer: the best, and that of a condition which is likely meant too."""
        best, named = ranking[0][0], self._config["named_topic"]
        likely = named in [label for label, _ in ranking[1:NAMED_WITHIN]]
        asks = best.startswith(f"{RETRIEVAL_INTENT}/") and best != named
        if asks and likely and _has_own_answer(message):
            return [best.split("/")[1], named.split("/")[1]]
        return []

    def _pieces(self, text: str) -> List[str]:
        pieces = sentences(text) if len(text.split()) > 2 * LONG_WORDS else questions(text)
        return pieces if len(pieces) > 1 else []

    def _predict(self, texts: Sequence[str]) -> List[Prediction]:
        assert self._model is not None  # noqa: S101 - checked by the caller
        vectors = load_verified(1).encode(texts)
        return self._model.predict([_plain(text) for text in texts], vectors)

    def _danger(
        self, predictions: Sequence[Prediction], message: Message
    ) -> Tuple[str | None, float]:
        """Return the danger intent that outweighs the rest, if one does, and its share."""
        names = self._config["danger"]
        shares = [
            {name: prediction.scores.get(name, 0.0) for name in names} for prediction in predictions
        ]
        share = max(shares, key=lambda row: sum(row.values()))
        total = sum(share.values())
        suspected = message.get(RED_FLAG)
        needed = self._config["suspected_threshold" if suspected else "danger_threshold"]
        if message.get(DOUBTFUL):
            needed *= self._config["doubtful_factor"]
        if not names or total < needed:
            return None, total
        likeliest = max(share, key=lambda name: share[name])
        if suspected and names.index(suspected["level"]) < names.index(likeliest):
            likeliest = suspected["level"]
        return likeliest, total

    def _two_questions(self, parts: Sequence[Prediction]) -> List[str]:
        """Topics of a message that clearly asks two things, in the order asked."""
        topics: List[str] = []
        for part in parts:
            label = max(part.scores, key=lambda name: part.scores[name])
            sure = part.confidence >= self._config["second_question"]
            if sure and label.startswith(f"{RETRIEVAL_INTENT}/"):
                topic = label.split("/")[1]
                if topic not in topics:
                    topics.append(topic)
        return topics[:2]

    def _ranking(self, prediction: Prediction) -> List[Tuple[str, float]]:
        """Labels with confidence, best first; kinds of one intent are added up."""
        shares: Dict[str, float] = {}
        for label, share in prediction.scores.items():
            intent = self._kinds.get(label, label)
            shares[intent] = shares.get(intent, 0.0) + share
        ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        top = ordered[0][1]
        # The first keeps the learnt confidence; the others share what is left of it.
        scale = min(prediction.confidence / top, (1 - prediction.confidence) / max(1 - top, 1e-9))
        return [(ordered[0][0], prediction.confidence)] + [
            (label, share * scale) for label, share in ordered[1:]
        ]

    def _is_out(self, prediction: Prediction) -> bool:
        return bool(self._ranking(prediction)[0][0] == self._config["out_of_scope"])

    def _kind(self, prediction: Prediction) -> str | None:
        kinds = [label for label in self._kinds if label in prediction.scores]
        best = max(kinds, key=lambda label: prediction.scores[label], default=None)
        return best.split("#")[1] if best else None

    def _label(self, example: Message) -> str:
        label = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
        metadata = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
        return f"{label}#{metadata[KIND]}" if KIND in metadata else str(label)

    def _vector(self, message: Message) -> np.ndarray:
        for feature in message.features:
            if (
                feature.origin == self._config["feature"]
                and feature.type == FEATURE_TYPE_SENTENCE
                and feature.attribute == TEXT
            ):
                vector: np.ndarray = feature.features[0]
                return vector
        raise ValueError(f"No feature {self._config['feature']!r}: put SentenceEmbeddings first.")


def _groups(message: Message) -> List[str]:
    """Answer groups of the medicines and conditions that a message says are present."""
    return [
        entity["group"]
        for entity in message.get(ENTITIES, [])
        if entity.get("group") and entity.get("role") == "present"
    ]


def _has_own_answer(message: Message) -> bool:
    """Whether one of them has an answer of its own, not only the general one."""
    return any(not group.startswith("other_") for group in _groups(message))


def _plain(text: str) -> str:
    """One case and one apostrophe, for the views on letters and words."""
    return readable(text)[0].lower().replace("’", "'")
