"""Rasa policy `SafetyPolicy`: a danger sign outranks everything.

Above the rules, so that no form, story or rule can stand in its way. The turn of
a danger sign holds the fixed words and nothing else; a running form is dropped.
From then on, until the visitor says that it is over, the policy answers with a
reminder in place of anything that sells or asks. It uses Rasa's own actions only:
the danger words come even if the action server is down.
"""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.core.policies.policy import Policy, PolicyPrediction, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

SAFETY_SLOT = "safety"
RESPONSES = {
    "emergency": "utter_emergency",
    "urgent_aftercare": "utter_urgent_aftercare",
    "self_harm": "utter_self_harm",
}
OVER = "danger_over"
REMINDERS = {
    "emergency": "utter_emergency_reminder",
    "urgent_aftercare": "utter_urgent_reminder",
    "self_harm": "utter_self_harm_reminder",
}


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class SafetyPolicy(Policy):
    """Puts danger first and keeps it first until it is over."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options of the policy.

        priority: higher than RulePolicy's 6, so that equal confidence goes here.
        allowed_when_urgent: topics still answered after an urgent, not
            life-threatening sign; they help, and sell nothing.
        """
        return {"priority": 10, "allowed_when_urgent": []}

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Learn nothing."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """Make the policy; there is nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next action of a danger turn, or leave the turn to the others."""
        action = self._next_action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        return self._prediction(confidence_scores_for(action, 1.0, domain))

    def _next_action(self, tracker: DialogueStateTracker) -> str | None:
        response = self._response(tracker)
        if response is None:
            return None
        done = _actions_since_message(tracker)
        if response not in done:
            return response
        if tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done:
            return str(ACTION_DEACTIVATE_LOOP_NAME)
        return str(ACTION_LISTEN_NAME)

    def _response(self, tracker: DialogueStateTracker) -> str | None:
        """Which fixed words this turn needs, if any."""
        message = tracker.latest_message
        if message is None:
            return None
        intent = message.intent.get("name")
        if intent in RESPONSES:
            return RESPONSES[str(intent)]
        danger = tracker.get_slot(SAFETY_SLOT)
        if danger not in REMINDERS or intent == OVER:
            return None
        if danger == "urgent_aftercare" and self._is_allowed(message):
            return None
        return REMINDERS[danger]

    def _is_allowed(self, message: UserUttered) -> bool:
        if message.intent.get("name") in {"talk_to_human", "thanks", "goodbye"}:
            return True
        pressed = [entity["value"] for entity in message.entities if entity["entity"] == "topic"]
        topics = pressed or (message.parse_data or {}).get("topics") or [None]
        return all(topic in self.config["allowed_when_urgent"] for topic in topics)


def _actions_since_message(tracker: DialogueStateTracker) -> List[str]:
    """Names of the actions run since the visitor's last message."""
    names: List[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            names.append(event.action_name)
    return names
