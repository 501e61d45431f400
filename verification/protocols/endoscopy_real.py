"""Endoscopy: a real recording that a user gives is judged in the body; no more is claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.endoscopy import Letterbox, PlaneMaker, View, ViewReader, content_area
from bedside.runtime.media import open_video
from given_recording import given_recording

if TYPE_CHECKING:
    from bench.verify.handover import Bench

NEAR = 0.03  # of the picture's height, SRS-116
OUTSIDE = (View.OUT_OF_BODY, View.WRONG_SCOPE)


@pytest.mark.verifies("SRS-115", purpose="performance")
@pytest.mark.verifies("SRS-116", purpose="performance")
def test_a_real_laparoscopy_is_judged_in_the_body(bench: Bench) -> None:
    """Judge each frame of a recording that the user gives, and find its round picture.

    Set-up: the file that verification/datasets/laparoscopy_demo.toml names, in the folder BEDSIDE_DATA.
    Samples: one a frame; frames of one recording depend on each other, so shares are stated and no more.
    """
    path, entries = given_recording(bench, "laparoscopy_demo.toml")
    marked, video = entries["content_area"], open_video(path)
    box, reader, planes = Letterbox.of(video.height, video.width), ViewReader(), PlaneMaker()
    in_body, found = [], []
    for frame in video.frames():
        plane = planes.plane(frame)
        in_body.append(float(reader.read(plane)[0] not in OUTSIDE))
        area = content_area(plane)
        x, y = box.to_frame(area.x_px, area.y_px)
        off = max(
            abs(x - marked["x_px"]),
            abs(y - marked["y_px"]),
            abs(area.radius_px / box.scale[0] - marked["radius_px"]),
        )
        found.append(float(off <= NEAR * video.height))
    bench.samples("real_in_body", in_body, unit="1")
    bench.samples("real_content_area_found", found, unit="1")
    bench.note(f"{int(np.sum(in_body))} of {len(in_body)} frames in the body")
