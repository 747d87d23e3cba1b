"""Rasa component `OtherLanguages`: knows when a visitor does not write English.

The visitor gets a fixed reply, in English and in the visitor's language for the
ten that `data/languages.yml` holds. Danger phrases in those languages are looked
for first. The words decide, not a model: a clinician who speaks the language can
read and correct them.
"""

from __future__ import annotations

import re
import runpy
import unicodedata
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Tuple

import spacy.lang
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.english import english_words
from bot.limits import readable
from bot.outcome import decide, is_decided
from bot.red_flag_rules import GRAVITY
from bot.red_flags import RED_FLAG

INTENT = "other_language"
UNKNOWN = "other"
_LEVELS = {"self_harm": "self_harm", "emergency": "emergency", "urgent": "urgent_aftercare"}
# Scripts that only one of our languages is written in; any other script is unknown.
_SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru", "CJK": "zh"}
_WORD = re.compile(r"[^\W\d_]+")
MIN_SHARE = 0.33


class LanguageFile:
    """The words and phrases of `data/languages.yml`."""

    def __init__(self, path: Path) -> None:
        languages: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["languages"]
        # "c'est" is two words once folded, as it is in a message.
        self.telling = {
            code: frozenset(" ".join(map(_fold, entry["function_words"])).split()) - {"a", "i"}
            for code, entry in languages.items()
        }
        self.words = {
            code: telling | (_stop_words(code) - english_words())
            for code, telling in self.telling.items()
        }
        self._phrases: List[Tuple[str, str, str]] = [
            (level, code, _fold(phrase))
            for key, level in _LEVELS.items()
            for code, entry in languages.items()
            for phrase in entry[key]
        ]

    def danger(self, text: str) -> Tuple[str, str] | None:
        """Return (level, language) of the gravest danger phrase in a text."""
        folded = f" {_fold(text)} "
        spaceless = folded.replace(" ", "")
        hits = [
            (level, code)
            for level, code, phrase in self._phrases
            if (phrase.replace(" ", "") in spaceless if code == "zh" else f" {phrase} " in folded)
        ]
        return min(hits, key=lambda hit: GRAVITY.index(hit[0]), default=None)

    def language(self, text: str) -> str | None:
        """Return the language of a text: a code, `other`, or None for English."""
        letters = [character for character in text if character.isalpha()]
        foreign = [_script(character) for character in letters if _script(character) != "LATIN"]
        if letters and len(foreign) * 2 > len(letters):
            return _SCRIPTS.get(max(set(foreign), key=foreign.count), UNKNOWN)
        words = _fold(text).split()
        if not words:
            return None
        best, hits = max(
            ((code, sum(word in known for word in words)) for code, known in self.words.items()),
            key=lambda pair: pair[1],
        )
        # A word that both languages have speaks for neither, nor does a letter.
        ours = english_words() - self.words[best]
        english = sum(word in ours and len(word) > 1 for word in words)
        # One word of three is enough if it is no name: "sara" is Italian, and a woman's name.
        telling = len(words) <= 3 and any(word in self.telling[best] for word in words)
        if (hits > 1 or telling) and hits / len(words) >= MIN_SHARE and hits > english:
            return best
        if hits > 1 and english / len(words) < MIN_SHARE:
            return best
        return None


def _stop_words(code: str) -> FrozenSet[str]:
    """Return spaCy's list of the commonest words of a language; it has one for each of ours."""
    # The file alone: the package around it takes seconds to lay out its tokenizers.
    file = Path(spacy.lang.__path__[0], code, "stop_words.py")
    listed = runpy.run_path(str(file))["STOP_WORDS"]
    return frozenset(" ".join(map(_fold, listed)).split())


def _fold(text: str) -> str:
    """Lower case, apostrophes and other marks as spaces, one space between words."""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    return " ".join(_WORD.findall(plain))


def _script(character: str) -> str:
    return unicodedata.name(character, "LATIN").split()[0].split("-")[0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class OtherLanguages(GraphComponent):
    """Sets the intent `other_language`, or that of a danger phrase."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options: `languages`, the path of the language file."""
        return {"languages": "data/languages.yml"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OtherLanguages:
        """Read the language file."""
        return cls(LanguageFile(Path(config["languages"])))

    def __init__(self, file: LanguageFile) -> None:
        self._file = file

    def process(self, messages: List[Message]) -> List[Message]:
        """Look for danger first, then for the language."""
        for message in messages:
            if is_decided(message):
                continue
            text, _ = readable(message.get(TEXT) or "")
            danger = self._file.danger(text)
            language = danger[1] if danger else self._file.language(text)
            if language is None:
                continue
            self._name(message, language, len(text))
            if danger:
                flag = {"group": "other_language", "level": danger[0], "certain": True}
                message.set(RED_FLAG, flag, add_to_output=True)
            decide(message, danger[0] if danger else INTENT, 1.0)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Leave training data as it is: nothing is learnt."""
        return training_data

    @staticmethod
    def _name(message: Message, language: str, length: int) -> None:
        entity = {
            "entity": "language",
            "value": language,
            "start": 0,
            "end": length,
            "extractor": "OtherLanguages",
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
