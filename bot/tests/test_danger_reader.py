import itertools
from pathlib import Path

import numpy as np
import pytest

from bot import danger_reader
from bot.danger_reader import DangerReader, load_reader
from bot.minilm import MiniLM, WeightsError, model_directory
from bot.minilm_graph import DIMENSIONS, DOWN, LAYERS, UP

# Of each sign: happening now, and only spoken of.
SIGNS = {
    "lips": ("my lips are swelling up", "could my lips swell up?"),
    "breath": ("i can hardly breathe since lunch", "did anyone ever have trouble breathing?"),
    "stroke": ("half of dad's face is hanging", "my dad had a stroke ten years ago"),
    "pus": ("yellow stuff comes out of the jab", "what if yellow stuff comes out of it one day"),
    "sight": ("i see nothing on the left", "is it true that people went blind"),
}


@pytest.fixture(scope="module")
def reader() -> DangerReader:
    return load_reader()


@pytest.mark.parametrize("sign", SIGNS)
def test_danger_is_on_the_side_above_zero_and_its_words_are_below(
    reader: DangerReader, sign: str
) -> None:
    now, spoken_of = reader.margins(SIGNS[sign])
    assert spoken_of < 0 < now


def test_the_published_encoder_would_not_put_them_apart(encoder: MiniLM) -> None:
    """The reader's reason to be: a sign is nearer to talk of it than to another sign."""
    vectors = encoder.encode([text for pair in SIGNS.values() for text in pair])
    near = vectors @ vectors.T
    pairs = range(0, len(vectors), 2)
    same_sign = np.mean([near[i, i + 1] for i in pairs])
    both_now = np.mean([near[i, j] for i, j in itertools.combinations(pairs, 2)])
    assert same_sign > both_now


@pytest.mark.parametrize("text", ["", " ", "😀", "a" * 2000, "word " * 600])
def test_any_text_has_a_margin(reader: DangerReader, text: str) -> None:
    [margin] = reader.margins([text])
    assert np.isfinite(margin)


def test_texts_read_together_get_the_margins_they_get_alone(reader: DangerReader) -> None:
    texts = [text for pair in SIGNS.values() for text in pair]
    alone = [reader.margins([text])[0] for text in texts]
    assert reader.margins(texts) == pytest.approx(alone, abs=1e-3)


def test_no_texts_have_no_margins(reader: DangerReader) -> None:
    assert reader.margins([]) == []


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_a_missing_or_damaged_file_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    damaged = tmp_path / "danger_reader.safetensors"
    monkeypatch.setattr(danger_reader, "READER", damaged)
    if content:
        damaged.write_bytes(content)
    with pytest.raises(
        WeightsError, match=r"danger_reader\.safetensors is missing or damaged"
    ) as e:
        load_reader.__wrapped__()
    assert "make tune" in str(e.value)


def test_a_correction_of_nothing_changes_nothing(encoder: MiniLM) -> None:
    name = f"encoder.layer.{LAYERS - 1}.attention.output.dense.weight"
    down = np.ones((2, DIMENSIONS), dtype=np.float16)
    texts = ["does it hurt", "my lips are swelling"]
    slope = np.linspace(-1, 1, 2 * DIMENSIONS, dtype=np.float16).reshape(DIMENSIONS, 2)
    for size, same in ((0, True), (1, False)):
        up = slope * np.float16(size)
        corrected = MiniLM(model_directory(), corrections={name + DOWN: down, name + UP: up})
        assert np.allclose(corrected.encode(texts), encoder.encode(texts), atol=1e-5) is same
