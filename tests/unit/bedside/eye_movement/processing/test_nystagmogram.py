"""The plot shows each position where it belongs, and a gap as a gap."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from bedside.eye_movement.processing.nystagmogram import (
    LEFT,
    PANEL,
    RIGHT,
    WIDTH,
    AxisDrawing,
    Captions,
    nystagmogram_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
CAPTIONS = Captions(
    'a <strange> & "name".mp4', ["Horizontal: none"], ["Warning: dim"], ["A measurement, not a diagnosis"]
)


def _drawn(duration_s: float = 8.0) -> tuple[np.ndarray, np.ndarray, ElementTree.Element]:
    t_s = np.arange(int(duration_s * 50)) / 50
    x_deg = 5 * np.sin(t_s)
    x_deg[100:120] = np.nan
    axes = [
        AxisDrawing("horizontal", x_deg, [(10, 14)], np.array([1.0]), np.array([-4.0])),
        AxisDrawing("vertical", np.zeros(len(t_s)), [], np.zeros(0), np.zeros(0)),
    ]
    return t_s, x_deg, ElementTree.fromstring(nystagmogram_svg(t_s, axes, CAPTIONS))  # noqa: S314 - our own text


def _lines(root: ElementTree.Element, style: str) -> list[np.ndarray]:
    found = [line for line in root.iter(f"{SVG}polyline") if line.get("class") == style]
    return [
        np.array([point.split(",") for point in str(line.get("points")).split()], float) for line in found
    ]


@pytest.mark.verifies("SRS-036", purpose="implementation")
def test_positions_lie_where_they_belong() -> None:
    """Read back from the plot, times and angles agree within 0.5 % of the axes' ranges."""
    t_s, x_deg, root = _drawn()
    points = np.concatenate(_lines(root, "trace")[:2])
    seen = np.isfinite(x_deg)
    times = (points[:, 0] - LEFT) / (WIDTH - LEFT - RIGHT) * 10
    assert np.abs(times - t_s[seen]).max() < 0.05
    slope, offset = np.polyfit(points[:, 1], x_deg[seen], 1)
    span = abs(slope) * PANEL
    assert slope < 0  # up is positive
    assert np.abs(slope * points[:, 1] + offset - x_deg[seen]).max() < 0.005 * span


@pytest.mark.verifies("SRS-036", purpose="implementation")
@pytest.mark.verifies("SRS-028", purpose="implementation")
def test_a_gap_is_left_open_and_shaded() -> None:
    """The line breaks in two at the gap, and no point lies in it."""
    t_s, _, root = _drawn()
    first, second = _lines(root, "trace")[:2]
    assert (len(first), len(second)) == (100, len(t_s) - 120)
    assert any(rectangle.get("class") == "gap" for rectangle in root.iter(f"{SVG}rect"))


@pytest.mark.verifies("SRS-036", purpose="implementation")
def test_quick_phases_beats_directions_and_units_are_marked() -> None:
    """Each quick phase is drawn over the line, each beat has a dot, each axis its unit and its directions."""
    _, _, root = _drawn()
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert [len(line) for line in _lines(root, "quick")] == [5]
    assert len([dot for dot in root.iter(f"{SVG}circle") if float(dot.get("cy", 0)) < 500]) >= 1
    for word in (
        "Horizontal (deg)",
        "Vertical (deg)",
        "time (s)",
        "deg/s",
        "↑ right",
        "↓ left",
        "↑ up",
        "↓ down",
    ):
        assert word in words
    assert any("not a diagnosis" in str(word) for word in words)


@pytest.mark.verifies("SRS-036", purpose="implementation")
@pytest.mark.parametrize(("duration_s", "rows"), [(8.0, 1), (60.0, 6), (60.1, 7)])
def test_long_recordings_are_drawn_in_rows_of_ten_seconds(duration_s: float, rows: int) -> None:
    """Each row has its three panels."""
    _, _, root = _drawn(duration_s)
    assert len([frame for frame in root.iter(f"{SVG}rect") if frame.get("class") == "frame"]) == 3 * rows


@pytest.mark.verifies("SRS-048", purpose="negative")
def test_a_strange_file_name_cannot_break_the_plot() -> None:
    """Signs that mean something in SVG are written so that they do not."""
    _, _, root = _drawn()
    assert any('a <strange> & "name".mp4' in str(text.text) for text in root.iter(f"{SVG}text"))


@pytest.mark.verifies("SRS-036", purpose="negative")
def test_a_recording_of_gaps_alone_is_still_drawn() -> None:
    """No sample and no time at all give a plot without lines."""
    for t_s in (np.zeros(0), np.arange(10.0)):
        axis = AxisDrawing("horizontal", np.full(len(t_s), np.nan), [], np.zeros(0), np.zeros(0))
        assert "polyline" not in nystagmogram_svg(t_s, [axis], CAPTIONS)
