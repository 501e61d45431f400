"""No picture of a film shows what is outside the body, not even those before the guard knew."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.endoscopy.processing.pixelation import pixelated
from bedside.endoscopy.processing.veil import HELD, Veil

pytestmark = [
    pytest.mark.verifies("SRS-086", purpose="implementation"),
    pytest.mark.verifies("RC-037", purpose="implementation"),
]
PICTURES = [np.random.default_rng(k).integers(0, 256, (48, 64, 3), dtype=np.uint8) for k in range(20)]


def _film(outside: range) -> list[tuple[float, np.ndarray]]:
    veil, film = Veil(), []
    for number, picture in enumerate(PICTURES):
        out = number in outside
        film += veil.pass_on(number / 10, pixelated(picture) if out else picture, outside=out)
    return [*film, *veil.rest()]


def test_every_picture_comes_once_in_order_at_its_time() -> None:
    """Nothing is lost, whatever is held back."""
    for outside in (range(0), range(8, 12)):
        assert [t_s for t_s, _ in _film(outside)] == [number / 10 for number in range(20)]


def test_pictures_before_an_out_of_body_one_are_in_blocks() -> None:
    """As many as the guard may need, and no more; so are the last, which nothing has followed."""
    shown = [np.array_equal(picture, PICTURES[k]) for k, (_, picture) in enumerate(_film(range(10, 12)))]
    blocked = {*range(10 - HELD, 12), *range(20 - HELD, 20)}
    assert shown == [number not in blocked for number in range(20)]
    assert all(
        np.array_equal(picture, pixelated(PICTURES[k]))
        for k, (_, picture) in enumerate(_film(range(10, 12)))
        if k in blocked
    )


def test_a_film_without_such_pictures_is_as_it_came() -> None:
    """But for the last few."""
    film = _film(range(0))
    assert all(np.array_equal(picture, PICTURES[k]) for k, (_, picture) in enumerate(film[:-HELD]))
