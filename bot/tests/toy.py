"""A handful of messages to train on, and messages as Rasa hands them over."""

from typing import Dict, List, Sequence

import numpy as np
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.minilm import MiniLM

FEATURE = "sentence_embeddings"

# Label to examples; what follows a # is the kind that an example's metadata names.
EXAMPLES: Dict[str, List[str]] = {
    "faq/pain": [
        "does it hurt",
        "is it painful",
        "will i feel pain",
        "how painful are the needles",
        "do the injections hurt a lot",
        "how sore will it be",
    ],
    "faq/cost": [
        "how much does it cost",
        "what is the price",
        "is it expensive",
        "prices please",
        "what do you charge for a session",
        "how much money is one treatment",
    ],
    "faq/aftercare": [
        "what should i avoid after the treatment",
        "can i wash my face afterwards",
        "when can i exercise again after it",
        "aftercare advice",
        "can i drive home after the session",
        "may i drink alcohol afterwards",
    ],
    "greet": ["hello", "hi there", "good morning", "hey", "hello there", "good evening"],
    "emergency": [
        "i cannot breathe",
        "my throat is closing",
        "she has collapsed and does not wake up",
        "my face and tongue are swelling fast",
        "i have crushing chest pain",
        "half my face has dropped",
    ],
    "urgent_aftercare": [
        "pus comes out of the injection site",
        "the redness is spreading and hot",
        "blisters where i was injected",
        "red streaks from the jab",
        "the skin is turning black",
        "a hard lump came up weeks later",
    ],
    "out_of_scope#off_topic": [
        "what is the weather tomorrow",
        "who won the football",
        "tell me a joke",
        "write a poem about cats",
        "what is the capital of france",
        "play some music",
    ],
    "out_of_scope#medical": [
        "what helps against a broken toe",
        "my dog has worms",
        "which antibiotic for an ear infection",
        "how do i treat a sprained ankle",
        "is my blood test result bad",
        "why is my stomach upset",
    ],
}


def examples() -> List[Message]:
    """The examples as Rasa reads them from its training data."""
    return [
        Message.build(
            text=text,
            intent=label.split("#")[0],
            intent_metadata={"kind": label.split("#")[1]} if "#" in label else None,
        )
        for label, texts in EXAMPLES.items()
        for text in texts
    ]


def with_vector(message: Message, vector: np.ndarray, feature: str = FEATURE) -> Message:
    """Add a hand-made sentence feature."""
    features = Features(np.asarray(vector)[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, feature)
    message.add_features(features)
    return message


def training_data(encoder: MiniLM) -> TrainingData:
    messages = examples()
    vectors = encoder.encode([message.get(TEXT) for message in messages])
    for message, vector in zip(messages, vectors, strict=True):
        with_vector(message, vector)
    return TrainingData(messages)


def asked(encoder: MiniLM, text: str | None) -> Message:
    """A visitor's message with its vector."""
    message = Message({TEXT: text})
    return with_vector(message, encoder.encode([text or ""])[0])


def entities(message: Message, *names: str) -> Sequence[Dict[str, object]]:
    """The entities of a message, those of some names only."""
    found: List[Dict[str, object]] = message.get("entities", [])
    return [entity for entity in found if not names or entity["entity"] in names]
