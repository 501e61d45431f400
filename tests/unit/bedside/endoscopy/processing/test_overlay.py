"""What was seen is drawn on a copy; the frame and the centre stay as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.endoscopy.interface import (
    LABELS,
    PHASES,
    Landmark,
    SceneObservation,
    View,
    WorkflowObservation,
)
from bedside.endoscopy.processing import overlay
from bedside.endoscopy.processing.overlay import (
    ALARM_COLOUR,
    CLEAR_RADIUS,
    LABEL_COLOURS,
    annotated,
    central_zone,
)
from bedside.endoscopy.processing.preprocessing import GRID_HEIGHT, GRID_WIDTH, Letterbox
from bedside.endoscopy.processing.scene import withheld_scene
from bedside.endoscopy.processing.workflow import withheld_workflow
from bedside.runtime.letters import written

DOWN, ACROSS = np.mgrid[:GRID_HEIGHT, :GRID_WIDTH].astype(float)
BOX = Letterbox.of(480, 854)
PIXELS = np.random.default_rng(0).integers(90, 130, (480, 854, 3), dtype=np.uint8)
LANDMARKS = (
    Landmark(300.0, 380.0, 0.93),
    Landmark(560.0, 370.0, 0.88),
    Landmark(340.0, 110.0, 0.71),
    None,
)
WORKFLOW = WorkflowObservation(3, 0.1, "sellar_exposure", "sellar_drilling", "sellar_exposure", 0.93, 2100.0)


def discs(*places: tuple[int, float, float, float]) -> np.ndarray:
    """Make shares of discs: label, x, y and radius in cells."""
    logits = np.zeros((len(LABELS), GRID_HEIGHT, GRID_WIDTH))
    for label, x, y, radius in places:
        logits[label] = (radius - np.hypot(ACROSS - x, DOWN - y)) * 2
    powers = np.exp(logits - logits.max(axis=0))
    return (powers / powers.sum(axis=0)).astype(np.float32)


SCENE = SceneObservation(3, 0.1, discs((1, 20, 50, 9), (2, 64, 18, 9), (3, 100, 50, 8)), LANDMARKS, 0.87)


def in_colour(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Return where the picture has exactly that colour."""
    return (picture == colour).all(axis=2)


def reads(picture: np.ndarray, text: str, size: int = 2) -> bool:
    """Return whether a line of the picture's left margin begins with that text."""
    dots = written(text).repeat(size, axis=0).repeat(size, axis=1)
    column = 4 * size + size
    light = (picture[:, column : column + dots.shape[1]].min(axis=2) >= 150) | in_colour(
        picture[:, column : column + dots.shape[1]], ALARM_COLOUR
    )
    return any(np.array_equal(light[row : row + dots.shape[0]], dots) for row in range(480 - dots.shape[0]))


def seen_in(shares_seed: int, size: tuple[int, int]) -> SceneObservation:
    """Draw any scene, with shapes and landmarks anywhere, the centre too."""
    rng = np.random.default_rng(shares_seed)
    places = [(label, rng.uniform(0, 128), rng.uniform(0, 72), rng.uniform(2, 30)) for label in (1, 2, 3)]
    marks = tuple(
        Landmark(rng.uniform(0, size[1] - 1), rng.uniform(0, size[0] - 1), rng.random())
        if rng.random() < 0.8
        else None
        for _ in range(4)
    )
    return SceneObservation(0, 0.0, discs(*places), marks, float(rng.random()))


@pytest.mark.verifies("SRS-102", purpose="implementation")
@pytest.mark.verifies("RC-032", purpose="effectiveness")
@pytest.mark.verifies("RC-026", purpose="effectiveness")
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([(480, 854), (144, 256), (90, 100), (100, 90), (31, 47), (7, 5), (1, 1)]),
    st.sampled_from(["", "scene model stopped", "a very long alarm " * 20]),
    st.sampled_from([View.GOOD, View.GOOD, View.GOOD, *View]),
    st.booleans(),
)
@settings(max_examples=60)
def test_neither_the_frame_nor_its_centre_changes(
    seed: int, size: tuple[int, int], alarm: str, view: View, grey: bool
) -> None:
    """Whatever is drawn on whatever frame: ``clean_frame_altered`` and ``central_pixel_altered`` are zero."""
    pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    pixels = pixels[..., 0] if grey else pixels
    before = pixels.copy()
    pixels.flags.writeable = False
    picture = annotated(pixels, seen_in(seed, size), WORKFLOW, view, alarm, Letterbox.of(*size))
    clean_frame_altered = not np.array_equal(pixels, before)
    zone = central_zone(*size)
    clean = before if before.ndim == 3 else np.repeat(before[..., None], 3, axis=2)
    central_pixel_altered = int((picture != clean)[zone].sum())
    assert picture.shape == (*size, 3)
    assert not np.shares_memory(picture, pixels)
    assert not clean_frame_altered
    assert central_pixel_altered == 0


@pytest.mark.verifies("RC-032", purpose="implementation")
def test_what_would_be_drawn_on_the_centre_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scene of this test does reach into the zone: with no zone to clear, pixels of it change."""
    scene = replace(SCENE, shares=discs((2, 64, 36, 6)))
    zone = central_zone(480, 854)
    assert np.array_equal(annotated(PIXELS, scene, None, View.GOOD, "", BOX)[zone], PIXELS[zone])
    monkeypatch.setattr(overlay, "_clear_centre", lambda _picture, _clean: None)
    assert not np.array_equal(annotated(PIXELS, scene, None, View.GOOD, "", BOX)[zone], PIXELS[zone])


@pytest.mark.verifies("RC-032", purpose="implementation")
@pytest.mark.parametrize("size", [(480, 854), (1080, 1920), (300, 300), (1000, 200)])
def test_the_central_zone_is_a_disc_of_12_percent_of_the_height(size: tuple[int, int]) -> None:
    """Around the middle of the picture, cut where the picture is narrower."""
    down, across = np.ogrid[: size[0], : size[1]]
    distance = np.hypot(across - (size[1] - 1) / 2, down - (size[0] - 1) / 2)
    assert np.array_equal(central_zone(*size), distance <= CLEAR_RADIUS * size[0])


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.verifies("RC-026", purpose="implementation")
def test_only_lines_rings_and_letters_differ_from_the_frame() -> None:
    """Nine tenths of the picture are the frame's, and what differs is black or a colour of the drawing."""
    picture = annotated(PIXELS, SCENE, WORKFLOW, View.GOOD, "", BOX)
    changed = (picture != PIXELS).any(axis=2)
    colours = [
        (0, 0, 0),
        overlay.TEXT_COLOUR,
        overlay.FAINT_COLOUR,
        overlay.LANDMARK_COLOUR,
        *LABEL_COLOURS.values(),
    ]
    drawn = np.any([in_colour(picture, colour) for colour in colours], axis=0)
    assert 0.01 < changed.mean() < 0.1
    assert np.array_equal(changed, drawn)


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.parametrize("size", [(480, 854), (1080, 1920), (576, 720)])
def test_each_outline_is_drawn_in_its_colour_where_it_lies(size: tuple[int, int]) -> None:
    """Within a pixel of the grid of the disc's edge; the legend in the corner is left out."""
    box = Letterbox.of(*size)
    picture = annotated(np.full((*size, 3), 110, np.uint8), SCENE, None, View.GOOD, "", box)
    cell = 2 / max(box.scale)
    for name, (x, y, radius) in {
        "instrument": (20, 50, 9), "sella": (64, 18, 9), "clival_recess": (100, 50, 8),
    }.items():  # fmt: skip
        rows, columns = np.nonzero(in_colour(picture, LABEL_COLOURS[name]))
        centre = box.cell_to_frame(float(x), float(y))
        near = np.hypot(columns - centre[0], rows - centre[1]) < 1.5 * radius * cell
        distance = np.hypot(columns - centre[0], rows - centre[1])[near] / cell
        assert near.sum() > 100
        assert np.abs(distance - radius).max() <= 1.0


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.verifies("RC-031", purpose="implementation")
def test_words_say_what_and_how_sure() -> None:
    """Phase, step, remaining time, confidence, what is outlined, and what it is not for."""
    picture = annotated(PIXELS, SCENE, WORKFLOW, View.GOOD, "", BOX)
    for text in (
        "phase sellar exposure, 93% sure",
        "step sellar drilling",
        "about 35 min left, an estimate",
        "outlines 87% sure",
        "not for guidance",
    ):
        assert reads(picture, text), text
    assert not reads(picture, "phase sellar exposure, 94% sure")


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.verifies("RC-031", purpose="implementation")
def test_a_landmark_has_a_ring_its_name_and_its_confidence() -> None:
    """The ring is round the place; without the landmark nothing is there."""
    alone = replace(SCENE, shares=discs(), landmarks=(Landmark(300.4, 379.6, 0.93), None, None, None))
    picture = annotated(PIXELS, alone, None, View.GOOD, "", BOX)
    white = in_colour(picture, overlay.LANDMARK_COLOUR)
    white[:, :30] = False  # the corner's first letters
    rows, columns = np.nonzero(white[360:400, 288:322])
    off = np.hypot(columns + 288 - 300.4, rows + 360 - 379.6) - 10
    assert len(off) > 100
    assert np.abs(off).max() <= 2
    words = written("carotid left 93%")
    height, width = words.shape
    assert any(
        np.array_equal(white[row : row + height, column : column + width], words)
        for row in range(365, 385)
        for column in range(150, 300)
    )


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.parametrize(("name", "x"), [(0, 340.0), (0, 560.0), (1, 300.0), (1, 520.0)])
def test_a_name_is_whole_beside_the_centre(name: int, x: float) -> None:
    """Left of a left landmark and right of a right one, or on the other side where the centre lies there."""
    marks = [None] * 4
    marks[name] = Landmark(x, 240.0, 0.93)
    picture = annotated(
        PIXELS, replace(SCENE, shares=discs(), landmarks=tuple(marks)), None, View.GOOD, "", BOX
    )
    white = in_colour(picture, overlay.LANDMARK_COLOUR)[230:250]
    words = written(("carotid left 93%", "carotid right 93%")[name])
    places = [
        column
        for row in range(10)
        for column in range(854 - words.shape[1])
        if np.array_equal(white[row : row + words.shape[0], column : column + words.shape[1]], words)
    ]
    assert len(places) == 1
    assert (places[0] < x) == (x < 427)


@pytest.mark.verifies("SRS-102", purpose="implementation")
@pytest.mark.verifies("RC-031", purpose="implementation")
def test_a_landmark_in_the_centre_is_said_in_the_corner() -> None:
    """There it has no ring and no half of a name; the corner names it and how sure it is."""
    alone = replace(SCENE, shares=discs(), landmarks=(None, Landmark(440.0, 250.0, 0.88), None, None))
    picture = annotated(PIXELS, alone, None, View.GOOD, "", BOX)
    assert reads(picture, "carotid right 88%, in the centre")
    assert reads(picture, "nothing to outline, 87% sure")
    assert not (picture != PIXELS)[60:430].any()


@pytest.mark.verifies("SRS-083", purpose="implementation")
@pytest.mark.parametrize("view", [view for view in View if view is not View.GOOD])
def test_nothing_is_drawn_on_a_view_that_is_not_good(view: View) -> None:
    """Even where a scene is given: no outline, no ring, no phase; the kind of view stands there in words."""
    picture = annotated(PIXELS, SCENE, WORKFLOW, view, "", BOX)
    assert not any(in_colour(picture, colour).any() for colour in LABEL_COLOURS.values())
    assert reads(picture, f"nothing is said: the view is {view.value.replace('_', ' ')}")
    assert not reads(picture, "phase")
    assert not (picture != PIXELS)[30:430].any()


@pytest.mark.verifies("SRS-083", purpose="implementation")
def test_what_is_withheld_shows_its_reason_once() -> None:
    """One reason for both models is one line."""
    reason = "smoke hides the picture"
    picture = annotated(
        PIXELS, withheld_scene(3, 0.1, reason), withheld_workflow(3, 0.1, reason), View.SMOKE, "", BOX
    )
    assert reads(picture, f"nothing is said: {reason}")
    assert not (picture != PIXELS)[30:430].any()


@pytest.mark.verifies("SRS-101", purpose="implementation")
def test_an_alarm_has_a_border_and_words() -> None:
    """All four sides are framed; the words stand at the foot; without an alarm there is neither."""
    picture = annotated(PIXELS, None, None, View.GOOD, "scene model stopped", BOX)
    border = in_colour(picture, ALARM_COLOUR)
    assert border[0].all()
    assert border[-1].all()
    assert border[:, 0].all()
    assert border[:, -1].all()
    assert reads(picture, "alarm: scene model stopped")
    assert not in_colour(annotated(PIXELS, None, None, View.GOOD, "", BOX), ALARM_COLOUR).any()


@pytest.mark.verifies("SRS-101", purpose="implementation")
def test_letters_grow_with_the_picture() -> None:
    """A phase is written 18 px high at 480 lines, 36 at 1080."""
    waiting = WorkflowObservation(0, 0.0, None, None, PHASES[0], 0.0, 60.0)
    for height, width, size in ((480, 854, 2), (1080, 1920, 4)):
        picture = annotated(
            np.full((height, width, 3), 110, np.uint8),
            None,
            waiting,
            View.GOOD,
            "",
            Letterbox.of(height, width),
        )
        dots = written("phase not known yet").repeat(size, axis=0).repeat(size, axis=1)
        found = in_colour(picture, overlay.TEXT_COLOUR)[
            4 * size : 13 * size, 5 * size : 5 * size + dots.shape[1]
        ]
        assert np.array_equal(found, dots)


@pytest.mark.verifies("SRS-101", purpose="negative")
def test_a_letterbox_of_other_frames_is_refused() -> None:
    """Outlines would lie elsewhere."""
    with pytest.raises(ValueError, match="letterbox"):
        annotated(PIXELS, SCENE, None, View.GOOD, "", Letterbox.of(1080, 1920))
