"""Writes what a message was understood as, in the shape Rasa expects."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

RETRIEVAL_INTENT = "faq"
RESPONSE_SELECTOR = "response_selector"
TOPICS = "topics"
RANKING_LENGTH = 6


def is_decided(message: Message) -> bool:
    """Whether an earlier component has already settled the intent."""
    intent: Dict[str, object] = message.get(INTENT) or {}
    return bool(intent.get("name"))


def decide(
    message: Message,
    label: str,
    confidence: float,
    ranking: Sequence[Tuple[str, float]] = (),
    topics: Sequence[str] = (),
) -> None:
    """Set intent, ranking, response selector and topics.

    Args:
        message: the message to write to.
        label: an intent, or a retrieval topic in full (`faq/pain`).
        confidence: 0 to 1.
        ranking: labels with confidence, best first; a retrieval topic in full.
        topics: the retrieval topics to answer, in the order asked; without it the
            one of `label`.
    """
    intent = label.split("/")[0]
    message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
    rows: List[Dict[str, object]] = [
        {"name": name, "confidence": score}
        for name, score in (ranking or [(label, confidence)])[:RANKING_LENGTH]
    ]
    message.set(INTENT_RANKING_KEY, rows, add_to_output=True)
    message.set(RESPONSE_SELECTOR, _selector(label, rows), add_to_output=True)
    answered = list(topics) or ([label.split("/")[1]] if intent == RETRIEVAL_INTENT else [])
    message.set(TOPICS, answered, add_to_output=True)


def _selector(label: str, rows: List[Dict[str, object]]) -> Dict[str, object]:
    """What Rasa's own ResponseSelector would say, so that its tools can read it."""
    ranking = [
        {"intent_response_key": row["name"], "confidence": row["confidence"]}
        for row in rows
        if str(row["name"]).startswith(f"{RETRIEVAL_INTENT}/")
    ]
    best = label if label.startswith(f"{RETRIEVAL_INTENT}/") else None
    return {
        "all_retrieval_intents": [RETRIEVAL_INTENT],
        RETRIEVAL_INTENT: {
            "response": {
                "intent_response_key": best,
                "utter_action": f"utter_{best}" if best else None,
                "confidence": rows[0]["confidence"] if best else 0.0,
                "responses": [],
            },
            "ranking": ranking,
        },
    }
