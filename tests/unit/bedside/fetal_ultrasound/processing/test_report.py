"""The result's texts say what was asked and what came of it, and hold no time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import Condition, Request, Result, StructureFrame, SyntheticImage
from bedside.fetal_ultrasound.processing import report

pytestmark = pytest.mark.verifies("SRS-163", purpose="implementation")
REQUEST = Request(Path("out"), "femur", 30 + 2 / 7, 5, 7, size=256)
CONDITION = Condition(
    "femur", 30.0, "linear", StructureFrame(60, 50, 40, 4, -12.5), 0.7, {"femur_length": 56.0000004}
)
IMAGE = SyntheticImage(2, 9, CONDITION, np.zeros((256, 256), np.uint8), 0.35, "femur", 0.98765)


def test_an_entry_of_an_image_holds_its_condition_to_the_micrometre() -> None:
    """Every number of the condition, rounded to six digits; JSON that another reader takes."""
    entry = json.loads(json.dumps(report.image_json(IMAGE, ["image-0002.png"], "", "ab" * 32)))
    assert entry["withheld"] is None
    assert entry["measured_mm"] is None  # of a head alone
    assert (entry["number"], entry["seed"], entry["spacing_mm"]) == (2, 9, 0.35)
    assert entry["condition"] == {
        "plane": "femur",
        "ga_weeks": 30.0,
        "style": "linear",
        "biometry_mm": {"femur_length": 56.0},
        "spacing_mm_at_128": 0.7,
        "frame_at_128": {"x_px": 60, "y_px": 50, "half_u_px": 40, "half_v_px": 4, "angle_deg": -12.5},
    }
    assert (entry["plane_read"], entry["plane_confidence"]) == ("femur", 0.9877)
    assert report.image_json(IMAGE, [], "flat", "")["withheld"] == "flat"


def test_neither_folder_nor_count_decides_an_image() -> None:
    """So they are not among what is asked of one; plane, age, style, size and seed are."""
    asked = report.asked_json(REQUEST)
    assert set(asked) == {"plane", "ga_weeks", "style", "head_circumference_mm", "size", "seed"}
    assert asked["style"] is None
    same = Request(Path("other"), "femur", 30 + 2 / 7, 9, 7, size=256)
    assert report.conditions_sha256(same) == report.conditions_sha256(REQUEST)
    other = Request(Path("out"), "femur", 30 + 2 / 7, 5, 8, size=256)
    assert report.conditions_sha256(other) != report.conditions_sha256(REQUEST)


def test_a_long_list_of_withheld_images_is_cut() -> None:
    """Ten numbers and that there are more; one reason a line."""
    (one, other) = report.withheld_words({"flat": [4], "unsure": list(range(1, 13))})
    assert one == "1 image withheld, not replaced: flat (number 4)"
    assert other.startswith("12 images withheld, not replaced: unsure (number 1, 2,")
    assert other.endswith("9, 10 and more)")


def test_the_summary_counts_and_repeats_what_was_asked() -> None:
    """In plain words."""
    said = report.summary(Result(4, 1, ()), REQUEST)
    assert said == (
        "Synthetic images: 4 written, 1 withheld of 5\n"
        "Asked: femur, 30.2857 weeks, styles in turn, 256 x 256, seed 7"
    )
    head = Request(Path("out"), "transthalamic", 24.0, style="linear", head_circumference_mm=220.0)
    assert "24 weeks, head circumference 220 mm, style linear, 128 x 128" in report.summary(
        Result(1, 0, ()), head
    )
