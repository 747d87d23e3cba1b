"""Rasa component `Language`: what is named in a message, and whether it is denied.

Entities come from `data/vocabulary.yml` by spaCy's PhraseMatcher, with spelling
slips mended; each has the role `present` or `denied`. Ages and weeks of pregnancy
are read too, and whose a thing is, whether it is over and how sure. Nothing is learnt
and nothing is downloaded.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Dict, Iterable, List, Set, Tuple

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.circumstances import Circumstances, circumstances
from bot.english import english_words
from bot.limits import readable
from bot.negation import PRESENT, role_of
from bot.numbers import readings
from bot.spelling import Spelling
from bot.vocabulary import Term, read_vocabulary

# The message was longer than what is read; actions say so.
CUT = "cut"
# Words that mean a thing only as an answer to a question of the pre-screen.
ANSWER = "answer"
# A word of some length that is in no list; the pre-screen notes it by its name.
UNKNOWN = "unknown"
UNKNOWN_LETTERS = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Language(GraphComponent):
    """Adds entities to messages."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options: `vocabulary`, the path of the vocabulary file."""
        return {"vocabulary": "data/vocabulary.yml"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Language:
        """Read the vocabulary and lay out the matcher."""
        return cls(read_vocabulary(Path(config["vocabulary"])))

    def __init__(self, terms: List[Term]) -> None:
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="NORM")
        self._terms: Dict[str, List[Term]] = {}
        for term in terms:
            for number, words in enumerate(sorted(_with_plural(term.words))):
                key = f"{term.kind}|{term.value}|{term.words}|{number}"
                self._terms[key] = [term]
                self._matcher.add(key, [self._plain_doc(words)])
        known = {
            token.norm_
            for term in terms
            for words in _with_plural(term.words)
            for token in self._plain_doc(words)
            if token.is_alpha
        }
        self._spelling = Spelling(known, english_words())

    def process(self, messages: List[Message]) -> List[Message]:
        """Add entities, and `cut` where the message is too long to be read whole."""
        for message in messages:
            text, cut = readable(message.get(TEXT) or "")
            found = self.entities(text)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
            message.set(CUT, cut, add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Leave training data as it is: nothing learns from these entities."""
        return training_data

    def entities(self, text: str) -> List[Dict[str, Any]]:
        """Return the entities of a text in the order of their places."""
        doc = self._plain_doc(text)
        for token in doc:
            if token.is_alpha:
                token.norm_ = self._spelling.mend(token.norm_)
        named = [Span(doc, start, end, label=key) for key, start, end in self._matcher(doc)]
        tokens = [token.lower_ for token in doc]
        # An answer's words never hide another thing: they count in one question only.
        answers = [span for span in named if self._is_answer(span)]
        others = [span for span in named if not self._is_answer(span)]
        chosen = [*filter_spans(others), *filter_spans(answers)]
        places = [(span.start, span.end) for span in chosen]
        found = [
            _entity(
                doc,
                span.start,
                span.end,
                term.kind,
                term.value,
                role_of(tokens, (span.start, span.end), places),
                term.group,
                circumstances(tokens, (span.start, span.end), dt.date.today()),
            )
            for span in chosen
            for term in self._meanings(span, others if span in others else answers)
        ]
        for at in self._unknown(doc, places):
            stands = circumstances(tokens, (at, at + 1), dt.date.today())
            role = role_of(tokens, (at, at + 1), places)
            found.append(_entity(doc, at, at + 1, UNKNOWN, tokens[at], role, None, stands))
        for kind, value, start, end in readings(tokens):
            stands = circumstances(tokens, (start, end), dt.date.today())
            found.append(_entity(doc, start, end, kind, value, PRESENT, None, stands))
        return sorted(found, key=lambda entity: (entity["start"], entity["entity"]))

    def _unknown(self, doc: Doc, places: List[Tuple[int, int]]) -> List[int]:
        """Where words stand that no list has: "zorbaflex" may be a medicine."""
        inside = {at for start, end in places for at in range(start, end)}
        return [
            token.i
            for token in doc
            if token.i not in inside
            and token.is_alpha
            and len(token) >= UNKNOWN_LETTERS
            and not self._spelling.knows(token.lower_)
            and not self._spelling.knows(token.norm_)
        ]

    def _is_answer(self, span: Span) -> bool:
        return self._terms[span.label_][0].kind == ANSWER

    def _meanings(self, span: Span, named: Iterable[Span]) -> List[Term]:
        """Every meaning of the words at a place: "double chin" is an area and a concern."""
        terms: Dict[Tuple[str, str], Term] = {}
        for other in named:
            if (other.start, other.end) == (span.start, span.end):
                for term in self._terms[other.label_]:
                    terms[(term.kind, term.value)] = term
        return list(terms.values())

    def _plain_doc(self, text: str) -> Doc:
        doc = self._nlp.make_doc(text.replace("’", "'"))
        for token in doc:
            token.norm_ = token.lower_
        return doc


def _with_plural(words: str) -> Set[str]:
    """A name with its last word in the singular and in the plural."""
    if len(words) < 5 or not words[-1].isalpha():
        return {words}
    return {words, words[:-1] if words.endswith("s") else words + "s"}


def _entity(
    doc: Doc,
    start: int,
    end: int,
    kind: str,
    value: Any,
    role: str,
    group: str | None,
    stands: Circumstances,
) -> Dict[str, Any]:
    span = doc[start:end]
    entity = {
        "entity": kind,
        "value": value,
        "role": role,
        "start": span.start_char,
        "end": span.end_char,
        "extractor": "Language",
    }
    more = {
        "group": group,
        "who": stands.who,
        "over": stands.over,
        "days_ago": stands.days_ago,
        "unsure": stands.unsure,
    }
    return {**entity, **{name: said for name, said in more.items() if said not in (None, False)}}
