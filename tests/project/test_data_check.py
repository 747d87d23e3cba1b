"""Holds the data files to what fits together, and the check to finding what does not."""

from pathlib import Path

import pytest
from small_project import COUNTS, SMALL, Found, block, changing, first_line, written

from tools.data_check import FILES, findings, main
from tools.lined_yaml import Finding

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture
def found(project: Path) -> Found:
    return changing(project)


def test_data_that_fits_together_ends_well(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(project) == 0
    assert capsys.readouterr().out == "The data files fit together.\n"


def test_findings_are_printed_a_line_each_and_the_command_fails(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data/sources.yml").write_text("OTHER: {title: Another}\n", encoding="utf-8")
    assert main(project) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"data/{file}:{line}: {key}: KON13 is not in data/sources.yml"
        for file, line, key in [
            ("conditions.yml", 5, "utter_condition_keloid"),
            ("conditions.yml", 10, "utter_condition_aspirin"),
            ("responses.yml", 5, "utter_faq/cost"),
            ("responses.yml", 10, "utter_faq/pain"),
        ]
    ]


# Examples


def test_examples_of_an_unknown_topic_are_found(found: Found) -> None:
    line = SMALL["data/nlu.yml"].count("\n") + 1
    old = "    - out_of_scope said in way 249\n"
    assert found("data/nlu.yml", old, old + block("faq/magic", 25)) == [
        f"data/nlu.yml:{line}: faq/magic is no topic of data/topics.yml"
    ]


@pytest.mark.parametrize(("intent", "fewest"), COUNTS.items())
def test_one_example_too_few_is_found(found: Found, intent: str, fewest: int) -> None:
    assert found("data/nlu.yml", f"    - {intent} said in way 7\n", "") == [
        f"data/nlu.yml:{first_line(intent)}: {intent} has {fewest - 1} examples and needs {fewest}"
    ]


def test_the_examples_of_several_blocks_are_counted_together(found: Found) -> None:
    cut = "    - out_of_scope said in way 100\n"
    two_blocks = f"- intent: out_of_scope\n  metadata: {{kind: service}}\n  examples: |\n{cut}"
    assert found("data/nlu.yml", cut, two_blocks) == []
    assert found("data/nlu.yml", cut, two_blocks.removesuffix(cut)) == [
        f"data/nlu.yml:{first_line('out_of_scope')}: out_of_scope has 249 examples and needs 250"
    ]


@pytest.mark.parametrize(
    ("intent", "place"), [("self_harm", "data/nlu.yml:1"), ("faq/cost", "data/topics.yml:2")]
)
def test_an_intent_or_topic_without_any_example_is_found(
    found: Found, intent: str, place: str
) -> None:
    count = COUNTS[intent]
    assert found("data/nlu.yml", block(intent, count), "") == [
        f"{place}: {intent} has 0 examples and needs {count}"
    ]


@pytest.mark.parametrize(
    "again",
    ["faq/pain said in way 3", "FAQ pain, said in way: 3!!", "faqpain saidinway3"],
    ids=["word by word", "other capitals and punctuation", "other spaces"],
)
@pytest.mark.parametrize("intent", ["faq/pain", "emergency"])
def test_an_example_written_twice_is_found(found: Found, intent: str, again: str) -> None:
    old = f"    - {intent} said in way 9\n"
    line = first_line(intent) + 12
    earlier = first_line("faq/pain") + 5
    assert found("data/nlu.yml", old, f"{old}    - {again}\n") == [
        f'data/nlu.yml:{line}: "{again}" is an example of faq/pain already, data/nlu.yml:{earlier}'
    ]


def test_one_authors_examples_are_counted_and_compared_with_all_others(
    project: Path, found: Found
) -> None:
    author = project / "data/authors/somebody.yml"
    author.parent.mkdir()
    author.write_text("nlu:\n- intent: faq/pain\n  examples: |\n    - will I wince\n")
    line, number = "    - faq/pain said in way 7\n", first_line("faq/pain") + 10
    assert found("data/nlu.yml", line, "") == []
    assert found("data/nlu.yml", line, f"{line}    - will I wince?\n") == [
        'data/authors/somebody.yml:4: "will I wince" is an example of faq/pain already, '
        f"data/nlu.yml:{number}"
    ]


def test_an_author_may_name_no_unknown_topic(project: Path) -> None:
    author = project / "data/authors/somebody.yml"
    author.parent.mkdir()
    author.write_text("nlu:\n- intent: faq/magic\n  examples: |\n    - show me a trick\n")
    fault = Finding("data/authors/somebody.yml", 2, "faq/magic is no topic of data/topics.yml")
    assert findings(project) == [fault]


def test_examples_of_signs_alone_are_the_same_only_if_they_are_the_same_signs(
    found: Found,
) -> None:
    old = "    - faq/pain said in way 9\n"
    assert found("data/nlu.yml", old, f"{old}    - 👍\n    - 👎\n    - ?\n") == []
    assert len(found("data/nlu.yml", old, f"{old}    - 👍\n    - 👍\n")) == 1


def test_a_line_that_rasa_would_drop_is_found(found: Found) -> None:
    old = "    - faq/pain said in way 24\n"
    line = first_line("faq/pain") + 27
    assert found("data/nlu.yml", old, f"{old}    does it sting\n") == [
        f'data/nlu.yml:{line}: "does it sting" is no example: write "- " before it'
    ]


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("How dear is one visit?!", '"how dear is one visit", tests/test_nlu.yml:4'),
        ("so how dear is one visit", '"how dear is one visit", tests/test_nlu.yml:4'),
        ("Can this make YOU go blind", '"can this make you go blind", tests/false_alarms.yml:2'),
    ],
)
def test_a_near_copy_of_a_held_out_message_is_found(found: Found, copy: str, original: str) -> None:
    old = "    - faq/pain said in way 24\n"
    line = first_line("faq/pain") + 27
    assert found("data/nlu.yml", old, f"{old}    - {copy}\n") == [
        f'data/nlu.yml:{line}: "{copy}" is nearly {original}'
    ]


# Files


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_the_only_finding(project: Path, name: str) -> None:
    (project / name).unlink()
    [only] = findings(project)
    assert str(only) == f"{name}:1: cannot be read: No such file or directory"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a: 1\nb: [\n", "3: is not YAML: did not find expected node content"),
        (b"a: \xa3\n", "1: holds a character that cannot be used"),
        (b"a: \x07\n", "1: holds a character that cannot be used"),
        (b"# nothing\n", "1: is empty"),
    ],
)
def test_a_file_that_is_not_yaml_is_the_only_finding(
    project: Path, name: str, content: bytes, finding: str
) -> None:
    (project / name).write_bytes(content)
    assert list(map(str, findings(project))) == [f"{name}:{finding}"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", ["3\n", "[a, b]\n", "a: b\n"])
def test_a_file_of_quite_another_shape_breaks_nothing(
    project: Path, name: str, content: str
) -> None:
    (project / name).write_text(content, encoding="utf-8")
    findings(project)
