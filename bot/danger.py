"""Decides whether a message reports danger, from what three models and the rules say.

The topic model says which share of its mixture falls on danger; the danger model and the
danger reader say how far the text is on the side of danger. Their odds are multiplied: where
one is in doubt, the others decide. The result is again called a share, and is held against a
threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Sequence, Tuple

from rasa.shared.nlu.training_data.message import Message

from bot.red_flags import DOUBTFUL, RED_FLAG

# A share is never taken for certain, so that the other opinion still counts.
LEAST_SHARE = 1e-3


@dataclass(frozen=True)
class Reading:
    """What the models say of one text.

    Attributes:
        scores: topic to share of the topic model's mixture.
        second: on which side of the danger model's border; 0 where it has no say.
        third: the same for the danger reader.
    """

    scores: Mapping[str, float]
    second: float = 0.0
    third: float = 0.0

    def share(self, config: Mapping[str, Any]) -> float:
        """The share of the danger intents, after the second and third opinion."""
        first = sum(self.scores.get(name, 0.0) for name in config["danger"])
        first = min(max(first, LEAST_SHARE), 1 - LEAST_SHARE)
        others = config["second_opinion"] * self.second + config["third_opinion"] * self.third
        odds = first / (1 - first) * math.exp(others)
        return odds / (1 + odds)


def gravest_share(readings: Sequence[Reading], config: Mapping[str, Any]) -> float:
    """The largest share of the danger intents in any of the readings; 0 without any."""
    return max((reading.share(config) for reading in readings), default=0.0)


def gravest_reading(
    readings: Sequence[Reading],
    message: Message,
    config: Dict[str, Any],
    threshold: float | None = None,
) -> Tuple[str | None, float]:
    """Return the danger intent that outweighs the rest, if one does, and its share.

    Args:
        readings: of the message, or of its parts; there may be none.
        message: with what the rules found.
        config: of the topic classifier, where its options are described.
        threshold: the least share that makes danger, whatever else the message is like;
            without it that of `config`, by what the rules found.
    """
    names = config["danger"]
    if not names or not readings:
        return None, 0.0
    shares = [reading.share(config) for reading in readings]
    share = max(shares)
    suspected = message.get(RED_FLAG)
    needed = _needed(message, config) if threshold is None else threshold
    if share < needed:
        return None, share
    scores = readings[shares.index(share)].scores
    likeliest = max(names, key=lambda name: scores.get(name, 0.0))
    if suspected and names.index(suspected["level"]) < names.index(likeliest):
        likeliest = suspected["level"]
    return likeliest, share


def _needed(message: Message, config: Dict[str, Any]) -> float:
    needed = float(config["danger_threshold"])
    return needed * config["doubtful_factor"] if message.get(DOUBTFUL) else needed
