import numpy as np
import pytest

from bot.danger_model import DangerModel, pairs
from bot.minilm import MiniLM
from bot.tests import toy
from bot.views import Viewer, Views

TEXTS = [text for texts in toy.EXAMPLES.values() for text in texts]
DANGEROUS = [
    label in {"emergency", "urgent_aftercare"}
    for label, texts in toy.EXAMPLES.items()
    for _ in texts
]


@pytest.fixture(scope="module")
def viewer(encoder: MiniLM) -> Viewer:
    viewer = Viewer()
    viewer.learn(TEXTS, encoder.encode(TEXTS))
    return viewer


@pytest.fixture(scope="module")
def model(encoder: MiniLM, viewer: Viewer) -> DangerModel:
    return fitted(viewer.of(TEXTS, encoder.encode(TEXTS)))


def fitted(views: Views) -> DangerModel:
    return DangerModel(seed=7).fit(TEXTS, views, DANGEROUS)


@pytest.mark.parametrize(
    ("text", "is_danger"),
    [
        ("my throat is closing up", True),
        ("pus is coming out of it", True),
        ("will it hurt me", False),
        ("what is your price", False),
    ],
)
def test_danger_is_on_the_side_above_zero(
    model: DangerModel, viewer: Viewer, encoder: MiniLM, text: str, is_danger: bool
) -> None:
    [margin] = model.margins([text], viewer.of([text], encoder.encode([text])))
    assert (margin > 0) is is_danger


@pytest.mark.parametrize("text", ["", " ", "😀", "a" * 2000])
def test_any_text_has_a_margin(
    model: DangerModel, viewer: Viewer, encoder: MiniLM, text: str
) -> None:
    [margin] = model.margins([text], viewer.of([text], encoder.encode([text])))
    assert np.isfinite(margin)


def test_two_fits_are_equal(model: DangerModel, viewer: Viewer, encoder: MiniLM) -> None:
    views = viewer.of(TEXTS, encoder.encode(TEXTS))
    assert fitted(views).margins(TEXTS, views) == model.margins(TEXTS, views)


def test_pairs_skip_one_word_to_four() -> None:
    assert pairs("a b c d e f g")[:4] == ["a c", "a d", "a e", "a f"]
    assert pairs("one two") == []
