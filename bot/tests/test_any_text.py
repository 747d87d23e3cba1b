"""Whatever a visitor types, understanding neither fails nor takes long."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language import Language
from bot.other_languages import OtherLanguages
from bot.red_flag_rules import RedFlagRules
from bot.red_flags import RedFlags
from bot.sentence_embeddings import SentenceEmbeddings
from bot.topic_classifier import TopicClassifier

LONGEST = 3_000

any_character = st.characters()  # surrogates too: JSON can carry half a pair
BITS = (
    "no not , . ? ! and or i am 37 years old 12 weeks pregnant warfarin blood thinners throat "
    "closing swell cant breathe no puedo respirar hola и 我 😀 can it hurt ' ’ - / { }"
)
bits = st.sampled_from([*BITS.split(), "\n", "\t", "\x00"])
texts = st.one_of(
    st.text(any_character, max_size=200),
    st.text(any_character, min_size=1, max_size=40).map(lambda text: (text * LONGEST)[:LONGEST]),
    st.lists(bits, max_size=LONGEST // 5).map(lambda words: " ".join(words)[:LONGEST]),
    st.lists(st.one_of(bits, st.text(any_character, max_size=8)), max_size=300).map(
        lambda words: " ".join(words)[:LONGEST]
    ),
)


@pytest.mark.slow
@given(text=texts)
@example(text="")
@example(text="\ud83d")
@example(text="a" * LONGEST)
@example(text="? " * (LONGEST // 2))
@example(text="does it hurt? " * (LONGEST // 14))
@example(text="no warfarin, " * (LONGEST // 13))
@example(text="throat closing " * (LONGEST // 15))
@example(text="我" * LONGEST)
@settings(
    max_examples=60,
    deadline=2_000,  # milliseconds
)
def test_any_text_is_understood_as_something_within_two_seconds(
    text: str,
    language: Language,
    rules: RedFlagRules,
    other_languages: OtherLanguages,
    embeddings: SentenceEmbeddings,
    classifier: TopicClassifier,
) -> None:
    messages = [Message({TEXT: text})]
    for component in (language, RedFlags(rules), other_languages, embeddings, classifier):
        messages = component.process(messages)
    output = messages[0].as_dict(only_output_properties=True)
    assert output[INTENT]["name"]
    assert 0.0 <= output[INTENT]["confidence"] <= 1.0 + 1e-6
    assert output[INTENT_RANKING_KEY]
    for entity in output[ENTITIES]:
        assert 0 <= entity["start"] <= entity["end"] <= len(text)
