"""Rasa's response generator, knowing the clinic.

Fills `{clinic_phone}` and its like in every response from `clinic.yml`. It runs
inside Rasa, so that the emergency number is there even if the action server is
not. Only names in plain braces are filled: the payload of a button, such as
`/faq{"topic": "pain"}`, stays as it is.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any, Dict, Mapping, Match

import yaml
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def clinic_values(path: Path) -> Dict[str, str]:
    """Return what responses may name, read from the clinic's own file.

    The file is checked in full by `clinic.settings` before anything starts; here
    only the plain values that a response may need without the action server are read.
    """
    clinic: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    crisis = clinic["crisis_line"]
    return {
        "clinic_name": clinic["name"],
        "clinic_phone": clinic["phone"],
        "clinic_email": clinic["email"],
        "clinic_address": clinic["address"],
        "privacy_page": clinic["privacy_page"],
        "emergency_number": str(clinic["emergency_number"]),
        "crisis_name": crisis["name"],
        "crisis_phone": str(crisis["phone"]),
    }


class ClinicResponses(TemplatedNaturalLanguageGenerator):
    """Responses of the domain with the clinic's values filled in."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        super().__init__((domain or Domain.empty()).responses)
        self._values = clinic_values(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))

    def _fill_response(
        self,
        response: Dict[str, Any],
        filled_slots: Dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Dict[str, Any]:
        """Fill the names in text, buttons and cards."""
        values = {**(filled_slots or {}), **self._values, **kwargs}
        filled: Dict[str, Any] = {
            key: content if key == "metadata" else _fill(content, values)
            for key, content in response.items()
        }
        return filled


def _fill(content: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(content, str):
        return PLACEHOLDER.sub(lambda found: _value(found, values), content)
    if isinstance(content, list):
        return [_fill(item, values) for item in content]
    if isinstance(content, dict):
        return {key: _fill(item, values) for key, item in content.items()}
    return content


def _value(found: Match[str], values: Mapping[str, Any]) -> str:
    value = values.get(found.group(1))
    if value is None:
        # A test holds every response to known names; an empty place reads better than braces.
        logger.error("A response names {%s}, and nothing fills it.", found.group(1))
        return ""
    return str(value)
