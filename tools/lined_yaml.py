"""YAML values that know their line, for tools that say where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, and where."""

    file: str
    line: int
    fault: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.fault}"


class FileFaultError(ValueError):
    """A file is missing or is not YAML."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class Value:
    """A value in a file.

    What is asked for and not there is an empty value at the line of what should hold
    it, so that a reader needs no check at each step.
    """

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def text(self) -> str:
        """The words of a scalar; "" for anything else."""
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else ""

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def __getitem__(self, name: str) -> Value:
        empty = yaml.ScalarNode("tag:yaml.org,2002:null", "", self.node.start_mark)
        return next(
            (value for key, value in self.items() if key.text == name), Value(self.file, empty)
        )

    def items(self) -> Iterator[tuple[Value, Value]]:
        """Yield the keys and values of a mapping; nothing for anything else."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                yield Value(self.file, key), Value(self.file, value)

    def names(self) -> set[str]:
        return {key.text for key, _ in self.items()}

    def parts(self) -> list[Value]:
        """Return the members of a list; nothing for anything else."""
        is_list = isinstance(self.node, yaml.SequenceNode)
        return [Value(self.file, part) for part in self.node.value] if is_list else []

    def leaves(self) -> Iterator[Value]:
        """Yield every scalar in this value, at any depth."""
        if isinstance(self.node, yaml.ScalarNode):
            yield self
        for part in [*self.parts(), *(value for _, value in self.items())]:
            yield from part.leaves()

    def fault(self, words: str) -> Finding:
        return Finding(self.file, self.line, words)


def read(root: Path, file: str) -> Value:
    """Read a file, named from the root as it is to be shown.

    Raises:
        FileFaultError: it cannot be read, or is not YAML.
    """
    try:
        node = yaml.compose((root / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise FileFaultError(Finding(file, 1, f"cannot be read: {error.strerror}")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FileFaultError(Finding(file, line, f"is not YAML: {error.problem}")) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise FileFaultError(Finding(file, 1, "holds a character that cannot be used")) from None
    if node is None:
        raise FileFaultError(Finding(file, 1, "is empty"))
    return Value(file, node)
