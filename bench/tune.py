"""`make tune`: teaches the encoder to hear danger; writes bot/danger_reader.safetensors.

A copy of MiniLM is taught by the messages of `data/nlu.yml` to put danger apart from the
words of danger (docs/decisions/0013). That takes too long for `make train`, so what is learnt
is kept in the repo, and learnt anew when many messages of danger, or like it, have changed.
The authors of `data/authors/` are left out of it, so that `make authors` stays a fair question.

Each matrix of the six layers gets a small correction, the product of two narrow matrices; all
else stays as published (LoRA: Hu et al. 2021).
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

warnings.filterwarnings("ignore")  # Rasa's and TensorFlow's own, at import

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT  # noqa: E402
from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402
from safetensors.numpy import load_file, save_file  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from bench.understanding import DANGER  # noqa: E402
from bot.danger_reader import BIAS, HEAD, READER  # noqa: E402
from bot.limits import readable  # noqa: E402
from bot.minilm import verified_directory  # noqa: E402
from bot.minilm_graph import (  # noqa: E402
    DIMENSIONS,
    DOWN,
    HEADS,
    LAYER_NORM_EPSILON,
    LAYERS,
    UP,
)
from bot.quiet import silence  # noqa: E402

EVERYBODY = Path("data/nlu.yml")
Step = Callable[..., tf.Tensor]

SEED = 7
ROUNDS = 4  # times that every message is seen
BATCH = 32
RANK = 16  # width of a correction
CORRECTION = 2.0  # its size, against what is learnt
RATE, DECAY = 1e-3, 0.01
WARM_UP = 0.06  # share of the steps in which the rate rises
LARGEST_STEP = 1.0
DROPOUT = 0.1
MAX_TOKENS = 96
DANGER_WEIGHT = 3.0  # of a message of danger against any other: a miss costs more
# Topics are learnt beside danger, and thrown away: they keep the meaning of a message in view.
TOPIC_WEIGHT, TOPIC_SMOOTHING = 0.5, 0.05
SHARPNESS = 10.0  # vectors have length 1, too short for a head to learn fast from
LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True)
class Lesson:
    """What is learnt from: word pieces, topic and danger of each message."""

    pieces: list[list[int]]
    topics: np.ndarray
    danger: np.ndarray


class Encoder:
    """MiniLM with corrections that can be learnt, and two heads."""

    def __init__(self, weights: dict[str, np.ndarray], topics: int) -> None:
        """Begin with the published weights, to which nothing is added yet."""
        self._weights = {name: tf.constant(value) for name, value in weights.items()}
        chance = tf.random.Generator.from_seed(SEED)
        self.corrections: dict[str, tuple[tf.Variable, tf.Variable]] = {}
        for index in range(LAYERS):
            for part in LINEAR:
                name = f"encoder.layer.{index}.{part}"
                out, into = weights[f"{name}.weight"].shape
                down = chance.normal((RANK, into)) / into**0.5
                self.corrections[name] = tf.Variable(down), tf.Variable(tf.zeros((out, RANK)))
        self.danger = self._head(chance, 1)
        self.topics = self._head(chance, topics)

    @staticmethod
    def _head(chance: tf.random.Generator, width: int) -> tuple[tf.Variable, tf.Variable]:
        edge = DIMENSIONS**-0.5
        return (
            tf.Variable(chance.uniform((DIMENSIONS, width), -edge, edge)),
            tf.Variable(tf.zeros(width)),
        )

    @property
    def variables(self) -> list[tf.Variable]:
        """What is learnt: the corrections and the heads."""
        corrections = [one for pair in self.corrections.values() for one in pair]
        return [*corrections, *self.danger, *self.topics]

    def read(
        self, tokens: tf.Tensor, mask: tf.Tensor, dropout: float = DROPOUT
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Danger (batch,) and topics (batch, topics), both as logits.

        Args:
            tokens: (batch, length) word pieces.
            mask: (batch, length) 1 for a word piece, 0 for padding.
            dropout: share of the numbers that is left out by chance, while learning.
        """
        weights = self._weights

        def drop(values: tf.Tensor) -> tf.Tensor:
            return tf.nn.dropout(values, dropout) if dropout else values

        places = weights["embeddings.position_embeddings.weight"][: tf.shape(tokens)[1]]
        words = tf.gather(weights["embeddings.word_embeddings.weight"], tokens)
        hidden = words + places + weights["embeddings.token_type_embeddings.weight"][0]
        hidden = drop(self._norm(hidden, "embeddings"))
        padding = (1.0 - mask)[:, tf.newaxis, tf.newaxis, :] * -1e9
        for index in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{index}", hidden, padding, drop)
        total = tf.reduce_sum(hidden * mask[:, :, tf.newaxis], axis=1)
        vectors = tf.math.l2_normalize(total, axis=1) * SHARPNESS
        danger, topics = (
            tf.matmul(drop(vectors), weight) + bias for weight, bias in (self.danger, self.topics)
        )
        return danger[:, 0], topics

    def _layer(
        self,
        name: str,
        hidden: tf.Tensor,
        padding: tf.Tensor,
        drop: Callable[[tf.Tensor], tf.Tensor],
    ) -> tf.Tensor:
        shape = tf.shape(hidden)
        split = [shape[0], shape[1], HEADS, DIMENSIONS // HEADS]

        def heads(part: str) -> tf.Tensor:
            flat = self._linear(hidden, f"{name}.attention.self.{part}")
            return tf.transpose(tf.reshape(flat, split), [0, 2, 1, 3])

        scores = tf.matmul(heads("query"), heads("key"), transpose_b=True)
        shares = tf.nn.softmax(scores * (DIMENSIONS // HEADS) ** -0.5 + padding)
        context = tf.transpose(tf.matmul(shares, heads("value")), [0, 2, 1, 3])
        context = self._linear(tf.reshape(context, shape), f"{name}.attention.output.dense")
        hidden = self._norm(hidden + drop(context), f"{name}.attention.output")
        inner = tf.nn.gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        inner = self._linear(inner, f"{name}.output.dense")
        return self._norm(hidden + drop(inner), f"{name}.output")

    def _linear(self, values: tf.Tensor, name: str) -> tf.Tensor:
        down, up = self.corrections[name]
        width = values.shape[-1]
        flat = tf.reshape(values, [-1, width])
        product = tf.matmul(flat, self._weights[f"{name}.weight"], transpose_b=True)
        narrow = tf.matmul(flat, down, transpose_b=True)
        product += tf.matmul(narrow, up, transpose_b=True) * CORRECTION
        product += self._weights[f"{name}.bias"]
        return tf.reshape(product, tf.concat([tf.shape(values)[:-1], [product.shape[-1]]], 0))

    def _norm(self, values: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(values, axes=[-1], keepdims=True)
        scale = self._weights[f"{name}.LayerNorm.weight"]
        shift = self._weights[f"{name}.LayerNorm.bias"]
        return tf.nn.batch_normalization(values, mean, variance, shift, scale, LAYER_NORM_EPSILON)

    def learnt(self) -> dict[str, np.ndarray]:
        """What `bot.danger_reader` needs: the corrections and the head for danger."""
        kept = {}
        for name, (down, up) in self.corrections.items():
            kept[f"{name}.weight{DOWN}"] = down.numpy().astype(np.float16)
            kept[f"{name}.weight{UP}"] = (up.numpy() * CORRECTION).astype(np.float16)
        weight, bias = self.danger
        kept[HEAD] = weight.numpy()[:, 0] * np.float32(SHARPNESS)
        kept[BIAS] = bias.numpy()
        return kept


def main() -> int:
    silence()
    make_repeatable()
    directory = verified_directory()
    lesson = read_lesson(load_data(str(EVERYBODY)), directory)
    encoder = Encoder(load_file(str(directory / "model.safetensors")), lesson.topics.max() + 1)
    learn(encoder, lesson, ROUNDS)
    save_file(encoder.learnt(), str(READER))
    print(f"Written: {READER}")
    return 0


def make_repeatable() -> None:
    """Have two lessons of the same messages, on one machine, teach the same."""
    tf.config.experimental.enable_op_determinism()
    tf.keras.utils.set_random_seed(SEED)


def read_lesson(data: TrainingData, directory: Path) -> Lesson:
    """Cut the examples into word pieces, by the tokenizer of a model folder."""
    examples = data.intent_examples
    labels = [str(one.get(INTENT_RESPONSE_KEY) or one.get(INTENT)) for one in examples]
    names = sorted(set(labels))
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    texts = [readable(one.get(TEXT))[0] for one in examples]
    return Lesson(
        [encoding.ids for encoding in tokenizer.encode_batch(texts)],
        np.array([names.index(label) for label in labels]),
        np.array([label in DANGER for label in labels], dtype=np.float32),
    )


def learn(encoder: Encoder, lesson: Lesson, rounds: int) -> None:
    """Show every message so many times, and say how it goes."""
    steps = rounds * -(-len(lesson.pieces) // BATCH)
    step = _step(encoder, steps)
    begun = time.monotonic()
    for number, batch in enumerate(_batches(lesson, rounds), start=1):
        loss = step(*_filled(lesson, batch))
        if number % 100 == 0 or number == steps:
            minutes = (time.monotonic() - begun) / 60
            left = minutes / number * (steps - number)
            print(f"step {number} of {steps}, loss {loss:.3f}, {left:.0f} minutes left", flush=True)


def _step(encoder: Encoder, steps: int) -> Step:
    variables = encoder.variables
    optimizer = tf.keras.optimizers.AdamW(_Rate(steps), DECAY, jit_compile=False)
    optimizer.build(variables)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None], tf.int32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None], tf.float32),
        ],
        autograph=False,
    )
    def step(tokens: tf.Tensor, mask: tf.Tensor, topics: tf.Tensor, danger: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            found, named = encoder.read(tokens, mask)
            of_danger = tf.nn.weighted_cross_entropy_with_logits(danger, found, DANGER_WEIGHT)
            count = named.shape[-1]
            wanted = tf.one_hot(topics, count) * (1 - TOPIC_SMOOTHING) + TOPIC_SMOOTHING / count
            of_topics = tf.nn.softmax_cross_entropy_with_logits(wanted, named)
            loss = tf.reduce_mean(of_danger) + TOPIC_WEIGHT * tf.reduce_mean(of_topics)
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), LARGEST_STEP)
        optimizer.apply_gradients(zip(slopes, variables, strict=True))
        return loss

    taken: Step = step
    return taken


class _Rate(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Rises fast, then falls to nothing."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32) / self._steps
        return RATE * tf.minimum(1.0, done / WARM_UP) * tf.maximum(0.0, 1.0 - done)


def _batches(lesson: Lesson, rounds: int) -> Iterator[Sequence[int]]:
    """Batches of messages of about one length, in an order of chance."""
    for number in range(rounds):
        order = np.random.default_rng(SEED + number).permutation(len(lesson.pieces)).tolist()
        batches = []
        for start in range(0, len(order), BATCH * 40):
            near = sorted(order[start : start + BATCH * 40], key=lambda i: len(lesson.pieces[i]))
            batches += [near[first : first + BATCH] for first in range(0, len(near), BATCH)]
        random.Random(SEED + number).shuffle(batches)
        yield from batches


def _filled(lesson: Lesson, batch: Sequence[int]) -> tuple[np.ndarray, ...]:
    length = max(len(lesson.pieces[i]) for i in batch)
    tokens = np.zeros((len(batch), length), dtype=np.int32)
    mask = np.zeros((len(batch), length), dtype=np.float32)
    for row, i in enumerate(batch):
        pieces = lesson.pieces[i]
        tokens[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1.0
    rows = list(batch)
    return tokens, mask, lesson.topics[rows].astype(np.int32), lesson.danger[rows]


if __name__ == "__main__":
    sys.exit(main())
