"""Checks that the data files fit together: examples, topics, answers, sources, danger signs.

`python -m tools.data_check` prints `file:line: what is wrong` for each finding and
ends with 1 if there is any. Rasa's own check knows nothing of these.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.lined_yaml import FileFaultError, Finding, Value, read
from tools.near_copies import near_copies, plain

NLU = "data/nlu.yml"
# Each file of this folder holds one author's examples; see `bench.authors`.
AUTHORS = "data/authors"
TOPICS = "data/topics.yml"
ANSWERS = "data/responses.yml"
CONDITIONS = "data/conditions.yml"
SOURCES = "data/sources.yml"
VOCABULARY = "data/vocabulary.yml"
RED_FLAGS = "data/red_flags.yml"
HELD_OUT = "tests/test_nlu.yml"
FALSE_ALARMS = "tests/false_alarms.yml"
FILES = (
    NLU, TOPICS, ANSWERS, CONDITIONS, SOURCES, VOCABULARY, RED_FLAGS, HELD_OUT, FALSE_ALARMS,
)  # fmt: skip

TOPIC = "faq/"
TOPIC_ANSWER = "utter_faq/"
GROUP_ANSWER = "utter_condition_"
NAMED_IN_GROUPS = ("medicine", "condition")
FEWEST = 25
# A danger must be known in many words, and what is not for us in even more.
FEWEST_OF = {"emergency": 40, "urgent_aftercare": 40, "self_harm": 40, "out_of_scope": 250}

Files = Mapping[str, Value]


@dataclass(frozen=True)
class Example:
    """A message written as an example, and where."""

    intent: str
    text: str
    file: str
    line: int

    def fault(self, words: str) -> Finding:
        return Finding(self.file, self.line, f'"{self.text}" {words}')


def main(root: Path = Path()) -> int:
    found = findings(root)
    for finding in found:
        print(finding)
    if not found:
        print("The data files fit together.")
    return 1 if found else 0


def findings(root: Path) -> list[Finding]:
    """Return all that is wrong, by file and line; only what cannot be read, if anything."""
    files = {}
    unreadable = []
    authors = sorted((root / AUTHORS).glob("*.yml"))
    for name in (*FILES, *(file.relative_to(root).as_posix() for file in authors)):
        try:
            files[name] = read(root, name)
        except FileFaultError as error:
            unreadable.append(error.finding)
    return sorted(unreadable or _all_findings(files))


def _all_findings(files: Files) -> Iterator[Finding]:
    learnt = [files[name] for name in files if name == NLU or name.startswith(AUTHORS)]
    examples = [example for file in learnt for example in _examples(file)]
    for file in learnt:
        yield from _lost_lines(file)
        yield from _unknown_topics(file, files)
    yield from _too_few(examples, files)
    yield from _repeated(examples)
    yield from _copied(examples, [*_examples(files[HELD_OUT]), *_messages(files[FALSE_ALARMS])])
    yield from _unpaired_answers(files)
    for name in (ANSWERS, CONDITIONS):
        yield from _unsourced(files[name], files[SOURCES].names())
    yield from _unlisted_signs(files[RED_FLAGS])
    yield from _groups_without_answer(files)


def _blocks(nlu: Value) -> list[Value]:
    return [block for block in nlu["nlu"].parts() if block["intent"].text]


def _lines(block: Value) -> Iterator[tuple[int, str]]:
    """Yield line and text of what stands under `examples: |`, one line below it."""
    examples = block["examples"]
    for number, text in enumerate(examples.text.split("\n"), start=examples.line + 1):
        if text.strip():
            yield number, text.strip()


def _examples(nlu: Value) -> Iterator[Example]:
    for block in _blocks(nlu):
        for line, text in _lines(block):
            if text.startswith("-"):
                yield Example(block["intent"].text, text[1:].strip(), nlu.file, line)


def _messages(false_alarms: Value) -> Iterator[Example]:
    for message in false_alarms["messages"].parts():
        yield Example("", message.text, message.file, message.line)


def _lost_lines(nlu: Value) -> Iterator[Finding]:
    for block in _blocks(nlu):
        for line, text in _lines(block):
            if not text.startswith("-"):
                yield Finding(nlu.file, line, f'"{text}" is no example: write "- " before it')


def _unknown_topics(nlu: Value, files: Files) -> Iterator[Finding]:
    known = files[TOPICS]["topics"].names()
    for block in _blocks(nlu):
        intent = block["intent"]
        if intent.text.startswith(TOPIC) and intent.text.removeprefix(TOPIC) not in known:
            yield intent.fault(f"{intent.text} is no topic of {TOPICS}")


def _too_few(examples: Sequence[Example], files: Files) -> Iterator[Finding]:
    counts = Counter(example.intent for example in examples)
    wanted: dict[str, Value] = dict.fromkeys(FEWEST_OF, files[NLU])
    wanted |= {TOPIC + key.text: key for key, _ in files[TOPICS]["topics"].items()}
    # Where an intent has several blocks, the first is named.
    blocks = reversed(_blocks(files[NLU]))
    wanted |= {block["intent"].text: block["intent"] for block in blocks}
    for intent, place in wanted.items():
        fewest = FEWEST_OF.get(intent, FEWEST)
        if counts[intent] < fewest:
            yield place.fault(f"{intent} has {counts[intent]} examples and needs {fewest}")


def _repeated(examples: Sequence[Example]) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    for example in examples:
        # An example may be no more than an emoji.
        earlier = first.setdefault(plain(example.text) or example.text, example)
        if earlier is not example:
            where = f"{earlier.file}:{earlier.line}"
            yield example.fault(f"is an example of {earlier.intent} already, {where}")


def _copied(examples: Sequence[Example], held_out: Sequence[Example]) -> Iterator[Finding]:
    texts, others = ([one.text for one in many] for many in (examples, held_out))
    for mine, theirs in near_copies(texts, others):
        other = held_out[theirs]
        yield examples[mine].fault(f'is nearly "{other.text}", {other.file}:{other.line}')


def _unpaired_answers(files: Files) -> Iterator[Finding]:
    topics = files[TOPICS]["topics"]
    answers = files[ANSWERS]["responses"]
    answered = answers.names()
    for key, _ in topics.items():
        if TOPIC_ANSWER + key.text not in answered:
            yield key.fault(f"the topic {key.text} has no answer in {ANSWERS}")
    wanted = {TOPIC_ANSWER + topic for topic in topics.names()}
    for key, _ in answers.items():
        if key.text not in wanted:
            yield key.fault(f"{key.text} is the answer to no topic of {TOPICS}")


def _unsourced(answers: Value, known: set[str]) -> Iterator[Finding]:
    for key, variants in answers["responses"].items():
        for variant in variants.parts() or [variants]:
            metadata = variant["metadata"]
            sources = metadata["sources"]
            if not sources.parts():
                yield sources.fault(f"{key.text} names no sources")
            for source in sources.parts():
                if source.text not in known:
                    yield source.fault(f"{key.text}: {source.text} is not in {SOURCES}")
            if not metadata["reviewed"].text:
                yield metadata.fault(f"{key.text} does not say when it was reviewed")


def _unlisted_signs(rules: Value) -> Iterator[Finding]:
    groups = rules["groups"].names()
    families = {f"<{name}>" for name in rules["families"].names()}
    for group, _ in rules["signs"].items():
        if group.text not in groups:
            yield group.fault(f"the group {group.text} is not listed under groups")
    for name in ("signs", "doubts", "now", "harmless"):
        for sign in rules[name].leaves():
            for word in re.split(r"[\s|]+", sign.text):
                if ("<" in word or ">" in word) and word not in families:
                    yield sign.fault(f"the family {word} is not listed under families")


def _groups_without_answer(files: Files) -> Iterator[Finding]:
    answers = files[CONDITIONS]["responses"].names()
    for kind in NAMED_IN_GROUPS:
        for group, words in files[VOCABULARY][kind].items():
            if words.is_mapping and GROUP_ANSWER + group.text not in answers:
                yield group.fault(f"{GROUP_ANSWER}{group.text} is not in {CONDITIONS}")


if __name__ == "__main__":
    sys.exit(main())
