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
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RESPONSE_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.danger import Reading, gravest_reading, gravest_share
from bot.danger_reader import DangerReader, load_reader
from bot.learnt import LONG_WORDS, Heard, Learnt
from bot.limits import readable
from bot.mixture import TopicModelOptions
from bot.named_topic import is_name_alone, is_named, with_named
from bot.other_languages import INTENT as OTHER_LANGUAGE
from bot.outcome import RETRIEVAL_INTENT, decide, is_decided
from bot.red_flags import RED_FLAG
from bot.topic_model import Prediction

FALLBACK = "nlu_fallback"
KIND = "kind"
# Danger is possible: actions begin their answer with a line on safety.
DANGER_CHECK = "danger_check"
# What a message of danger asks, if it is only a question.
TOPIC_IF_ASKED = "topic_if_asked"
MODEL_FILE = "topic_model.joblib"
# A message of so few words says too little to overrule a rule ("ambulance please"), and one
# of so many too much for one vector.
SHORT_WORDS, MOST_WORDS = 4, 2 * LONG_WORDS

# What visitors know from other bots. Any other word with a slash is read like a word.
_COMMANDS = frozenset({"/help", "/start", "/menu", "/commands", "/options", "/about"})

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
        second_opinion: weight of the danger model against the topic model; 0 for none.
        third_opinion: weight of the danger reader; 0 for none.
        danger_threshold: share of the danger intents that makes a message danger.
        doubtful_factor: it is multiplied by this where the message reads like a question
            about a risk, a story or the past.
        part_threshold: share that makes danger in one part of a message that says several
            things, whatever the others are like.
        check_threshold: share from which an answer begins with a line on safety; in a part
            it is `danger_threshold`. Where neither is reached, a sign that is certain becomes
            a suspicion, unless it is one of self-harm.
        asked_share: least share of a topic among all that is harmless, to be the answer to a
            visitor who was taken for somebody in danger and only asked.
        feature: alias of the sentence vector to use.
        """
        defaults = TopicModelOptions()
        return {
            "threshold": 0.25,
            "second_question": 0.5,
            "named_topic": "",
            "out_of_scope": "out_of_scope",
            "danger": [],
            "second_opinion": 0.5,
            "third_opinion": 0.15,
            "danger_threshold": 0.13,
            "part_threshold": 0.75,
            "doubtful_factor": 1.3,
            "check_threshold": 0.04,
            "asked_share": 0.2,
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
            learnt, kinds = joblib.load(folder / MODEL_FILE)
        loaded = cls(config, model_storage, resource, learnt, kinds)
        loaded._reader()  # if it is damaged, that is seen now and not at somebody's message
        return loaded

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learnt: Learnt | None = None,
        kinds: Dict[str, str] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._learnt = learnt
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
        self._learnt = Learnt.from_examples(
            options,
            [example.get(TEXT) for example in examples],
            np.stack([self._vector(example) for example in examples]),
            labels,
            self._config["danger"],
        )
        with self._storage.write_to(self._resource) as folder:
            # Rasa packs it once more, at gzip's slowest, which has little left to do then.
            joblib.dump((self._learnt, self._kinds), folder / MODEL_FILE, compress=3)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide every message that no earlier component has decided, or none could."""
        for message in messages:
            heard = self._hear(message)
            if heard:
                self._decide_heard(message, heard)
            elif not is_decided(message):
                decide(message, FALLBACK, 1.0)
        return messages

    def _decide_heard(self, message: Message, heard: Heard) -> None:
        overruled = self._overrules(heard, message)
        if overruled:
            flag = {**message.get(RED_FLAG), "certain": False}
            message.set(RED_FLAG, flag, add_to_output=True)
        if overruled or not is_decided(message):
            self._decide(message, heard)
        if message.get(INTENT)["name"] in self._config["danger"]:
            self._note_question(message, heard.whole)

    def _hear(self, message: Message) -> Heard | None:
        """What the models make of a message; nothing where there is nothing to read."""
        text, _ = readable(message.get(TEXT) or "")
        if self._learnt is None or not text.strip() or text.strip().lower() in _COMMANDS:
            return None
        return self._learnt.hear(text, self._vector(message), self._reader())

    def _reader(self) -> DangerReader | None:
        has_a_say = self._config["danger"] and self._config["third_opinion"]
        return load_reader() if has_a_say else None

    def _note_question(self, message: Message, whole: Prediction) -> None:
        """Note the topic of a message of danger, for a visitor who says: I only asked."""
        harmless = {
            label: share
            for label, share in whole.scores.items()
            if label not in self._config["danger"]
        }
        best = max(harmless, key=lambda label: harmless[label])
        clear = harmless[best] >= self._config["asked_share"] * sum(harmless.values())
        if clear and best.startswith(f"{RETRIEVAL_INTENT}/"):
            message.set(TOPIC_IF_ASKED, best.split("/")[1], add_to_output=True)

    def _overrules(self, heard: Heard, message: Message) -> bool:
        """Whether the models are sure that a sign, of which a rule is certain, is none.

        Words of self-harm are never overruled, nor what the models cannot read: a very long
        message, one of a few words, or another language.
        """
        flag = message.get(RED_FLAG) or {}
        if not flag.get("certain") or flag["level"] == "self_harm":
            return False
        can_read = flag["group"] != OTHER_LANGUAGE and SHORT_WORDS < heard.words <= MOST_WORDS
        return can_read and not self._is_trace([heard.reading], heard.readings)

    def _decide(self, message: Message, heard: Heard) -> None:
        wholes, parts = self._wholes_and_parts(message, heard)
        level, share = self._gravest(message, wholes, parts)
        if level:
            decide(message, level, share)
            return
        suspicion = bool(message.get(RED_FLAG)) or self._is_trace(wholes, parts)
        message.set(DANGER_CHECK, bool(self._config["danger"]) and suspicion, add_to_output=True)
        whole = heard.whole
        if heard.words > LONG_WORDS and heard.parts:
            whole = max(
                [whole, *(part for part in heard.parts if not self._is_out(part))],
                key=lambda prediction: prediction.confidence,
            )
        ranking = self._ranking(whole)
        best, confidence = ranking[0]
        topics = self._two_questions(heard.parts)
        named, threshold = self._config["named_topic"], self._config["threshold"]
        out_of_scope = self._config["out_of_scope"]
        if len(topics) > 1:
            first = f"{RETRIEVAL_INTENT}/{topics[0]}"
            decide(message, first, confidence, ranking, topics)
        elif is_named(message, ranking, named, threshold, out_of_scope):
            decide(message, named, confidence, [(named, confidence), *ranking])
        elif best == FALLBACK:  # like the examples of what nobody could answer
            decide(message, FALLBACK, confidence, ranking)
        elif confidence < threshold:
            others = [row for row in ranking if row[0] != FALLBACK]
            decide(message, FALLBACK, 1.0 - confidence, [(FALLBACK, 1.0 - confidence), *others])
        else:
            decide(message, best, confidence, ranking, with_named(message, ranking, named))
        if best == out_of_scope:
            message.set(KIND, self._kind(whole), add_to_output=True)

    def _wholes_and_parts(
        self, message: Message, heard: Heard
    ) -> Tuple[List[Reading], List[Reading]]:
        """What is judged as a message, and what as a part of one.

        "Sleeping pills" answers which one, or may be despair: a medicine alone, of which no
        rule has a suspicion, says no more than a part.
        """
        if is_name_alone(message) and not message.get(RED_FLAG):
            return [], [heard.reading, *heard.readings]
        return [heard.reading], heard.readings

    def _gravest(
        self, message: Message, wholes: Sequence[Reading], parts: Sequence[Reading]
    ) -> Tuple[str | None, float]:
        """The danger intent that outweighs the rest, if one does, and its share.

        Danger may be in one part of what is said. A part lacks what the others say, so it must
        be clearer.
        """
        level, share = gravest_reading(wholes, message, self._config)
        if level:
            return level, share
        return gravest_reading(parts, message, self._config, self._config["part_threshold"])

    def _is_trace(self, wholes: Sequence[Reading], parts: Sequence[Reading]) -> bool:
        """Whether danger is possible: in the whole message, or clearer in a part."""
        return bool(
            gravest_share(wholes, self._config) >= self._config["check_threshold"]
            or gravest_share(parts, self._config) >= self._config["danger_threshold"]
        )

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
