"""Holds the data files to what fits together, and the check to finding what does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.data_check import FILES, findings, main

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {
    "faq/cost": 25,
    "faq/pain": 25,
    "emergency": 40,
    "urgent_aftercare": 40,
    "self_harm": 40,
    "out_of_scope": 250,
}


def block(intent: str, count: int) -> str:
    lines = "".join(f"    - {intent} said in way {number}\n" for number in range(count))
    return f"- intent: {intent}\n  examples: |\n{lines}"


ANSWER = """\
  {name}:
  - text: Something short.
    metadata:
      sources: [KON13]
      reviewed: "2026-11-22"
"""
SMALL = {
    "data/nlu.yml": "nlu:\n" + "".join(block(*one) for one in COUNTS.items()),
    "data/topics.yml": "topics:\n  cost:\n    title: Prices\n  pain:\n    title: Does it hurt\n",
    "data/responses.yml": "responses:\n"
    + ANSWER.format(name="utter_faq/cost")
    + ANSWER.format(name="utter_faq/pain"),
    "data/conditions.yml": "responses:\n"
    + ANSWER.format(name="utter_condition_keloid")
    + ANSWER.format(name="utter_condition_aspirin"),
    "data/sources.yml": "KON13: {title: What is new, publisher: A journal, kind: review}\n",
    "data/vocabulary.yml": """\
medicine:
  aspirin:
    aspirin: [disprin]
condition:
  keloid:
    keloid: [raised scar]
treatment:
  peel: [chemical peel]
""",
    "data/red_flags.yml": """\
window: 9
groups:
  sight: {level: emergency, title: Sight}
families:
  eye: eye, eyes
  lost: gone, black
signs:
  sight:
    says:
    - <eye> <lost>|dark*
    unless:
    - <eye> fine
doubts:
- can <eye>
now:
- now
harmless:
- out_of_sight
""",
    "tests/test_nlu.yml": "nlu:\n- intent: faq/cost\n  examples: |\n    - how dear is one visit\n",
    "tests/false_alarms.yml": 'messages:\n- "can this make you go blind"\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose data files fit together."""
    for name, content in SMALL.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def found(project: Path) -> Callable[[str, str, str], list[str]]:
    """Change one thing in one file of the small project; return what the check finds."""

    def change(name: str, old: str, new: str) -> list[str]:
        assert SMALL[name].count(old) == 1
        (project / name).write_text(SMALL[name].replace(old, new), encoding="utf-8")
        return list(map(str, findings(project)))

    return change


Found = Callable[[str, str, str], list[str]]


def first_line(intent: str) -> int:
    """The line of an intent's block in the small project."""
    return SMALL["data/nlu.yml"].split("\n").index(f"- intent: {intent}") + 1


def test_the_data_of_the_project_fits_together() -> None:
    assert list(map(str, findings(ROOT))) == []


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
        f'data/nlu.yml:{line}: "{again}" is an example of faq/pain already, line {earlier}'
    ]


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


# Answers


def test_a_topic_without_an_answer_is_found(found: Found) -> None:
    answer = ANSWER.format(name="utter_faq/pain")
    assert found("data/responses.yml", answer, "") == [
        "data/topics.yml:4: the topic pain has no answer in data/responses.yml"
    ]


@pytest.mark.parametrize("name", ["utter_faq/magic", "utter_pain"])
def test_an_answer_without_a_topic_is_found(found: Found, name: str) -> None:
    old = ANSWER.format(name="utter_faq/pain")
    assert found("data/responses.yml", old, old + ANSWER.format(name=name)) == [
        f"data/responses.yml:12: {name} is the answer to no topic of data/topics.yml"
    ]


each_kind = pytest.mark.parametrize(
    ("file", "name"),
    [("data/responses.yml", "utter_faq/pain"), ("data/conditions.yml", "utter_condition_aspirin")],
)


@each_kind
@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("      sources: [KON13]\n", "", 10, "{} names no sources"),
        ("sources: [KON13]", "sources: []", 10, "{} names no sources"),
        ("sources: [KON13]", "sources:", 10, "{} names no sources"),
        ("[KON13]", "[KON13, ABC99]", 10, "{}: ABC99 is not in data/sources.yml"),
        ("[KON13]", "\n      - KON13\n      - ABC99", 12, "{}: ABC99 is not in data/sources.yml"),
        ('      reviewed: "2026-11-22"\n', "", 10, "{} does not say when it was reviewed"),
        ('reviewed: "2026-11-22"', "reviewed:", 10, "{} does not say when it was reviewed"),
    ],
)
def test_an_answer_without_source_or_review_is_found(
    found: Found, file: str, name: str, old: str, new: str, line: int, fault: str
) -> None:
    answer = ANSWER.format(name=name)
    assert answer.count(old) == 1
    assert found(file, answer, answer.replace(old, new)) == [f"{file}:{line}: {fault.format(name)}"]


@each_kind
@pytest.mark.parametrize(
    ("body", "line"), [(":\n  - text: Short.\n", 8), (":\n", 7), (": []\n", 7)]
)
def test_an_answer_without_metadata_lacks_both(
    found: Found, file: str, name: str, body: str, line: int
) -> None:
    assert found(file, ANSWER.format(name=name), f"  {name}{body}") == [
        f"{file}:{line}: {name} does not say when it was reviewed",
        f"{file}:{line}: {name} names no sources",
    ]


def test_each_wording_of_an_answer_needs_its_own_source(found: Found) -> None:
    answer = ANSWER.format(name="utter_faq/pain")
    assert [
        line.split(":")[1]
        for line in found("data/responses.yml", answer, answer + "  - text: Other words.\n")
    ] == ["12", "12"]


# Danger signs and vocabulary


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("signs:\n  sight:", "signs:\n  hearing:", "8: the group hearing is not listed under"),
        ("  sight: {level", "  hearing: {level", "8: the group sight is not listed under groups"),
        ("<eye> <lost>|dark*", "<ear> <lost>", "10: the family <ear> is not listed under"),
        ("<eye> <lost>|dark*", "dark*|<ear>", "10: the family <ear> is not listed under"),
        ("<eye> <lost>|dark*", "<eye <lost>", "10: the family <eye is not listed under"),
        ("<eye> <lost>|dark*", "<eye>s <lost>", "10: the family <eye>s is not listed under"),
        ("<eye> fine", "<ear> fine", "12: the family <ear> is not listed under families"),
        ("can <eye>", "can <ear>", "14: the family <ear> is not listed under families"),
        ("- now", "- now <ear>", "16: the family <ear> is not listed under families"),
        ("out_of_sight", "<ear>", "18: the family <ear> is not listed under families"),
    ],
)
def test_a_danger_sign_of_no_listed_group_or_family_is_found(
    found: Found, old: str, new: str, finding: str
) -> None:
    [only] = found("data/red_flags.yml", old, new)
    assert only.startswith(f"data/red_flags.yml:{finding}")


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("  aspirin:\n    ", "  nsaid:\n    ", "2: utter_condition_nsaid"),
        ("  keloid:\n    ", "  scars:\n    ", "5: utter_condition_scars"),
    ],
)
def test_a_group_of_medicines_or_conditions_without_an_answer_is_found(
    found: Found, old: str, new: str, finding: str
) -> None:
    assert found("data/vocabulary.yml", old, new) == [
        f"data/vocabulary.yml:{finding} is not in data/conditions.yml"
    ]


def test_a_medicine_that_stands_in_no_group_needs_no_answer_of_its_own(found: Found) -> None:
    assert found("data/vocabulary.yml", "medicine:\n", "medicine:\n  tablet: [pill]\n") == []


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
        (b"a: 1\nb: [\n", "3: is not YAML: expected the node content, but found '<stream end>'"),
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
