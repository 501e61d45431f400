"""Pictures that are the same, byte for byte."""

from pathlib import Path

import numpy as np
import pytest

from cohorts.fetal_ultrasound import UltrasoundImage, joined, twins
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-193", purpose="implementation")


def _images(root: Path, *shades: tuple[str, int]) -> list[UltrasoundImage]:
    """Make an image for each patient and shade; equal shades are equal files."""
    found = []
    for number, (patient, shade) in enumerate(shades):
        path = write_picture(root / f"{number}.png", np.full((8, 8), shade, np.uint8))
        found.append(UltrasoundImage(patient, f"image{number}", path))
    return found


def test_files_of_the_same_bytes_are_grouped(tmp_path: Path) -> None:
    """In the order of the images; those that are alone are in no group."""
    images = _images(tmp_path, ("a", 1), ("a", 2), ("b", 1), ("c", 3), ("c", 2), ("c", 1))
    assert [[image.name for image in group] for group in twins(images)] == [
        ["image0", "image2", "image5"],
        ["image1", "image4"],
    ]


def test_patients_joined_through_a_third_are_one(tmp_path: Path) -> None:
    """Patient a has a picture of c, c has one of d; b has its own. A twin within one patient joins nobody."""
    images = _images(tmp_path, ("a", 1), ("c", 1), ("c", 2), ("d", 2), ("b", 5), ("b", 5), ("d", 9))
    together, notes = joined(images)
    assert [image.patient for image in together] == ["a", "a", "a", "a", "b", "b", "a"]
    assert [image.name for image in together] == [image.name for image in images]
    assert notes == ("2 patient(s) share an identical picture with another and count as the same: c, d",)


def test_joining_two_groups_late_joins_all(tmp_path: Path) -> None:
    """First a with b, c with d, then b with d."""
    images = _images(tmp_path, ("a", 1), ("b", 1), ("c", 2), ("d", 2), ("b", 3), ("d", 3))
    assert {image.patient for image in joined(images)[0]} == {"a"}


def test_without_twins_nothing_changes(tmp_path: Path) -> None:
    """And nothing is noted."""
    images = _images(tmp_path, ("a", 1), ("b", 2))
    assert joined(images) == (tuple(images), ())
    assert twins([]) == ()
