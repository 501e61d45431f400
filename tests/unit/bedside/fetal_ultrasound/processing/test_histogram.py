"""Grey values move towards the style's, keep their order, and only as far as the strength says."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.fetal_ultrasound.processing.histogram import STRENGTH, matched
from bedside.fetal_ultrasound.processing.layout import field_of_view

pytestmark = [
    pytest.mark.verifies("SRS-142", purpose="implementation"),
    pytest.mark.verifies("RC-059", purpose="implementation"),
]
STYLE = "curved_sharp"
WANTED = np.linspace(20, 220, 33)
INSIDE = field_of_view(STYLE)


def _image(seed: int = 1) -> np.ndarray:
    """Return a picture that is darker than the style, (128, 128) in -1 to 1."""
    rng = np.random.default_rng(seed)
    return (rng.normal(-0.6, 0.15, (128, 128)).clip(-1, 1)).astype(np.float32)


def _quantiles(image: np.ndarray) -> np.ndarray:
    return (np.quantile(image[INSIDE], np.linspace(0, 1, 33)) + 1) * 127.5


def test_at_full_strength_the_style_s_distribution_comes_out() -> None:
    """The quantiles within the field of view are those that were asked for."""
    assert _quantiles(matched(_image(), STYLE, WANTED, 1.0)) == pytest.approx(WANTED, abs=1.5)


def test_without_strength_nothing_changes() -> None:
    """A strength of 0 gives back the same values."""
    assert np.array_equal(matched(_image(), STYLE, WANTED, 0.0), _image())


def test_the_released_strength_moves_a_part_of_the_way() -> None:
    """Each quantile moves by the strength's share of its distance to the style's."""
    before, after = _quantiles(_image()), _quantiles(matched(_image(), STYLE, WANTED))
    assert after - before == pytest.approx(STRENGTH * (WANTED - before), abs=1.0)
    assert np.abs(after - WANTED).max() < np.abs(before - WANTED).max()


def test_the_order_of_grey_values_is_kept() -> None:
    """A pixel that was darker than another is not brighter than it afterwards."""
    image = _image(2)
    order = np.argsort(image, axis=None)
    assert (np.diff(matched(image, STYLE, WANTED).ravel()[order]) >= 0).all()


def test_a_picture_of_one_value_stays_one_of_one_value() -> None:
    """Equal quantiles of the picture's own make no step of interpolation undefined."""
    flat = np.full((128, 128), -0.2, np.float32)
    found = matched(flat, STYLE, WANTED, 1.0)
    assert np.isfinite(found).all()
    assert np.ptp(found) == 0


@pytest.mark.parametrize(
    ("quantiles", "strength"), [(WANTED[::-1], 0.5), (WANTED, 1.5), (WANTED, -0.1), (WANTED, float("nan"))]
)
@pytest.mark.verifies("SRS-142", purpose="negative")
def test_what_cannot_be_matched_is_refused(quantiles: np.ndarray, strength: float) -> None:
    """Quantiles that fall, and a strength that is no share."""
    with pytest.raises(ValueError, match="quantiles"):
        matched(_image(), STYLE, quantiles, strength)
