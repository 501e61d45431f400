"""A rendered phantom shows its case, and its truth is exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from phantoms.fetal_ultrasound.growth import circumference
from phantoms.fetal_ultrasound.population import drawn_case, patient_case
from phantoms.fetal_ultrasound.render import patient_phantom, render
from phantoms.fetal_ultrasound.scanner import STYLES, field_of_view, pixel_centres
from phantoms.fetal_ultrasound.truth import (
    ABDOMEN,
    BACKGROUND,
    BRAIN,
    CAVUM,
    CEREBELLUM,
    CHOROID_PLEXUS,
    CISTERNA_MAGNA,
    FEMUR,
    HEAD_PLANES,
    LABELS,
    MIDLINE,
    PLANES,
    SKULL,
    SPINE,
    STOMACH,
    THALAMI,
    UMBILICAL_VEIN,
    VENTRICLE,
    Case,
)

SHOWN = {
    "transthalamic": {SKULL, BRAIN, MIDLINE, CAVUM, THALAMI, VENTRICLE},
    "transventricular": {SKULL, BRAIN, MIDLINE, CAVUM, VENTRICLE, CHOROID_PLEXUS},
    "transcerebellar": {SKULL, BRAIN, MIDLINE, CAVUM, THALAMI, CEREBELLUM, CISTERNA_MAGNA},
    "abdomen": {ABDOMEN, STOMACH, UMBILICAL_VEIN, SPINE},
    "femur": {FEMUR},
}


def _case(seed: int, plane: str, ga_weeks: float = 24.0, style: str = "curved_sharp") -> Case:
    return drawn_case(np.random.default_rng((seed, 11)), plane, ga_weeks, style)


def _along_and_across(case: Case, size: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = pixel_centres(size)
    frame, angle = case.frame, np.radians(case.frame.angle_deg)
    dx, dy = x - frame.x_px, y - frame.y_px
    u = (dx * np.cos(angle) - dy * np.sin(angle)) / frame.half_u_px
    return u, (dx * np.sin(angle) + dy * np.cos(angle)) / frame.half_v_px


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("size", [128, 256])
def test_the_same_case_and_seed_give_the_same_bytes(size: int) -> None:
    """Image and labels repeat; another seed changes the speckle, not the labels."""
    case = _case(1, "transthalamic")
    first, again, other = render(case, size, 4), render(case, size, 4), render(case, size, 5)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.labels.tobytes() == again.labels.tobytes() == other.labels.tobytes()
    assert (first.image != other.image).mean() > 0.3


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("ga_weeks", [16.0, 38.0])
def test_every_plane_shows_its_structures_and_no_others(plane: str, ga_weeks: float) -> None:
    """At both ends of the ages, all labels of the plane occur, with at least three pixels each."""
    labels = render(_case(2, plane, ga_weeks), 128, 0).labels
    counts = {label: int((labels == label).sum()) for label in range(len(LABELS))}
    assert {label for label, count in counts.items() if count} - {BACKGROUND} == SHOWN[plane]
    assert all(counts[label] >= 3 for label in SHOWN[plane])


@pytest.mark.verifies("SRS-174", purpose="effectiveness")
@pytest.mark.parametrize("size", [128, 256])
@pytest.mark.parametrize("seed", range(4))
def test_the_labelled_head_has_the_stated_circumference(size: int, seed: int) -> None:
    """An ellipse fitted by moments to all that lies in the skull's outer border measures it within 0.5 %."""
    phantom = render(drawn_case(np.random.default_rng(seed), HEAD_PLANES[seed % 3]), size, 0)
    y, x = np.nonzero(phantom.labels)
    width, length = 4 * np.sqrt(np.linalg.eigvalsh(np.cov(np.stack([x, y])))) * phantom.spacing_mm
    biometry = phantom.case.biometry_mm
    assert circumference(length, width) == pytest.approx(biometry["head_circumference"], rel=0.005)
    assert width == pytest.approx(biometry["biparietal_diameter"], rel=0.01)


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("size", [128, 256])
def test_labels_end_where_the_frame_says(size: int) -> None:
    """Head and abdomen are labelled where hypot(u, v) is at most 1; a femur reaches from end to end."""
    for plane in ("transventricular", "abdomen"):
        phantom = render(_case(3, plane), size, 0)
        u, v = _along_and_across(phantom.case, size)
        inside = np.hypot(u, v) <= 1
        assert ((phantom.labels > 0) != inside).mean() < 0.001
    phantom = render(_case(3, "femur"), size, 0)
    u, _ = _along_and_across(phantom.case, size)
    reach = np.abs(u[phantom.labels == FEMUR]).max() * phantom.case.biometry_mm["femur_length"]
    assert reach == pytest.approx(phantom.case.biometry_mm["femur_length"], rel=0.03)


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_outside_the_field_of_view(style: str) -> None:
    """Image and labels are 0 where the scanner sees nothing, and most of the rest is not."""
    phantom = render(_case(4, "transcerebellar", style=style), 128, 0)
    assert np.array_equal(phantom.field_of_view, field_of_view(style, 128))
    assert not phantom.image[~phantom.field_of_view].any()
    assert not phantom.labels[~phantom.field_of_view].any()
    assert (phantom.image[phantom.field_of_view] > 0).mean() > 0.6


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("plane", PLANES)
def test_both_sizes_show_the_same_anatomy(plane: str) -> None:
    """Labels agree after halving; smoothed pictures correlate."""
    case = _case(5, plane)
    small, large = render(case, 128, 2), render(case, 256, 2)
    assert (large.labels[::2, ::2] == small.labels).mean() > 0.97
    halved = large.image.reshape(128, 2, 128, 2).mean(axis=(1, 3))
    assert np.corrcoef(halved.ravel(), small.image.ravel())[0, 1] > 0.95


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("seed", range(3))
def test_the_femur_is_bright_and_throws_a_shadow(seed: int) -> None:
    """The shaft outshines the thigh above it, and below it is darker than above."""
    phantom = render(_case(seed, "femur", 26.0, "linear"), 128, 0)
    case = phantom.case
    u, v = _along_and_across(case, 128)
    shaft, middle = phantom.labels == FEMUR, np.abs(u) < 0.5
    above = phantom.image[middle & (v > -3.5) & (v < -1.8)].mean()
    below = phantom.image[middle & (v > 2.5) & (v < 5)].mean()
    assert phantom.image[shaft].mean() > above + 40
    assert below < 0.6 * above


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_the_skull_dims_what_lies_behind_it() -> None:
    """The same tissue, behind the head and without a skull's loss, is brighter."""
    case = _case(6, "transthalamic", 30.0)
    clear = replace(case, anatomy=replace(case.anatomy, skull_loss_db=0.0))
    _, v = _along_and_across(case, 128)
    u, _ = _along_and_across(case, 128)
    behind = (v > 1.15) & (np.abs(u) < 0.6) & field_of_view(case.style, 128)
    assert render(case, 128, 0).image[behind].mean() < render(clear, 128, 0).image[behind].mean() - 10


@pytest.mark.verifies("SRS-174", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
def test_tissues_differ_as_they_should(style: str) -> None:
    """Away from borders, skull is brightest, then choroid plexus, and the ventricles are the darkest."""
    grey: dict[int, list[float]] = {SKULL: [], CHOROID_PLEXUS: [], BRAIN: [], VENTRICLE: []}
    for seed in range(6):
        phantom = render(_case(seed, "transventricular", 20.0, style), 256, seed)
        for label, values in grey.items():
            inner = ndimage.binary_erosion(phantom.labels == label, iterations=3)
            values.extend(phantom.image[inner].tolist())
    skull, plexus, brain, ventricle = (np.mean(values) for values in grey.values())
    assert skull > plexus > brain > ventricle


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_age_changes_the_brain_and_not_only_its_size() -> None:
    """The plexus takes a smaller share of the head with age."""
    shares = []
    for ga_weeks in (17.0, 24.0, 34.0):
        labels = render(_case(8, "transventricular", ga_weeks), 128, 0).labels
        shares.append(float((labels == CHOROID_PLEXUS).sum() / (labels > 0).sum()))
    assert shares[0] > 1.3 * shares[1] > 1.3 * 1.3 * shares[2]


@pytest.mark.verifies("SRS-174", purpose="negative")
def test_another_size_is_refused() -> None:
    """Only 128 and 256 are drawn."""
    with pytest.raises(ValueError, match="size"):
        render(_case(0, "femur"), 512, 0)


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_a_patient_has_one_image() -> None:
    """The image of a number repeats, and is that of its case."""
    first, again = patient_phantom(31), patient_phantom(31)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.case == patient_case(31)
    assert first.image.shape == (128, 128)
    assert (first.image != patient_phantom(51).image).any()
