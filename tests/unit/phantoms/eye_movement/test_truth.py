"""A rendered frame shows its truth at sub-pixel, under the pixel-centre convention."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from phantoms.eye_movement import appearance, heldout
from phantoms.eye_movement.geometry import EyeGeometry
from phantoms.eye_movement.lids import Lids
from phantoms.eye_movement.population import placed
from phantoms.eye_movement.sensor import Sensor
from phantoms.eye_movement.truth import PUPIL, Scene, layers, truth

PLAIN = Sensor(defocus_px=0.05, shot_noise=0.0, read_noise=0.0)
WIDE = Lids(upper_mm=8.5, lower_mm=8.5, half_width_mm=17)


def _scene(x_px: float, y_px: float, **eye: float) -> Scene:
    geometry = EyeGeometry(0.0, 0.0, 9.0, pupil_radius_mm=2.2, **eye)
    return Scene(240, 320, placed(geometry, x_px, y_px), WIDE)


@pytest.mark.parametrize(("x_px", "y_px"), [(160.0, 120.0), (151.3, 118.6), (170.75, 111.25)])
def test_the_coverage_has_its_middle_on_the_true_centre(x_px: float, y_px: float) -> None:
    """The pupil's covered pixels balance within 0.02 px of the truth; half a pixel off would be seen."""
    scene = _scene(x_px, y_px)
    found = truth(scene, layers(scene))
    pupil = found.coverage[PUPIL].astype(float)
    rows, columns = np.indices(pupil.shape)
    assert (columns * pupil).sum() / pupil.sum() == pytest.approx(found.pupil.x_px, abs=0.02)
    assert (rows * pupil).sum() / pupil.sum() == pytest.approx(found.pupil.y_px, abs=0.02)


@pytest.mark.parametrize("gaze_deg", [0.0, 35.0])
def test_the_coverage_has_the_true_area(gaze_deg: float) -> None:
    """Sum of the covered shares and area of the ellipse agree within 0.5 %, oblique or not."""
    scene = _scene(160.3, 119.8, gaze_x_deg=gaze_deg)
    found = truth(scene, layers(scene))
    area = np.pi / 4 * found.pupil.major_px * found.pupil.minor_px
    assert found.coverage[PUPIL].sum() == pytest.approx(area, rel=0.005)
    assert found.pupil_visible == pytest.approx(1.0, abs=0.006)


def test_the_painted_edges_balance_on_the_true_centre(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half-bright points balance on the truth within 0.05 px in the median; glints and lashes left out."""
    monkeypatch.setattr(appearance, "_corneal_glints", lambda *_: np.float32(0))
    monkeypatch.setattr(appearance, "_lashes", lambda _scene, light, _rng: light)
    gaps = [gap for seed in range(60) if (gap := _centre_gap(seed)) is not None]
    assert len(gaps) >= 20
    assert np.abs(np.median(gaps, axis=0)).max() < 0.05


def test_frames_repeat_by_their_seed() -> None:
    """Both renderers give the same bytes for the same seed and others for another."""
    scene = _scene(150.0, 110.0)
    first, again = (appearance.render(scene, np.random.default_rng(5)).grey for _ in range(2))
    assert np.array_equal(first, again)
    assert np.array_equal(heldout.heldout_eye(5).grey, heldout.heldout_eye(5).grey)
    assert not np.array_equal(heldout.heldout_eye(5).grey, heldout.heldout_eye(6).grey)


@pytest.mark.parametrize("occlusion", [0.0, 0.3, 0.45])
def test_the_heldout_lid_hides_the_share_that_was_asked_for(occlusion: float) -> None:
    """The visible share of the pupil is one less the occlusion, within 4 points."""
    eye = heldout.heldout_eye(11, heldout.Difficulty(occlusion=occlusion))
    assert eye.truth.pupil_visible == pytest.approx(1 - occlusion, abs=0.04)


def test_a_shut_eye_shows_no_pupil() -> None:
    """With the lids shut, nothing of pupil, iris or sclera is left to see."""
    shut = replace(_scene(160, 120), lids=replace(WIDE, closure=1.0))
    assert truth(shut, layers(shut)).coverage[1:].max() < 0.5
    assert heldout.heldout_eye(3, heldout.Difficulty(closure=1.0)).truth.pupil_visible < 0.02


def _centre_gap(seed: int) -> tuple[float, float] | None:
    """Return by how much the painted edges miss the true centre, or None where a glint lies on them."""
    rng = np.random.default_rng([seed, 7])
    eye = EyeGeometry(0.0, 0.0, 9.0, pupil_radius_mm=2.2)
    scene = Scene(112, 112, placed(eye, *(float(place) for place in rng.uniform(50, 62, 2))), WIDE)
    painted = appearance.render(scene, rng, PLAIN)
    pupil = painted.truth.pupil
    half, y, x = int(pupil.major_px / 2), round(pupil.y_px), round(pupil.x_px)
    across, down = painted.grey[y], painted.grey[:, x]
    inside = np.concatenate([across[x - half + 3 : x + half - 2], down[y - half + 3 : y + half - 2]])
    ring = np.concatenate([across[[x - half - 4, x + half + 4]], down[[y - half - 4, y + half + 4]]])
    if ring.min() - inside.max() < 0.06:
        return None
    return (
        _middle(across, pupil.x_px, pupil.major_px / 2) - pupil.x_px,
        _middle(down, pupil.y_px, pupil.major_px / 2) - pupil.y_px,
    )


def _middle(line: np.ndarray, centre_px: float, radius_px: float) -> float:
    """Return the middle between the two places where the line passes half of its rise."""
    low = float(np.median(line[round(centre_px - radius_px / 2) : round(centre_px + radius_px / 2)]))
    edges = []
    for side in (-1, 1):
        far = line[round(centre_px + side * (radius_px + 4))]
        half = (low + float(far)) / 2
        index = round(centre_px)
        while line[index] < half:
            index += side
        before, after = line[index - side], line[index]
        edges.append(index - side + side * (half - before) / (after - before))
    return float(sum(edges) / 2)
