"""Holds docs/screenshots: every state, light and dark, phone and desktop, and small."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs/screenshots"
MOST_BYTES = 2_500_000
VIEWS = {f"{device}-{scheme}" for device in ("desktop", "phone") for scheme in ("dark", "light")}


def test_every_state_is_shown_light_and_dark_on_phone_and_desktop() -> None:
    views: dict[str, set[str]] = {}
    for picture in FOLDER.glob("*.png"):
        state, device, scheme = picture.stem.rsplit("-", 2)
        views.setdefault(state, set()).add(f"{device}-{scheme}")
    assert len(views) >= 20
    assert {state: seen for state, seen in views.items() if seen != VIEWS} == {}


def test_the_pictures_stay_small() -> None:
    assert sum(picture.stat().st_size for picture in FOLDER.glob("*.png")) <= MOST_BYTES
