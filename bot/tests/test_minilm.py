import json
from pathlib import Path

import numpy as np
import pytest

from bench.yardstick import bare_products, median_milliseconds
from bot import minilm
from bot.minilm import (
    MiniLM,
    WeightsError,
    load_verified,
    model_directory,
    verified_directory,
    verify_weights,
)
from bot.minilm_graph import DIMENSIONS

ROWS = json.loads((Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8"))[
    "rows"
]
TWELVE_WORDS = "does it hurt a lot and how long until the swelling goes"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: repr(row["text"][:24]))
def test_a_vector_equals_that_of_the_reference_implementation(
    encoder: MiniLM, row: dict[str, object]
) -> None:
    [vector] = encoder.encode([row["text"]])
    np.testing.assert_allclose(vector, np.array(row["vector"]), rtol=0, atol=1e-4)


def test_texts_encoded_together_get_the_vectors_they_get_alone(encoder: MiniLM) -> None:
    vectors = encoder.encode([row["text"] for row in ROWS])
    np.testing.assert_allclose(vectors, [row["vector"] for row in ROWS], rtol=0, atol=1e-4)


def test_the_reference_texts_are_as_varied_as_messages() -> None:
    texts = [row["text"] for row in ROWS]
    assert len(texts) == len(set(texts)) == 12
    assert "" in texts
    assert any(len(text.split()) > minilm.MAX_TOKENS for text in texts)
    assert any("😀" in text for text in texts)


def test_more_texts_than_a_batch_come_back_in_their_order(encoder: MiniLM) -> None:
    texts = [f"{'word ' * (number % 7)}number {number}" for number in range(minilm.BATCH * 2 + 3)]
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert vectors.dtype == np.float32
    for place in (0, 31, 32, len(texts) - 1):
        np.testing.assert_allclose(vectors[place], encoder.encode([texts[place]])[0], atol=1e-4)


def test_no_texts_give_no_vectors(encoder: MiniLM) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_every_vector_has_length_one(encoder: MiniLM) -> None:
    lengths = np.linalg.norm(encoder.encode(["", "hi", "x " * 5000]), axis=1)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-5)


def test_what_stands_after_256_word_pieces_is_not_read(encoder: MiniLM) -> None:
    vectors = encoder.encode(["pain " * 400, "pain " * 400 + "cheese"])
    np.testing.assert_array_equal(vectors[0], vectors[1])


@pytest.mark.slow
def test_twelve_words_take_no_longer_than_numpys_bare_products(encoder: MiniLM) -> None:
    """Machines differ, so the yardstick is timed beside it; `make evaluate` has milliseconds."""
    assert len(TWELVE_WORDS.split()) == 12
    tries = [
        median_milliseconds(lambda: encoder.encode([TWELVE_WORDS]))
        / median_milliseconds(bare_products())
        for _ in range(3)  # neighbours on the machine slow its caches; one quiet try is enough
    ]
    assert min(tries) <= 1, tries


def test_the_installed_weights_are_the_published_ones() -> None:
    verify_weights(model_directory() / "model.safetensors")


@pytest.mark.parametrize("content", [b"", b"not the weights"])
def test_a_damaged_weights_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"model\.safetensors are damaged") as caught:
        verify_weights(path)
    assert "make setup" in str(caught.value)


def test_one_changed_byte_at_the_end_is_enough_to_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    content = bytearray((model_directory() / "model.safetensors").read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError):
        verify_weights(path)


def test_an_encoder_is_never_made_of_damaged_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"damaged")
    monkeypatch.setattr(minilm, "model_directory", lambda: tmp_path)
    with pytest.raises(WeightsError):
        verified_directory.__wrapped__()


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    with pytest.raises(WeightsError, match=r"no_such_package is not installed\. Run: make setup"):
        model_directory()


def test_the_encoder_is_loaded_once(encoder: MiniLM) -> None:
    assert load_verified(1) is encoder
