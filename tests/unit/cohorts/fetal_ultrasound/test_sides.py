"""Sides of a split of ultrasound images, and the refusal of leaking ones."""

from pathlib import Path

import numpy as np
import pytest

from cohorts import LeakageError, Split, split_by_video
from cohorts.fetal_ultrasound import Sides, UltrasoundImage, by_patient, each_left_out, leaving_out
from cohorts.fetal_ultrasound.images import TEST, TRAIN, ImageCollection

pytestmark = pytest.mark.verifies("SRS-193", purpose="implementation")

MACHINES, OPERATORS = ("Aloka", "Voluson E6", "Voluson S10"), ("Op. 1", "Op. 2")


def _image(
    patient: int, number: int, machine: str = "", operator: str = "", side: str = ""
) -> UltrasoundImage:
    name = f"Patient{patient:05d}_Plane1_{number}"
    path = Path(f"{name}.png")
    return UltrasoundImage(
        f"patient_{patient:05d}", name, path, machine=machine, operator=operator, side=side
    )


def _images(patients: int, each: int = 6) -> tuple[UltrasoundImage, ...]:
    """Make images of patients on one machine each; every tenth patient was seen on a second one."""
    return tuple(
        _image(p, n, MACHINES[(p + (p % 10 == 0 and n == 0)) % 3], OPERATORS[p % 2])
        for p in range(patients)
        for n in range(each)
    )


def _patients(images: tuple[UltrasoundImage, ...]) -> set[str]:
    return {image.patient for image in images}


@pytest.mark.verifies("RC-067", purpose="implementation")
def test_the_public_split_that_draws_images_at_random_is_refused_with_the_number_of_patients() -> None:
    """5,271 images of 896 patients, halved at random into validation and test; hundreds are on both."""
    random = np.random.default_rng(1)
    owners = np.concatenate([np.arange(896), random.integers(0, 896, 5271 - 896)])
    test_side = tuple(_image(int(p), n, side=TEST) for n, p in enumerate(owners))
    train = tuple(_image(1000 + p, 0, side=TRAIN) for p in range(896))
    order = random.permutation(len(test_side))
    validation, test = (tuple(test_side[k] for k in part) for part in np.split(order, [len(order) // 2]))
    shared = _patients(validation) & _patients(test)
    assert len(shared) > 500
    with pytest.raises(LeakageError, match=rf"validation and test share {len(shared)} video\(s\)") as caught:
        Sides(train, test, validation)
    assert set(caught.value.videos) == shared
    ours = by_patient(
        (*train, *test_side), ImageCollection("x", images=(*train, *test_side)).own_split(), 0.2
    )
    assert not _patients(ours.validation) & _patients(ours.test)
    assert not _patients(ours.validation) & _patients(ours.train)
    assert (len(ours.test), len(_patients(ours.validation)), ours.left_out) == (5271, 179, ())


@pytest.mark.verifies("RC-067", purpose="effectiveness")
def test_every_split_drawn_from_images_is_refused_and_none_drawn_from_patients() -> None:
    """Of 300 of each, whatever the shares of the sides."""
    images, random = _images(30), np.random.default_rng(2)
    leaking_split_refused, whole_split_refused = 0, 0
    for seed in range(300):
        share = float(random.uniform(0.05, 0.95))
        order, cut = random.permutation(len(images)), max(round(share * len(images)), 3)
        by_images = tuple(tuple(images[k] for k in part) for part in (order[cut:], order[:cut]))
        leaking_split_refused += _refused(by_images[0], by_images[1])
        train, test = split_by_video(images, share, seed).sides(images)
        whole_split_refused += _refused(train, test)
    assert (leaking_split_refused, whole_split_refused) == (300, 0)


def _refused(train: tuple[UltrasoundImage, ...], test: tuple[UltrasoundImage, ...]) -> bool:
    try:
        Sides(train, test)
    except LeakageError:
        return True
    return False


def test_one_image_of_one_patient_on_another_side_is_enough() -> None:
    """The patient and the two sides are named."""
    images = _images(9)
    with pytest.raises(LeakageError, match=r"train and validation share 1 .*: patient_00003"):
        Sides(images[:24], images[30:], (*images[24:30], images[23]))


def test_sides_need_something_to_train_on_and_to_judge_by() -> None:
    """An empty one is no side."""
    images = _images(2)
    for train, test in ((images, ()), ((), images)):
        with pytest.raises(ValueError, match="images to train on and images to judge by"):
            Sides(train, test)


def test_validation_is_drawn_by_whole_patients_from_the_side_of_training() -> None:
    """A quarter of 16 patients, the same again by the same seed; patients of neither side are left out."""
    images = _images(30)
    names = sorted(_patients(images))
    split = Split(frozenset(names[:16]), frozenset(names[16:25]))
    sides = by_patient(images, split, 0.25, seed=3)
    assert [len(_patients(side)) for side in (sides.train, sides.validation, sides.test, sides.left_out)] == [
        12,
        4,
        9,
        5,
    ]
    assert _patients(sides.train) | _patients(sides.validation) == split.train
    assert sides.validation == by_patient(images, split, 0.25, seed=3).validation
    assert sides.validation != by_patient(images, split, 0.25, seed=4).validation
    assert by_patient(images, split).validation == ()


def test_a_machine_is_left_out_with_the_patients_who_were_seen_on_it() -> None:
    """A patient seen on two machines is judged by on the one and on no side with the other.

    Of ten patients on the Aloka, patient 0 has one image on another; of patient 20, on another, one is of it:
    59 + 1 images to judge by, 1 + 5 on no side.
    """
    images = _images(30)
    for machine, sides in each_left_out(images, "machine"):
        assert {image.machine for image in sides.test} == {machine}
        assert machine not in {image.machine for image in sides.train}
        assert not _patients(sides.train) & _patients(sides.test)
        assert _patients(sides.left_out) <= _patients(sides.test)
        assert len(sides.train) + len(sides.test) + len(sides.left_out) == len(images)
    assert [machine for machine, _ in each_left_out(images, "machine")] == list(MACHINES)
    aloka = leaving_out(images, "machine", "Aloka")
    assert [len(side) for side in (aloka.train, aloka.test, aloka.left_out)] == [114, 60, 6]


def test_an_image_of_no_stated_machine_is_on_no_side() -> None:
    """It may be of the one that is left out."""
    unknown = _image(99, 0)
    sides = leaving_out((*_images(9), unknown), "machine", "Aloka")
    assert unknown in sides.left_out
    assert unknown not in sides.train


def test_an_operator_can_be_left_out() -> None:
    """Half the images each."""
    folds = dict(each_left_out(_images(10), "operator"))
    assert {name: (len(sides.train), len(sides.test)) for name, sides in folds.items()} == {
        "Op. 1": (30, 30),
        "Op. 2": (30, 30),
    }


def test_a_machine_that_no_image_is_of_is_refused_with_those_there_are() -> None:
    """So is one that all are of, which leaves nothing to train on, and an operator where none is stated."""
    with pytest.raises(ValueError, match="no image is of the machine 'Voluson'; there are Aloka, Voluson E6"):
        leaving_out(_images(5), "machine", "Voluson")
    with pytest.raises(ValueError, match="there are none stated"):
        leaving_out([_image(1, 0), _image(2, 0)], "operator", "")
    with pytest.raises(ValueError, match="images to train on"):
        leaving_out([_image(1, 0, "Aloka"), _image(2, 0, "Aloka")], "machine", "Aloka")
