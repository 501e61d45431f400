"""A run gathers every frame once, and makes no key moment of what may be from outside the body."""

from __future__ import annotations

import pytest

from bedside.endoscopy.interface import PHASES, View
from bedside.endoscopy.pipeline.chronicle import Chronicle
from bedside.endoscopy.processing.veil import HELD
from operations import frame, report


def _chronicle(views: list[View], phase_at: range) -> Chronicle:
    chronicle = Chronicle()
    for number, view in enumerate(views):
        phase = PHASES[0] if number in phase_at and view is View.GOOD else None
        chronicle.add(frame(number), report(frame(number), view, phase))
    return chronicle


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_every_frame_counts_once_as_what_it_showed() -> None:
    """Read, and each view, those that never came as zero."""
    chronicle = _chronicle([View.GOOD] * 3 + [View.SMOKE] * 2 + [View.GOOD], range(0))
    assert chronicle.frames == 6
    assert chronicle.counts == {"read": 6} | {str(view): 0 for view in View} | {"good": 4, "smoke": 2}
    assert [(view.name, view.start_s) for view in chronicle.course.views] == [
        ("good", 0.0), ("smoke", pytest.approx(0.3)), ("good", pytest.approx(0.5)),
    ]  # fmt: skip


@pytest.mark.verifies("SRS-109", purpose="implementation")
@pytest.mark.parametrize(("later", "moments"), [(HELD, 1), (HELD - 1, 0)])
def test_a_frame_is_a_moment_when_enough_frames_have_followed(later: int, moments: int) -> None:
    """What the last frames are, no later one has shown."""
    chronicle = _chronicle([View.GOOD] * (4 + later), range(3, 4))
    assert len(chronicle.moments) == moments


@pytest.mark.verifies("SRS-109", purpose="negative")
@pytest.mark.verifies("RC-036", purpose="negative")
@pytest.mark.parametrize(("gap", "moments"), [(1, 0), (HELD, 0), (HELD + 1, 1)])
def test_frames_just_before_one_from_outside_the_body_are_no_moments(gap: int, moments: int) -> None:
    """The guard may have been late: nothing of the last frames before is kept."""
    views = [View.GOOD] * (3 + gap) + [View.OUT_OF_BODY] * 3 + [View.GOOD] * 20
    assert len(_chronicle(views, range(3, 4)).moments) == moments


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_the_course_starts_with_the_first_frames_time() -> None:
    """A source's time need not start at zero."""
    chronicle = Chronicle()
    for number in range(30, 40):
        chronicle.add(frame(number), report(frame(number)))
    assert (chronicle.start_s, chronicle.course.duration_s) == (3.0, pytest.approx(1.0))
