"""One image of a set, and a set of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cohorts import IncompleteError, LeakageError
from cohorts.fetal_ultrasound import ImageCollection, UltrasoundImage
from cohorts.fetal_ultrasound.images import TEST, TRAIN
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")


def _image(patient: str, name: str = "a", **said: Any) -> UltrasoundImage:
    return UltrasoundImage(patient, name, Path("none"), **said)


def test_colour_becomes_the_luma_that_the_device_has_and_grey_stays(tmp_path: Path) -> None:
    """A yellow calliper is 0.299 · 255 + 0.587 · 255 = 226; equal channels come back unchanged."""
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    grey = UltrasoundImage("p", "grey", write_picture(tmp_path / "grey.png", ramp))
    assert np.array_equal(grey.read_grey(), ramp)
    coloured = np.zeros((16, 16, 3), np.uint8)
    coloured[3, 4] = (255, 255, 0)
    image = UltrasoundImage("p", "colour", write_picture(tmp_path / "colour.png", coloured))
    assert (image.read_grey()[3, 4], image.read_grey()[0, 0]) == (226, 0)


def test_an_image_without_a_patient_is_refused() -> None:
    """No split could keep it with its like."""
    with pytest.raises(ValueError, match="image a has no patient"):
        _image("")


@pytest.mark.parametrize("value", [0.0, -0.1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["spacing_mm", "head_circumference_mm"])
def test_a_length_that_is_none_is_refused(name: str, value: float) -> None:
    """By its name."""
    with pytest.raises(ValueError, match=f"{name} is a length above 0"):
        _image("p", **{name: value})


def test_images_are_counted_by_what_the_set_says_of_them() -> None:
    """With what it does not say under the empty name."""
    found = ImageCollection(
        "x",
        images=(_image("p", machine="B"), _image("q", machine="A"), _image("r", machine="B"), _image("s")),
    )
    assert found.counted("machine") == {"": 1, "A": 1, "B": 2}


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_a_sets_own_split_is_of_patients_and_refused_where_it_shares_one() -> None:
    """Whole, it deals out all; with a patient on both sides, the patient is named."""
    clean = ImageCollection(
        "x", images=(_image("p", side=TRAIN), _image("q", side=TEST), _image("q", side=TEST))
    )
    split = clean.own_split()
    assert (split.train, split.test) == ({"p"}, {"q"})
    leaking = ImageCollection("x", images=(*clean.images, _image("p", side=TEST)))
    with pytest.raises(LeakageError, match=r"share 1 video\(s\) or patient\(s\): p"):
        leaking.own_split()


def test_a_part_is_not_the_whole() -> None:
    """As of every other collection."""
    with pytest.raises(IncompleteError, match="only a part is here"):
        ImageCollection("x", missing=("one",)).whole()
