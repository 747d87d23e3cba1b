"""`make tune` on a few messages: the real one takes a quarter of an hour."""

import numpy as np
import pytest
import tensorflow as tf
from safetensors.numpy import load_file

from bench.tune import DANGER, Encoder, Lesson, learn, make_repeatable, read_lesson
from bot.danger_reader import BIAS, HEAD, DangerReader
from bot.minilm import MiniLM, model_directory
from bot.minilm_graph import DIMENSIONS
from bot.tests import toy


@pytest.fixture(scope="module")
def lesson(encoder: MiniLM) -> Lesson:
    return read_lesson(toy.training_data(encoder), model_directory())


def begun(lesson: Lesson) -> Encoder:
    weights = load_file(str(model_directory() / "model.safetensors"))
    return Encoder(weights, int(lesson.topics.max()) + 1)


def reader_of(taught: Encoder) -> DangerReader:
    learnt = taught.learnt()
    head, [bias] = learnt.pop(HEAD), learnt.pop(BIAS)
    return DangerReader(MiniLM(model_directory(), corrections=learnt), head, float(bias))


def test_a_lesson_knows_which_messages_are_danger(lesson: Lesson) -> None:
    texts = sum(len(texts) for texts in toy.EXAMPLES.values())
    dangerous = sum(len(texts) for label, texts in toy.EXAMPLES.items() if label in DANGER)
    assert len(lesson.pieces) == len(lesson.topics) == texts
    assert lesson.danger.sum() == dangerous > 0


@pytest.mark.slow
def test_what_is_learnt_is_read_as_it_was_learnt(lesson: Lesson) -> None:
    """TensorFlow teaches and ONNX Runtime reads: both must see the same border."""
    taught = begun(lesson)
    before = reader_of(taught).margins(["my throat is closing", "what does it cost"])
    learn(taught, lesson, rounds=12)
    after = reader_of(taught).margins(["my throat is closing", "what does it cost"])
    assert after[0] - after[1] > before[0] - before[1] + 1

    pieces = lesson.pieces[0]
    tokens, mask = tf.constant([pieces]), tf.ones((1, len(pieces)))
    danger, _ = taught.read(tokens, mask, dropout=0.0)
    first = next(iter(toy.EXAMPLES.values()))[0]
    assert reader_of(taught).margins([first]) == pytest.approx(danger.numpy().tolist(), abs=0.05)


@pytest.mark.slow
def test_two_lessons_teach_the_same(lesson: Lesson) -> None:
    kept = []
    for _ in range(2):
        make_repeatable()
        taught = begun(lesson)
        learn(taught, lesson, rounds=3)
        kept.append(taught.learnt())
    assert kept[0].keys() == kept[1].keys()
    for name, values in kept[0].items():
        np.testing.assert_array_equal(values, kept[1][name])


def test_what_is_kept_is_small(lesson: Lesson) -> None:
    kept = begun(lesson).learnt()
    assert kept[HEAD].shape == (DIMENSIONS,)
    assert kept[BIAS].shape == (1,)
    assert all(np.isfinite(values).all() for values in kept.values())
    assert sum(values.nbytes for values in kept.values()) < 2_000_000
