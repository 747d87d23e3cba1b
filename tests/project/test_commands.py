"""Holds the documents to the Makefile: every command and folder they name is there."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TOOLS = sorted((ROOT / "tools").glob("*.py"))
CI = ROOT / ".ci" / "run"

# Code in Markdown: between fences, or between backticks.
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
TICKED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
# `make` where a command begins, with settings before it and all its words.
COMMAND = re.compile(r"(?:^|[;&|(`]|\$ )\s*(?:[A-Z_]+=\S+\s+)*make((?: +[^\s;&|)`#]+)*)", re.M)
# In a sentence, `make` is a command after a colon or a setting; else it is a verb.
SAID = re.compile(r"(?:: |=\S+ |\brun |`)make ([a-z-]+)")


def rules() -> set[str]:
    """The targets that have a rule and are meant for people, not files."""
    return set(re.findall(r"^([A-Za-z][\w-]*):(?!=)", MAKEFILE, re.MULTILINE))


def phony() -> set[str]:
    return {name for line in re.findall(r"^\.PHONY:(.*)", MAKEFILE, re.M) for name in line.split()}


def targets(commands: str) -> list[str]:
    """The targets that shell commands make."""
    return [
        word
        for words in COMMAND.findall(commands)
        for word in words.split('"')[0].split()
        if not word.startswith("-") and "=" not in word
    ]


def named_on_page(text: str) -> list[str]:
    fenced = FENCED.findall(text)
    ticked = TICKED.findall(FENCED.sub("", text))
    return [target for code in [*fenced, *ticked] for target in targets(code)]


def named_in_strings(code: str) -> list[str]:
    strings = [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [target for string in strings for target in SAID.findall(string)]


def named_in_script(script: str) -> list[str]:
    return targets(re.sub(r"(^|\s)#.*", "", script))


def named() -> Iterator[tuple[str, str]]:
    """Yield file and target of every `make` command named anywhere."""
    for file in PAGES:
        for target in named_on_page(file.read_text(encoding="utf-8")):
            yield file.relative_to(ROOT).as_posix(), target
    for file in TOOLS:
        for target in named_in_strings(file.read_text(encoding="utf-8")):
            yield file.relative_to(ROOT).as_posix(), target
    for target in named_in_script(CI.read_text(encoding="utf-8")):
        yield ".ci/run", target


def test_every_make_command_named_anywhere_is_in_the_makefile() -> None:
    found = set(named())
    assert {("tools/up.py", "up"), ("tools/assistant.py", "up"), (".ci/run", "test")} <= found
    assert sorted((file, target) for file, target in found if target not in rules()) == []


def test_every_target_is_in_the_list_of_commands() -> None:
    make = shutil.which("make")
    assert make is not None
    command = [make, "--no-print-directory", "help"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [re.fullmatch(r" *make ([\w-]+) +\S.*", line) for line in result.stdout.splitlines()]
    listed = [line[1] for line in lines if line]
    assert len(listed) == len(lines) == len(set(listed))
    assert set(listed) == rules()


def test_every_target_is_built_whatever_files_there_are() -> None:
    assert phony() == rules()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_folder_and_link_on_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [folder for folder in folders(text) if not (ROOT / folder).is_dir()] == []
    assert [link for link in links(text) if not (page.parent / link).exists()] == []


def test_the_map_of_the_readme_names_every_room() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():  # being written
        return
    missing = {"actions", "bot", "clinic", "data", "tools", "tests", "docs"} - {
        folder.rstrip("/") for folder in folders(readme.read_text(encoding="utf-8"))
    }
    assert missing == set()


def folders(text: str) -> list[str]:
    """The folders a page names as code; not those of a run, which come and go."""
    found = [code for code in TICKED.findall(text) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/", code)]
    return [folder for folder in found if not folder.startswith("var/")]


def links(text: str) -> list[str]:
    """The files of the project that a page links to."""
    found = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text)
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


# The reading itself


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Run `make up`, then `make chat`.", ["up", "chat"]),
        ("`RASA_PORT=6005 ACTIONS_PORT=6055 make up`", ["up"]),
        ('`make chat ARGS="--url http://x"` and `make train ARGS=--force`', ["chat", "train"]),
        ("```\ncd x && make setup check\nmake -s up # make tea\n```", ["setup", "check", "up"]),
        ("```bash\n$ make lint\n```", ["lint"]),
        ("Two make a pair; `remake it`; make sure; `make`", []),
    ],
)  # fmt: skip
def test_commands_are_read_from_the_code_on_a_page(text: str, found: list[str]) -> None:
    assert named_on_page(text) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("'''A chat (`make chat`).'''", ["chat"]),
        ('"Start it with: make up"', ["up"]),
        ('f"Stop it, or choose another: {name}=6005 make up"', ["up"]),
        ('"It is old; run make docs"', ["docs"]),
        ('"We make the secret"\n# `make tea`', []),
    ],
)
def test_commands_are_read_from_the_strings_of_a_tool(code: str, found: list[str]) -> None:
    assert named_in_strings(code) == found


def test_commands_are_read_from_a_script_and_not_from_its_comments() -> None:
    script = "# needs make and git\nset -e; make setup\nREQUIRE_ALL=1 make test  # make tea\n"
    assert named_in_script(script) == ["setup", "test"]


def test_folders_and_links_are_read_from_a_page() -> None:
    text = "`data/` `a b/` `bot/tests/` `var/models/` `x/<y>/` [x](docs/a.md#b) [y](https://z.org)"
    assert folders(text) == ["data/", "bot/tests/"]
    assert links(text) == ["docs/a.md"]
