"""Holds the rooms of the house apart: which may import which."""

import ast
import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = frozenset({"actions", "bench", "bot", "clinic", "tests", "tools", "web"})
ROOMS = ("actions", "bench", "bot", "clinic", "tools", "web")
NOT_THE_ROOMS_OWN = frozenset({".venv", "node_modules", "tests", "__pycache__"})
WEB_FRAMEWORKS = frozenset(
    {
        "aiohttp", "bottle", "django", "falcon", "fastapi", "flask", "litestar", "quart", "sanic",
        "socketio", "starlette", "tornado", "uvicorn", "werkzeug",
    }
)  # fmt: skip
BOT_MAY_USE = frozenset(
    {
        "bot", "cryptography", "joblib", "numpy", "onnx", "onnxruntime", "rasa", "safetensors",
        "sanic", "scipy", "sklearn", "spacy", "sqlalchemy", "structlog", "tokenizers", "yaml",
    }
)  # fmt: skip
WEB_MAY_USE = frozenset(
    {
        "aiohttp", "clinic", "itsdangerous", "jinja2", "limits", "prometheus_client",
        "pydantic", "pydantic_settings", "socketio", "starlette", "structlog", "uvicorn",
        "uvloop", "web", "yaml",
    }
)  # fmt: skip
Allows = Callable[[str], bool]


def clinic_may_import(package: str) -> bool:
    other_rooms = OURS - {"clinic"}
    return package not in other_rooms | WEB_FRAMEWORKS | {"rasa", "rasa_sdk"}


def bot_may_import(package: str) -> bool:
    return package in BOT_MAY_USE or package in sys.stdlib_module_names


def actions_may_import(package: str) -> bool:
    return package in {"actions", "clinic", "rasa_sdk"} or package in sys.stdlib_module_names


def web_may_import(package: str) -> bool:
    return package in WEB_MAY_USE or package in sys.stdlib_module_names


@dataclass(frozen=True)
class Import:
    """One module that a file imports."""

    file: Path
    line: int
    module: str

    @property
    def package(self) -> str:
        return self.module.split(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.module}"


@functools.cache
def imports_of(file: Path, root: Path = ROOT) -> list[Import]:
    """Return what a file imports, wherever in the file."""
    shown = file.relative_to(root)
    return [
        Import(shown, getattr(node, "lineno", 0), module)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for module in modules_of(node, shown.parent.parts)
    ]


def modules_of(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """Return the modules that one piece of code imports, by name or by a call with a name."""
    match node:
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=module, level=0):
            return [module or ""]
        case ast.ImportFrom(module=module, level=level, names=names):
            base = [*package[: len(package) - level + 1], *([module] if module else [])]
            return [".".join([*base, name.name]) for name in names]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            return [module]
    return []


@functools.cache
def files_of(room: str, root: Path = ROOT) -> list[Path]:
    """The Python files of a room, without its tests and its environment."""
    files = []
    for folder, folders, names in os.walk(root / room):
        folders[:] = set(folders) - NOT_THE_ROOMS_OWN
        files += [Path(folder, name) for name in names if name.endswith(".py")]
    return sorted(files)


def strangers(room: str, allows: Allows, root: Path = ROOT) -> list[str]:
    return [
        str(one)
        for file in files_of(room, root)
        for one in imports_of(file, root)
        if not allows(one.package)
    ]


@pytest.mark.parametrize(
    ("room", "allows"),
    [
        ("clinic", clinic_may_import),
        ("bot", bot_may_import),
        ("actions", actions_may_import),
        ("web", web_may_import),
    ],
)
def test_a_room_imports_only_what_it_may(room: str, allows: Allows) -> None:
    assert len(files_of(room)) > 2
    assert strangers(room, allows) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_tests(room: str) -> None:
    modules = {one.module: str(one) for file in files_of(room) for one in imports_of(file)}
    assert [modules[module] for module in modules if "tests" in module.split(".")] == []


# The check itself


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[str], list[str]]:
    def read(code: str) -> list[str]:
        file = tmp_path / "bot" / "deep" / "file.py"
        file.parent.mkdir(parents=True)
        file.write_text(code, encoding="utf-8")
        return [one.module for one in imports_of(file, tmp_path)]

    return read


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import rasa", ["rasa"]),
        ("import os.path as path, rasa.shared", ["os.path", "rasa.shared"]),
        ("from rasa.shared import core, nlu", ["rasa.shared"]),
        ("def late():\n    from flask import Flask", ["flask"]),
        ("if TYPE_CHECKING:\n    import tools", ["tools"]),
        ("try:\n    import web\nexcept ImportError:\n    pass", ["web"]),
        ("from . import near", ["bot.deep.near"]),
        ("from .. import outcome", ["bot.outcome"]),
        ("from ..tests import test_it", ["bot.tests.test_it"]),
        ("import importlib\nimportlib.import_module('clinic')", ["importlib", "clinic"]),
        ("import_module('clinic')\n__import__('web')", ["clinic", "web"]),
        ("'import rasa'\n# import rasa\nrasa.run()", []),
    ],
)
def test_an_import_is_seen_however_it_is_written(
    imported: Callable[[str], list[str]], code: str, modules: list[str]
) -> None:
    assert imported(code) == modules


@pytest.mark.parametrize(
    ("allows", "package"),
    [
        (clinic_may_import, "rasa"),
        (clinic_may_import, "rasa_sdk"),
        (clinic_may_import, "bot"),
        (clinic_may_import, "actions"),
        (clinic_may_import, "tools"),
        (clinic_may_import, "web"),
        (clinic_may_import, "starlette"),
        (clinic_may_import, "sanic"),
        (bot_may_import, "clinic"),
        (bot_may_import, "actions"),
        (bot_may_import, "tools"),
        (bot_may_import, "web"),
        (bot_may_import, "rasa_sdk"),
        (bot_may_import, "requests"),
        (bot_may_import, "torch"),
        (actions_may_import, "bot"),
        (actions_may_import, "rasa"),
        (actions_may_import, "yaml"),
        (actions_may_import, "tools"),
        (actions_may_import, "web"),
        (web_may_import, "actions"),
        (web_may_import, "bot"),
        (web_may_import, "rasa"),
        (web_may_import, "rasa_sdk"),
        (web_may_import, "sqlalchemy"),
        (web_may_import, "tools"),
    ],
)
def test_an_arrow_that_points_back_is_refused(tmp_path: Path, allows: Allows, package: str) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "file.py").write_text(f"import json\n\nimport {package}.part\n")
    assert strangers("room", allows, tmp_path) == [f"room/file.py:3: {package}.part"]


def test_tests_and_environments_are_no_part_of_a_room(tmp_path: Path) -> None:
    for name in ("own.py", "deep/own.py", "tests/test_own.py", ".venv/lib/numpy.py"):
        (tmp_path / "bot" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bot" / name).write_text("")
    assert [file.name for file in files_of("bot", tmp_path)] == ["own.py", "own.py"]
