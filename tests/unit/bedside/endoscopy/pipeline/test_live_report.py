"""A report whose counts do not add up cannot be made."""

import numpy as np
import pytest

from bedside.endoscopy.pipeline.live_report import LiveReport

WHOLE = {
    "produced": 3, "delivered": 2, "dropped": 1, "views": {}, "displayed": 2, "display_skipped": 0,
    "annotated": 1, "late": 0, "branches": {}, "recording": None, "lost": "", "alarms": (),
    "video_delay_ms": np.zeros(2), "annotation_delay_ms": np.zeros(1), "response_ms": np.zeros(1),
    "stages": {}, "warnings": (),
}  # fmt: skip


def test_a_report_that_adds_up_is_made():
    """Three came, two were handed on, one was dropped."""
    assert LiveReport(**WHOLE).produced == 3


@pytest.mark.parametrize(
    "changes",
    [{"dropped": 0}, {"video_delay_ms": np.zeros(3)}, {"annotation_delay_ms": np.zeros(0)}],
)
@pytest.mark.verifies("SRS-131", purpose="negative")
def test_a_report_that_does_not_add_up_is_refused(changes):
    """Every frame is accounted for, and every picture has its delay."""
    with pytest.raises(ValueError, match=r"frames came|its delay"):
        LiveReport(**(WHOLE | changes))
