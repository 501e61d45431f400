"""A calibration is given as four numbers or as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bedside.app.verbs.eye_movement import CALIBRATION, calibration_of
from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.verifies("SRS-033", purpose="implementation")
def test_a_calibration_is_four_numbers_or_a_file(tmp_path: Path) -> None:
    """Both forms give the same calibration."""
    file = tmp_path / "calibration.json"
    numbers = dict(zip(CALIBRATION, (0.1, 0.2, 160.0, 120.0), strict=True))
    file.write_text(json.dumps(numbers), encoding="utf-8")
    given = calibration_of("0.1,0.2,160,120")
    assert given == calibration_of(str(file))
    assert (given.deg_per_px_x, given.origin_y_px) == (0.1, 120.0)


@pytest.mark.verifies("SRS-033", purpose="negative")
@pytest.mark.parametrize(
    "text", ["0,0.2,160,120", "nan,1,1,1", "1,2,3", "nowhere.json", "a,b,c,d", "-1,1,0,0"]
)
def test_a_calibration_that_is_none_is_refused(text: str) -> None:
    """Zero, negative and non-finite scales, too few numbers, missing files."""
    with pytest.raises(InputError, match="calibration"):
        calibration_of(text)


@pytest.mark.verifies("SRS-033", purpose="negative")
def test_a_file_with_other_entries_is_refused(tmp_path: Path) -> None:
    """Exactly the four names, no fewer and no more."""
    file = tmp_path / "calibration.json"
    file.write_text('{"deg_per_px_x": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="other entries"):
        calibration_of(str(file))
