from pathlib import Path

import pytest
import yaml

from bot.vocabulary import Term, read_vocabulary

SMALL = """\
medicine:
  blood_thinner:
    warfarin: [coumadin, cumadin]
    blood thinner: []
body_area:
  under eyes: [eye area]
  24: [7]
"""
GROUPED = {"medicine", "condition", "answer"}


@pytest.fixture(scope="module")
def real(top: Path) -> list[Term]:
    return read_vocabulary(top / "data/vocabulary.yml")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "vocabulary.yml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_every_name_is_a_term_with_its_kind_value_and_group(small: Path) -> None:
    assert read_vocabulary(small) == [
        Term("24", "body_area", "24", None),
        Term("7", "body_area", "24", None),
        Term("eye area", "body_area", "under eyes", None),
        Term("under eyes", "body_area", "under eyes", None),
        Term("blood thinner", "medicine", "blood thinner", "blood_thinner"),
        Term("coumadin", "medicine", "warfarin", "blood_thinner"),
        Term("cumadin", "medicine", "warfarin", "blood_thinner"),
        Term("warfarin", "medicine", "warfarin", "blood_thinner"),
    ]


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.yml"
    path.write_text("medicine:\n  a: [b\n", encoding="utf-8")
    with pytest.raises(yaml.YAMLError, match="line 3"):
        read_vocabulary(path)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_vocabulary(tmp_path / "none.yml")


def test_the_real_vocabulary_has_every_kind_of_entity_and_no_other(real: list[Term]) -> None:
    kinds = {term.kind for term in real}
    expected = "medicine condition ingredient treatment body_area concern"
    expected += " pregnancy subject healthy command answer"
    assert kinds == set(expected.split())


def test_in_the_real_vocabulary_medicines_conditions_and_answers_alone_have_a_group(
    real: list[Term],
) -> None:
    assert [term for term in real if (term.kind in GROUPED) != bool(term.group)] == []


def test_the_real_vocabulary_is_written_in_lower_case(real: list[Term]) -> None:
    assert [term.words for term in real if term.words != term.words.lower()] == []


def test_in_the_real_vocabulary_no_words_mean_two_things_of_one_kind(real: list[Term]) -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for term in real:
        meanings.setdefault((term.kind, term.words), set()).add(term.value)
    assert {key: values for key, values in meanings.items() if len(values) > 1} == {}
