from pathlib import Path

import pytest
from rasa.shared.importers import utils

from bot.training_files import TrainingFiles

EXAMPLES = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
"""


def test_examples_are_read_once_however_rasa_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(EXAMPLES, encoding="utf-8")
    read = []
    from_paths = utils.training_data_from_paths

    def counted(paths: list[str], language: str) -> object:
        read.append(paths)
        return from_paths(paths, language)

    monkeypatch.setattr(utils, "training_data_from_paths", counted)
    files = TrainingFiles(training_data_paths=str(tmp_path))
    for examples in (files.get_nlu_data(), files.get_nlu_data("en"), files.get_nlu_data("en")):
        assert [one.get("text") for one in examples.intent_examples] == ["hello", "good morning"]
    assert len(read) == 1
