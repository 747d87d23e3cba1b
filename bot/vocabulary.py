"""Reads `data/vocabulary.yml`: the words visitors use for what we know by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Mapping

import yaml


@dataclass(frozen=True)
class Term:
    """One way to name a thing.

    Attributes:
        words: as a visitor writes it, in lower case.
        kind: the entity: medicine, condition, ingredient, treatment, body_area or concern.
        value: the canonical name.
        group: for medicines and conditions, the answer that speaks of them.
    """

    words: str
    kind: str
    value: str
    group: str | None


def read_vocabulary(path: Path) -> List[Term]:
    """Read the file.

    Raises:
        OSError: it cannot be read.
        yaml.YAMLError: it is not YAML; the error names the line.
    """
    content: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    terms = [
        Term(words, kind, value, group)
        for kind, entries in content.items()
        for value, names, group in _entries(entries)
        for words in {value, *names}
    ]
    return sorted(terms, key=lambda term: (term.kind, term.value, term.words))


def _entries(entries: Mapping[str, Any]) -> Iterator[tuple[str, List[str], str | None]]:
    """Yield (canonical name, other names, group); groups are one level deeper."""
    for key, content in entries.items():
        if isinstance(content, Mapping):
            for value, names in content.items():
                yield str(value), [str(name) for name in names], key
        else:
            yield str(key), [str(name) for name in content], None
