"""Rasa component `RedFlags`: finds danger signs before any classifier is asked.

A certain sign decides the intent here and now. A suspected one (`certain` is
false) is left in the message for the topic classifier, which then needs less to
call it danger. Phrases in other languages are found in the same way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.limits import readable
from bot.outcome import decide
from bot.red_flag_rules import RedFlagRules

RED_FLAG = "red_flag"
# The message reads like a question about a risk, a story or the past.
DOUBTFUL = "doubtful"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RedFlags(GraphComponent):
    """Decides emergency, urgent_aftercare and self_harm by written rules."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options: `rules`, the path of the rule file."""
        return {"rules": "data/red_flags.yml"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlags:
        """Read the rules; a broken file stops training and start with its line."""
        return cls(RedFlagRules(Path(config["rules"])))

    def __init__(self, rules: RedFlagRules) -> None:
        self._rules = rules

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `red_flag` and `doubtful`, and the intent where the sign is certain."""
        for message in messages:
            text, _ = readable(message.get(TEXT) or "")
            message.set(DOUBTFUL, self._rules.is_doubtful(text), add_to_output=True)
            finding = self._rules.find(text)
            if finding is None:
                continue
            flag = {"group": finding.group, "level": finding.level, "certain": finding.certain}
            message.set(RED_FLAG, flag, add_to_output=True)
            if finding.certain:
                decide(message, finding.level, 1.0)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Leave training data as it is: the rules learn nothing."""
        return training_data
