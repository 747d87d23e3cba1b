"""Rasa policy `SafetyPolicy`: a danger sign outranks everything.

Above the rules, so that no form, story or rule can stand in its way. The turn of
a danger sign holds the fixed words and nothing else; a running form is dropped.
From then on, until the visitor says that it is over, the policy answers with a
reminder in place of anything that sells or asks. The words and the end of a form are
Rasa's own actions: they come even if the action server is down.
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
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

SAFETY_SLOT = "safety"
RESPONSES = {
    "emergency": "utter_emergency",
    "urgent_aftercare": "utter_urgent_aftercare",
    "self_harm": "utter_self_harm",
}
NAMED = ("medicine", "condition", "pregnancy", "answer")
OVER = "danger_over"
# Its action ends the hold. After words of self-harm it does not count.
ONLY_ASKED = "only_asked"
# Tells the team; says nothing, and comes last, so that the words never wait for it.
FLAG = "action_flag_conversation"
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
        asks_for_illness: the form in which an illness may be an answer.
        sure_of_named, sure_of_unnamed: the share of danger at which the classifier alone
            is believed in that form, with and without a known illness in the message.
        """
        return {
            "priority": 10,
            "allowed_when_urgent": [],
            "asks_for_illness": "screening_form",
            "sure_of_named": 0.6,
            "sure_of_unnamed": 0.35,
        }

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
        # A running form predicts its next step without looking at the message, and Rasa lets
        # such a prediction overrule all others, whatever their priority. So must this one.
        scores = confidence_scores_for(action, 1.0, domain)
        events = self._danger(tracker)
        return self._prediction(scores, events=events, is_no_user_prediction=True)

    def _next_action(self, tracker: DialogueStateTracker) -> str | None:
        response = self._response(tracker)
        if response is None:
            return None
        done = _actions_since_message(tracker)
        if response not in done:
            return response
        if tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done:
            return str(ACTION_DEACTIVATE_LOOP_NAME)
        if response in RESPONSES.values() and FLAG not in done:
            return FLAG
        return str(ACTION_LISTEN_NAME)

    def _danger(self, tracker: DialogueStateTracker) -> List[Event]:
        """The slot of the danger that this turn names, for the turns after it."""
        message = tracker.latest_message
        intent = message.intent.get("name") if message else None
        if intent not in RESPONSES or tracker.get_slot(SAFETY_SLOT) == intent:
            return []
        return [SlotSet(SAFETY_SLOT, intent)]

    def _is_answer(self, tracker: DialogueStateTracker, message: UserUttered) -> bool:
        """Whether the words of danger answer a question of the pre-screen.

        It asks for cold sores, infections and past strokes, so such a message is an answer
        unless a written rule is certain or the classifier sure. The form then begins with
        a line on safety.
        """
        if tracker.active_loop_name != self.config["asks_for_illness"]:
            return False
        parsed = message.parse_data or {}
        if (parsed.get("red_flag") or {}).get("certain"):
            return False
        share = float(message.intent.get("confidence") or 0.0)
        names = any(entity["entity"] in NAMED for entity in message.entities)
        if names and message.intent.get("name") == "urgent_aftercare":
            return True
        return share < float(self.config["sure_of_named" if names else "sure_of_unnamed"])

    def _response(self, tracker: DialogueStateTracker) -> str | None:
        """Which fixed words this turn needs, if any."""
        message = tracker.latest_message
        if message is None:
            return None
        intent = message.intent.get("name")
        if intent in RESPONSES:
            return None if self._is_answer(tracker, message) else RESPONSES[str(intent)]
        danger = tracker.get_slot(SAFETY_SLOT)
        if danger not in REMINDERS or intent == OVER:
            return None
        if intent == ONLY_ASKED and danger != "self_harm":
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
