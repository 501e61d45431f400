"""Sides of a split of ultrasound images: by patient, and with an operator, machine or country left out.

An image of a patient resembles the others of that patient more than anything else does, on whichever machine
it was made. A public split of FETAL_PLANES_DB drew images at random, so that validation and test had 566 of
896 patients in common; here such sides are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cohorts.splits import refuse_leakage, split_by_video

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cohorts.fetal_ultrasound.images import UltrasoundImage
    from cohorts.splits import Split


@dataclass(frozen=True, slots=True)
class Sides:
    """What is trained on, chosen by and judged by; no patient is on two sides. Implements RC-067.

    Parameters
    ----------
    left_out
        Images on no side: of patients of neither side of a split, or not fit for the side they would be on.

    Raises
    ------
    LeakageError
        Two sides share a patient.
    ValueError
        There is nothing to train on, or nothing to judge by.
    """

    train: tuple[UltrasoundImage, ...]
    test: tuple[UltrasoundImage, ...]
    validation: tuple[UltrasoundImage, ...] = ()
    left_out: tuple[UltrasoundImage, ...] = ()

    def __post_init__(self) -> None:
        refuse_leakage({"train": self.train, "validation": self.validation, "test": self.test})
        if not self.train or not self.test:
            raise ValueError("sides have images to train on and images to judge by")


def by_patient(
    images: Iterable[UltrasoundImage], split: Split, validation_share: float = 0, seed: int = 0
) -> Sides:
    """Deal images out by a split; validation is drawn from the train side, by whole patients.

    Parameters
    ----------
    validation_share
        Share of the patients of the train side, 0 or between 0 and 1.
    """
    found = tuple(images)
    train, test = split.sides(found)
    validation: tuple[UltrasoundImage, ...] = ()
    if validation_share:
        train, validation = split_by_video(train, validation_share, seed).sides(train)
    dealt = {id(image) for image in (*train, *validation, *test)}
    return Sides(train, test, validation, tuple(image for image in found if id(image) not in dealt))


def leaving_out(
    images: Iterable[UltrasoundImage], by: Literal["operator", "machine", "country"], value: str
) -> Sides:
    """Judge by the images of one operator, machine or country; train on patients who have none of it.

    An image that states none is on no side: it may be of the one that is left out.

    Raises
    ------
    ValueError
        No image has the value, or all have.
    """
    found = tuple(images)
    if not value or all(getattr(image, by) != value for image in found):
        known = ", ".join(sorted({getattr(image, by) for image in found} - {""}))
        raise ValueError(f"no image is of the {by} {value!r}; there are {known or 'none stated'}")
    test = tuple(image for image in found if getattr(image, by) == value)
    patients = {image.patient for image in test}
    rest = [image for image in found if getattr(image, by) != value]
    train = tuple(image for image in rest if getattr(image, by) and image.patient not in patients)
    out = tuple(image for image in rest if not getattr(image, by) or image.patient in patients)
    return Sides(train, test, left_out=out)


def each_left_out(
    images: Iterable[UltrasoundImage], by: Literal["operator", "machine", "country"]
) -> Iterator[tuple[str, Sides]]:
    """Leave out each operator, machine or country in turn, in the order of their names."""
    found = tuple(images)
    for value in sorted({getattr(image, by) for image in found} - {""}):
        yield value, leaving_out(found, by, value)
