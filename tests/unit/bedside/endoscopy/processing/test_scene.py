"""What the scene network says becomes places in the frame, or nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.endoscopy.interface import LABELS
from bedside.endoscopy.processing.preprocessing import GRID_HEIGHT, GRID_WIDTH, Letterbox
from bedside.endoscopy.processing.scene import (
    instrument_visible,
    label_shares,
    mean_probability,
    scene_observation,
    withheld_scene,
)

BOX = Letterbox.of(480, 854)


def shares(**shapes: tuple[slice, slice]) -> np.ndarray:
    """Make shares in which each named label is sure within its rows and columns, the background elsewhere."""
    chosen = np.zeros((len(LABELS), GRID_HEIGHT, GRID_WIDTH), np.float32)
    for name, where in shapes.items():
        chosen[(LABELS.index(name), *where)] = 1
    chosen[0] = 1 - chosen[1:].sum(axis=0)
    return chosen


def outputs(landmarks: list[list[float]]) -> dict[str, np.ndarray]:
    """Answer as the scene network does."""
    return {"shares": shares()[None], "landmarks": np.array([landmarks], np.float32)}


INSIDE = [0.5, 0.5, 0.9]


@pytest.mark.verifies("SRS-062", purpose="implementation")
@pytest.mark.parametrize("size", [(480, 854), (1080, 1920), (576, 720), (1080, 1080)])
def test_a_landmark_is_given_in_the_frames_pixels(size: tuple[int, int]) -> None:
    """The middle of a plane's pixel, said as a part of the plane, is that place in the frame."""
    box = Letterbox.of(*size)
    x, y = 100.0, 60.0
    said = [(x + 0.5) / 256, (y + 0.5) / 144, 0.8]
    observation = scene_observation(7, 0.28, outputs([said] * 4), box, 0.5)
    (landmark, *_) = observation.landmarks
    assert landmark is not None
    assert np.allclose((landmark.x_px, landmark.y_px), box.to_frame(x, y), atol=1e-3)
    assert landmark.confidence == pytest.approx(0.8)
    assert (observation.frame, observation.t_s, observation.reason) == (7, 0.28, "")


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-030", purpose="implementation")
def test_a_landmark_below_the_least_presence_is_not_given() -> None:
    """At the operating point it is, below it is not; the others are not touched."""
    said = [[0.4, 0.5, 0.5], [0.6, 0.5, 0.4999], INSIDE, [0.6, 0.3, 0.0]]
    landmarks = scene_observation(0, 0.0, outputs(said), BOX, 0.5).landmarks
    assert [landmark is not None for landmark in landmarks] == [True, False, True, False]


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-030", purpose="implementation")
@pytest.mark.parametrize(
    ("place", "given"),
    [
        ((-0.01, 0.5), False),
        ((0.5, 1.01), False),
        ((0.148, 0.5), False),
        ((0.149, 0.5), True),
        ((0.85, 0.9), True),
    ],
)
def test_a_landmark_outside_the_frame_is_not_given(place: tuple[float, float], given: bool) -> None:
    """Of a 5:4 frame the plane's columns 38 to 217 are picture; a place in a bar beside it is none."""
    landmarks = scene_observation(0, 0.0, outputs([[*place, 1.0]] * 4), Letterbox.of(576, 720), 0.5).landmarks
    assert (landmarks[0] is not None) is given


@pytest.mark.verifies("SRS-062", purpose="implementation")
def test_confidence_is_that_of_what_is_outlined() -> None:
    """The mean over pixels that are not background; where all is background, how sure that is."""
    sella = shares(sella=np.s_[10:20, 10:30])
    unsure = sella.copy()
    unsure[2, 10:20, 10:20], unsure[1, 10:20, 10:20] = 0.6, 0.4
    assert mean_probability(sella) == pytest.approx(1.0)
    assert mean_probability(unsure) == pytest.approx(0.8)
    assert mean_probability(np.full((4, 2, 2), 0.25, np.float32)) == pytest.approx(0.25)
    assert mean_probability(shares() * np.float32(0.9)) == pytest.approx(0.9)


@pytest.mark.verifies("SRS-083", purpose="implementation")
def test_what_is_withheld_is_nothing_with_a_reason() -> None:
    """No shares, no landmark, and why."""
    nothing = withheld_scene(3, 0.12, "smoke hides the picture")
    assert nothing.shares is None
    assert nothing.landmarks == (None,) * 4
    assert (nothing.frame, nothing.reason) == (3, "smoke hides the picture")
    assert not instrument_visible(nothing, BOX)


@pytest.mark.verifies("SRS-062", purpose="implementation")
@pytest.mark.parametrize("size", [(480, 854), (576, 720), (90, 700), (1, 900), (900, 1)])
def test_parts_of_the_frame_leave_the_bars_out(size: tuple[int, int]) -> None:
    """A label over all of the grid has all of the frame, whatever the bars; parts sum to one."""
    box = Letterbox.of(*size)
    everywhere = shares(instrument=np.s_[:, :])
    assert label_shares(everywhere, box).tolist() == [0, 1, 0, 0]
    assert label_shares(shares(sella=np.s_[20:40, 40:70]), box).sum() == pytest.approx(1.0)


@pytest.mark.verifies("SRS-062", purpose="implementation")
def test_a_speck_is_no_instrument() -> None:
    """An instrument counts as seen from half a hundredth of the frame on."""
    for cells, seen in ((6, False), (7, True)):  # 36 and 49 of 9,216 cells
        scene = scene_observation(0, 0.0, outputs([INSIDE] * 4), BOX, 0.5)
        spot = shares(instrument=np.s_[10 : 10 + cells, 10 : 10 + cells])
        object.__setattr__(scene, "shares", spot)
        assert instrument_visible(scene, BOX) is seen
