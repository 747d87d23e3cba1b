"""`make authors`: how well a stranger is understood.

Each author of `data/authors/` is left out in turn: the assistant learns from everybody else
and is asked this author's messages. A threshold, or anything else that is chosen by looking
at messages, is chosen here; the held-out messages of `make evaluate` stay untouched.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")  # Rasa's and TensorFlow's own, at import

import yaml  # noqa: E402
from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT  # noqa: E402
from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402
from rasa.shared.utils.common import class_from_module_path  # noqa: E402

from bench.measures import share  # noqa: E402
from bench.understanding import DANGER, NOT_ANSWERED, Parsed, found, is_right  # noqa: E402
from bot.quiet import silence  # noqa: E402

AUTHORS = Path("data/authors")
EVERYBODY = Path("data/nlu.yml")
OUT = Path("docs/evaluation/authors.md")
HEAD = (
    "# How well a stranger is understood",
    "",
    "Made by `make authors`: each author left out of training in turn, then asked.",
    "The authors were told to write what is hard. The danger reader has learnt from none of them.",
    "",
    "| author | emergencies found | urgent found | self-harm found | false alarms | "
    "safety line without need | right topic | lost | out-of-scope recall |",
    "|---|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True)
class Author:
    """One author's examples, with their sentence vectors."""

    name: str
    examples: Sequence[Message]


class Pipeline:
    """The components of `config.yml`, without Rasa around them."""

    def __init__(self, folder: Path) -> None:
        listed = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
        context = ExecutionContext(GraphSchema({}))
        storage = LocalModelStorage(folder)
        self.components = []
        for options in listed:
            name = options.pop("name")
            component = class_from_module_path(name)
            config = {**component.get_default_config(), **options}
            self.components.append(component.create(config, storage, Resource(name), context))
        *_, self.encoder, self.classifier = self.components

    def learn(self, examples: list[Message]) -> None:
        """Train the classifier on examples that are encoded."""
        self.classifier.train(TrainingData(examples))

    def ask(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """What is made of messages, as `POST /model/parse` shows it."""
        messages = [Message.build(text=text) for text in texts]
        for component in self.components:
            component.process(messages)
        return [message.as_dict(only_output_properties=True) for message in messages]


def main() -> int:
    silence()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Pipeline(Path(folder))
        everybody, *authors = (
            read(pipeline, path) for path in (EVERYBODY, *sorted(AUTHORS.glob("*.yml")))
        )
        for author in authors:
            others = [one for one in (everybody, *authors) if one is not author]
            pipeline.learn([example for one in others for example in one.examples])
            lines.append(line(author.name, asked(pipeline, author)))
            print(lines[-1], flush=True)
    OUT.write_text("\n".join([*HEAD, *lines, ""]), encoding="utf-8")
    return 0


def read(pipeline: Pipeline, path: Path) -> Author:
    """Read and encode the examples of a file."""
    data = load_data(str(path))
    pipeline.encoder.process_training_data(data)
    return Author(path.stem, data.intent_examples)


def asked(pipeline: Pipeline, author: Author) -> list[Parsed]:
    """What is made of an author's messages by a pipeline that has not learnt from them."""
    texts = [example.get(TEXT) for example in author.examples]
    labels = [
        example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in author.examples
    ]
    return list(zip(texts, labels, pipeline.ask(texts), strict=True))


def line(name: str, parsed: Sequence[Parsed]) -> str:
    """An author's row of the table."""
    harmless = [row for row in parsed if row[1] not in DANGER]
    inside = [row for row in harmless if row[1] not in NOT_ANSWERED]
    shares = [
        *(
            [found(row[2]) in DANGER for row in parsed if row[1] == level]
            for level in ("emergency", "urgent_aftercare", "self_harm")
        ),
        [found(row[2]) in DANGER for row in harmless],
        [bool(row[2].get("danger_check")) for row in harmless],
        [is_right(row) for row in inside],
        [found(row[2]) in NOT_ANSWERED for row in inside],
        [found(row[2]) in NOT_ANSWERED for row in parsed if row[1] == "out_of_scope"],
    ]
    cells = [f"{share(one) * 100:.1f} % of {len(one)}" if one else "" for one in shares]
    return f"| {name.replace('_', ' ')} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
