"""A small project whose data files fit together."""

from collections.abc import Callable
from pathlib import Path

from tools.data_check import findings

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

Found = Callable[[str, str, str], list[str]]


def first_line(intent: str) -> int:
    """The line of an intent's block in the small project."""
    return SMALL["data/nlu.yml"].split("\n").index(f"- intent: {intent}") + 1


def written(folder: Path) -> Path:
    """Write the small project into an empty folder."""
    for name, content in SMALL.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def changing(project: Path) -> Found:
    """A way to change one thing in one file; it returns what the check finds."""

    def change(name: str, old: str, new: str) -> list[str]:
        assert SMALL[name].count(old) == 1
        (project / name).write_text(SMALL[name].replace(old, new), encoding="utf-8")
        return list(map(str, findings(project)))

    return change
