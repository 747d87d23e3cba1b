"""Holds `make train`: it trains when what is learnt from has changed, and only then."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools import train

FILES = (
    "config.yml", "domain.yml", "bot/uv.lock", "bot/language.py", "bot/red_flags.py",
    "data/nlu.yml", "data/rules.yml", "data/topics.yml", "data/authors/somebody.yml",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        write(tmp_path / name, f"content of {name}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


class Rasa:
    """Stands in for the training; remembers how it was called."""

    def __init__(self, makes_a_model: bool = True, status: int = 0) -> None:
        self.makes_a_model = makes_a_model
        self.status = status
        self.calls: list[list[str]] = []
        self.environments: list[dict[str, str]] = []

    def __call__(
        self, command: list[str], env: dict[str, str], **_: Any
    ) -> subprocess.CompletedProcess[str]:
        self.calls.append(command)
        self.environments.append(env)
        if self.makes_a_model:
            name = command[command.index("--fixed-model-name") + 1]
            folder = Path(command[command.index("--out") + 1])
            (folder / f"{name}.tar.gz").write_text("a model")
        return subprocess.CompletedProcess(command, self.status, stdout="what Rasa said")


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Rasa:
    stand_in = Rasa()
    monkeypatch.setattr(subprocess, "run", stand_in)
    return stand_in


# The fingerprint


@pytest.mark.parametrize("name", FILES)
def test_the_fingerprint_changes_with_each_file_that_is_learnt_from(
    project: Path, name: str
) -> None:
    before = train.fingerprint()
    write(project / name, "changed")
    after = train.fingerprint()
    assert after != before
    write(project / name, f"content of {name}")
    assert train.fingerprint() == before


def test_the_fingerprint_changes_with_a_new_a_lost_and_a_renamed_file(project: Path) -> None:
    seen = {train.fingerprint()}
    write(project / "data/stories.yml", "stories")
    seen.add(train.fingerprint())
    (project / "data/stories.yml").rename(project / "data/tales.yml")
    seen.add(train.fingerprint())
    (project / "data/nlu.yml").unlink()
    seen.add(train.fingerprint())
    assert len(seen) == 4


def test_the_fingerprint_changes_when_words_move_from_one_file_to_the_next(project: Path) -> None:
    write(project / "data/nlu.yml", "ab")
    write(project / "data/rules.yml", "c")
    before = train.fingerprint()
    write(project / "data/nlu.yml", "a")
    write(project / "data/rules.yml", "bc")
    assert train.fingerprint() != before


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "clinic.yml", "endpoints.yml", "Makefile", "actions/answer.py",
        "clinic/opening.py", "tools/up.py", "tests/test_nlu.yml", "bot/tests/test_language.py",
        "bot/README.md", "bot/__pycache__/language.pyc", "data/figures/skin.svg", "var/tracker.db",
    ],
)  # fmt: skip
def test_the_fingerprint_does_not_change_with_what_nothing_is_learnt_from(
    project: Path, name: str
) -> None:
    before = train.fingerprint()
    write(project / name, "something new")
    assert train.fingerprint() == before


def test_the_fingerprint_is_of_the_content_and_not_of_place_or_time(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("copy")
    for name in FILES:
        write(copy / name, f"content of {name}")
        os.utime(copy / name, (1, 1))
    assert train.fingerprint(copy) == train.fingerprint(project) == train.fingerprint()
    assert train.current_model() == Path(f"var/models/{train.fingerprint()}.tar.gz")


def test_what_the_project_learns_from_is_all_there() -> None:
    assert len(train.fingerprint(ROOT)) == 16
    for folder, pattern in train.FOLDERS.items():
        assert list((ROOT / folder).glob(pattern))


# Training


def test_it_trains_once_and_again_only_when_the_data_changes(project: Path, rasa: Rasa) -> None:
    first = train.ensure_trained()
    assert first.is_file()
    assert first == train.current_model()
    assert train.ensure_trained() == first
    assert len(rasa.calls) == 1
    write(project / "data/nlu.yml", "more")
    second = train.ensure_trained()
    assert second != first
    assert len(rasa.calls) == 2


@pytest.mark.usefixtures("project")
def test_force_trains_in_any_case(rasa: Rasa) -> None:
    train.ensure_trained()
    train.ensure_trained(force=True)
    assert ["--force" in call for call in rasa.calls] == [False, True]


@pytest.mark.usefixtures("project")
def test_training_tells_nobody_about_it(rasa: Rasa) -> None:
    train.ensure_trained()
    assert rasa.environments[0]["RASA_TELEMETRY_ENABLED"] == "false"
    assert rasa.environments[0]["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize(
    "rasa_that", [Rasa(status=1), Rasa(status=1, makes_a_model=False), Rasa(makes_a_model=False)]
)
@pytest.mark.usefixtures("project")
def test_training_that_fails_says_what_rasa_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rasa_that: Rasa
) -> None:
    monkeypatch.setattr(subprocess, "run", rasa_that)
    monkeypatch.setattr("sys.argv", ["train"])
    assert train.main() == 1
    assert capsys.readouterr().err.splitlines() == [
        "what Rasa said",
        "Training failed; the reason is above.",
    ]


def test_only_the_newest_models_are_kept(project: Path, rasa: Rasa) -> None:
    made = []
    for number in range(train.KEPT + 2):
        write(project / "data/nlu.yml", f"version {number}")
        model = train.ensure_trained()
        os.utime(model, (number, number))
        made.append(model)
    assert len(rasa.calls) == len(made)
    assert [model.exists() for model in made] == [False] * 2 + [True] * train.KEPT


@pytest.mark.usefixtures("project", "rasa")
def test_the_command_names_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["train"])
    assert train.main() == 0
    assert capsys.readouterr().out.endswith(f"The model is {train.current_model()}.\n")
