"""What a message is about that names a medicine or condition, and little or nothing more."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.outcome import RETRIEVAL_INTENT
from bot.phrases import words_of

# A named condition is answered too if its topic is among so many of the likeliest.
NAMED_WITHIN = 3
# What may be said alone and is no sign of danger. A condition may be one: "convulsions".
HARMLESS_ALONE = ("medicine", "healthy")
# Words beside it that add nothing.
BESIDE = frozenset(
    "i im am on take taking use using my a an the and or also plus only just".split()
)

Ranking = Sequence[Tuple[str, float]]


def is_named(
    message: Message, ranking: Ranking, named: str, threshold: float, out_of_scope: str
) -> bool:
    """Whether an unclear message names a medicine or condition, which has its answer.

    Unclear: not sure at all, out of scope with that topic in second place, or a name alone
    that is like no question.
    """
    (best, confidence), (second, _) = ranking[0], ranking[1]
    if not named or not _groups(message):
        return False
    if is_name_alone(message) and not best.startswith(f"{RETRIEVAL_INTENT}/"):
        return True
    close = best == out_of_scope and second == named
    return confidence < threshold or (close and _has_own_answer(message))


def with_named(message: Message, ranking: Ranking, named: str) -> List[str]:
    """Topics to answer: the best, and that of a condition which is likely meant too."""
    best = ranking[0][0]
    likely = named in [label for label, _ in ranking[1:NAMED_WITHIN]]
    asks = best.startswith(f"{RETRIEVAL_INTENT}/") and best != named
    if asks and likely and _has_own_answer(message):
        return [best.split("/")[1], named.split("/")[1]]
    return []


def is_name_alone(message: Message) -> bool:
    """Whether a message is nothing but medicines, or words of good health.

    That is how people answer "which one do you take?", in the pre-screen or anywhere.
    """
    names = _present(message, HARMLESS_ALONE)
    if not names:
        return False
    letters = list(message.get(TEXT) or "")
    for entity in names:
        letters[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return BESIDE.issuperset(words_of("".join(letters)))


def _groups(message: Message) -> List[str]:
    """Answer groups of the medicines and conditions that a message says are present."""
    named = _present(message, ("medicine", "condition"))
    return [entity["group"] for entity in named if entity.get("group")]


def _present(message: Message, kinds: Sequence[str]) -> List[Dict[str, Any]]:
    """Entities of some kinds that a message does not deny."""
    return [
        entity
        for entity in message.get(ENTITIES, [])
        if entity["entity"] in kinds and entity.get("role") == "present"
    ]


def _has_own_answer(message: Message) -> bool:
    """Whether one of them has an answer of its own, not only the general one."""
    return any(not group.startswith("other_") for group in _groups(message))
