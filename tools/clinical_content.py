"""Writes the page from which a clinician reviews what the assistant says.

`python -m tools.clinical_content` makes docs/clinical-content.md from the answers, their
sources and the pre-screen's rules; `--check` only says whether the page is current.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from clinic.screening.questionnaire import questionnaire
from tools.clinical_rules import DONE, WAITS, cited, rules_section

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("docs/clinical-content.md")
TOPIC_KEY = "utter_faq/"
GROUP_KEY = "utter_condition_"
# Words of a group's name that are not written like other words.
SPELLED = {"bp": "and blood-pressure", "g6pd": "G6PD", "hiv": "HIV", "nsaid": "NSAID"}

Fields = dict[str, Any]


class ContentError(ValueError):
    """The content cannot be shown; the text is one line with file, key and fault."""


@dataclass(frozen=True)
class Answer:
    """One answer as it stands in its file."""

    file: str
    key: str
    body: Fields

    def __str__(self) -> str:
        return f"{self.file}: {self.key}"


class Metadata(BaseModel):
    sources: list[str] = Field(min_length=1)
    reviewed: dt.date
    needs_clinician_signoff: StrictBool


class Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    publisher: str
    kind: str
    year: int | None = None
    link: str | None = None


@dataclass(frozen=True)
class Entry:
    """One row of the page."""

    title: str
    key: str
    metadata: Metadata


@dataclass(frozen=True)
class Content:
    topics: Sequence[Entry]
    groups: Sequence[Entry]
    sources: Mapping[str, Source]

    @property
    def entries(self) -> list[Entry]:
        return [*self.topics, *self.groups]


class _Loader(yaml.CSafeLoader):
    """Refuses a key that is written twice, of which YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} is written twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Fields:
    """Read a mapping from a data file.

    Raises:
        ContentError: it cannot be read, or a key stands in it twice.
    """
    try:
        content = _Loader(path.read_text(encoding="utf-8")).get_single_data()
    except OSError as error:
        raise ContentError(f"{path.name}: cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{path.name}:{line}: {error.problem}") from None
    if not isinstance(content, dict):
        raise ContentError(f"{path.name}: is not a mapping")
    return content


def read_answers(path: Path) -> list[Answer]:
    """Read the answers of a file, in its order; each key has exactly one."""
    answers = []
    for key, variants in _section(path, "responses").items():
        match variants:
            case [dict() as body]:
                answers.append(Answer(path.name, key, body))
            case _:
                raise ContentError(f"{path.name}: {key}: write exactly one answer")
    return answers


def read_content(root: Path) -> Content:
    """Read all that the page shows.

    Raises:
        ContentError: an answer is missing, or its metadata or a source is wrong.
    """
    data = root / "data"
    sources = _sources(data / "sources.yml")
    answers = {answer.key: answer for answer in read_answers(data / "responses.yml")}
    topics = [
        _entry(_answer_to(topic, answers), fields["title"], sources)
        for topic, fields in _section(data / "topics.yml", "topics").items()
    ]
    groups = [
        _entry(answer, group_title(answer.key.removeprefix(GROUP_KEY)), sources)
        for answer in read_answers(data / "conditions.yml")
    ]
    return Content(topics, groups, sources)


def group_title(group: str) -> str:
    """Return the name of a condition group as people write it."""
    title = " ".join(SPELLED.get(word, word) for word in group.split("_"))
    return title[0].upper() + title[1:]


def render(content: Content) -> str:
    """Return the page."""
    parts = [
        "# Clinical content",
        "Made from data/ and clinic/screening/screening.yml by `python -m "
        "tools.clinical_content`. Change those, not this page. An answer waits for the clinician "
        "while anything in it still needs the clinician's word. Sources are cited by id; the last "
        "section describes each.",
        "## Summary",
        _summary(content),
        "## Answers that wait for the clinician",
        _waiting(content.entries),
        "## Topics",
        _table("Topic", content.topics),
        "## Medicines and conditions",
        _table("Group", content.groups),
        "## Pre-screen rules",
        rules_section(questionnaire()),
        "## Sources",
        _source_list(content.sources),
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write or check the page; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.clinical_content")
    parser.add_argument("--check", action="store_true", help="only say if the page is current")
    is_check = parser.parse_args(arguments).check
    try:
        page = render(read_content(root))
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    if is_check:
        return _check(root / PAGE, page)
    (root / PAGE).write_text(page, encoding="utf-8")
    return 0


def _check(path: Path, page: str) -> int:
    if path.is_file() and path.read_text(encoding="utf-8") == page:
        return 0
    print(f"{PAGE} is not current; run: python -m tools.clinical_content", file=sys.stderr)
    return 1


def _section(path: Path, name: str) -> Fields:
    section = read_yaml(path).get(name)
    if not isinstance(section, dict):
        raise ContentError(f"{path.name}: {name}: is missing")
    return section


def _sources(path: Path) -> dict[str, Source]:
    sources = {}
    for name, fields in read_yaml(path).items():
        try:
            sources[name] = Source.model_validate(fields)
        except ValidationError as error:
            raise ContentError(f"{path.name}: {name}: {_fault(error)}") from None
    return dict(sorted(sources.items(), key=lambda item: item[0].casefold()))


def _answer_to(topic: str, answers: Mapping[str, Answer]) -> Answer:
    try:
        return answers[TOPIC_KEY + topic]
    except KeyError:
        raise ContentError(f"responses.yml: {TOPIC_KEY}{topic}: has no answer") from None


def _entry(answer: Answer, title: str, sources: Mapping[str, Source]) -> Entry:
    try:
        metadata = Metadata.model_validate(answer.body.get("metadata"))
    except ValidationError as error:
        raise ContentError(f"{answer}: metadata: {_fault(error)}") from None
    for name in metadata.sources:
        if name not in sources:
            raise ContentError(f"{answer}: source {name} is not in sources.yml")
    return Entry(title, answer.key, metadata)


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _summary(content: Content) -> str:
    rows = [
        ("Topics", content.topics),
        ("Medicines and conditions", content.groups),
        ("All", content.entries),
    ]
    kinds = Counter(source.kind for source in content.sources.values())
    reviewed = [entry.metadata.reviewed for entry in content.entries]
    linked = sum(source.link is not None for source in content.sources.values())
    return "\n".join(
        [
            f"| | Answers | {WAITS.capitalize()} | {DONE.capitalize()} |",
            "|---|---:|---:|---:|",
            *(_counts(name, entries) for name, entries in rows),
            "",
            f"Reviewed between {min(reviewed)} and {max(reviewed)}.",
            "",
            f"Sources: {len(content.sources)}, {linked} of them with a link: "
            + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
            + ".",
        ]
    )


def _counts(name: str, entries: Sequence[Entry]) -> str:
    waiting = sum(entry.metadata.needs_clinician_signoff for entry in entries)
    return f"| {name} | {len(entries)} | {waiting} | {len(entries) - waiting} |"


def _waiting(entries: Iterable[Entry]) -> str:
    waiting = [entry for entry in entries if entry.metadata.needs_clinician_signoff]
    return "\n".join(f"- {entry.title} (`{entry.key}`)" for entry in waiting) or "None."


def _table(heading: str, entries: Iterable[Entry]) -> str:
    lines = [f"| {heading} | Answer | Reviewed | Sign-off | Sources |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_row, entries)])


def _row(entry: Entry) -> str:
    state = WAITS if entry.metadata.needs_clinician_signoff else DONE
    title = entry.title.replace("|", r"\|")
    sources = cited(entry.metadata.sources)
    return f"| {title} | `{entry.key}` | {entry.metadata.reviewed} | {state} | {sources} |"


def _source_list(sources: Mapping[str, Source]) -> str:
    return "\n".join(_described(name, source) for name, source in sources.items())


def _described(name: str, source: Source) -> str:
    title = f"[{source.title}]({source.link})" if source.link else source.title
    published = f"{source.publisher}, {source.year}" if source.year else source.publisher
    return f'- <a id="source-{name}"></a>**{name}**: {title}. {published} ({source.kind}).'


if __name__ == "__main__":
    sys.exit(main())
