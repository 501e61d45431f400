"""The self-test says no where anything is amiss."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.app import drawn_eye, self_test, wiring
from bedside.eye_movement import AxisNystagmus, Result, Status
from bedside.runtime.backend import Target
from bedside.runtime.errors import ModelError
from packages import write_package

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.verifies("RC-016", purpose="implementation")
AXIS = AxisNystagmus(True, drawn_eye.VELOCITY_DEG_S, None, 2.5, 4.4, "right", 6, "jerk_constant")
STILL = AxisNystagmus(present=False)
GOOD = Result(Status.MEASURED, 100.0, 0.0, AXIS, STILL)


@pytest.mark.verifies("SRS-007", purpose="negative")
def test_another_items_model_in_the_place_of_the_items_own_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole package whose manifest is for endoscopy fails the self-test, and opens for no measurement."""
    other = write_package(tmp_path / "package", item="endoscopy")
    monkeypatch.setattr(wiring, "model_folder", lambda _item, _role: nullcontext(other))
    check = self_test._model("eye_movement")
    assert not check.holds
    assert "a model for eye_movement" in check.found
    with pytest.raises(ModelError, match="one for endoscopy"):
        wiring.open_model("eye_movement", Target())


def _holds(result: Result) -> list[bool]:
    return [check.holds for check in self_test._nystagmus(result)]


def test_what_was_drawn_is_what_must_be_found() -> None:
    """Velocity, direction and the still vertical axis all hold; each wrong one alone does not."""
    assert _holds(GOOD) == [True, True, True]
    faster = replace(AXIS, slow_phase_velocity_deg_s=drawn_eye.VELOCITY_DEG_S - 0.7)
    assert _holds(replace(GOOD, horizontal=faster)) == [False, True, True]
    assert _holds(replace(GOOD, horizontal=replace(AXIS, beats_toward="left"))) == [True, False, True]
    assert _holds(replace(GOOD, vertical=AXIS)) == [True, True, False]


def test_nothing_measured_is_a_failure() -> None:
    """Insufficient quality of the drawn eye is no pass."""
    assert _holds(replace(GOOD, horizontal=None, reasons=("dark",))) == [False]


def _rows(eyes: list[drawn_eye.DrawnEye], off_px: float, lost: int = 0) -> list[dict[str, str]]:
    rows = []
    for eye in eyes:
        x, y = eye.pupil_px
        rows.append({"t_s": f"{eye.t_s:.6f}", "pupil_x_px": f"{x + off_px:.4f}", "pupil_y_px": f"{y:.4f}"})
    return [row | {"pupil_x_px": ""} if k < lost else row for k, row in enumerate(rows)]


@pytest.mark.parametrize(("off_px", "lost", "holds"), [(0.9, 0, True), (1.1, 0, False), (0.0, 3, False)])
def test_a_pupil_off_its_place_or_lost_is_a_failure(off_px: float, lost: int, holds: bool) -> None:
    """More than a pixel off in 5 %, or lost in more than 2 % of the frames."""
    eyes = [drawn_eye.drawn_eye(index) for index in range(50)]
    assert self_test._pupil(eyes, _rows(eyes, off_px, lost)).holds is holds


def test_a_frame_or_a_time_that_is_missing_is_a_failure() -> None:
    """Decoding must give every frame at its time."""
    eyes = [drawn_eye.drawn_eye(index) for index in range(10)]
    rows = _rows(eyes, 0.0)
    assert self_test._decoding(eyes, rows).holds
    assert not self_test._decoding(eyes, rows[:-1]).holds
    assert not self_test._decoding(eyes, [row | {"t_s": "1.0"} for row in rows]).holds


def test_the_drawn_eye_moves_as_it_says() -> None:
    """Slow phases of the stated velocity, the pupil where the angle puts it, the same bytes twice."""
    times = np.arange(0.01, 0.3, 0.01)
    angles = np.array([drawn_eye.angle_deg(float(t_s)) for t_s in times])
    assert np.diff(angles) / 0.01 == pytest.approx(drawn_eye.VELOCITY_DEG_S, rel=1e-6)
    one, other = drawn_eye.drawn_eye(7), drawn_eye.drawn_eye(7)
    assert np.array_equal(one.picture, other.picture)
    x, y = (round(place) for place in one.pupil_px)
    assert one.picture[y, x].mean() < 30 < one.picture[y, x + 45].mean()
