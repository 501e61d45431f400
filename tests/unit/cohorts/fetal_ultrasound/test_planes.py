"""The planes' names."""

import pytest

from cohorts.fetal_ultrasound.planes import BRAIN_PLANES, DEVICE_PLANES, SIX_PLANES, device_plane

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")


def test_the_six_labels_are_six_and_none_shares_a_place_with_another() -> None:
    """A public reader of the set numbers cervix and thorax alike, so that they cannot be told apart."""
    assert len(set(SIX_PLANES)) == len(SIX_PLANES) == 6
    assert SIX_PLANES.index("Maternal cervix") != SIX_PLANES.index("Fetal thorax")


@pytest.mark.parametrize(
    ("plane", "brain_plane", "expected"),
    [
        ("Fetal brain", "Trans-cerebellum", "transcerebellar"),
        ("Fetal femur", "", "femur"),
        ("Fetal brain", "Other", ""),
        ("Fetal brain", "", ""),
        ("Other", "", ""),
        ("Fetal thorax", "", ""),
        ("Maternal cervix", "", ""),
    ],
)
def test_a_plane_is_the_devices_where_it_means_the_same(plane: str, brain_plane: str, expected: str) -> None:
    """And nothing is guessed for the others, nor for a brain of no stated plane."""
    assert device_plane(plane, brain_plane) == expected


def test_every_plane_of_the_device_has_one_counterpart() -> None:
    """As the device's interface names them."""
    from bedside.fetal_ultrasound.interface import PLANES

    assert sorted(DEVICE_PLANES.values()) == sorted(PLANES)
    assert set(DEVICE_PLANES) <= set(SIX_PLANES) | set(BRAIN_PLANES)
