"""The calipers follow the skull in the image, wherever it was asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import StructureFrame
from bedside.fetal_ultrasound.processing.calipers import BLUR_PX, ellipse_circumference, head_measured

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRUE = StructureFrame(66.0, 70.0, 44.0, 34.0, 20.0)
STYLE = "curved_sharp"


def shown(true: StructureFrame) -> StructureFrame:
    """Return where a scanner of the style shows the outer edge: its blur carries it outward."""
    lateral, axial = BLUR_PX[STYLE]
    level, upright = math.cos(math.radians(true.angle_deg)) ** 2, math.sin(math.radians(true.angle_deg)) ** 2
    return StructureFrame(
        true.x_px,
        true.y_px,
        true.half_u_px + lateral * level + axial * upright,
        true.half_v_px + lateral * upright + axial * level,
        true.angle_deg,
    )


def drawn(true: StructureFrame, seed: int, gap: float = 0.0) -> NDArray[np.uint8]:
    """Draw a bright ring of three pixels, its outer edge on the ellipse, on speckled grey."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:128, :128].astype(float)
    a = math.radians(true.angle_deg)
    u = ((x - true.x_px) * math.cos(a) - (y - true.y_px) * math.sin(a)) / true.half_u_px
    v = ((x - true.x_px) * math.sin(a) + (y - true.y_px) * math.cos(a)) / true.half_v_px
    rho, around = np.hypot(u, v), np.arctan2(v, u)
    ring = (rho <= 1) & (rho >= 1 - 3 / 38) & (np.abs(around) > gap)
    base = np.where(ring, 210.0, 60.0) * rng.rayleigh(0.6, x.shape).clip(0.2, 1.4)
    return base.clip(0, 255).astype(np.uint8)


def test_the_circumference_of_a_circle_is_known() -> None:
    """A circle of radius 10 measures 20 pi; the flattest ellipse comes near four half axes."""
    assert ellipse_circumference(10, 10) == pytest.approx(20 * math.pi)
    assert ellipse_circumference(10, 1e-6) == pytest.approx(40, rel=5e-3)


@pytest.mark.parametrize("share", [0.88, 1.0, 1.12])
def test_the_answer_follows_the_image_and_not_what_was_asked(share: float) -> None:
    """A search that starts at a head 12 % too small or too large finds the drawn size within 2 %."""
    asked = StructureFrame(TRUE.x_px + 3, TRUE.y_px - 2, TRUE.half_u_px * share, TRUE.half_v_px * share, 14.0)
    head_circumference_error = []
    for seed in range(6):
        found = head_measured(drawn(shown(TRUE), seed), asked, STYLE)
        assert found is not None
        true_px = ellipse_circumference(TRUE.half_u_px, TRUE.half_v_px)
        head_circumference_error.append(abs(found.circumference_px / true_px - 1))
        assert abs(found.biparietal_px / (2 * TRUE.half_v_px) - 1) < 0.03
    assert float(np.median(head_circumference_error)) < 0.02


def test_a_gap_in_the_skull_does_not_matter() -> None:
    """Rays through a shadowed third of the skull are outvoted."""
    found = head_measured(drawn(shown(TRUE), 1, gap=math.pi / 3), TRUE, STYLE)
    assert found is not None
    assert found.half_u_px == pytest.approx(TRUE.half_u_px, rel=0.03)


def test_where_no_skull_is_nothing_is_measured() -> None:
    """Plain speckle gives no head."""
    speckle = (np.random.default_rng(3).rayleigh(40, (128, 128))).clip(0, 255).astype(np.uint8)
    assert head_measured(speckle, TRUE, "linear") is None
