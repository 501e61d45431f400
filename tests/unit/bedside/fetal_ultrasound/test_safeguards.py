"""Each safeguard lets a good image pass and names what is wrong with another."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bedside.fetal_ultrasound import safeguards
from bedside.fetal_ultrasound.interface import Condition, Request, StructureFrame, SyntheticImage
from bedside.fetal_ultrasound.processing.calipers import BLUR_PX
from bedside.fetal_ultrasound.processing.growth import measure_mm
from bedside.fetal_ultrasound.processing.layout import field_of_view
from bedside.fetal_ultrasound.processing.mark import marked

STYLE, SEED = "curved_sharp", 20_261_124
FRAME = StructureFrame(63.5, 68.0, 40.0, 31.0, 0.0)
BIOMETRY = {"head_circumference": 224.0, "biparietal_diameter": 62.0, "occipitofrontal_diameter": 80.0}


def _head(share: float = 1.0, seed: int = 3) -> np.ndarray:
    """Draw a head whose skull is as large as the frame says, or a share of it, within the field of view."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:128, :128].astype(float)
    lateral, axial = BLUR_PX[STYLE]
    half_u, half_v = FRAME.half_u_px * share + lateral, FRAME.half_v_px * share + axial
    rho = np.hypot((x - FRAME.x_px) / half_u, (y - FRAME.y_px) / half_v)
    ring = (rho <= 1) & (rho >= 1 - 3 / 36)
    grey = np.where(ring, 200.0, 60.0) * rng.rayleigh(0.6, x.shape).clip(0.3, 1.4)
    return np.where(field_of_view(STYLE), grey.clip(1, 255), 0).astype(np.uint8)


def _image(pixels: np.ndarray | None = None, plane_read: str = "transthalamic") -> SyntheticImage:
    condition = Condition("transthalamic", 24.0, STYLE, FRAME, 1.0, BIOMETRY)
    pixels = marked(_head(), SEED) if pixels is None else pixels
    return SyntheticImage(1, SEED, condition, pixels, 1.0, plane_read, 0.99)


@pytest.mark.verifies("SRS-152", purpose="implementation")
def test_a_good_image_passes() -> None:
    """A marked head of the size and plane that was asked for is given out."""
    assert safeguards.withheld_reason(_image()) == ""


@pytest.mark.verifies("SRS-137", purpose="implementation")
@pytest.mark.verifies("RC-057", purpose="implementation")
@pytest.mark.verifies("RC-057", purpose="effectiveness")
@pytest.mark.parametrize("weeks", [16.0, 24.0, 38.0])
def test_a_head_that_no_fetus_of_the_age_has_is_refused(weeks: float) -> None:
    """Just within three standard deviations is taken, just beyond is refused, with what can be asked for."""
    median, spread = measure_mm("head_circumference", weeks)
    for deviations, out_of_range_refused in ((-3.01, True), (-2.99, False), (2.99, False), (3.01, True)):
        asked = Request(
            Path("out"), "transthalamic", weeks, head_circumference_mm=median + deviations * spread
        )
        why = safeguards.refused_request(asked)
        assert bool(why) == out_of_range_refused
        assert not why or "can be asked for" in why


@pytest.mark.verifies("SRS-137", purpose="negative")
def test_a_size_that_is_no_number_is_refused_and_none_is_drawn() -> None:
    """NaN and infinity are no sizes; nothing that was asked is nothing to refuse."""
    for asked in (math.nan, math.inf, -5.0):
        request = Request(Path("out"), "transthalamic", 24.0, head_circumference_mm=asked)
        assert safeguards.refused_request(request)
    assert safeguards.refused_request(Request(Path("out"), "femur", 24.0)) == ""


@pytest.mark.parametrize("level", [0, 3, 128, 255])
@pytest.mark.verifies("SRS-152", purpose="negative")
@pytest.mark.verifies("RC-058", purpose="implementation")
def test_a_flat_black_or_white_picture_is_withheld(level: int) -> None:
    """One grey value within the field of view, whatever it is, is no picture."""
    pixels = np.where(field_of_view(STYLE), np.uint8(level), np.uint8(0))
    assert "flat" in safeguards.withheld_reason(_image(pixels))


@pytest.mark.verifies("RC-056", purpose="implementation")
@pytest.mark.verifies("SRS-152", purpose="negative")
def test_an_image_of_another_plane_is_withheld() -> None:
    """Both planes are named: what was read, and what was asked for."""
    why = safeguards.withheld_reason(_image(plane_read="abdomen"))
    assert "abdomen" in why
    assert "transthalamic" in why


@pytest.mark.parametrize(("share", "passes"), [(0.90, False), (0.98, True), (1.02, True), (1.10, False)])
@pytest.mark.verifies("RC-071", purpose="implementation")
@pytest.mark.verifies("SRS-152", purpose="implementation")
def test_a_head_of_another_size_is_withheld(share: float, passes: bool) -> None:
    """Two per cent off passes, ten do not; the condition says one size throughout."""
    why = safeguards.withheld_reason(_image(marked(_head(share), SEED)))
    assert (why == "") == passes
    assert passes or "size" in why


@pytest.mark.verifies("RC-071", purpose="implementation")
@pytest.mark.verifies("SRS-152", purpose="negative")
def test_a_head_without_a_skull_is_withheld() -> None:
    """Speckle alone has no outline to measure."""
    grey = np.random.default_rng(4).rayleigh(50, (128, 128)).clip(1, 255)
    pixels = marked(np.where(field_of_view(STYLE), grey, 0).astype(np.uint8), SEED)
    assert "skull" in safeguards.withheld_reason(_image(pixels))


@pytest.mark.verifies("RC-071", purpose="implementation")
def test_only_heads_are_measured() -> None:
    """An abdomen without a skull is no fault."""
    image = _image(plane_read="abdomen")
    condition = replace(image.condition, plane="abdomen", biometry_mm={"abdominal_circumference": 200.0})
    assert safeguards.wrong_size(replace(image, condition=condition)) == ""


@pytest.mark.verifies("RC-052", purpose="implementation")
@pytest.mark.verifies("SRS-152", purpose="negative")
def test_an_image_without_its_mark_is_withheld() -> None:
    """No mark, and the mark of another seed."""
    for pixels in (_head(), marked(_head(), SEED + 1)):
        assert "mark" in safeguards.withheld_reason(_image(pixels))


@pytest.mark.verifies("RC-054", purpose="implementation")
def test_the_texts_say_what_the_images_are_and_are_not() -> None:
    """Synthetic, no patient, not for diagnosis, learned from phantoms."""
    assert "SYNTHETIC" in safeguards.statement()
    assert "no patient" in safeguards.statement()
    assert "not for diagnosis" in safeguards.intended_use()
    assert "phantoms" in safeguards.coverage()
