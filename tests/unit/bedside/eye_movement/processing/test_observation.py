"""A frame's state: an open eye has a pupil, a shut, dark, white or doubtful one has none."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.eye_movement.interface import EyeState
from bedside.eye_movement.processing.observation import OperatingPoint, candidate, confidence, observe
from bedside.eye_movement.processing.preprocessing import Preprocessing, resampled

if TYPE_CHECKING:
    from bedside.eye_movement.processing.observation import EyeFit

GEOMETRY = Preprocessing().geometry(240, 320)
POINT = OperatingPoint()
CENTRE = (158.4, 121.7)
implements = pytest.mark.verifies("SRS-029", purpose="implementation")


def _disc(radius_px: float, softness_px: float = 1.0) -> np.ndarray:
    rows, columns = np.indices((240, 320))
    distance = np.hypot(columns - CENTRE[0], rows - CENTRE[1]) - radius_px
    return np.clip(0.5 - distance / softness_px, 0, 1).astype(np.float32)


def _picture(level: float = 1.0) -> np.ndarray:
    """Return a dark pupil in a grey iris in a bright eye."""
    picture = 0.8 - 0.35 * _disc(70) - 0.38 * _disc(28)
    return np.clip(picture * level, 0, 1).astype(np.float32)


def _cells(mask: np.ndarray) -> np.ndarray:
    plane = resampled(mask, GEOMETRY)
    return plane.reshape(64, 2, 80, 2).mean(axis=(1, 3))


def _maps(pupil: float = 1.0, lid_row_px: int = 0, opening: float = 1.0) -> dict[str, np.ndarray]:
    """Return what a perfect network would say; rows above ``lid_row_px`` are lid."""
    seen = np.ones((240, 320), dtype=np.float32)
    seen[:lid_row_px] = 0
    eye, iris, dark = _disc(110) * seen, _disc(70) * seen, _disc(28) * seen
    shares = np.stack([1 - _cells(eye), _cells(eye - iris), _cells(iris - dark), _cells(dark)])
    wholes = np.stack(
        [_cells(_disc(28)) * np.float32(pupil), _cells(_disc(70)), _cells(_disc(110)) * np.float32(opening)]
    )
    return {"shares": shares[None].astype(np.float32), "wholes": wholes[None].astype(np.float32)}


def _observed(picture: np.ndarray, maps: dict[str, np.ndarray], point: OperatingPoint = POINT) -> EyeFit:
    return observe(picture, maps, GEOMETRY, point)


@pytest.mark.verifies("SRS-020", purpose="implementation")
def test_an_open_eye_has_pupil_and_limbus_at_sub_pixel() -> None:
    """Centres within 0.1 px, diameters within 1 px, the lids open."""
    fit = _observed(_picture(), _maps())
    assert fit.state is EyeState.OPEN
    assert fit.pupil is not None
    assert fit.limbus is not None
    for ellipse, diameter_px in ((fit.pupil, 56), (fit.limbus, 140)):
        assert (ellipse.x_px, ellipse.y_px) == pytest.approx(CENTRE, abs=0.1)
        assert ellipse.major_px == pytest.approx(diameter_px, abs=1)
    assert fit.closure == pytest.approx(0.0, abs=0.05)
    assert fit.centroid == pytest.approx(CENTRE, abs=0.5)


@implements
def test_a_shut_eye_is_closed() -> None:
    """Where lid is seen over the whole opening and no pupil is proposed, the eye is shut."""
    fit = _observed(np.full((240, 320), 0.6, dtype=np.float32), _maps(pupil=0, lid_row_px=240))
    assert (fit.state, fit.pupil, fit.confidence) == (EyeState.CLOSED, None, 0.0)
    assert fit.closure > 0.95


@implements
def test_no_eye_is_lost_and_not_closed() -> None:
    """Where no opening is seen there is no eye that could be shut."""
    fit = _observed(np.full((240, 320), 0.6, dtype=np.float32), _maps(0, 240, opening=0))
    assert (fit.state, fit.reason) == (EyeState.LOST, "no pupil")


@implements
@pytest.mark.parametrize(("level", "reason"), [(0.02, "too dark"), (40.0, "over-exposed")])
def test_a_frame_without_light_or_full_of_it_is_lost(level: float, reason: str) -> None:
    """The reason says which."""
    fit = _observed(_picture(level), _maps(pupil=0, opening=0))
    assert (fit.state, fit.reason) == (EyeState.LOST, reason)


@implements
def test_a_pupil_without_edges_is_not_believed() -> None:
    """A map that claims a pupil where the picture is flat gives no pupil."""
    fit = _observed(np.full((240, 320), 0.5, dtype=np.float32), _maps())
    assert (fit.state, fit.pupil) == (EyeState.LOST, None)
    assert fit.reason == "too little contrast"


@implements
def test_a_pupil_that_is_all_hidden_is_not_believed() -> None:
    """A whole pupil behind a lid, guessed but not seen, gives no pupil."""
    fit = _observed(_picture(), _maps(lid_row_px=200))
    assert fit.pupil is None
    assert fit.reason == "the pupil is hidden" or fit.state is EyeState.CLOSED


@implements
def test_a_doubtful_pupil_is_lost() -> None:
    """Below the least confidence the pupil is dropped, and the reason says so."""
    strict = replace(POINT, confidence_weights=(-9.0, 0, 0, 0, 0, 0, 0))
    fit = _observed(_picture(), _maps(), strict)
    assert (fit.state, fit.reason) == (EyeState.LOST, "uncertain")


def test_confidence_falls_with_the_signs_of_a_good_fit() -> None:
    """A sharp, visible, well supported pupil scores above one that is not; both are probabilities."""
    good = candidate(_picture(), _maps(), GEOMETRY)
    weak = candidate(_picture(), _maps(pupil=0.62, lid_row_px=120), GEOMETRY)
    assert good is not None
    assert weak is not None
    assert 0 <= confidence(weak.features, POINT) < confidence(good.features, POINT) <= 1


def test_an_operating_point_with_other_keys_is_refused() -> None:
    """A manifest must name all thresholds and no other."""
    recorded = asdict(POINT)
    assert OperatingPoint.from_manifest(recorded) == POINT
    for other in ({**recorded, "more": 1}, {"dark_level": 0.1}):
        with pytest.raises(ValueError, match="an operating point has"):
            OperatingPoint.from_manifest(other)
